"""A spoken sentence."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from vidsync.alignment.edges.pause_edges import PlacedPhone

_FADE = 0.005


@dataclass(frozen=True, slots=True, eq=False)
class SpokenSentence:
    """The sound of a sentence, and its phones.

    Attributes:
        samples: mono, from -1 to 1.
        phones: in order of time.
    """

    samples: NDArray[np.float32]
    phones: list[PlacedPhone]


def fade_ends(samples: NDArray[np.float32], sample_rate: int) -> NDArray[np.float32]:
    """Make the ends of samples silent, so that they don't click where they are joined."""
    length = min(round(_FADE * sample_rate), len(samples) // 2)
    ramp = np.linspace(0.0, 1.0, length, endpoint=False, dtype=np.float32)
    samples[:length] *= ramp
    samples[len(samples) - length :] *= ramp[::-1]
    return samples
