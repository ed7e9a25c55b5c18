"""Movement between poses: knots that every channel passes, and the smooth way between.

A motion is exact, and knows nothing of frames; how few keys a program needs for it is
decided in `reduction`.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from vidsync.visemes.keys.keyframes import Curve, Floats


@dataclass(frozen=True, slots=True, eq=False)
class Motion:
    """Poses at times, for all channels together.

    Attributes:
        names: the channels.
        times: seconds, shape (knots,), strictly rising, the first 0.
        values: shape (knots, channels).
        closures: when lips are pressed together: starts and ends in seconds, shape
            (closures, 2), in time order.
    """

    names: tuple[str, ...]
    times: Floats
    values: Floats
    closures: Floats

    def __repr__(self) -> str:
        return f"<Motion of {len(self.names)} channels, {len(self.times)} knots>"

    def curve(self, index: int) -> Curve:
        """A channel as a smooth curve through all of its knots."""
        values = np.ascontiguousarray(self.values[:, index])
        slopes = monotone_slopes(self.times, values)
        return Curve(self.names[index], self.times, values, "smooth", slopes, slopes)

    def sample(self, seconds: ArrayLike) -> Floats:
        """Values at times.

        Args:
            seconds: shape (n,).

        Returns:
            Shape (n, channels).
        """
        columns = [self.curve(index).sample(seconds) for index in range(len(self.names))]
        return np.stack(columns, axis=1)


def monotone_slopes(times: Floats, values: Floats) -> Floats:
    """Slopes at knots with which a cubic never leaves the range of its neighbours.

    Zero at extremes and beside plateaus, so that what is held stays held.

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
