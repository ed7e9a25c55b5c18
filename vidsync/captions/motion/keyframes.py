"""Keyframes: poses over time, and tracks that place them."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

from vidsync.captions.style.animations import REST, Pose


class Keyframes:
    """Poses over time, without a place, so that words with the same movement share them.

    Attributes:
        knots: hundredths of a second from the beginning and the pose then, in time order;
            straight lines between them, and rest before the first and after the last.
        shifts: whether the movement only moves, fades or blurs, so that its centre does not
            matter.
        turns: whether the movement rotates.
    """

    __slots__ = ("_poses", "knots", "shifts", "turns")

    def __init__(self, knots: Sequence[tuple[int, Pose]]) -> None:
        # Of several knots at one time, the last counts. A pose at rest is the object `REST` itself.
        self._poses = {
            time: REST if pose == REST else pose
            for time, pose in sorted(knots, key=lambda knot: knot[0])
        }
        self.knots = tuple(self._poses.items())
        self.turns = any(pose.rotation for _, pose in self.knots)
        self.shifts = not self.turns and all(pose.scale == 1 for _, pose in self.knots)

    def pose(self, time: int) -> Pose:
        """Return the pose at a time."""
        pose = self._poses.get(time)
        if pose is not None:
            return pose
        knots = self.knots
        if time < knots[0][0]:
            return knots[0][1]
        for (start, before), (end, after) in pairwise(knots):
            if time < end:
                return before.towards(after, (time - start) / (end - start))
        return knots[-1][1]


class Motion(NamedTuple):
    """A movement of an element about a point.

    Attributes:
        keyframes: the keyframes.
        start: hundredths of a second, when the keyframes begin.
        centre: x, y of the point about which it grows and rotates.
        reach: how many em the element moves where the keyframes have 1.
    """

    keyframes: Keyframes
    start: int
    centre: tuple[float, float]
    reach: float = 1.0

    def rests(self, start: int, end: int) -> bool:
        """Whether nothing moves between two times."""
        knots = self.keyframes.knots
        (first, before), (last, after) = knots[0], knots[-1]
        return (before is REST and end <= self.start + first) or (
            after is REST and start >= self.start + last
        )
