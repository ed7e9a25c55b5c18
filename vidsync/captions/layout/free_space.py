"""Finds a free place for captions above or below their own."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from vidsync.captions.canvas import Box

# Pixels by which captions may leave their area, or boxes may overlap: rounding.
_TOLERANCE = 0.5
_ROUNDING = 1e-6


def find_free_shift(
    own: Box,
    inside: Box,
    taken: Sequence[Box],
    *,
    avoid: Sequence[Box] = (),
    apart: float = 0.0,
    preferred: Sequence[float] = (),
) -> float | None:
    """Return how far down (up if negative) a box must move to touch no other.

    Args:
        own: the box, in pixels.
        inside: the box that it must not leave.
        taken: the boxes that it must not touch.
        avoid: further boxes that it does not touch if there is such a place.
        apart: pixels to keep from the boxes beside which it is put.
        preferred: moves that are tried first.

    Returns:
        The first of the preferred moves that is free, else the smallest; None if there is none.
    """

    def touches(shift: float, boxes: Sequence[Box]) -> bool:
        moved = replace(own, top=own.top + shift + _ROUNDING, bottom=own.bottom + shift - _ROUNDING)
        return any(map(moved.touches, boxes))

    def is_free(shift: float) -> bool:
        top, bottom = own.top + shift, own.bottom + shift
        within = top >= inside.top - _TOLERANCE and bottom <= inside.bottom + _TOLERANCE
        return within and not touches(shift, taken)

    others = (*taken, *avoid)
    shifts = [0.0, *(box.top - apart - own.bottom for box in others)]
    shifts += [box.bottom + apart - own.top for box in others]
    free = [*filter(is_free, preferred), *sorted(filter(is_free, shifts), key=abs)]
    return next((shift for shift in free if not touches(shift, avoid)), free[0] if free else None)
