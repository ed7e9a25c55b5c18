"""Curves for programs that cannot hold every curve as it is.

Some programs have only straight lines; some need all channels keyed at the same times.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil

import numpy as np
from numpy.typing import NDArray

from vidsync.timecode import FrameRate
from vidsync.visemes.keys.keyframes import Curve, Floats, MouthAnimation, make_frame_times

_NEAR = 5e-4
"""Seconds; keys of different channels that are nearer than this become one. For two hours, a
float32 still distinguishes times this far apart."""

_STEP = 1e-3
"""Seconds that a step takes in a format with only straight lines."""

_STRAIGHT = 1e-9
"""The rounding error of a straight line through three frames."""


@dataclass(frozen=True, slots=True, eq=False)
class MergedKeys:
    """Keys of all channels at the same times, for the same movement.

    Attributes:
        times: seconds, shape (keys,), strictly rising.
        values: shape (keys, channels).
        slopes_in: the change per second just before each key, shape (keys, channels); zeros
            for curves that have no slopes.
        slopes_out: the change per second just after each key, in the same shape.
    """

    times: Floats
    values: Floats
    slopes_in: Floats
    slopes_out: Floats


def merge_keys(animation: MouthAnimation) -> MergedKeys:
    """Key all channels at the times of every channel's keys, at 0 and at the end.

    This is exact, since a part of a cubic is a cubic too.
    """
    found = np.unique(np.concatenate([curve.times for curve in animation.curves] or [np.zeros(1)]))
    if found[0] > 0:
        found = np.append(0.0, found)
    if found[-1] < animation.duration - _NEAR:
        found = np.append(found, animation.duration)
    # Of near keys the last one stays, since its value holds from there on.
    times = found[np.append(np.diff(found) >= _NEAR, True)]
    columns = [curve.sample(times) for curve in animation.curves]
    slopes = [find_slopes(curve, times) for curve in animation.curves]
    empty = np.zeros((len(times), 0))
    return MergedKeys(
        np.append(0.0, times[1:]),
        np.stack(columns, axis=1) if columns else empty,
        np.stack([before for before, _ in slopes], axis=1) if slopes else empty,
        np.stack([after for _, after in slopes], axis=1) if slopes else empty,
    )


def find_slopes(curve: Curve, times: Floats) -> tuple[Floats, Floats]:
    """Find a curve's change per second just before and just after each time.

    It is 0 before the first key, after the last one, and for a stepped curve.
    """
    before, after = np.zeros(len(times)), np.zeros(len(times))
    if len(curve) < 2 or curve.interpolation == "stepped":
        return before, after
    reached = np.searchsorted(curve.times, times, side="left") - 1
    left = np.searchsorted(curve.times, times, side="right") - 1
    for index, result in ((reached, before), (left, after)):
        inside = (index >= 0) & (index < len(curve) - 1)
        result[inside] = _slopes(curve, index[inside], times[inside])
    return before, after


def to_straight_keys(curve: Curve, frame_rate: FrameRate, duration: float) -> tuple[Floats, Floats]:
    """Turn a curve into straight lines; the result is their times and values.

    A smooth curve becomes lines from frame to frame. A step becomes a line of a
    millisecond, or of half the time from the key before, that ends where the new value
    begins.
    """
    if curve.interpolation == "linear" or len(curve) == 1:
        return curve.times, curve.values
    if curve.interpolation == "smooth":
        frames, values = to_frame_keys(curve, frame_rate, ceil(duration * float(frame_rate) - 1e-6))
        return np.array(frames) / float(frame_rate), values
    held = curve.times[1:] - np.minimum(_STEP, np.diff(curve.times) / 2)
    times = np.empty(2 * len(curve) - 1)
    times[0::2], times[1::2] = curve.times, held
    return times, np.repeat(curve.values, 2)[:-1]


def to_frame_keys(curve: Curve, frame_rate: FrameRate, last: int) -> tuple[list[int], Floats]:
    """Turn a curve into straight lines between whole frames.

    A step takes one frame.

    Args:
        curve: of any interpolation.
        frame_rate: frames per second.
        last: the last frame.

    Returns:
        Frames and their values, without the frames that are on a line between others.
    """
    times = make_frame_times(last / float(frame_rate), float(frame_rate))[: last + 1]
    frames = np.arange(last + 1)
    # Rounding must not move the time of a frame before a step on that frame.
    values = curve.sample(times + 1e-9)
    bends = np.abs(np.diff(values, n=2)) > _STRAIGHT
    kept = np.concatenate([[True], bends, [True]]) if last else np.array([True])
    if np.all(np.abs(values - values[0]) <= _STRAIGHT):
        kept[1:] = False
    return [int(frame) for frame in frames[kept]], values[kept]


def _slopes(curve: Curve, index: NDArray[np.intp], times: Floats) -> Floats:
    length = curve.times[index + 1] - curve.times[index]
    rise = curve.values[index + 1] - curve.values[index]
    if curve.interpolation == "linear":
        straight: Floats = rise / length
        return straight
    share = (times - curve.times[index]) / length
    slope_out, slope_in = curve.slopes_out[index], curve.slopes_in[index + 1]
    cubic: Floats = (
        6 * share * (1 - share) * rise / length
        + (1 - share) * (1 - 3 * share) * slope_out
        + share * (3 * share - 2) * slope_in
    )
    return cubic
