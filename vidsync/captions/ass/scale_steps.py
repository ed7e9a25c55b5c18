"""Growth in steps: few distinct scales, so that libass caches few sizes of a letter."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from itertools import pairwise
from math import ceil, floor

from vidsync.captions.ass.syntax import scale_tags

Steps = tuple[tuple[int, float], ...]
"""Milliseconds, and the scale from then on; the first at 0."""

# Distance between scales on the way: growth by one of them per frame looks smooth.
_STEP = 0.03


def steps_between(scales: Sequence[tuple[int, float]]) -> Steps:
    """Return the steps by which something grows evenly from each scale to the next.

    Args:
        scales: milliseconds and the scale then; the first at 0.

    Returns:
        Each scale from the moment when it is the nearest of the allowed scales.
    """
    found = [(0, round(scales[0][1], 2))]
    for (since, begun), (until, goal) in pairwise((time, round(s, 2)) for time, s in scales):
        low, high = sorted((begun, goal))
        places = range(floor((low - 1) / _STEP) + 1, ceil((high - 1) / _STEP))
        inner = [round(1 + place * _STEP, 2) for place in places]
        way = [begun, *(inner if begun < goal else reversed(inner)), goal]
        for before, after in pairwise(way):
            if before != after:
                share = ((before + after) / 2 - begun) / (goal - begun)
                found.append((round(since + (until - since) * share), after))
    return tuple(found)


@lru_cache(maxsize=4096)
def step_tags(steps: Steps) -> str:
    """Return the tags that scale something by steps."""
    (_, first), *others = steps
    tags = scale_tags((first, first)) if others or first != 1 else ""
    return tags + "".join(
        [f"\\t({time},{time},{scale_tags((scale, scale))})" for time, scale in others]
    )
