"""Poses one after another without gaps, while their times are worked out."""

from __future__ import annotations

from dataclasses import dataclass

from vidsync.visemes.phonetics.priority import Priority
from vidsync.visemes.track import MouthPose


@dataclass(slots=True)
class PoseLine:
    """A sequence of poses; pose i lasts from `edges[i]` to `edges[i + 1]`.

    An edge that is moved past its neighbours moves them too, so poses never overlap or
    change their order. A pose of no length is not shown.

    Attributes:
        poses: in time order.
        priorities: how firmly each pose keeps its time.
        edges: seconds; one more than there are poses.
        sounds: when the sound of each pose begins, in seconds. A pose may begin earlier
            than its sound, never later.
    """

    poses: list[MouthPose]
    priorities: list[Priority]
    edges: list[float]
    sounds: list[float]

    def __len__(self) -> int:
        return len(self.poses)

    def append(self, pose: MouthPose, priority: Priority, start: float, *, sound: float) -> None:
        """Add a pose at the end, not before the start of the pose before it."""
        self.poses.append(pose)
        self.priorities.append(priority)
        self.sounds.append(sound)
        self.edges.append(max(start, self.edges[-1]) if self.edges else start)

    def length(self, index: int) -> float:
        """Return the seconds that a pose lasts."""
        return self.edges[index + 1] - self.edges[index]

    def begin_at(self, index: int, time: float) -> None:
        """Move the start of a pose earlier."""
        while index > 0 and self.edges[index] > time:
            self.edges[index] = time
            index -= 1

    def end_at(self, index: int, time: float) -> None:
        """Move the end of a pose later."""
        index += 1
        while index < len(self) and self.edges[index] < time:
            self.edges[index] = time
            index += 1

    def before(self, index: int) -> int | None:
        """Return the index of the last pose before this one that has any length."""
        return next((i for i in range(index - 1, -1, -1) if self.length(i) > 0), None)

    def after(self, index: int) -> int | None:
        """Return the index of the next pose after this one that has any length."""
        return next((i for i in range(index + 1, len(self)) if self.length(i) > 0), None)
