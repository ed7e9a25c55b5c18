"""Outlines of a schematic mouth, as in a chart for animators: lips, gap, teeth and tongue."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from vidsync.visemes.keys.keyframes import Floats

_POINTS = 25


@dataclass(frozen=True, slots=True, eq=False)
class MouthOutlines:
    """Outlines in a square from -1 to 1, y downwards.

    Attributes:
        lips: the outer edge of both lips, shape (points, 2).
        gap: the opening between the lips; None where they are closed.
        line: where closed lips meet, shape (points, 2).
        upper_teeth: the visible part of the upper teeth, or None.
        lower_teeth: the visible part of the lower teeth, or None.
        tongue: the visible part of the tongue, or None.
    """

    lips: Floats
    gap: Floats | None
    line: Floats
    upper_teeth: Floats | None
    lower_teeth: Floats | None
    tongue: Floats | None


def build_outlines(pose: Sequence[float]) -> MouthOutlines:
    """Build the outlines of one pose.

    Args:
        pose: a value for each of `ARTICULATORS`, 0 to 1.
    """
    jaw, closure, rounding, spread, teeth, tongue = pose
    parted = 1 - closure
    half = 0.62 * (1 + 0.30 * spread - 0.52 * rounding - 0.10 * jaw * (1 - rounding))
    # Rounding and spread part the lips a little by themselves.
    upper = (0.10 * jaw + 0.10 * rounding + 0.07 * spread + 0.05 * teeth) * parted
    lower = (0.78 * jaw + 0.12 * rounding + 0.09 * spread) * parted * (1 - 0.9 * teeth)
    thin = 1 - 0.45 * closure - 0.15 * spread + 0.30 * rounding
    upper_lip, lower_lip = 0.15 * thin, 0.19 * thin * (1 - 0.5 * teeth)
    corner = 0.05 * spread
    x = np.linspace(-1, 1, _POINTS)
    arch = np.sqrt(1 - x**2) if rounding > 0.5 else (1 - x**2) ** 0.8
    line = np.stack([x * half, corner * (1 - np.abs(x)) + 0 * x], axis=1)
    # A cupid's bow in the upper lip, flatter when it is stretched or rounded.
    bow = 0.05 * (1 - rounding) * np.exp(-((x / 0.18) ** 2))
    above = line - np.stack([0 * x, upper * arch], axis=1)
    below = line + np.stack([0 * x, lower * arch], axis=1)
    edge = (1 - x**2) ** 0.45
    lip_top = above - np.stack([0 * x, (upper_lip - bow) * edge], axis=1)
    lip_bottom = below + np.stack([0 * x, lower_lip * edge], axis=1)
    wide = np.array([1.0 + 0.16 / max(half, 0.2) * 0.5, 1.0])
    lips = np.concatenate([lip_top, lip_bottom[::-1]]) * wide
    if upper + lower < 0.015:
        return MouthOutlines(lips, None, line, None, None, None)
    gap = np.concatenate([above, below[::-1]])
    show = min(0.11 + 0.05 * spread, (upper + lower) * 0.75)
    inner = 0.86
    top_row = _band(above * [inner, 1], above * [inner, 1] + [0, show * (1 - 0.6 * rounding)])
    has_lower = spread > 0.3 and jaw < 0.3
    bottom_row = _band(below * [inner, 1] - [0, show * 0.7], below * [inner, 1])
    tip = None
    if tongue > 0.25 and lower > 0.03:
        rise = (upper + lower) * (0.25 + 0.6 * tongue)
        width = 0.62
        tip = _band(below * [width, 1] - [0, rise], below * [width, 1] - [0, 0.01])
    elif lower > 0.30:
        tip = _band(below * [0.66, 1] - [0, 0.30 * lower], below * [0.66, 1] - [0, 0.02])
    return MouthOutlines(lips, gap, line, top_row, bottom_row if has_lower else None, tip)


def _band(first: Floats, second: Floats) -> Floats:
    """Return the outline of a band between two lines."""
    band: Floats = np.concatenate([first, second[::-1]])
    return band
