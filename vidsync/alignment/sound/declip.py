"""Rounds the flat tops of clipped recordings, so that the spectrum is that of speech again.

The cut-off part is drawn as a curve that leaves and meets the sound at its own slope. This is far
from the original, but near enough for the search and for edges. Sound without clipping is not
changed.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]

# Samples repaired at a time, so that an hour of sound does not need twice its memory.
_BLOCK = 1 << 19
# Number of samples that decide whether the sound was clipped.
_MAX_SAMPLES = 1 << 22


@dataclass(frozen=True, slots=True)
class ClippingRules:
    """How clipping is recognized.

    Attributes:
        top: share of the loud level above which a sample may have been cut off; resampling
            makes flat tops slightly uneven.
        share: of the samples above that level at which the sound counts as clipped; speech
            without clipping has a few thousandths.
    """

    top: float = 0.9
    share: float = 0.02


def declip(sound: Floats, loud: float, rules: ClippingRules = ClippingRules()) -> bool:
    """Repair a clipped sound in place.

    Args:
        sound: mono.
        loud: the level that a thousandth of its samples exceed.
        rules: how clipping is recognized.

    Returns:
        Whether anything was changed.
    """
    top = rules.top * loud
    some = np.abs(sound[:: max(1, len(sound) // _MAX_SAMPLES)])
    if np.count_nonzero(some > top) < rules.share * len(some):
        return False
    for first, last in pairwise([*range(0, len(sound), _BLOCK), len(sound)]):
        _round_tops(sound[first:last], top)
        np.negative(sound[first:last], out=sound[first:last])
        _round_tops(sound[first:last], top)
        np.negative(sound[first:last], out=sound[first:last])
    return True


def _round_tops(sound: Floats, top: float) -> None:
    """Draw cubic curves over the stretches above a level, never below the present sound."""
    edges = np.flatnonzero(np.diff(np.concatenate([[0], (sound > top).astype(np.int8), [0]])))
    first, after = edges[::2], edges[1::2]
    inside = (first >= 2) & (after < len(sound) - 1)
    first, after = first[inside], after[inside]
    counts = after - first
    which = np.repeat(np.arange(len(first)), counts)
    place = np.arange(len(which)) - np.repeat(np.cumsum(counts) - counts, counts) + 1
    width = (counts + 1)[which].astype(np.float32)
    along = (place / width).astype(np.float32)
    left, right = sound[first - 1][which], sound[after][which]
    rise = (sound[first - 1] - sound[first - 2])[which] * width
    fall = (sound[after + 1] - sound[after])[which] * width
    back = 1 - along
    curve = back * back * ((1 + 2 * along) * left + along * rise)
    curve += along * along * ((1 + 2 * back) * right - back * fall)
    where = first[which] + place - 1
    sound[where] = np.maximum(sound[where], curve)
