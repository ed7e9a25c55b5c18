"""A change of times."""

from __future__ import annotations

from dataclasses import dataclass
from math import isfinite

from vidsync.errors import InputError
from vidsync.timecode import exact_frame_rate, frame_start, nearest_frame


@dataclass(frozen=True, slots=True)
class TimeChange:
    """How times change: first they are multiplied, then shifted, then put on frames.

    Attributes:
        shift: seconds by which everything is later, or earlier if negative.
        scale: factor of every time: 25/23.976 for a file made for 23.976 frames per second.
        frame_rate: frames per second on which cues begin and end; None leaves them.

    Raises:
        InputError: a number is not finite, or out of range.
    """

    shift: float = 0.0
    scale: float = 1.0
    frame_rate: float | None = None

    def __post_init__(self) -> None:
        if not isfinite(self.shift):
            raise InputError(f"{self.shift} is not a number of seconds")
        if not (isfinite(self.scale) and 0 < self.scale < 1000):
            raise InputError(f"a scale of {self.scale} is not within 0 and 1000")
        if self.frame_rate is not None and not 1 <= self.frame_rate <= 1000:
            raise InputError(f"{self.frame_rate:g} frames per second is not a frame rate")

    def __bool__(self) -> bool:
        return self != TimeChange()

    def move(self, seconds: float) -> float:
        """Return the new time; it may be negative."""
        moved = seconds * self.scale + self.shift
        if self.frame_rate is None:
            return moved
        rate = exact_frame_rate(self.frame_rate)
        return frame_start(nearest_frame(moved, rate), rate)
