"""Curves as targets want them that can't hold every curve as it is.

Some know straight lines only, some want all channels keyed at the same times; all of
them write numbers. What is written for which program is that exporter's work.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil

import numpy as np
from numpy.typing import NDArray

from vidsync.timecode import FrameRate
from vidsync.visemes.keys.keyframes import Curve, Floats, MouthAnimation

_NEAR = 5e-4
"""Seconds; keys of different channels that are nearer to each other are one shared key: a
float32 tells such times apart for two hours."""

_STEP = 1e-3
"""Seconds that a step takes where there are straight lines only."""


_STRAIGHT = 1e-9
"""What a line through three frames may be off by: rounding, not a bend that adds up."""


@dataclass(frozen=True, slots=True, eq=False)
class MergedKeys:
    """Keys of all channels at the same times; the movement is that of the single curves.

    Attributes:
        times: seconds, shape (keys,), strictly rising.
        values: shape (keys, channels).
        slopes_in: change per second, shape (keys, channels); zeros for curves that have
            no slopes.
        slopes_out: as `slopes_in`, of leaving the key.
    """

    times: Floats
    values: Floats
    slopes_in: Floats
    slopes_out: Floats


def merge_keys(animation: MouthAnimation) -> MergedKeys:
    """All channels keyed wherever one of them is, and at 0 and the end.

    A cubic that is cut in two is the same two cubics, so nothing is lost.
    """
    found = np.unique(np.concatenate([curve.times for curve in animation.curves] or [np.zeros(1)]))
    if found[0] > 0:
        found = np.append(0.0, found)
    if found[-1] < animation.duration - _NEAR:
        found = np.append(found, animation.duration)
    # Of keys that are told apart by nothing the last counts: what holds from there on.
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
    """A curve's change per second just before and just after each time.

    Zeros before the first key, after the last, and for a stepped curve.
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
    """Times and values of straight lines that make the same movement.

    A smooth curve becomes lines from frame to frame; a step is a line of a millisecond,
    or of half the time to the key before, that ends where the new value begins.
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
    """Straight lines through a curve's values on whole frames.

    Args:
        curve: of any kind.
        frame_rate: frames per second.
        last: the last frame.

    Returns:
        Frames and their values; frames that the lines between their neighbours pass
        through are left out. A step takes one frame.
    """
    frames = np.arange(last + 1)
    # The time of a frame must not fall before a step that is on it by its rounding.
    values = curve.sample(frames / float(frame_rate) + 1e-9)
    bends = np.abs(np.diff(values, n=2)) > _STRAIGHT
    kept = np.concatenate([[True], bends, [True]]) if last else np.array([True])
    if np.all(np.abs(values - values[0]) <= _STRAIGHT):
        kept[1:] = False
    return [int(frame) for frame in frames[kept]], values[kept]


def format_decimal(value: float, digits: int = 6) -> str:
    """A number without an exponent, without zeros that say nothing."""
    if value == 0:
        return "0"
    text = f"{value:.{digits}f}"
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return "0" if text == "-0" else text


def round_values(values: Floats, digits: int = 6) -> list[float]:
    """Numbers for JSON; never -0.0."""
    numbers: list[float] = (np.round(values, digits) + 0.0).tolist()
    return numbers


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
