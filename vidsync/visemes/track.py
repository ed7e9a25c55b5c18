"""What a mouth does over time, as values: cues of one pose each, and the way to curves.

Programs that show one shape at a time take a track's cues; rigs that blend take the
curves of its `animation`. Writing either for a program is the exporters' work.
"""

from __future__ import annotations

import os
from bisect import bisect_right
from dataclasses import dataclass, field
from operator import attrgetter
from pathlib import Path
from typing import TYPE_CHECKING

from vidsync.timecode import FrameRate

if TYPE_CHECKING:
    from vidsync.visemes.exporters import ExportOptions
    from vidsync.visemes.keys.keyframes import Interpolation, MouthAnimation
    from vidsync.visemes.motion.motion import Motion

MAX_ERROR = 0.005
"""How far keys may be from the movement, at any frame, if nothing else is said."""

MouthPose = tuple[tuple[str, float], ...]
"""Shapes and their weights, 0 to 1; the heaviest first."""


@dataclass(frozen=True, slots=True)
class VisemeCue:
    """One pose of the mouth and when it is held.

    Attributes:
        start: seconds from the start of the audio.
        end: seconds; where the next cue starts.
        weights: shapes of the set and how much of each, 0 to 1; the heaviest first.
    """

    start: float
    end: float
    weights: MouthPose

    @property
    def viseme(self) -> str:
        """The shape with the greatest weight; ``""`` where nothing moves."""
        return self.weights[0][0] if self.weights else ""

    @property
    def weight(self) -> float:
        """The weight of `viseme`."""
        return self.weights[0][1] if self.weights else 0.0

    @property
    def duration(self) -> float:
        """Seconds from start to end."""
        return self.end - self.start


@dataclass(frozen=True, slots=True)
class Track:
    """A mouth's cues over a whole audio.

    Attributes:
        set: the name of the viseme set.
        shapes: all shapes of the set.
        rest: the shape of a mouth that says nothing; what follows after the end. A rig,
            whose face at rest is no shape of its own, has ``""``.
        cues: without gaps or overlaps, from 0 to `duration`; neighbours differ.
        duration: seconds.
        lead: seconds by which the cues come before their sound.
        motion: the movement of the shapes, from which curves are made; None if the track
            was made by hand.
        gestures: the movement of the articulators, or None.
    """

    set: str
    shapes: tuple[str, ...]
    rest: str
    cues: tuple[VisemeCue, ...]
    duration: float
    lead: float = 0.0
    motion: Motion | None = field(default=None, repr=False, compare=False)
    gestures: Motion | None = field(default=None, repr=False, compare=False)

    def __repr__(self) -> str:
        return f"<Track {self.set}, {len(self.cues)} cues, {self.duration:.2f} s>"

    @property
    def rest_pose(self) -> MouthPose:
        """The pose of a mouth that says nothing."""
        return ((self.rest, 1.0),) if self.rest else ()

    def weights_at(self, seconds: float) -> MouthPose:
        """The pose that is held at a time; rest before 0 and from the end on."""
        index = bisect_right(self.cues, seconds, key=attrgetter("start")) - 1
        if index < 0 or seconds >= self.duration:
            return self.rest_pose
        return self.cues[index].weights

    def animation(
        self,
        *,
        frame_rate: FrameRate = 60,
        interpolation: Interpolation = "smooth",
        max_error: float = MAX_ERROR,
        frame_locked: bool = False,
    ) -> MouthAnimation:
        """The movement as keys of curves, one for every channel of the set.

        Args:
            frame_rate: frames per second at which it will be shown.
            interpolation: ``stepped`` (the cues, one pose held until the next),
                ``linear``, or ``smooth`` (cubic, with slopes).
            max_error: how far the keys may be from the full motion, at any frame; 0 to
                0.2. Fewer keys where more is allowed. Stepped keys are exact.
            frame_locked: every key is on a frame; the error is then that from the
                movement between those frames.

        Raises:
            InputError: an option is out of range, or the track was made by hand, without
                the sounds that curves come from.
        """
        # numpy is loaded when curves are wanted, not when the room is imported.
        from vidsync.visemes.keys.curves import build_animation

        return build_animation(
            self,
            frame_rate=frame_rate,
            interpolation=interpolation,
            max_error=max_error,
            frame_locked=frame_locked,
        )

    def save(
        self,
        path: str | os.PathLike[str],
        *,
        to: str | None = None,
        options: ExportOptions | None = None,
        interpolation: Interpolation = "smooth",
        max_error: float = MAX_ERROR,
        frame_locked: bool = False,
        overwrite: bool = False,
    ) -> None:
        """Write the track for a program, whole or not at all.

        Args:
            path: the file; its suffix chooses the exporter (``.json``, ``.anim``, …).
            to: an exporter's name, where the suffix does not say enough.
            options: the frame rate and what else a file says; None is what is usual.
            interpolation: of keys, for a target that has curves; see `animation`.
            max_error: of keys; see `animation`.
            frame_locked: keys on frames only; see `animation`.
            overwrite: replace a file that is there.

        Raises:
            FormatError: no exporter of that name or suffix, or one that can't hold
                this set.
            InputError: an option is out of range.
            OutputError: the file exists, or can't be written.
        """
        # The exporters know tracks; a track finds them only when it is saved.
        from vidsync.output import write_bytes
        from vidsync.visemes.exporters import CueExporter, ExportOptions, KeyExporter, exporter_for

        target = Path(path)
        exporter = exporter_for(target, to)
        # What the set can't be is told before any key is made.
        exporter.check_set(self.set)
        said = options or ExportOptions()
        if isinstance(exporter, KeyExporter):
            keys = self.animation(
                frame_rate=said.frame_rate or 60,
                interpolation=interpolation,
                max_error=max_error,
                frame_locked=frame_locked,
            )
            content = exporter.export(keys, said)
        else:
            assert isinstance(exporter, CueExporter)
            content = exporter.export(self, said)
        write_bytes(target, content, overwrite=overwrite)
