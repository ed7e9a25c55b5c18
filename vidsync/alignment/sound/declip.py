"""Rounds the flat tops that a too loud recording has, so that its spectrum is speech's again.

What was cut off is drawn as a curve that leaves and meets the sound at its own slope.
That is far from what was there, and near enough for the search and for edges. A sound
that was not clipped stays as it is.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]

# Samples mended at a time: an hour of sound must not cost its size once more.
_BLOCK = 1 << 19
# Samples that tell whether it was clipped.
_ENOUGH = 1 << 22


@dataclass(frozen=True, slots=True)
class ClippingRules:
    """How clipping is told.

    Attributes:
        top: share of the loud level over which a sample may have been cut off; resampling
            makes flat tops a little uneven.
        share: of the samples that are over it from which on the sound was clipped; in
            speech that was not it is a few thousandths.
    """

    top: float = 0.9
    share: float = 0.02


def declip(sound: Floats, loud: float, rules: ClippingRules = ClippingRules()) -> bool:
    """Mend a clipped sound in place.

    Args:
        sound: mono.
        loud: the level that a thousandth of its samples are over.
        rules: how clipping is told.

    Returns:
        Whether anything was changed.
    """
    top = rules.top * loud
    some = np.abs(sound[:: max(1, len(sound) // _ENOUGH)])
    if np.count_nonzero(some > top) < rules.share * len(some):
        return False
    for first, last in pairwise([*range(0, len(sound), _BLOCK), len(sound)]):
        _round_off(sound[first:last], top)
        np.negative(sound[first:last], out=sound[first:last])
        _round_off(sound[first:last], top)
        np.negative(sound[first:last], out=sound[first:last])
    return True


def _round_off(sound: Floats, top: float) -> None:
    """Cubic curves over the stretches above a level, never lower than what is there."""
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
