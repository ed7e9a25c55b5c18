"""Removes sustained tones from sound: music under speech.

Speech never stays on one pitch for long, but an instrument does. Power that a narrow band holds
for a third of a second is lowered. The pauses show whether there are tones at all: the spectrum of
noise is smooth, the spectrum of music has peaks.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from vidsync.alignment.sound.features import SAMPLE_RATE, Floats
from vidsync.alignment.sound.stft import istft, stft

_WINDOW = 1024
_HOP = 256
_BIN = SAMPLE_RATE / _WINDOW


@dataclass(frozen=True, slots=True)
class ToneRules:
    """How tones are told from speech and noise, and how much of them is left.

    Attributes:
        held: shortest duration of a tone, in seconds.
        quantile: share of that time in which a band may be weaker and still hold a tone.
        over: factor by which a tone is assumed to exceed that.
        least: amplitude that is left of a pure tone.
        pauses: share of the sound that is taken for pauses.
        peaked: natural logarithm of mean over geometric mean of neighbouring bands, at which
            pauses are taken to hold tones; noise has 0.2, music under speech 0.9 or more.
        bands: frequencies at which that is measured, in hertz.
    """

    held: float = 0.3
    quantile: float = 0.25
    over: float = 3.0
    least: float = 0.1
    pauses: float = 0.15
    peaked: float = 0.75
    bands: tuple[float, float] = (80.0, 4000.0)


def remove_tones(sound: Floats, rules: ToneRules = ToneRules()) -> Floats:
    """Return the sound with less music; the same object if there is none.

    Args:
        sound: mono, at 16 kHz; several seconds.
        rules: the rules.

    Source:
        Spectral subtraction of sustained power, as Fitzgerald (2010) separates harmonic from
        percussive sound, forwards and backwards so that attacks keep their time.
    """
    spectrum = stft(sound, _WINDOW, _HOP)
    power = np.square(np.abs(spectrum))
    if peakedness(power, rules) < rules.peaked:
        return sound
    frames = max(2, round(rules.held * SAMPLE_RATE / _HOP))
    held = np.maximum(
        _held_power(power, frames, rules.quantile),
        _held_power(power[::-1], frames, rules.quantile)[::-1],
    )
    kept = np.maximum(1.0 - rules.over * held / np.maximum(power, 1e-12), 0.0)
    spectrum *= np.maximum(np.sqrt(kept), rules.least)
    return istft(spectrum, _WINDOW, _HOP, len(sound))


def peakedness(power: Floats, rules: ToneRules = ToneRules()) -> float:
    """Measure how peaked the spectrum is in pauses: 0 if all bands are equal.

    Args:
        power: of shape (frames, bands), from windows of 64 ms every 16 ms.
        rules: the bands to use, and the share of pauses.
    """
    low, high = (round(hertz / _BIN) for hertz in rules.bands)
    # The first and last windows reach beyond the sound.
    within = power[4:-4, low:high]
    span = 6
    if len(within) <= span:
        return 0.0
    total = np.cumsum(np.vstack([np.zeros((1, high - low)), within]), axis=0)
    smooth = (total[span:] - total[:-span]) / span
    level = smooth.sum(axis=1)
    pauses = smooth[level <= np.quantile(level, rules.pauses)] + 1e-9
    difference = np.log(_mean_neighbours(pauses)) - _mean_neighbours(np.log(pauses))
    return float(difference.mean())


def _mean_neighbours(values: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the mean over each band and eight bands on both sides."""
    total = np.cumsum(np.pad(values, ((0, 0), (1, 0))), axis=1)
    mean: NDArray[np.float64] = (total[:, 17:] - total[:, :-17]) / 17
    return mean


def _held_power(power: Floats, frames: int, quantile: float) -> Floats:
    """Return the power that each band holds for `frames` frames from each frame on."""
    longer = np.concatenate([power, np.repeat(power[-1:], frames - 1, axis=0)])
    ahead = np.lib.stride_tricks.sliding_window_view(longer, frames, axis=0)
    lowest = int(quantile * (frames - 1))
    held = np.empty_like(power)
    # A few bands at a time: all at once would need memory for every frame of the span.
    for first in range(0, power.shape[1], 64):
        bands = ahead[:, first : first + 64]
        held[:, first : first + 64] = np.partition(bands, lowest, axis=-1)[..., lowest]
    return held
