from __future__ import annotations

import io

import numpy as np
import pytest

from vidsync.alignment import align
from vidsync.alignment.sound.features import SAMPLE_RATE, Floats, normalize
from vidsync.alignment.sound.tones import remove_tones
from vidsync.audio import Samples, decode
from vidsync.espeak import synthesize
from vidsync.transcript import Transcript

TEXT = "Nobody had lit the lamp on the pier. We walked home along the wall, counting steps."


@pytest.fixture(scope="module")
def speech() -> tuple[Floats, Transcript]:
    said = synthesize(TEXT, voice="en-us+klatt", rate=150)
    return normalize(decode(io.BytesIO(said.audio))), said.transcript


def chords(length: int) -> Floats:
    """Two seconds of each chord, with six steady harmonics per note."""
    times = np.arange(length) / SAMPLE_RATE
    sound = np.zeros(length)
    for number, notes in enumerate([(131, 165, 196), (147, 175, 220), (123, 156, 185)] * 4):
        here = (times >= 2 * number) & (times < 2 * number + 2)
        for note in notes:
            for harmonic in range(1, 7):
                sound[here] += np.sin(2 * np.pi * note * harmonic * times[here]) / harmonic
    return sound.astype(np.float32)


def under(sound: Floats, other: Floats, ratio_db: float) -> Floats:
    level = np.sqrt(np.mean(np.square(sound)) / np.mean(np.square(other)))
    return np.asarray(sound + other * level * np.float32(10 ** (-ratio_db / 20)), np.float32)


def level_db(sound: Floats) -> float:
    return float(10 * np.log10(np.mean(np.square(sound))))


def test_music_is_taken_out_and_speech_is_left(speech: tuple[Floats, Transcript]) -> None:
    sound, truth = speech
    mixed = under(sound, chords(len(sound)), 10)
    cleaned = remove_tones(mixed)
    assert len(cleaned) == len(sound)
    pause = slice(*(round(SAMPLE_RATE * x) for x in (truth.words[7].end, truth.words[8].start)))
    assert pause.stop - pause.start > SAMPLE_RATE // 10
    assert level_db(cleaned[pause]) < level_db(mixed[pause]) - 10
    said = slice(*(round(SAMPLE_RATE * x) for x in (truth.words[8].start, truth.words[12].end)))
    assert level_db(cleaned[said]) == pytest.approx(level_db(sound[said]), abs=3)


def test_a_sound_without_tones_does_not_change(speech: tuple[Floats, Transcript]) -> None:
    sound, _ = speech
    noise = np.random.default_rng(3).standard_normal(len(sound)).astype(np.float32)
    for heard in (sound, noise, under(sound, noise, 10), sound[:100], np.zeros(0, np.float32)):
        assert remove_tones(heard) is heard


def test_words_under_music_are_where_they_are_heard(speech: tuple[Floats, Transcript]) -> None:
    sound, truth = speech
    mixed = under(sound, chords(len(sound)), 10)
    found = align(Samples(mixed[:, None], SAMPLE_RATE), TEXT, engine="sphinx")
    assert [word.text for word in found.words] == TEXT.split()
    pairs = zip(found.words, truth.words, strict=True)
    errors = np.abs([1000 * (word.start - true.start) for word, true in pairs])
    assert np.median(errors) < 12
    assert np.mean(errors <= 50) > 0.85
    assert errors.max() < 300
