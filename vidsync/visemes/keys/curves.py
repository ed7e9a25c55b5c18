"""A track's movement as keys: which curves there are, and how they are keyed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from math import floor
from typing import get_args

import numpy as np

from vidsync.errors import InputError, near_matches
from vidsync.timecode import FrameRate
from vidsync.visemes.keys.keyframes import Curve, Interpolation, MouthAnimation
from vidsync.visemes.keys.reduction import make_frames, reduce_linear, reduce_smooth, snap_to_frames
from vidsync.visemes.motion.motion import Motion
from vidsync.visemes.track import Track

_FRAME_RATES = (1, 1000)
_LARGEST_ERROR = 0.2


def build_animation(
    track: Track,
    *,
    frame_rate: FrameRate,
    interpolation: Interpolation,
    max_error: float,
    frame_locked: bool,
) -> MouthAnimation:
    """The keys of all channels; see `Track.animation`."""
    if not _FRAME_RATES[0] <= frame_rate <= _FRAME_RATES[1]:
        raise InputError(f"a frame rate of {frame_rate} is not within 1 and 1000")
    if not 0 <= max_error <= _LARGEST_ERROR:
        raise InputError(f"an error of {max_error} is not within 0 and {_LARGEST_ERROR}")
    if interpolation not in get_args(Interpolation):
        raise InputError(
            f"no interpolation {interpolation!r}",
            hint=near_matches(interpolation, get_args(Interpolation)),
        )
    if interpolation == "stepped":
        curves = list(_stepped(track, frame_rate if frame_locked else None))
    elif track.motion is None:
        raise InputError(
            f"a track of {track.set} that was made by hand has cues, but no curves",
            hint="take stepped keys",
        )
    else:
        curves = _keyed(track, track.motion, frame_rate, interpolation, max_error, frame_locked)
    return MouthAnimation(
        set=track.set,
        curves=tuple(curves),
        duration=track.duration,
        frame_rate=frame_rate,
        interpolation=interpolation,
        max_error=0.0 if interpolation == "stepped" else max_error,
        rest=track.rest,
    )


def _keyed(
    track: Track,
    motion: Motion,
    frame_rate: FrameRate,
    interpolation: Interpolation,
    max_error: float,
    frame_locked: bool,
) -> list[Curve]:
    """Reduced keys of every channel; channels that move alike are reduced once."""
    frames = make_frames(motion, track.duration, frame_rate)
    reduce = reduce_smooth if interpolation == "smooth" else reduce_linear
    done: dict[bytes, Curve] = {}
    curves: list[Curve] = []
    for index, name in enumerate(motion.names):
        alike = motion.values[:, index].tobytes()
        if alike not in done:
            full = motion.curve(index)
            if frame_locked:
                full = snap_to_frames(full, motion, frames, frame_rate)
            done[alike] = reduce(full, frames, max_error)
        curves.append(replace(done[alike], name=name))
    return curves


def _stepped(track: Track, frame_rate: FrameRate | None) -> Iterator[Curve]:
    """Every channel's weight from cue to cue; a key only where it changes.

    On frames, a pose begins with the frame that its start lies in: earlier, never later.
    """
    starts = [cue.start for cue in track.cues] + [track.duration]
    poses = [dict(cue.weights) for cue in track.cues] + [dict(track.rest_pose)]
    if frame_rate is not None:
        starts = [floor(start * frame_rate + 1e-6) / float(frame_rate) for start in starts]
    times = np.array(starts) if track.cues else np.zeros(1)
    # Of poses that begin together the last is seen.
    lasting = np.append(np.diff(times) > 0, True)
    for name in track.shapes:
        values = np.array([pose.get(name, 0.0) for pose in poses])[lasting]
        changed = np.append(True, np.diff(values) != 0)
        yield Curve(name, times[lasting][changed], values[changed], "stepped")
