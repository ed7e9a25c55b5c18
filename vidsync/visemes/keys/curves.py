"""Keys of a track's movement: one curve for each channel."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from math import floor
from typing import TYPE_CHECKING, get_args

import numpy as np

from vidsync.checks import check_choice
from vidsync.errors import InputError
from vidsync.timecode import FrameRate
from vidsync.visemes.keys.keyframes import Curve, Interpolation, MouthAnimation
from vidsync.visemes.keys.reduction import make_frames, reduce_linear, reduce_smooth, snap_to_frames

if TYPE_CHECKING:
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
    """Build the keys of all channels; see `Track.animation`."""
    if not _FRAME_RATES[0] <= frame_rate <= _FRAME_RATES[1]:
        raise InputError(f"the frame rate is {frame_rate}, not 1 to 1000")
    if not 0 <= max_error <= _LARGEST_ERROR:
        raise InputError(f"the maximum error is {max_error}, not 0 to {_LARGEST_ERROR}")
    check_choice("interpolation", interpolation, get_args(Interpolation))
    if interpolation == "stepped":
        curves = list(_step(track, frame_rate if frame_locked else None))
    elif track.motion is None:
        raise InputError(
            f"a track of {track.set} that was not made by lipsync has cues but no curves",
            hint="use interpolation='stepped'",
        )
    else:
        curves = _reduce_all(
            track, track.motion, frame_rate, interpolation, max_error, frame_locked
        )
    return MouthAnimation(
        set=track.set,
        curves=tuple(curves),
        duration=track.duration,
        frame_rate=frame_rate,
        interpolation=interpolation,
        max_error=0.0 if interpolation == "stepped" else max_error,
        rest=track.rest,
    )


def _reduce_all(
    track: Track,
    motion: Motion,
    frame_rate: FrameRate,
    interpolation: Interpolation,
    max_error: float,
    frame_locked: bool,
) -> list[Curve]:
    """Reduce the keys of every channel; channels that move alike are reduced once."""
    frames = make_frames(motion.closures, track.duration, frame_rate)
    reduce = reduce_smooth if interpolation == "smooth" else reduce_linear
    done: dict[bytes, Curve] = {}
    curves: list[Curve] = []
    for index, name in enumerate(motion.names):
        alike = motion.values[:, index].tobytes()
        if alike not in done:
            full = motion.curve(index)
            if frame_locked:
                full = snap_to_frames(full, motion.closures, frames, frame_rate)
            done[alike] = reduce(full, frames, max_error)
        curves.append(replace(done[alike], name=name))
    return curves


def _step(track: Track, frame_rate: FrameRate | None) -> Iterator[Curve]:
    """Stepped keys of every channel: a key for each cue that changes its weight.

    With a frame rate, a pose begins with the frame that its start is in, so it is never
    late.
    """
    starts = [cue.start for cue in track.cues] + [track.duration]
    poses = [dict(cue.weights) for cue in track.cues] + [dict(track.rest_pose)]
    if frame_rate is not None:
        starts = [floor(start * frame_rate + 1e-6) / float(frame_rate) for start in starts]
    times = np.array(starts) if track.cues else np.zeros(1)
    # Of poses that begin on one frame, the last is seen.
    lasting = np.append(np.diff(times) > 0, True)
    for name in track.shapes:
        values = np.array([pose.get(name, 0.0) for pose in poses])[lasting]
        changed = np.append(True, np.diff(values) != 0)
        yield Curve(name, times[lasting][changed], values[changed], "stepped")
