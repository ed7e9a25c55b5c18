"""Removes music and steady noise from sound, so that the edges of speech stand out.

A filter works in short overlapping windows. It lowers each band according to how little the band
exceeds the noise, which is what the band holds in pauses. Music, if there is any, is removed
first. Sound without noise is not changed. Drums and background voices stay.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from vidsync.alignment.sound.features import Floats
from vidsync.alignment.sound.stft import istft, stft
from vidsync.alignment.sound.tones import remove_tones

_WINDOW = 512
_HOP = 128


@dataclass(frozen=True, slots=True)
class DenoisingRules:
    """How noise is told from speech, and how much noise is left.

    Attributes:
        quantile: share of the frames that are taken for noise alone.
        over: factor by which the noise is assumed to exceed that.
        memory: weight of a band's last frame in its ratio of speech to noise.
        least: amplitude that is left of pure noise.
    """

    quantile: float = 0.1
    over: float = 2.5
    memory: float = 0.92
    least: float = 0.03


def remove_noise(sound: Floats, rules: DenoisingRules = DenoisingRules()) -> Floats:
    """Return the sound with less noise, at the same length.

    Args:
        sound: mono; several seconds, so that it contains a pause.
        rules: the rules.

    Source:
        Ephraim and Malah (1984), the decision-directed ratio of speech to noise, with a
        Wiener filter; noise by its quantile, after Stahl, Fischer and Bippus (2000).
    """
    if rules.least < 1.0:
        sound = remove_tones(sound)
    spectrum = stft(sound, _WINDOW, _HOP)
    power = np.square(np.abs(spectrum))
    ratios = power / _noise_power(power, rules)
    return istft(spectrum * _gains(ratios, rules), _WINDOW, _HOP, len(sound))


def _noise_power(power: Floats, rules: DenoisingRules) -> NDArray[np.float64]:
    """Return the power of each band in pauses."""
    span = min(9, len(power))
    total = np.cumsum(np.vstack([np.zeros((1, power.shape[1])), power]), axis=0)
    smooth = (total[span:] - total[:-span]) / span
    level: NDArray[np.float64] = np.quantile(smooth, rules.quantile, axis=0)
    return level * rules.over + 1e-10


def _gains(ratios: NDArray[np.float64], rules: DenoisingRules) -> Floats:
    """Return the gain of each band of each frame."""
    gains = np.empty(ratios.shape, np.float32)
    over = np.maximum(ratios - 1.0, 0.0) * (1.0 - rules.memory)
    before = np.full(ratios.shape[1], rules.memory)
    for frame, ratio in enumerate(over + 0.0):
        ratio += before
        gain = ratio / (1.0 + ratio)
        before = np.square(gain) * ratios[frame] * rules.memory
        gains[frame] = gain
    return np.maximum(gains, np.float32(rules.least), out=gains)
