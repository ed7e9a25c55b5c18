"""Mouths with a different plain colour for each shape, so that one pixel shows the shape."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from vidsync import Phone, Transcript, Turn, Word

# Very different colours, so that lossy coding cannot confuse them. None is black or grey.
COLOURS = {
    "A": (255, 0, 0),
    "B": (0, 255, 0),
    "C": (0, 0, 255),
    "D": (255, 255, 0),
    "E": (255, 0, 255),
    "F": (0, 255, 255),
    "G": (255, 128, 0),
    "H": (128, 0, 255),
    "X": (255, 255, 255),
}


def paint(folder: Path, shapes: str = "ABCDEFGHX", *, size: tuple[int, int] = (40, 30)) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    for shape in shapes:
        Image.new("RGBA", size, (*COLOURS[shape], 255)).save(folder / f"{shape}.png")
    return folder


@pytest.fixture
def painted(tmp_path) -> Path:
    """Return a folder with all nine shapes, 40x30 pixels each."""
    return paint(tmp_path / "painted")


@pytest.fixture
def shape_of() -> Callable[[object], str]:
    """Return a function that finds the shape for a colour of RGB pixels, or an empty text."""

    def shape(patch: object) -> str:
        colour = np.asarray(patch, float)[..., :3].reshape(-1, 3).mean(axis=0)
        name, far = min(
            ((name, np.abs(colour - known).max()) for name, known in COLOURS.items()),
            key=lambda found: found[1],
        )
        return name if far < 48 else ""

    return shape


@pytest.fixture
def talk() -> Transcript:
    """Return three seconds with every kind of shape. It has phones, so espeak-ng is not used."""
    said = [
        ("mama", 0.31, ["m", "ɑ", "m", "ɑ"]),
        ("five", 0.92, ["f", "aɪ", "v"]),
        ("sees", 1.33, ["s", "iː", "z"]),
        ("who", 1.71, ["h", "uː"]),
        ("all", 2.04, ["ɔ", "l"]),
    ]
    words = []
    for text, start, phones in said:
        length = 0.36 / len(phones)
        timed = tuple(
            Phone(phone, start + index * length, start + (index + 1) * length)
            for index, phone in enumerate(phones)
        )
        words.append(Word(text, start, timed[-1].end, phones=timed))
    return Transcript(tuple(words), 3.0, language="en")


@pytest.fixture
def conversation(talk) -> Transcript:
    """Return the same words, spoken by Ann, Ben, Ann, Ben and Ann."""
    turns = tuple(Turn(name) for name in ("Ann", "Ben", "Ann", "Ben", "Ann"))
    words = tuple(
        Word(word.text, word.start, word.end, turn=number, phones=word.phones)
        for number, word in enumerate(talk.words)
    )
    return Transcript(words, talk.duration, language="en", turns=turns)
