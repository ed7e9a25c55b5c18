"""Measurements of a sound: normalized samples, energy, and spectrum over time."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray

from vidsync.alignment.sound.declip import declip
from vidsync.audio import Samples
from vidsync.errors import AlignmentError

SAMPLE_RATE = 16000
HOP = 0.0025
_HOP = 40
_PADDING = 2400
PADDING = _PADDING / SAMPLE_RATE
_LOUD_LEVEL = 0.5
_SILENCE_LEVEL = 1e-5
_MAX_SAMPLES = 4_000_000

Floats = NDArray[np.float32]


def normalize(samples: Samples) -> Floats:
    """Return mono sound at 16 kHz without offset, loud parts at half scale, clipping repaired.

    Raises:
        AlignmentError: the sound is silent, or contains values that are not numbers.
    """
    mono = samples.mono().resampled(SAMPLE_RATE).data[:, 0]
    if not np.isfinite(mono.sum(dtype=np.float64)):
        raise AlignmentError("the audio contains samples that are not numbers")
    if not len(mono):
        raise AlignmentError("the audio is empty")
    sound: Floats = mono - np.float32(mono.mean(dtype=np.float64))
    loud = _loud_level(sound)
    if loud < _SILENCE_LEVEL:
        raise AlignmentError(
            "the audio is silent: there are no words to find in it",
            hint="check that the right file and the right channel were given",
        )
    if declip(sound, loud):
        loud = _loud_level(sound)
    sound *= np.float32(_LOUD_LEVEL / loud)
    np.clip(sound, -1.0, 1.0, out=sound)
    return sound


def _loud_level(sound: Floats) -> float:
    """Return the level that a thousandth of the samples exceed."""
    # A part of the samples of an hour is enough, and saves the memory of a copy.
    some = np.abs(sound[:: max(1, len(sound) // _MAX_SAMPLES)])
    return float(np.percentile(some, 99.9))


def padded_pcm(sound: Floats) -> NDArray[np.int16]:
    """Return 16-bit samples with `PADDING` seconds of the sound's own quiet on both sides.

    With digital silence there, the model takes the noise of a recording for speech until it
    has heard several seconds of it.
    """
    quiet = _find_quietest(sound)
    whole = np.concatenate([quiet, sound, quiet])
    return np.asarray(np.round(np.clip(whole, -1.0, 1.0) * 32767), np.int16)


def _find_quietest(sound: Floats) -> Floats:
    if len(sound) < 2 * _PADDING:
        return np.zeros(_PADDING, np.float32)
    total = np.concatenate([[0.0], np.cumsum(np.square(sound, dtype=np.float64))])
    first = int(np.argmin(total[_PADDING::_HOP] - total[:-_PADDING:_HOP])) * _HOP
    return sound[first : first + _PADDING]


@dataclass(frozen=True, slots=True, eq=False)
class Spectra:
    """Energy and spectrum, every 2.5 ms from the start of a sound.

    Attributes:
        energy: dB, of shape (frames,): 10 ms windows centred on the frame's time.
        bright: dB, the same after pre-emphasis, which shows fricatives that energy misses.
        mel: natural logarithm of 24 mel bands, of shape (frames, 24).
        floor: dB, (energy, bright) of sound without speech.
        loud: dB, (energy, bright) of loud speech.
    """

    energy: Floats
    bright: Floats
    mel: Floats
    floor: tuple[float, float]
    loud: tuple[float, float]

    @classmethod
    def of(cls, sound: Floats) -> Spectra:
        """Measure a normalized sound."""
        emphasised = np.append(sound[:1], sound[1:] - np.float32(0.97) * sound[:-1])
        energy, bright = _decibels(sound), _decibels(emphasised)
        return cls(
            energy,
            bright,
            _mel(sound),
            (_floor(energy), _floor(bright)),
            (float(np.percentile(energy, 95)), float(np.percentile(bright, 95))),
        )

    def __len__(self) -> int:
        return len(self.energy)

    @property
    def contrast(self) -> float:
        """How far loud speech exceeds the noise, in dB."""
        return self.loud[0] - self.floor[0]


def _floor(decibels: Floats) -> float:
    return max(float(np.percentile(decibels, 5)), float(np.percentile(decibels, 95)) - 75.0)


def _decibels(sound: Floats) -> Floats:
    """Return the energy in 10 ms windows centred on multiples of the hop."""
    half = 80
    squares = np.concatenate([np.zeros(half), np.square(sound, dtype=np.float64), np.zeros(half)])
    total = np.concatenate([[0.0], np.cumsum(squares)])
    first = np.arange(0, len(sound) + 1, _HOP)
    mean = (total[first + 2 * half] - total[first]) / (2 * half)
    return np.asarray(10 * np.log10(np.maximum(mean, 1e-12)), np.float32)


@cache
def _mel_filters() -> Floats:
    def mel(hertz: float) -> float:
        return 1127.0 * float(np.log1p(hertz / 700.0))

    edges = 700.0 * np.expm1(np.linspace(mel(80.0), mel(7600.0), 26) / 1127.0)
    bins = np.fft.rfftfreq(256, 1 / SAMPLE_RATE)
    rising = (bins[:, None] - edges[:-2]) / (edges[1:-1] - edges[:-2])
    falling = (edges[2:] - bins[:, None]) / (edges[2:] - edges[1:-1])
    weights = np.maximum(0.0, np.minimum(rising, falling))
    # The lowest bands are narrower than a bin: they take the nearest one.
    empty = np.flatnonzero(weights.sum(axis=0) == 0)
    weights[np.abs(bins[:, None] - edges[1:-1][empty]).argmin(axis=0), empty] = 1.0
    return np.asarray(weights / weights.sum(axis=0), np.float32)


def _mel(sound: Floats) -> Floats:
    """Return 24 log-mel bands in 16 ms windows centred on multiples of the hop."""
    half = 128
    padded = np.concatenate([np.zeros(half, np.float32), sound, np.zeros(half, np.float32)])
    windows = np.lib.stride_tricks.sliding_window_view(padded, 2 * half)[::_HOP]
    shape = np.hanning(2 * half).astype(np.float32)
    rows = [
        np.abs(np.fft.rfft(windows[first : first + 4096] * shape, axis=1)).astype(np.float32) ** 2
        @ _mel_filters()
        for first in range(0, len(windows), 4096)
    ]
    power = np.concatenate(rows)
    # Steps far below the loudest sound are noise, not edges.
    floor = np.float32(1e-5) * power.max() + np.float32(1e-12)
    return np.asarray(np.log(power + floor), np.float32)
