"""A small set of sound effects, synthesized on request."""

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
"""The effects by name, with a description of each."""

VARIANTS = 4
"""Number of variants of an effect: identical repetition sounds mechanical."""


@dataclass(frozen=True, slots=True, eq=False)
class Effect:
    """A sound effect.

    Attributes:
        samples: stereo at 48 kHz; read-only.
        onset: seconds from its beginning to the moment that it marks.
    """

    samples: Samples
    onset: float


@cache
def effect(name: str, variant: int = 0) -> Effect:
    """Synthesize an effect.

    Its true peak is at most -6 dBTP, its momentary loudness (ITU-R BS.1770) at most -20 LUFS,
    and one of them is close to its limit. It begins and ends in silence.

    Args:
        name: of `EFFECTS`.
        variant: 0 to `VARIANTS` - 1; variants are slightly higher or lower.

    Raises:
        InputError: the effect or the variant does not exist.
    """
    if name not in EFFECTS:
        raise InputError(f"no sound effect is named {name!r}", hint=near_matches(name, EFFECTS))
    if variant not in range(VARIANTS):
        raise InputError(f"no take {variant} of {name!r}: there are {VARIANTS}")
    # Imported late: numpy and PyAV are needed only here.
    from vidsync.sound_effects.synthesis import synthesize

    return synthesize(name, variant)
