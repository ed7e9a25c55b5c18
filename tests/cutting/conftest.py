"""Transcripts that are written as text, and recordings whose words are tones."""

import re
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from vidsync.audio import Samples, wav_bytes
from vidsync.transcript import Transcript, Turn, Word

RATE = 16_000


def talk(text: str, *, language: str = "en", turns: str = "") -> Transcript:
    """Return the words of a text, each 0.3 s long with 0.1 s between them.

    A number in brackets is a longer pause: "so [1.5] the thing".

    Args:
        text: the words.
        language: of them.
        turns: a digit for each word, the turn that it belongs to.
    """
    words: list[Word] = []
    now = 0.2
    for part in text.split():
        if pause := re.fullmatch(r"\[([\d.]+)\]", part):
            now += float(pause[1]) - 0.1
            continue
        turn = int(turns[len(words)]) if turns else None
        words.append(Word(part, round(now, 3), round(now + 0.3, 3), turn=turn))
        now += 0.4
    return Transcript(
        tuple(words),
        duration=words[-1].end + 0.2,
        language=language,
        turns=(Turn("A"), Turn("B")) if turns else (),
    )


@pytest.fixture
def recording(tmp_path: Path) -> Callable[..., Path]:
    """Return a function that writes a sound file with a tone in the place of each word."""

    def write(transcript: Transcript, *, hum: float = 0.001) -> Path:
        moments = np.arange(round(transcript.duration * RATE)) / RATE
        sound = hum * np.sin(2 * np.pi * 100 * moments)
        for word in transcript.words:
            inside = (moments >= word.start) & (moments < word.end)
            sound[inside] += 0.3 * np.sin(2 * np.pi * 440 * moments[inside])
        path = tmp_path / "talk.wav"
        path.write_bytes(wav_bytes(Samples(sound.astype(np.float32)[:, None], RATE)))
        return path

    return write
