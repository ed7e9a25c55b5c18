"""How a mouth is used: a lot or a little, by the jaw or by the lips."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, get_args

from vidsync.errors import InputError, near_matches

MouthStyleName = Literal["mumble", "relaxed", "natural", "enunciate", "exaggerate"]


@dataclass(frozen=True, slots=True)
class MouthStyle:
    """How far the jaw and the lips go, as factors of natural speech.

    Closures, teeth on the lip and the narrow jaw of sibilants are not a matter of style.

    Attributes:
        jaw: 0 to 2.
        lips: of rounding and spread, 0 to 2.

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
                raise InputError(f"a style's {axis} of {value!r} is not within 0 and 2")


STYLES: dict[str, MouthStyle] = {
    "mumble": MouthStyle(jaw=0.45, lips=0.4),
    "relaxed": MouthStyle(jaw=0.75, lips=0.75),
    "natural": MouthStyle(),
    "enunciate": MouthStyle(jaw=1.05, lips=1.35),
    "exaggerate": MouthStyle(jaw=1.35, lips=1.4),
}
"""Named styles; any other is a `MouthStyle` of one's own."""


def resolve_style(style: MouthStyleName | MouthStyle, intensity: float = 1.0) -> MouthStyle:
    """A style by its name, at an intensity.

    Raises:
        InputError: there is no such style, or the intensity is not within 0 and 2.
    """
    if not 0 <= intensity <= 2:
        raise InputError(f"an intensity of {intensity!r} is not within 0 and 2")
    if isinstance(style, str):
        if style not in STYLES:
            raise InputError(
                f"no style {style!r}", hint=near_matches(style, get_args(MouthStyleName))
            )
        style = STYLES[style]
    return MouthStyle(min(style.jaw * intensity, 2.0), min(style.lips * intensity, 2.0))
