"""Sound effects: a short set, synthesized when they are asked for.

What there is and how loud it is; how each is made is synthesis' work. When one is heard
is said by a caption style, and mixing them into a video is the media room's work.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType
from typing import TYPE_CHECKING

from vidsync.errors import InputError, near_matches

if TYPE_CHECKING:
    from vidsync.audio import Samples


EFFECTS: Mapping[str, str] = MappingProxyType(
    {
        "click": "a mouse button, down and up",
        "ding": "a small bell",
        "key": "a typewriter's key",
        "pop": "a bubble",
        "riser": "a rush that grows for a second and ends on the moment",
        "thud": "something heavy that lands",
        "tick": "a light tap",
        "whoosh": "something that flies past, from left to right",
    }
)
"""The effects by name, each with what it sounds like."""

VARIANTS = 4
"""How many takes of an effect there are: an effect that is repeated sounds mechanical."""


@dataclass(frozen=True, slots=True, eq=False)
class Effect:
    """A sound effect.

    Attributes:
        samples: stereo at 48 kHz; not to be written to.
        onset: seconds from its beginning to the moment that it marks.
    """

    samples: Samples
    onset: float


@cache
def effect(name: str, variant: int = 0) -> Effect:
    """Synthesize an effect.

    Its true peak is at most -6 dBTP, its momentary loudness (ITU-R BS.1770) at most
    -20 LUFS, and it comes near to one of them; it begins and ends in silence.

    Args:
        name: of `EFFECTS`.
        variant: which take of it, 0 to `VARIANTS` - 1: a little higher or lower.

    Raises:
        InputError: there is no such effect, or no such take.
    """
    if name not in EFFECTS:
        raise InputError(f"no sound effect is named {name!r}", hint=near_matches(name, EFFECTS))
    if variant not in range(VARIANTS):
        raise InputError(f"no take {variant} of {name!r}: there are {VARIANTS}")
    # numpy and PyAV are loaded only when something is heard.
    from vidsync.sound_effects.synthesis import synthesized

    return synthesized(name, variant)
