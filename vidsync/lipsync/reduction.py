"""Few keys for a movement, with an error that is measured at every frame.

From a key at every knot (or every frame), keys are taken out where it hurts least, all
over the curve at once, as long as no frame is off by more than is allowed. Closures are
held to a tighter bound, so that their plateaus stay plateaus.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil

import numpy as np
from numpy.typing import NDArray

from vidsync.lipsync.keyframes import Curve, Floats, hermite
from vidsync.lipsync.motion import Motion, monotone_slopes
from vidsync.timecode import FrameRate

_CLOSED_ERROR = 0.002
_FLAT = 1e-6

Indices = NDArray[np.intp]


@dataclass(frozen=True, slots=True, eq=False)
class Frames:
    """The frames that an error is measured at.

    Attributes:
        times: seconds, shape (frames,).
        in_closure: which lie in a closure's plateau, shape (frames,).
    """

    times: Floats
    in_closure: NDArray[np.bool_]


def frames_of(motion: Motion, duration: float, frame_rate: FrameRate) -> Frames:
    """All frames from 0 to the end, and which show closed lips."""
    rate = float(frame_rate)
    times = np.arange(ceil(duration * rate - 1e-6) + 1) / rate
    in_closure = np.zeros(len(times), bool)
    if len(motion.closures):
        index = np.searchsorted(motion.closures[:, 0], times + 1e-9, side="right") - 1
        inside = times <= motion.closures[np.maximum(index, 0), 1] + 1e-9
        in_closure = (index >= 0) & inside
    return Frames(times, in_closure)


def smooth_keys(full: Curve, frames: Frames, max_error: float) -> Curve:
    """A smooth curve with few keys, within an error of a smooth one at every frame."""
    return _reduced(full, full.sample(frames.times), frames, max_error)


def linear_keys(full: Curve, frames: Frames, max_error: float) -> Curve:
    """A curve of straight lines, within an error of a smooth one at every frame."""
    shown = full.sample(frames.times)
    # Straight runs need no key inside them to begin with.
    bend = np.abs(np.diff(shown, 2)) > _FLAT
    kept = np.concatenate([[True], bend, [True]]) if len(shown) > 1 else np.array([True])
    start = Curve(full.name, frames.times[kept], shown[kept], "linear")
    return _reduced(start, shown, frames, max_error)


def on_frames(full: Curve, motion: Motion, frames: Frames, frame_rate: FrameRate) -> Curve:
    """A smooth curve whose keys are on frames, closures no shorter and no later."""
    rate = float(frame_rate)
    moments = np.floor(full.times * rate + 0.5)
    starts = np.searchsorted(full.times, motion.closures[:, 0] - 1e-9)
    ends = np.searchsorted(full.times, motion.closures[:, 1] - 1e-9)
    last = len(full.times) - 1
    moments[np.minimum(starts, last)] = np.floor(motion.closures[:, 0] * rate + 1e-6)
    moments[np.minimum(ends, last)] = np.ceil(motion.closures[:, 1] * rate - 1e-6)
    moments = np.clip(np.maximum.accumulate(moments), 0, len(frames.times) - 1)
    kept = _firmest_of_equal(moments, starts, ends)
    times, values = moments[kept] / rate, full.values[kept]
    slopes = monotone_slopes(times, values)
    return Curve(full.name, times, values, "smooth", slopes, slopes)


def _firmest_of_equal(moments: Floats, starts: Indices, ends: Indices) -> Indices:
    """One knot for each frame: a closure's if there is one, else the last."""
    rank = np.arange(len(moments), dtype=np.float64)
    hard = np.concatenate([starts, ends])
    rank[hard[hard < len(rank)]] += len(rank)
    order = np.lexsort((rank, moments))
    is_last = np.append(np.diff(moments[order]) > 0, True)
    return np.sort(order[is_last])


def _reduced(start: Curve, shown: Floats, frames: Frames, max_error: float) -> Curve:
    """Take keys out of a curve, those first whose loss is least, while it is allowed."""
    if np.ptp(shown) <= _FLAT and np.ptp(start.values) <= _FLAT:
        return _still(start)
    allowed = np.where(frames.in_closure, min(_CLOSED_ERROR, max_error), max_error) + 1e-9
    slopes = start.slopes_in if start.interpolation == "smooth" else np.empty(0)
    kept = np.arange(len(start))
    cost = np.full(len(start), np.nan)
    cost[0] = cost[-1] = np.inf
    # Among keys of one cost some go first, or a long flat run would lose one at a time.
    turn = np.arange(len(start)) * 0.618034 % 1 * 1e-6
    while len(kept) > 2:
        unknown = np.nonzero(np.isnan(cost[1:-1]))[0] + 1
        if len(unknown):
            found = _costs(start, slopes, kept, unknown, shown, frames, allowed)
            cost[unknown] = found + turn[kept[unknown]]
        inner = cost[1:-1]
        cheaper = (inner <= 1 + 1e-6) & (inner < cost[2:]) & (inner <= cost[:-2])
        if not cheaper.any():
            break
        goes = np.concatenate([[False], cheaper, [False]])
        # The neighbours of a key that goes have a new span to be measured over.
        cost[np.append(goes[1:], False) | np.append(False, goes[:-1])] = np.nan
        cost[0] = cost[-1] = np.inf
        kept, cost = kept[~goes], cost[~goes]
    return _keyed(start, slopes, kept)


def _costs(
    start: Curve,
    slopes: Floats,
    kept: Indices,
    asked: Indices,
    shown: Floats,
    frames: Frames,
    allowed: Floats,
) -> Floats:
    """The largest error, as a part of what is allowed, if each asked key alone went."""
    before, after = kept[asked - 1], kept[asked + 1]
    first = np.searchsorted(frames.times, start.times[before] - 1e-9)
    last = np.searchsorted(frames.times, start.times[after] + 1e-9)
    counts = np.maximum(last - first, 0)
    which = np.repeat(np.arange(len(asked)), counts)
    offsets = np.cumsum(counts) - counts
    sample = np.arange(counts.sum()) - np.repeat(offsets - first, counts)
    times, values = start.times, start.values
    length = times[after] - times[before]
    share = (frames.times[sample] - times[before][which]) / length[which]
    change = values[after] - values[before]
    if start.interpolation == "smooth":
        out, into = _limited(slopes[before], slopes[after], change / length)
        ends = (values[before][which], out[which], values[after][which], into[which])
        found = hermite(share, length[which], ends)
    else:
        found = values[before][which] + share * change[which]
    error = np.abs(found - shown[sample]) / allowed[sample]
    result = np.zeros(len(asked))
    some = counts > 0
    if some.any():
        result[some] = np.maximum.reduceat(error, offsets[some])
    return result


def _limited(out: Floats, into: Floats, secant: Floats) -> tuple[Floats, Floats]:
    """Slopes with which a span rises or falls all the way, and stays between its keys."""
    bound = 3 * np.abs(secant)
    sign = np.sign(secant)
    return sign * np.clip(out * sign, 0, bound), sign * np.clip(into * sign, 0, bound)


def _keyed(start: Curve, slopes: Floats, kept: Indices) -> Curve:
    times, values = start.times[kept], start.values[kept]
    if start.interpolation != "smooth":
        return Curve(start.name, times, values, start.interpolation)
    out, into = _limited(slopes[kept[:-1]], slopes[kept[1:]], np.diff(values) / np.diff(times))
    return Curve(
        start.name, times, values, "smooth",
        slopes_in=np.append(0.0, into), slopes_out=np.append(out, 0.0),
    )  # fmt: skip


def _still(start: Curve) -> Curve:
    """One key for a channel that never moves."""
    slopes = np.zeros(1 if start.interpolation == "smooth" else 0)
    return Curve(start.name, np.zeros(1), start.values[:1], start.interpolation, slopes, slopes)
