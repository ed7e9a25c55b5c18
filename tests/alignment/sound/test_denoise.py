from __future__ import annotations

import io

import numpy as np
import pytest

from vidsync.alignment import align
from vidsync.alignment.sound.denoise import DenoisingRules, remove_noise
from vidsync.alignment.sound.features import SAMPLE_RATE, Floats, normalize
from vidsync.audio import Samples, decode
from vidsync.errors import AlignmentError
from vidsync.espeak import synthesize
from vidsync.transcript import Transcript

TEXT = "Nobody had lit the lamp on the pier. We walked home along the wall, counting steps."


@pytest.fixture(scope="module")
def speech() -> tuple[Floats, Transcript]:
    said = synthesize(TEXT, voice="en-us+klatt", rate=150)
    return normalize(decode(io.BytesIO(said.audio))), said.transcript


def pink(sound: Floats, ratio_db: float) -> Floats:
    """Pink noise, this many dB below a sound."""
    bands = np.fft.rfft(np.random.default_rng(7).standard_normal(len(sound)))
    bands[1:] /= np.sqrt(np.arange(1, len(bands)))
    noise = np.fft.irfft(bands, len(sound))
    level = np.sqrt(np.mean(np.square(sound)) / np.mean(np.square(noise)))
    return np.asarray(noise * level * 10 ** (-ratio_db / 20), np.float32)


def level_db(sound: Floats) -> float:
    return float(10 * np.log10(np.mean(np.square(sound))))


def test_noise_is_taken_out_and_speech_is_left(speech: tuple[Floats, Transcript]) -> None:
    sound, _ = speech
    noise = pink(sound, 10)
    cleaned = remove_noise(sound + noise)
    assert len(cleaned) == len(sound)
    assert level_db(cleaned - sound) < level_db(noise) - 3
    assert level_db(cleaned) == pytest.approx(level_db(sound), abs=1.5)


def test_denoising_with_no_reduction_changes_nothing(speech: tuple[Floats, Transcript]) -> None:
    for length in (len(speech[0]), 700, 128, 1):
        sound = speech[0][:length]
        np.testing.assert_allclose(remove_noise(sound, DenoisingRules(least=1.0)), sound, atol=1e-5)


def test_words_in_noise_are_where_they_are_heard(speech: tuple[Floats, Transcript]) -> None:
    sound, truth = speech
    found = align(Samples((sound + pink(sound, 10))[:, None], SAMPLE_RATE), TEXT, engine="sphinx")
    assert [word.text for word in found.words] == TEXT.split()
    pairs = zip(found.words, truth.words, strict=True)
    errors = np.abs([1000 * (word.start - true.start) for word, true in pairs])
    assert np.median(errors) < 20
    assert errors.max() < 300


@pytest.mark.parametrize("seed", [2, 9])
def test_no_text_is_found_in_plain_noise(seed: int) -> None:
    noise = np.random.default_rng(seed).standard_normal((80000, 1)).astype(np.float32)
    for text in (TEXT, "The ferry leaves at the first light and comes back in the evening."):
        with pytest.raises(AlignmentError, match="does not match"):
            align(Samples(noise * np.float32(0.1), SAMPLE_RATE), text, engine="sphinx")
