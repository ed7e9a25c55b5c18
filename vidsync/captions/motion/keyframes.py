"""Courses: poses in time, and things set on them.

What a course looks like in tags is motion's work; when a word takes which is the timeline's.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

from vidsync.captions.motion.easings import REST, Pose


class Course:
    """Poses in time, without a place: what every word that springs alike shares.

    Attributes:
        knots: hundredths of a second from its beginning and the pose then, in time order;
            straight lines between them, and still before the first and after the last.
        shifts: whether all it does to something is to move or fade or blur it, so that it
            does not matter about which point.
        turns: whether it turns something.
    """

    __slots__ = ("_poses", "knots", "shifts", "turns")

    def __init__(self, knots: Sequence[tuple[int, Pose]]) -> None:
        # Of several at one time, the last; what has come to rest is known by being `REST` itself.
        self._poses = {
            time: REST if pose == REST else pose
            for time, pose in sorted(knots, key=lambda knot: knot[0])
        }
        self.knots = tuple(self._poses.items())
        self.turns = any(pose.rotation for _, pose in self.knots)
        self.shifts = not self.turns and all(pose.scale == 1 for _, pose in self.knots)

    def pose(self, time: int) -> Pose:
        """The pose at a time."""
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


class Track(NamedTuple):
    """One movement of something about a point.

    Attributes:
        course: the poses.
        start: hundredths of a second, when the course begins.
        centre: x, y of the point that it grows and turns about.
        reach: how many em something goes where the course says 1.
    """

    course: Course
    start: int
    centre: tuple[float, float]
    reach: float = 1.0

    def rests(self, start: int, end: int) -> bool:
        """Whether nothing is moved between two times."""
        knots = self.course.knots
        (first, before), (last, after) = knots[0], knots[-1]
        return (before is REST and end <= self.start + first) or (
            after is REST and start >= self.start + last
        )
