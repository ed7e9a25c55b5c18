"""Movement of all channels: poses at knots, and a smooth curve between them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from vidsync.visemes.keys.keyframes import Curve, Floats, monotone_slopes


@dataclass(frozen=True, slots=True, eq=False)
class Motion:
    """Poses at times, for all channels together; exact, and independent of frames.

    Attributes:
        names: the channels.
        times: seconds, shape (knots,), strictly rising, the first 0.
        values: shape (knots, channels).
        closures: starts and ends, in seconds, of the stretches in which the lips are
            pressed together; shape (closures, 2), in time order.
    """

    names: tuple[str, ...]
    times: Floats
    values: Floats
    closures: Floats

    def __repr__(self) -> str:
        return f"<Motion of {len(self.names)} channels, {len(self.times)} knots>"

    def curve(self, index: int) -> Curve:
        """One channel as a smooth curve through all of its knots."""
        values = np.ascontiguousarray(self.values[:, index])
        slopes = monotone_slopes(self.times, values)
        return Curve(self.names[index], self.times, values, "smooth", slopes, slopes)

    def sample(self, seconds: ArrayLike) -> Floats:
        """Return the values at any times.

        Args:
            seconds: shape (n,).

        Returns:
            Shape (n, channels).
        """
        columns = [self.curve(index).sample(seconds) for index in range(len(self.names))]
        return np.stack(columns, axis=1)
