"""A track's movement as keys: which curves there are, and how they are keyed."""

from __future__ import annotations

from collections.abc import Iterator
from math import floor

import numpy as np

from vidsync.errors import InputError
from vidsync.lipsync.keyframes import Animation, Curve, Interpolation
from vidsync.lipsync.track import Track
from vidsync.timecode import FrameRate

_FRAME_RATES = (1, 1000)
_LARGEST_ERROR = 0.2


def animation_of(
    track: Track,
    *,
    frame_rate: FrameRate,
    interpolation: Interpolation,
    max_error: float,
    frame_locked: bool,
) -> Animation:
    """The keys of all channels; see `Track.animation`."""
    if not _FRAME_RATES[0] <= frame_rate <= _FRAME_RATES[1]:
        raise InputError(f"a frame rate of {frame_rate} is not within 1 and 1000")
    if not 0 <= max_error <= _LARGEST_ERROR:
        raise InputError(f"an error of {max_error} is not within 0 and {_LARGEST_ERROR}")
    if interpolation != "stepped":
        raise InputError(f"interpolation {interpolation!r}: the track has no curves")
    return Animation(
        set=track.set,
        curves=tuple(_stepped(track, frame_rate if frame_locked else None)),
        duration=track.duration,
        frame_rate=frame_rate,
        interpolation=interpolation,
        max_error=0.0,
        rest=track.rest,
    )


def _stepped(track: Track, frame_rate: FrameRate | None) -> Iterator[Curve]:
    """Every channel's weight from cue to cue; a key only where it changes.

    On frames, a pose begins with the frame that its start lies in: earlier, never later.
    """
    starts = [cue.start for cue in track.cues] + [track.duration]
    poses = [dict(cue.weights) for cue in track.cues] + [{track.rest: 1.0}]
    if frame_rate is not None:
        starts = [floor(start * frame_rate + 1e-6) / float(frame_rate) for start in starts]
    times = np.array(starts)
    # Of poses that begin together the last is seen.
    lasting = np.append(np.diff(times) > 0, True)
    for name in track.shapes:
        values = np.array([pose.get(name, 0.0) for pose in poses])[lasting]
        changed = np.append(True, np.diff(values) != 0)
        yield Curve(name, times[lasting][changed], values[changed], "stepped")
