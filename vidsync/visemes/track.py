"""Tracks: the shapes of a mouth over time.

Programs that show one shape at a time use a track's cues. Rigs that blend shapes use the
curves of its `animation`.
"""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass, field
from operator import attrgetter
from pathlib import Path
from typing import TYPE_CHECKING

from vidsync.paths import PathLike
from vidsync.timecode import FrameRate

if TYPE_CHECKING:
    from vidsync.visemes.exporters import ExportOptions
    from vidsync.visemes.keys.keyframes import Interpolation, MouthAnimation
    from vidsync.visemes.motion.motion import Motion

MAX_ERROR = 0.005
"""The default of the greatest difference between keys and movement, at any frame."""

MouthPose = tuple[tuple[str, float], ...]
"""Shapes and their weights; the heaviest first."""


@dataclass(frozen=True, slots=True)
class VisemeCue:
    """One pose of the mouth, and the time for which it is held.

    Attributes:
        start: seconds from the start of the audio.
        end: seconds; where the next cue starts.
        weights: shapes of the set and their weights, 0 to 1; the heaviest first.
    """

    start: float
    end: float
    weights: MouthPose

    @property
    def viseme(self) -> str:
        """The shape with the greatest weight; ``""`` for a pose without shapes."""
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
        rest: the shape of a mouth that does not speak, which is also shown after the end;
            ``""`` for a rig, which has no shape for its face at rest.
        cues: without gaps or overlaps, from 0 to `duration`; neighbours differ.
        duration: seconds.
        lead: seconds by which the cues come before their sound.
        motion: the movement of the shapes, from which curves are made; None if the track
            was not made by `lipsync`.
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
        """The pose of a mouth that does not speak."""
        return ((self.rest, 1.0),) if self.rest else ()

    def weights_at(self, seconds: float) -> MouthPose:
        """Return the pose at a time; rest before 0 and from the end on."""
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
        """Make keys of the movement: one curve for each channel of the set.

        Args:
            frame_rate: frames per second at which it will be shown.
            interpolation: ``stepped`` (the cues: each pose is held until the next),
                ``linear``, or ``smooth`` (cubic, with slopes).
            max_error: the greatest difference from the full motion, at any frame; 0 to
                0.2. A greater error gives fewer keys. Stepped keys are exact.
            frame_locked: whether every key is on a frame. The error is then measured from
                the movement between those keys.

        Raises:
            InputError: an option is out of range, or the track was not made by `lipsync`,
                so that it has no movement.
        """
        # Imported here: it loads numpy.
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
        path: PathLike,
        *,
        to: str | None = None,
        options: ExportOptions | None = None,
        interpolation: Interpolation = "smooth",
        max_error: float = MAX_ERROR,
        frame_locked: bool = False,
        overwrite: bool = False,
    ) -> None:
        """Write the track for a program. The file is written completely or not at all.

        Args:
            path: the file; its suffix chooses the exporter (``.json``, ``.anim``, …).
            to: the name of an exporter, if the suffix does not choose the right one.
            options: the frame rate, names and others; None uses the program's defaults.
            interpolation: of keys, for a program that has curves; see `animation`.
            max_error: of keys; see `animation`.
            frame_locked: whether keys are on frames only; see `animation`.
            overwrite: replace an existing file.

        Raises:
            FormatError: there is no exporter of that name or suffix, or its format cannot
                hold this set.
            InputError: an option is out of range.
            OutputError: the file exists, or cannot be written.
        """
        # Imported here, since exporters import this module.
        from vidsync.output import write_bytes
        from vidsync.visemes.exporters import CueExporter, ExportOptions, KeyExporter, exporter_for

        target = Path(path)
        exporter = exporter_for(target, to)
        exporter.check_set(self.set)  # before the work of making keys
        options = options or ExportOptions()
        if isinstance(exporter, KeyExporter):
            keys = self.animation(
                frame_rate=options.frame_rate or 60,
                interpolation=interpolation,
                max_error=max_error,
                frame_locked=frame_locked,
            )
            content = exporter.export(keys, options)
        else:
            assert isinstance(exporter, CueExporter)
            content = exporter.export(self, options)
        write_bytes(target, content, overwrite=overwrite)
