"""Make other voices of one: higher or lower, with a longer or shorter vocal tract.

The network gives the pitch and the spectrum apart, so each is changed without the other, and the
durations stay the same.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

import numpy as np
from numpy.typing import NDArray

_REST_PHASE = 4


@dataclass(frozen=True, slots=True)
class VoiceShape:
    """How a voice differs from the network's own.

    Attributes:
        pitch: factor of the frequency of the vocal cords.
        formants: factor of the frequencies that the vocal tract stresses; below 1 for the
            longer one of a larger person.
    """

    pitch: float = 1.0
    formants: float = 1.0

    def change(self, outputs: Sequence[NDArray[np.float32]]) -> list[Any]:
        """Return the outputs of hibari's network for this voice.

        Args:
            outputs: levels of the harmonics, their phase, levels of the noise, levels of the
                rest, its phase (each of shape (bins, frames)), and the pitch in Hz.
        """
        *spectrum, pitch = outputs
        if self.formants != 1.0:
            # The phase of the rest turns around, so it can't be interpolated.
            spectrum = [
                self._stretch(rows, smooth=index != 4) for index, rows in enumerate(spectrum)
            ]
        return [*spectrum, pitch * np.float32(self.pitch)]

    def _stretch(self, rows: NDArray[np.float32], *, smooth: bool) -> NDArray[np.float32]:
        """Return a spectrum with its bins moved to other frequencies."""
        last = len(rows) - 1
        places = np.minimum(np.arange(len(rows)) / self.formants, last)
        if not smooth:
            return rows[np.round(places).astype(np.intp)]
        below = np.minimum(places.astype(np.intp), last - 1)
        part = (places - below).astype(np.float32)[:, None]
        return np.asarray(rows[below] * (1 - part) + rows[below + 1] * part, np.float32)


VARIANTS: Mapping[str, VoiceShape] = MappingProxyType(
    {
        "": VoiceShape(),
        "deep": VoiceShape(0.6, 0.87),
        "high": VoiceShape(1.25, 1.09),
        "low": VoiceShape(0.75, 0.93),
    }
)
"""The variants of each voice, by what follows the plus sign in its name."""
