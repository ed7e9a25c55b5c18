"""Gives clipped sound its peaks back, about: what was cut off made the quiet seem loud.

Where samples stand at the end of the scale in a row, a curve is laid over them that goes
on as the sound came and went. Sound that is not clipped stays as it is, to the bit.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from vidsync.alignment.spectra import Floats


@dataclass(frozen=True, slots=True)
class ClippingRules:
    """What clipped is.

    Attributes:
        end: share of the greatest value at which the scale seems to end.
        least: share of all samples that must be there.
        run: samples in a row, at least, that are mended.
    """

    end: float = 0.98
    least: float = 1e-3
    run: int = 3


def declipped(sound: Floats, rules: ClippingRules = ClippingRules()) -> Floats:
    """The same sound with its peaks mended; the same object if none is cut off.

    Args:
        sound: mono.
        rules: what clipped is.

    Source:
        Cubic Hermite interpolation with the slopes at both sides of the gap.
    """
    if len(sound) < 2 * rules.run:
        return sound
    end = rules.end * max(float(sound.max()), -float(sound.min()))
    flat = (sound >= end) | (sound <= -end)
    # What the slopes are taken from can't itself be mended.
    flat[:2] = flat[-2:] = False
    edges = np.flatnonzero(np.diff(flat, prepend=False, append=False))
    first, after = edges[::2], edges[1::2]
    long = after - first >= rules.run
    first, after = first[long], after[long]
    lengths = after - first
    if lengths.sum() < rules.least * len(sound):
        return sound
    positions = np.repeat(first - np.cumsum(lengths) + lengths, lengths) + np.arange(lengths.sum())
    span = np.repeat(lengths + 1, lengths)
    along = (positions - np.repeat(first - 1, lengths)) / span
    left, right = (np.repeat(sound[each], lengths) for each in (first - 1, after))
    rising = np.repeat(sound[first - 1] - sound[first - 2], lengths) * span
    falling = np.repeat(sound[after + 1] - sound[after], lengths) * span
    square, cube = along**2, along**3
    curve = (
        (2 * cube - 3 * square + 1) * left
        + (cube - 2 * square + along) * rising
        + (3 * square - 2 * cube) * right
        + (cube - square) * falling
    )
    mended = sound.copy()
    known = sound[positions]
    mended[positions] = np.where(known > 0, np.maximum(known, curve), np.minimum(known, curve))
    return mended
