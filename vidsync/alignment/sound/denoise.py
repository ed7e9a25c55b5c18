"""Takes music and steady noise out of a stretch of sound, so that edges are heard in it.

A filter in short overlapping windows: each band is turned down by how little it stands
over the noise, which is what the band holds when nobody speaks. Music, if there is any,
goes first. Nothing is removed from a sound without noise; drums and voices in the
background stay.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from vidsync.alignment.sound.features import Floats
from vidsync.alignment.sound.stft import resounded, short_spectra
from vidsync.alignment.sound.tones import without_tones

_WINDOW = 512
_HOP = 128


@dataclass(frozen=True, slots=True)
class DenoisingRules:
    """How noise is told from speech, and how much of it is left.

    Attributes:
        quantile: share of the frames that are taken for noise alone.
        over: how much more noise is supposed than that.
        memory: how much of a band's last frame its ratio of speech to noise remembers.
        least: amplitude that is left of what is noise alone.
    """

    quantile: float = 0.1
    over: float = 2.5
    memory: float = 0.92
    least: float = 0.03


def denoised(sound: Floats, rules: DenoisingRules = DenoisingRules()) -> Floats:
    """The same sound with less noise, as long as it was.

    Args:
        sound: mono; some seconds, so that there is a pause in it.
        rules: how.

    Source:
        Ephraim and Malah (1984), the decision-directed ratio of speech to noise, with a
        Wiener filter; noise by its quantile, after Stahl, Fischer and Bippus (2000).
    """
    if rules.least < 1.0:
        sound = without_tones(sound)
    spectrum = short_spectra(sound, _WINDOW, _HOP)
    power = np.square(np.abs(spectrum))
    heard = power / _noise(power, rules)
    return resounded(spectrum * _gains(heard, rules), _WINDOW, _HOP, len(sound))


def _noise(power: Floats, rules: DenoisingRules) -> NDArray[np.float64]:
    """The power of each band when nobody speaks."""
    span = min(9, len(power))
    total = np.cumsum(np.vstack([np.zeros((1, power.shape[1])), power]), axis=0)
    smooth = (total[span:] - total[:-span]) / span
    level: NDArray[np.float64] = np.quantile(smooth, rules.quantile, axis=0)
    return level * rules.over + 1e-10


def _gains(heard: NDArray[np.float64], rules: DenoisingRules) -> Floats:
    """By how much each band of each frame is turned down."""
    gains = np.empty(heard.shape, np.float32)
    over = np.maximum(heard - 1.0, 0.0) * (1.0 - rules.memory)
    before = np.full(heard.shape[1], rules.memory)
    for frame, ratio in enumerate(over + 0.0):
        ratio += before
        gain = ratio / (1.0 + ratio)
        before = np.square(gain) * heard[frame] * rules.memory
        gains[frame] = gain
    return np.maximum(gains, np.float32(rules.least), out=gains)
