"""Curves of keys: the values of a rig's channels over time, and their interpolation."""

from __future__ import annotations

from dataclasses import dataclass, field
from math import ceil, isfinite
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray

from vidsync.errors import InputError, near_matches
from vidsync.timecode import FrameRate

MOST_FRAMES = 5_000_000
"""Frames of the longest animation: 23 hours at 60 frames per second."""

Interpolation = Literal["stepped", "linear", "smooth"]
"""Hold until the next key; a straight line to it; a cubic with the keys' own slopes."""

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class Curve:
    """One channel's keys.

    Attributes:
        name: of the channel, as the set names it.
        times: seconds, float64 of shape (keys,), strictly rising, at least one.
        values: float64 of shape (keys,). 0 to 1; in Live2D's ParamMouthForm -1 to 1.
        interpolation: between two keys.
        slopes_in: the change per second just before each key of a smooth curve, shape
            (keys,); the first is 0. Empty for other curves.
        slopes_out: the change per second just after each key of a smooth curve, shape
            (keys,); the last is 0. Empty for other curves. A cubic may leave the range of
            its two keys, but never that of the channel.

    Raises:
        InputError: the arrays have different lengths, or the times do not rise.
    """

    name: str
    times: Floats
    values: Floats
    interpolation: Interpolation = "linear"
    slopes_in: Floats = field(default_factory=lambda: np.empty(0))
    slopes_out: Floats = field(default_factory=lambda: np.empty(0))

    def __post_init__(self) -> None:
        keys = len(self.times)
        slopes = keys if self.interpolation == "smooth" else 0
        lengths = (len(self.values), len(self.slopes_in), len(self.slopes_out))
        if not keys or lengths != (keys, slopes, slopes):
            raise InputError(
                f"the {self.interpolation} curve {self.name!r} has {keys} times, "
                f"{lengths[0]} values and {lengths[1]} and {lengths[2]} slopes"
            )
        if not (np.isfinite(self.times).all() and np.isfinite(self.values).all()):
            raise InputError(f"the curve {self.name!r} has a key that is not finite")
        if keys > 1 and not (np.diff(self.times) > 0).all():
            raise InputError(f"the times of the curve {self.name!r} do not rise")

    def __len__(self) -> int:
        return len(self.times)

    def __repr__(self) -> str:
        return f"<Curve {self.name}, {len(self)} {self.interpolation} keys>"

    def sample(self, seconds: ArrayLike) -> Floats:
        """Return the values at any times.

        The value is constant before the first key and after the last.

        Args:
            seconds: times, of any shape.
        """
        times = np.asarray(seconds, np.float64)
        if len(self) == 1:
            return np.full(times.shape, self.values[0])
        if self.interpolation == "linear":
            return np.interp(times, self.times, self.values)
        if self.interpolation == "stepped":
            index = np.searchsorted(self.times, times, side="right") - 1
            held: Floats = self.values[np.maximum(index, 0)]
            return held
        return _cubic(times, self)


@dataclass(frozen=True, slots=True, eq=False)
class MouthAnimation:
    """The curves of all channels of a set, for a whole audio.

    Attributes:
        set: the name of the viseme set or rig.
        curves: one for every channel, in the set's order. A channel that never moves
            has a single key.
        duration: seconds.
        frame_rate: frames per second; `max_error` holds at these frames.
        interpolation: of all curves.
        max_error: the greatest difference from the full motion, at any frame.
        rest: the channel that is 1 while the mouth rests; ``""`` for a rig, which has no
            channel for its neutral face.
    """

    set: str
    curves: tuple[Curve, ...]
    duration: float
    frame_rate: FrameRate = 60
    interpolation: Interpolation = "linear"
    max_error: float = 0.0
    rest: str = ""

    def __post_init__(self) -> None:
        if not isfinite(self.duration) or self.duration < 0 or float(self.frame_rate) <= 0:
            raise InputError(
                f"an animation cannot last {self.duration!r} s at {self.frame_rate} fps"
            )

    def __repr__(self) -> str:
        return (
            f"<MouthAnimation {self.set}, {len(self.curves)} channels, {self.key_count} keys, "
            f"{self.duration:.2f} s at {float(self.frame_rate):g} fps>"
        )

    @property
    def names(self) -> tuple[str, ...]:
        """The channels, in the set's order."""
        return tuple(curve.name for curve in self.curves)

    @property
    def key_count(self) -> int:
        """The number of keys of all channels together."""
        return sum(map(len, self.curves))

    def curve(self, name: str) -> Curve:
        """Return the curve of a channel.

        Raises:
            InputError: there is no such channel.
        """
        for curve in self.curves:
            if curve.name == name:
                return curve
        raise InputError(f"no channel {name!r} in {self.set}", hint=near_matches(name, self.names))

    def value_at(self, name: str, seconds: float) -> float:
        """Return a channel's value at a time.

        Raises:
            InputError: there is no such channel.
        """
        return float(self.curve(name).sample(seconds))

    def sample(self, frame_rate: FrameRate | None = None) -> tuple[Floats, Floats]:
        """Return the values on every frame, the first at 0, the last at or after the end.

        Args:
            frame_rate: frames per second; None uses the animation's own.

        Returns:
            Times of shape (frames,), and values of shape (frames, channels).
        """
        rate = float(frame_rate or self.frame_rate)
        times = make_frame_times(self.duration, rate)
        columns = [curve.sample(times) for curve in self.curves]
        return times, np.stack(columns, axis=1) if columns else np.empty((len(times), 0))


def make_frame_times(duration: float, frame_rate: float) -> Floats:
    """Return the time of every frame from 0 to the end, in seconds.

    Raises:
        InputError: there are more frames than an animation may have.
    """
    count = ceil(duration * frame_rate - 1e-6) + 1
    if count > MOST_FRAMES:
        raise InputError(
            f"an animation of {duration:g} s at {frame_rate:g} frames per second has {count} "
            f"frames; the most is {MOST_FRAMES}",
            hint="are the times of its document in another unit? Give unit= in Python, or --unit "
            "in the shell",
        )
    return np.arange(count) / frame_rate


def hermite(share: Floats, length: Floats, ends: tuple[Floats, ...]) -> Floats:
    """Cubic Hermite values.

    Args:
        share: where between the two keys, 0 to 1.
        length: seconds between the keys.
        ends: the first value, its slope, the second value, its slope.
    """
    first, slope_out, second, slope_in = ends
    rest = 1 - share
    value: Floats = (
        (1 + 2 * share) * rest * rest * first
        + share * share * (3 - 2 * share) * second
        + share * rest * length * (rest * slope_out - share * slope_in)
    )
    return value


def monotone_slopes(times: Floats, values: Floats) -> Floats:
    """Slopes at knots with which a cubic never leaves the range of its two knots.

    They are zero at extremes and beside plateaus, so a plateau stays flat.

    Args:
        times: shape (knots,), rising.
        values: shape (knots,).

    Source:
        Fritsch and Butland (1984): the weighted harmonic mean of the two secants.
    """
    slopes = np.zeros_like(values)
    if len(times) < 3:
        return slopes
    lengths = np.diff(times)
    secants = np.diff(values) / lengths
    before, after = secants[:-1], secants[1:]
    inside: NDArray[np.bool_] = before * after > 0
    first = 2 * lengths[1:] + lengths[:-1]
    second = lengths[1:] + 2 * lengths[:-1]
    mean = first[inside] / before[inside] + second[inside] / after[inside]
    slopes[1:-1][inside] = (first + second)[inside] / mean
    return slopes


def _cubic(times: Floats, curve: Curve) -> Floats:
    index = np.clip(np.searchsorted(curve.times, times, side="right") - 1, 0, len(curve) - 2)
    length = curve.times[index + 1] - curve.times[index]
    share = np.clip((times - curve.times[index]) / length, 0.0, 1.0)
    ends = (
        curve.values[index],
        curve.slopes_out[index],
        curve.values[index + 1],
        curve.slopes_in[index + 1],
    )
    return hermite(share, length, ends)
