"""How speakers are told apart: the style sections for their colours, places and names."""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import combinations
from typing import Literal

from vidsync.captions.style.checked_fields import CheckedFields, in_range, one_of
from vidsync.captions.style.colour import Colour, difference
from vidsync.captions.style.letter_case import Case
from vidsync.errors import PresetError

POSITIONS = (
    *("usual", "left", "right", "top", "middle", "bottom"),
    *("top-left", "top-right", "bottom-left", "bottom-right"),
)
"""The places of a speaker's captions: the usual height, or an edge of the safe area."""

LEAST_DIFFERENCE = 25.0
"""Two colours with a smaller difference look the same in a moving picture."""


@dataclass(frozen=True, slots=True)
class SpeakerStyle(CheckedFields):
    """One speaker's own style; None takes the value that all speakers share.

    Attributes:
        speaker: the name that the transcript has.
        name: to be shown instead.
        colour: of the letters.
        position: where the captions stand.
    """

    speaker: str
    name: str | None = None
    colour: Colour | None = None
    position: str | None = field(default=None, metadata=one_of(POSITIONS))


@dataclass(frozen=True, slots=True)
class SpeakersStyle(CheckedFields):
    """How speakers are told apart.

    Attributes:
        colours: of their letters, in the order in which they first speak. If there are
            more speakers, others are chosen that differ; one that can't be read on the
            outline or the box is made lighter or darker.
        positions: where their captions stand, in the same order, if there are at least
            two; used again from the first.
        named: speakers that have something of their own, by the transcript's name.

    Raises:
        PresetError: two of the colours can't be told apart on a moving picture, or one
            speaker is named twice.
    """

    colours: tuple[Colour, ...] = ()
    positions: tuple[str, ...] = field(default=(), metadata=one_of(POSITIONS))
    named: tuple[SpeakerStyle, ...] = ()

    def __post_init__(self) -> None:
        CheckedFields.__post_init__(self)
        for one, other in combinations(self.colours, 2):
            if difference(one, other) < LEAST_DIFFERENCE:
                raise PresetError(
                    f"the speakers' colours {one} and {other} look alike",
                    hint="choose colours that differ in hue or in lightness",
                )
        speakers = [own.speaker for own in self.named]
        if len(set(speakers)) < len(speakers):
            raise PresetError(f"of the speakers {', '.join(speakers)} one is named twice")


@dataclass(frozen=True, slots=True)
class LabelStyle(CheckedFields):
    """The name of who speaks, shown with the captions.

    Attributes:
        show: ``none``; ``inline``, before the words, with a colon; or a ``tag`` above them.
        when: at a ``change`` of speaker, the first one included, or ``always``.
        case: how it is written, whatever it came as.
        size: of a tag's letters, percent of the text's size.
        font: another font than the text's.
        colour: of a tag's letters; None for black or white, whichever reads better.
        hold: seconds after a change during which cues that follow keep the tag, so that
            there is time to read it.
    """

    show: Literal["none", "inline", "tag"] = "none"
    when: Literal["change", "always"] = "change"
    case: Case = "as-is"
    size: float = field(default=56.0, metadata=in_range(20, 120))
    font: str | None = None
    colour: Colour | None = None
    hold: float = field(default=1.5, metadata=in_range(0, 10))
