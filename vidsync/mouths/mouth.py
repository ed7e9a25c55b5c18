"""A mouth as it is asked for: which set, whose, where and how large; in Python or in a word.

Values only. Where a mouth stands that was given no place is decided in `placing`.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from math import isfinite
from pathlib import Path

from vidsync.errors import InputError
from vidsync.mouths.sets import shipped

_NUMBER = r"-?\d*\.?\d+"
_PLACE = re.compile(rf"(.+)@({_NUMBER}),({_NUMBER})(?:,({_NUMBER}))?", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Mouth:
    """A mouth on a picture.

    Attributes:
        set: the name of a set that ships (`mouth_sets` lists them), or a folder of pictures.
        speaker: whose it is, in a conversation; empty is one mouth for all.
        at: where its middle is, as fractions of the picture's width and height from the
            upper left corner; None finds a place that is clear of the captions.
        width: as a fraction of the picture's width; None is what suits the set.
        hides: whether it is taken off the picture while it rests for a second or more.

    Raises:
        InputError: a place that is not in the picture, or a width that is none.
    """

    set: str | Path = "cartoon"
    speaker: str = ""
    at: tuple[float, float] | None = None
    width: float | None = None
    hides: bool = False

    def __post_init__(self) -> None:
        if self.at is not None and not (
            len(self.at) == 2 and all(isfinite(side) and 0 <= side <= 1 for side in self.at)
        ):
            raise InputError(
                f"a mouth at {self.at} is not in the picture",
                hint="give two fractions of its width and height, 0 to 1: 0.5,0.3",
            )
        if self.width is not None and not (isfinite(self.width) and 0.02 <= self.width <= 1):
            raise InputError(
                f"a mouth's width of {self.width} is not within 0.02 and 1",
                hint="give a fraction of the picture's width",
            )


MouthInput = str | Path | Mouth | Sequence[Mouth] | Mapping[str, str | Path | Mouth]
"""What a mouth may be given as: a set, a `Mouth`, several, or a set for each speaker."""


def as_mouths(given: MouthInput | None) -> tuple[Mouth, ...]:
    """What was given, as mouths.

    Raises:
        InputError: there is none in it, two of one speaker, or one for all beside others.
    """
    if given is None:
        return ()
    if isinstance(given, str | Path):
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
    owners = [mouth.speaker for mouth in found]
    if len(found) > 1 and "" in owners:
        raise InputError(
            "of several mouths, one is nobody's", hint="say whose each is: Ann=cartoon, Ben=puppet"
        )
    for owner in owners:
        if owners.count(owner) > 1:
            raise InputError(f"{owner!r} has two mouths", hint="leave one of them out")
    return found


def parse_mouth(text: str) -> Mouth:
    """A mouth from one word: ``[SPEAKER=]SET[@X,Y[,WIDTH]]``.

    Args:
        text: such as ``puppet``, ``comic@0.5,0.3``, ``Ann=cartoon@0.25,0.6,0.3`` or
            ``Ben=my/mouths``. What is itself a set or a folder has no speaker in it.

    Raises:
        InputError: no set is named, or the place or width is out of range.
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
        raise InputError(f"{text!r} names no mouth set", hint="such as puppet, or Ann=puppet")
    return Mouth(name, speaker=speaker.strip(), at=at, width=width)


def _is_set(name: str) -> bool:
    if name in shipped():
        return True
    try:
        return Path(name).is_dir()
    except (OSError, ValueError):
        return False
