"""Reduction of keys, within an error that is measured at every frame.

A curve starts with a key at every knot or frame. The keys whose loss changes the curve
least are removed, many at once, until a frame would be off by more than the allowed error.
In closures the allowed error is smaller, so that they stay flat.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from vidsync.timecode import FrameRate
from vidsync.visemes.keys.keyframes import Curve, Floats, make_frame_times, monotone_slopes

_CLOSED_ERROR = 0.002
"""The greatest error in a closure."""
_FLAT = 1e-6
"""Values that differ by less are the same."""
_ENOUGH_FRAMES = 3
"""Frames that a span needs for its two slopes to be fitted."""

Indices = NDArray[np.intp]


@dataclass(frozen=True, slots=True, eq=False)
class Frames:
    """The frames at which an error is measured.

    Attributes:
        times: seconds, shape (frames,).
        in_closure: whether each frame is in a closure, shape (frames,).
    """

    times: Floats
    in_closure: NDArray[np.bool_]


def make_frames(closures: Floats, duration: float, frame_rate: FrameRate) -> Frames:
    """Make all frames from 0 to the end.

    Args:
        closures: starts and ends of closed lips, in seconds and in time order; shape
            (closures, 2).
        duration: seconds.
        frame_rate: frames per second.

    Raises:
        InputError: there are more frames than an animation may have.
    """
    times = make_frame_times(duration, float(frame_rate))
    in_closure = np.zeros(len(times), bool)
    if len(closures):
        index = np.searchsorted(closures[:, 0], times + 1e-9, side="right") - 1
        inside = times <= closures[np.maximum(index, 0), 1] + 1e-9
        in_closure = (index >= 0) & inside
    return Frames(times, in_closure)


def reduce_smooth(full: Curve, frames: Frames, max_error: float) -> Curve:
    """Reduce a smooth curve to few keys, within an error at every frame."""
    return _reduce(full, full.sample(frames.times), frames, max_error)


def reduce_linear(full: Curve, frames: Frames, max_error: float) -> Curve:
    """Turn a smooth curve into few straight lines, within an error at every frame."""
    shown = full.sample(frames.times)
    # A straight run needs no key inside it.
    bend = np.abs(np.diff(shown, 2)) > _FLAT
    kept = np.concatenate([[True], bend, [True]]) if len(shown) > 1 else np.array([True])
    start = Curve(full.name, frames.times[kept], shown[kept], "linear")
    return _reduce(start, shown, frames, max_error)


def snap_to_frames(full: Curve, closures: Floats, frames: Frames, frame_rate: FrameRate) -> Curve:
    """Move the keys of a smooth curve to frames; closures become no shorter and no later."""
    rate = float(frame_rate)
    moments = np.floor(full.times * rate + 0.5)
    starts = np.searchsorted(full.times, closures[:, 0] - 1e-9)
    ends = np.searchsorted(full.times, closures[:, 1] - 1e-9)
    last = len(full.times) - 1
    moments[np.minimum(starts, last)] = np.floor(closures[:, 0] * rate + 1e-6)
    moments[np.minimum(ends, last)] = np.ceil(closures[:, 1] * rate - 1e-6)
    moments = np.clip(np.maximum.accumulate(moments), 0, len(frames.times) - 1)
    kept = _choose_one_per_frame(moments, starts, ends)
    times, values = moments[kept] / rate, full.values[kept]
    slopes = monotone_slopes(times, values)
    return Curve(full.name, times, values, "smooth", slopes, slopes)


def _choose_one_per_frame(moments: Floats, starts: Indices, ends: Indices) -> Indices:
    """Choose one knot for each frame: a closure's if there is one, else the last."""
    rank = np.arange(len(moments), dtype=np.float64)
    hard = np.concatenate([starts, ends])
    rank[hard[hard < len(rank)]] += len(rank)
    # The last knot is the mouth at rest, which goes before all others.
    rank[-1] = 3 * len(rank)
    order = np.lexsort((rank, moments))
    is_last = np.append(np.diff(moments[order]) > 0, True)
    return np.sort(order[is_last])


def _reduce(start: Curve, shown: Floats, frames: Frames, max_error: float) -> Curve:
    """Remove keys from a curve, those with the least effect first, within the error."""
    if np.ptp(shown) <= _FLAT and np.ptp(start.values) <= _FLAT:
        return _make_still(start)
    allowed = np.where(frames.in_closure, min(_CLOSED_ERROR, max_error), max_error) + 1e-9
    trials = Trials(start, shown, frames.times, allowed)
    count = len(start)
    kept = np.arange(count)
    cost = np.full(count, np.nan)
    cost[0] = cost[-1] = np.inf
    # The slopes of the span that is left without a key, and of the present spans.
    if_out, if_into = np.zeros(count), np.zeros(count)
    out, into = trials.slopes.copy(), trials.slopes.copy()
    # Small differences between equal costs: else a long flat run would lose one key at a time.
    turn = np.arange(count) * 0.618034 % 1 * 1e-6
    while len(kept) > 2:
        unknown = np.nonzero(np.isnan(cost[1:-1]))[0] + 1
        if len(unknown):
            asked = kept[unknown]
            error, if_out[asked], if_into[asked] = trials.without(kept, unknown)
            cost[unknown] = error + turn[asked]
        inner = cost[1:-1]
        goes = np.zeros(len(kept), bool)
        goes[1:-1] = (inner <= 1 + 1e-6) & (inner < cost[2:]) & (inner <= cost[:-2])
        if not goes.any():
            break
        gone = np.nonzero(goes)[0]
        out[kept[gone - 1]], into[kept[gone + 1]] = if_out[kept[gone]], if_into[kept[gone]]
        # The neighbours of a removed key have a new span, which is measured next.
        cost[gone - 1] = cost[gone + 1] = np.nan
        cost[0] = cost[-1] = np.inf
        kept, cost = kept[~goes], cost[~goes]
    times, values = start.times[kept], start.values[kept]
    if start.interpolation != "smooth":
        return Curve(start.name, times, values, start.interpolation)
    into, out = into[kept], out[kept]
    into[0] = out[-1] = 0.0
    return Curve(start.name, times, values, "smooth", into, out)


class Trials:
    """Measures the error of a curve without a key.

    A smooth span is the cubic between its two keys with the least squared error. If that
    cubic leaves the range of the whole curve, the best one that does not is used.
    """

    def __init__(self, start: Curve, shown: Floats, frames: Floats, allowed: Floats) -> None:
        self._times, self._values = start.times, start.values
        self._shown, self._frames, self._allowed = shown, frames, allowed
        self._is_smooth = start.interpolation == "smooth"
        self._low, self._high = float(start.values.min()), float(start.values.max())
        self.slopes = start.slopes_in if self._is_smooth else np.zeros(len(start))
        self._first = np.searchsorted(frames, start.times - 1e-9)
        self._last = np.searchsorted(frames, start.times + 1e-9)

    def without(self, kept: Indices, asked: Indices) -> tuple[Floats, Floats, Floats]:
        """Measure the largest error without each asked key, one at a time.

        Returns:
            The errors, as parts of the allowed error, and the slopes of the span that is
            left, at its start and at its end.
        """
        before, after = kept[asked - 1], kept[asked + 1]
        first = self._first[before]
        counts = self._last[after] - first
        offsets = np.cumsum(counts) - counts
        some = counts > 0
        which = np.repeat(np.arange(len(asked)), counts)
        sample = np.arange(int(counts.sum())) - np.repeat(offsets - first, counts)
        length = self._times[after] - self._times[before]
        share = (self._frames[sample] - self._times[before][which]) / length[which]
        one, two = self._values[before], self._values[after]
        shown = self._shown[sample]
        result, out, into = np.zeros(len(asked)), self.slopes[before], self.slopes[after]
        if not len(sample):
            return result, out, into
        starts = offsets[some]
        if self._is_smooth:
            steep = share * share * (3 - 2 * share)
            off = shown - one[which] - steep * (two - one)[which]
            leaving = share * (1 - share) ** 2
            reaching = share * share * (share - 1)
            out, into = out * length, into * length
            fit = _Fit.of(off, leaving, reaching, starts)
            out[some], into[some] = fit.slopes(counts[some], (out[some], into[some]))
            out[some], into[some] = self._limit_slopes(
                one[some], two[some], fit, (out[some], into[some])
            )
            off -= leaving * out[which] + reaching * into[which]
            out, into = out / length, into / length
        else:
            off = shown - one[which] - share * (two - one)[which]
        result[some] = np.maximum.reduceat(np.abs(off) / self._allowed[sample], starts)
        return result, out, into

    def _limit_slopes(
        self, one: Floats, two: Floats, fit: _Fit, slopes: tuple[Floats, Floats]
    ) -> tuple[Floats, Floats]:
        """Change slopes so that no span leaves the range of the whole curve.

        A span that only rises or only falls never leaves it. Sometimes it is enough to
        limit one of the two slopes. Slopes are per span, not per second.
        """
        outside = np.nonzero(~self._stays_in_range(one, two, *slopes))[0]
        if not len(outside):
            return slopes
        one, two, fit = one[outside], two[outside], fit.select(outside)
        change = two - one
        bound, way = 3 * np.abs(change), np.sign(change)
        out, into = (way * np.clip(slope[outside] * way, 0, bound) for slope in slopes)
        best, loss = (out, into), fit.loss(out, into)
        for tried in ((out, fit.into_after(out)), (fit.out_before(into), into)):
            its_loss = fit.loss(*tried)
            better = (its_loss < loss) & self._stays_in_range(one, two, *tried)
            loss = np.where(better, its_loss, loss)
            best = np.where(better, tried[0], best[0]), np.where(better, tried[1], best[1])
        result = slopes[0].copy(), slopes[1].copy()
        result[0][outside], result[1][outside] = best
        return result

    def _stays_in_range(
        self, one: Floats, two: Floats, out: Floats, into: Floats
    ) -> NDArray[np.bool_]:
        """Return whether spans stay in the range of the whole curve."""
        cubic, square = 2 * (one - two) + out + into, 3 * (two - one) - 2 * out - into
        root = np.sqrt(np.maximum(square * square - 3 * cubic * out, 0.0))
        low, high = np.minimum(one, two), np.maximum(one, two)
        flat = np.abs(cubic) < 1e-12
        for sign in (-1, 1):
            turn = (-square + sign * root) / np.where(flat, 1.0, 3 * cubic)
            straight = -out / np.where(np.abs(square) < 1e-12, 1.0, 2 * square)
            place = np.clip(np.where(flat, straight, turn), 0.0, 1.0)
            value = ((cubic * place + square) * place + out) * place + one
            low, high = np.minimum(low, value), np.maximum(high, value)
        inside: NDArray[np.bool_] = (low >= self._low - 1e-12) & (high <= self._high + 1e-12)
        return inside


@dataclass(frozen=True, slots=True, eq=False)
class _Fit:
    """Sums over the frames of each span, for a least-squares fit of its two slopes.

    All have the shape (spans,). a is the basis function of the slope at the start of a
    span, b that of the slope at its end, and y the values to fit.

    Attributes:
        aa: sums of a * a.
        ab: sums of a * b.
        bb: sums of b * b.
        ay: sums of a * y.
        by: sums of b * y.
    """

    aa: Floats
    ab: Floats
    bb: Floats
    ay: Floats
    by: Floats

    @classmethod
    def of(cls, off: Floats, leaving: Floats, reaching: Floats, starts: Indices) -> _Fit:
        """Add up samples; those of a span begin at its index in `starts`."""
        pairs = (leaving, leaving), (leaving, reaching), (reaching, reaching)
        products = (*pairs, (leaving, off), (reaching, off))
        return cls(*(np.add.reduceat(a * b, starts) for a, b in products))

    def select(self, which: Indices) -> _Fit:
        """Return the sums of some spans."""
        return _Fit(*(sums[which] for sums in (self.aa, self.ab, self.bb, self.ay, self.by)))

    def slopes(self, counts: Indices, usual: tuple[Floats, Floats]) -> tuple[Floats, Floats]:
        """Fit both slopes; `usual` is returned for spans with too few frames."""
        determinant = self.aa * self.bb - self.ab * self.ab
        is_sure = (counts >= _ENOUGH_FRAMES) & (determinant > 1e-6)
        safe = np.where(is_sure, determinant, 1.0)
        out = np.where(is_sure, (self.ay * self.bb - self.by * self.ab) / safe, usual[0])
        into = np.where(is_sure, (self.by * self.aa - self.ay * self.ab) / safe, usual[1])
        return out, into

    def into_after(self, out: Floats) -> Floats:
        """Return the best slope at the end for a given slope at the start."""
        best: Floats = (self.by - self.ab * out) / np.maximum(self.bb, 1e-9)
        return best

    def out_before(self, into: Floats) -> Floats:
        """Return the best slope at the start for a given slope at the end."""
        best: Floats = (self.ay - self.ab * into) / np.maximum(self.aa, 1e-9)
        return best

    def loss(self, out: Floats, into: Floats) -> Floats:
        """Squared errors, less a part that does not depend on the slopes."""
        loss: Floats = out * (self.aa * out + 2 * (self.ab * into - self.ay)) + into * (
            self.bb * into - 2 * self.by
        )
        return loss


def _make_still(start: Curve) -> Curve:
    """Return a curve of one key, for a channel that never moves."""
    slopes = np.zeros(1 if start.interpolation == "smooth" else 0)
    return Curve(start.name, np.zeros(1), start.values[:1], start.interpolation, slopes, slopes)
