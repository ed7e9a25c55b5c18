"""Mouth shapes and blend shapes from a speech engine, in the engine's own set."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from math import isfinite

from vidsync.errors import InputError


@dataclass(frozen=True, slots=True)
class Viseme:
    """A mouth shape and its time.

    Attributes:
        set: the set that the name belongs to: ``azure`` (``0`` to ``21``), ``polly``,
            ``inworld``, …; where there is a preset of that set, the preset's name.
        name: of the shape in that set, the one of silence included.
        start: seconds from the start of the audio.
        end: seconds; never before `start`.
    """

    set: str
    name: str
    start: float
    end: float

    @property
    def duration(self) -> float:
        """Seconds from start to end."""
        return self.end - self.start


@dataclass(frozen=True, slots=True)
class BlendShapes:
    """A face in each frame, as numbers that move a rig.

    Attributes:
        names: of the shapes, in the order of a frame's weights.
        frame_rate: frames per second; the first frame is at the start of the audio.
        frames: a weight for each name, mostly 0 to 1; a roll of the head may be negative.

    Raises:
        InputError: a frame has another number of weights, or a weight that is not a number; the
            rate is not positive; or a name is empty or occurs twice.
    """

    names: tuple[str, ...]
    frame_rate: float
    frames: tuple[tuple[float, ...], ...]

    def __post_init__(self) -> None:
        if not (isfinite(self.frame_rate) and self.frame_rate > 0):
            raise InputError(f"{self.frame_rate!r} is not a frame rate of blend shapes")
        if not all(self.names) or len({*self.names}) != len(self.names):
            raise InputError("the names of blend shapes are empty or there twice")
        for index, frame in enumerate(self.frames):
            if len(frame) != len(self.names):
                raise InputError(
                    f"frame {index} has {len(frame)} weights for {len(self.names)} blend shapes"
                )
            if not all(map(isfinite, frame)):
                raise InputError(
                    f"frame {index} of the blend shapes has a weight that is not a number"
                )

    def __repr__(self) -> str:
        return (
            f"<BlendShapes {len(self.names)} names, {len(self.frames)} frames "
            f"at {self.frame_rate:g}/s>"
        )

    @property
    def duration(self) -> float:
        """Length of all frames in seconds."""
        return len(self.frames) / self.frame_rate


def join_blend_shapes(parts: Iterable[tuple[float, BlendShapes | None]]) -> BlendShapes | None:
    """Join the blend shapes of a speech's parts.

    Args:
        parts: in order, each with its start in seconds; None has no frames.

    Returns:
        The frames of all parts. The face is at rest (every weight 0) where a part has none, and
        a part's last frames are left out where the next one begins. None if no part has any.

    Raises:
        InputError: two parts have other names or another frame rate.
    """
    known = [(start, part) for start, part in parts if part is not None]
    if not known:
        return None
    first = known[0][1]
    frames: list[tuple[float, ...]] = []
    for start, part in known:
        if (part.names, part.frame_rate) != (first.names, first.frame_rate):
            raise InputError("blend shapes of different rigs or frame rates can't be joined")
        begin = round(start * first.frame_rate)
        rest = (0.0,) * len(first.names)
        frames = frames[:begin] + [rest] * (begin - len(frames))
        frames += part.frames
    return BlendShapes(first.names, first.frame_rate, tuple(frames))
