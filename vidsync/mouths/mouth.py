"""A mouth that the user asks for: its set, speaker, place and size."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from math import isfinite
from pathlib import Path

from vidsync.errors import InputError
from vidsync.mouths.sets import read_shipped_sets
from vidsync.paths import PathLike

_NUMBER = r"-?\d*\.?\d+"
_PLACE = re.compile(rf"(.+)@({_NUMBER}),({_NUMBER})(?:,({_NUMBER}))?", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Mouth:
    """A mouth on a picture.

    Attributes:
        set: the name of a set that ships with vidsync (`mouth_sets` lists them), or a folder
            of pictures.
        speaker: of a conversation; empty is one mouth for all speakers.
        at: the position of its centre, as fractions of the picture's width and height from
            the upper left corner; None finds a place that is clear of the captions.
        width: as a fraction of the picture's width; None uses the set's usual width.
        hides: whether it disappears while it rests for a second or more.

    Raises:
        InputError: the place is not in the picture, or the width is out of range.
    """

    set: PathLike = "cartoon"
    speaker: str = ""
    at: tuple[float, float] | None = None
    width: float | None = None
    hides: bool = False

    def __post_init__(self) -> None:
        if self.at is not None and not (
            len(self.at) == 2 and all(isfinite(side) and 0 <= side <= 1 for side in self.at)
        ):
            raise InputError(
                f"the place of a mouth, {self.at}, is not in the picture",
                hint="give two fractions of the picture's width and height, 0 to 1: 0.5,0.3",
            )
        if self.width is not None and not (isfinite(self.width) and 0.02 <= self.width <= 1):
            raise InputError(
                f"the width of a mouth is {self.width}, not 0.02 to 1",
                hint="give a fraction of the picture's width",
            )


MouthInput = PathLike | Mouth | Sequence[Mouth] | Mapping[str, PathLike | Mouth]
"""A set, a `Mouth`, several mouths, or a set or mouth for each speaker."""


def as_mouths(given: MouthInput | None) -> tuple[Mouth, ...]:
    """Turn what the user gives into mouths.

    Raises:
        InputError: it is empty, a speaker has two mouths, or one of several mouths has no
            speaker.
    """
    if given is None:
        return ()
    if isinstance(given, str | os.PathLike):
        return (Mouth(given),)
    if isinstance(given, Mouth):
        return (given,)
    if isinstance(given, Mapping):
        found = tuple(
            replace(mouth, speaker=speaker)
            if isinstance(mouth, Mouth)
            else Mouth(mouth, speaker=speaker)
            for speaker, mouth in given.items()
        )
    else:
        found = tuple(given)
    if not found:
        raise InputError("no mouth was given", hint="give a set, such as 'cartoon', or None")
    speakers = [mouth.speaker for mouth in found]
    if len(found) > 1 and "" in speakers:
        raise InputError(
            "one of several mouths has no speaker",
            hint="give each a speaker: Ann=cartoon, Ben=puppet",
        )
    for speaker in speakers:
        if speakers.count(speaker) > 1:
            raise InputError(f"{speaker!r} has two mouths", hint="leave one of them out")
    return found


def parse_mouth(text: str) -> Mouth:
    """Parse a mouth in the form ``[SPEAKER=]SET[@X,Y[,WIDTH]]``.

    Args:
        text: for example ``puppet``, ``comic@0.5,0.3``, ``Ann=cartoon@0.25,0.6,0.3`` or
            ``Ben=my/mouths``. The name of a set or folder may have ``=`` and ``@`` in it.

    Raises:
        InputError: it names no set, or the place or width is out of range.
    """
    name, at, width = text, None, None
    placed = None if _is_set(text) else _PLACE.fullmatch(text)
    if placed is not None:
        name = placed[1]
        at = float(placed[2]), float(placed[3])
        width = float(placed[4]) if placed[4] else None
    speaker = ""
    if not _is_set(name) and "=" in name:
        speaker, _, name = name.partition("=")
    if not name.strip():
        raise InputError(
            f"{text!r} names no mouth set", hint="give a set, such as puppet or Ann=puppet"
        )
    return Mouth(name, speaker=speaker.strip(), at=at, width=width)


def _is_set(name: str) -> bool:
    if name in read_shipped_sets():
        return True
    try:
        return Path(name).is_dir()
    except (OSError, ValueError):
        return False
