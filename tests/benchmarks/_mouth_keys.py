"""Key counts to compare with: Ramer-Douglas-Peucker's, and a lower bound."""

import numpy as np
from numpy.polynomial import chebyshev

from vidsync.visemes.keys.keyframes import Curve
from vidsync.visemes.keys.reduction import Frames, Trials

_CUBIC = 4
"""A cubic has four coefficients: it can always pass through four points, not through more."""


def allowed_at(frames: Frames, error: float) -> np.ndarray:
    """Return the allowed error at each frame. As for vidsync's keys, it is smaller in closures."""
    return np.where(frames.in_closure, min(0.002, error), error) + 1e-9


def rdp(times: np.ndarray, values: np.ndarray, allowed: np.ndarray) -> int:
    """Return the number of keys of the Ramer-Douglas-Peucker polyline, by vertical distance."""
    if np.ptp(values) < 1e-9:
        return 1
    kept, waiting = {0, len(times) - 1}, [(0, len(times) - 1)]
    while waiting:
        first, last = waiting.pop()
        if last - first < 2:
            continue
        span = slice(first, last + 1)
        line = np.interp(times[span], times[[first, last]], values[[first, last]])
        off = np.abs(values[span] - line) / allowed[span]
        worst = int(off.argmax())
        if off[worst] > 1:
            kept.add(first + worst)
            waiting += [(first, first + worst), (first + worst, last)]
    return len(kept)


def fewest_keys(full: Curve, frames: Frames, error: float) -> int:
    """Return the fewest keys of a smooth curve among its knots, found by dynamic programming."""
    shown = full.sample(frames.times)
    if np.ptp(shown) < 1e-6:
        return 1
    trials, count = Trials(full, shown, frames.times, allowed_at(frames, error)), len(full)
    best = np.arange(1, count + 1)
    fits = {1: np.ones(count - 1, bool)}
    for length in range(2, count):
        starts = np.arange(count - length)
        knots = np.stack([starts, starts + 1, starts + length], axis=1).reshape(-1)
        fits[length] = trials.without(knots, starts * 3 + 1)[0] <= 1 + 1e-6
    for last in range(1, count):
        best[last] = min(best[last - n] + 1 for n in range(1, last + 1) if fits[n][last - n])
    return int(best[-1])


def floor(values: np.ndarray, allowed: np.ndarray) -> int:
    """Return a lower bound for the number of cubic keys on frames.

    Each span is the longest for which a cubic is within the error, with any values and
    slopes at its ends, so that spans need not be continuous.
    """
    if np.ptp(values) < 1e-6:
        return 1
    count, start = 0, 0
    while start < len(values) - 1:
        low, high = min(start + _CUBIC, len(values)), len(values)
        while low < high:
            middle = min((low + high + 1) // 2, low + 2 * (low - start))
            if _fits(values[start:middle], allowed[start:middle]):
                low = middle
            else:
                high = middle - 1
        count, start = count + 1, low - 1
    return count + 1


def _fits(values: np.ndarray, allowed: np.ndarray) -> bool:
    """Return False if certainly no cubic is within the error.

    This is the Remez exchange algorithm, one point at a time. The alternating error on five
    points is a lower bound for every cubic (de la Vallée-Poussin).
    """
    if len(values) <= _CUBIC:
        return True
    basis = chebyshev.chebvander(np.linspace(-1, 1, len(values)), _CUBIC - 1)
    points = np.linspace(0, len(values) - 1, _CUBIC + 1).round().astype(int)
    signs = (-1.0) ** np.arange(_CUBIC + 1)
    for _ in range(40):
        system = np.column_stack([basis[points], signs * allowed[points]])
        *cubic, level = np.linalg.solve(system, values[points])
        if abs(level) > 1 + 1e-9:
            return False
        off = (values - basis @ np.array(cubic)) / allowed
        worst = int(np.abs(off).argmax())
        if abs(off[worst]) <= 1 + 1e-9:
            return True
        place = int(np.searchsorted(points, worst))
        if place == 0 or place == len(points):
            end = 0 if place == 0 else -1
            if np.sign(off[points[end]]) == np.sign(off[worst]):
                points[end] = worst
            elif place == 0:
                points = np.concatenate([[worst], points[:-1]])
            else:
                points = np.concatenate([points[1:], [worst]])
        else:
            before = np.sign(off[points[place - 1]]) == np.sign(off[worst])
            points[place - 1 if before else place] = worst
    return True
