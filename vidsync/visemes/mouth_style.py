"""Mouth styles: how far the jaw and the lips move."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from vidsync.checks import check_choice
from vidsync.errors import InputError

MouthStyleName = Literal["mumble", "relaxed", "natural", "enunciate", "exaggerate"]


@dataclass(frozen=True, slots=True)
class MouthStyle:
    """How far the jaw and the lips go, as factors of natural speech.

    A style does not change closures, teeth on the lip or the narrow jaw of sibilants.

    Attributes:
        jaw: 0 to 2.
        lips: for rounding and spread, 0 to 2.

    Raises:
        InputError: a number is out of range.

    Source:
        The two axes of JALI: Edwards, Landreth, Fiume and Singh (2016).
    """

    jaw: float = 1.0
    lips: float = 1.0

    def __post_init__(self) -> None:
        for axis, value in (("jaw", self.jaw), ("lips", self.lips)):
            if not 0 <= value <= 2:
                raise InputError(f"the {axis} of a mouth style is {value!r}, not 0 to 2")


STYLES: dict[str, MouthStyle] = {
    "mumble": MouthStyle(jaw=0.45, lips=0.4),
    "relaxed": MouthStyle(jaw=0.75, lips=0.75),
    "natural": MouthStyle(),
    "enunciate": MouthStyle(jaw=1.05, lips=1.35),
    "exaggerate": MouthStyle(jaw=1.35, lips=1.4),
}
"""The named styles."""


def resolve_style(style: MouthStyleName | MouthStyle, intensity: float = 1.0) -> MouthStyle:
    """Get a style by its name, scaled by an intensity.

    Raises:
        InputError: there is no such style, or the intensity is not within 0 and 2.
    """
    if not 0 <= intensity <= 2:
        raise InputError(f"the intensity is {intensity!r}, not 0 to 2")
    if isinstance(style, str):
        style = STYLES[check_choice("style", style, STYLES)]
    return MouthStyle(min(style.jaw * intensity, 2.0), min(style.lips * intensity, 2.0))
