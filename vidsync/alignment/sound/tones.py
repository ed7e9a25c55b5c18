"""Takes tones that are held out of a stretch of sound: music under speech.

Speech never stays on one pitch for long; an instrument does. What a narrow band holds
for a third of a second is turned down. Whether there are tones at all is heard in the
pauses: noise is smooth over the frequencies, music is peaked.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from vidsync.alignment.sound.features import SAMPLE_RATE, Floats
from vidsync.alignment.sound.stft import resounded, short_spectra

_WINDOW = 1024
_HOP = 256
_BIN = SAMPLE_RATE / _WINDOW


@dataclass(frozen=True, slots=True)
class ToneRules:
    """How tones are told from speech and noise, and how much of them is left.

    Attributes:
        held: seconds that a tone lasts at least.
        quantile: share of that time in which a band may be weaker and still hold a tone.
        over: how much more of a tone is supposed than that.
        least: amplitude that is left of what is a tone alone.
        pauses: share of the sound that is taken for pauses.
        peaked: natural logarithm of mean over geometric mean of neighbouring bands, from
            which on the pauses hold tones; noise has 0.2, music under speech 0.9 or more.
        bands: frequencies, in hertz, at which that is heard.
    """

    held: float = 0.3
    quantile: float = 0.25
    over: float = 3.0
    least: float = 0.1
    pauses: float = 0.15
    peaked: float = 0.75
    bands: tuple[float, float] = (80.0, 4000.0)


def without_tones(sound: Floats, rules: ToneRules = ToneRules()) -> Floats:
    """The same sound with less music; the same object if there is none.

    Args:
        sound: mono, at 16 kHz; some seconds.
        rules: how.

    Source:
        Spectral subtraction of what lasts, as the harmonic part in Fitzgerald (2010) is
        told from the percussive one, forwards and backwards so that attacks keep their
        time.
    """
    spectrum = short_spectra(sound, _WINDOW, _HOP)
    power = np.square(np.abs(spectrum))
    if peakedness(power, rules) < rules.peaked:
        return sound
    frames = max(2, round(rules.held * SAMPLE_RATE / _HOP))
    held = np.maximum(
        _held(power, frames, rules.quantile), _held(power[::-1], frames, rules.quantile)[::-1]
    )
    kept = np.maximum(1.0 - rules.over * held / np.maximum(power, 1e-12), 0.0)
    spectrum *= np.maximum(np.sqrt(kept), rules.least)
    return resounded(spectrum, _WINDOW, _HOP, len(sound))


def peakedness(power: Floats, rules: ToneRules = ToneRules()) -> float:
    """How peaked the spectrum is in the pauses: 0 for what is the same in every band.

    Args:
        power: of shape (frames, bands), from windows of 64 ms every 16 ms.
        rules: which bands, and what are pauses.
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
    difference = np.log(_neighbours(pauses)) - _neighbours(np.log(pauses))
    return float(difference.mean())


def _neighbours(values: NDArray[np.float64]) -> NDArray[np.float64]:
    """The mean over each band and eight on both of its sides."""
    total = np.cumsum(np.pad(values, ((0, 0), (1, 0))), axis=1)
    mean: NDArray[np.float64] = (total[:, 17:] - total[:, :-17]) / 17
    return mean


def _held(power: Floats, frames: int, quantile: float) -> Floats:
    """What each band holds from each frame on, for so many frames."""
    longer = np.concatenate([power, np.repeat(power[-1:], frames - 1, axis=0)])
    ahead = np.lib.stride_tricks.sliding_window_view(longer, frames, axis=0)
    lowest = int(quantile * (frames - 1))
    held = np.empty_like(power)
    # Some bands at a time: all at once would take as many times the memory as frames.
    for first in range(0, power.shape[1], 64):
        bands = ahead[:, first : first + 64]
        held[:, first : first + 64] = np.partition(bands, lowest, axis=-1)[..., lowest]
    return held
