"""Arithmetic with stretches of time: join, subtract, keep the rest."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from typing import TypeAlias

Stretch: TypeAlias = tuple[float, float]
"""Start and end in seconds."""


def join_overlapping(stretches: Iterable[Stretch]) -> list[Stretch]:
    """Return stretches in order, those that touch or overlap joined."""
    joined: list[Stretch] = []
    for start, end in sorted(stretches):
        if joined and start <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(joined[-1][1], end))
        else:
            joined.append((start, end))
    return joined


class JoinedStretches:
    """Stretches in order that do not touch, in which a time is found quickly.

    Args:
        stretches: in any order; those that touch or overlap are joined.
    """

    def __init__(self, stretches: Iterable[Stretch]) -> None:
        self._all = join_overlapping(stretches)
        self._starts = [start for start, _ in self._all]
        self._ends = [end for _, end in self._all]

    def overlapping(self, start: float, end: float) -> Sequence[Stretch]:
        """Return the stretches of which a part is between two times."""
        return self._all[bisect_right(self._ends, start) : bisect_left(self._starts, end)]

    def contain(self, time: float, margin: float) -> bool:
        """Whether a time is inside a stretch, and farther than a margin from its edges."""
        index = bisect_right(self._ends, time + margin)
        return index < len(self._all) and self._starts[index] < time - margin

    def outside(self, start: float, end: float) -> list[Stretch]:
        """Return what is between two times and outside of all stretches."""
        left: list[Stretch] = []
        for first, last in self.overlapping(start, end):
            if first > start:
                left.append((start, first))
            start = max(start, last)
        return [*left, (start, end)] if start < end else left
