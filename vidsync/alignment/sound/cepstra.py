"""Cepstra of a sound: its spectrum in a few numbers, every 10 ms."""

from __future__ import annotations

from functools import cache

import numpy as np
from numpy.typing import NDArray

from vidsync.alignment.sound.features import SAMPLE_RATE, Floats

_HOP = 160
_WINDOW = 512
_CEPSTRA = 10
_BANDS = 26
FRAME = _HOP / SAMPLE_RATE
"""The time from one frame to the next, in seconds."""


def measure_cepstra(sound: Floats) -> tuple[Floats, Floats]:
    """Return cepstra with their slopes every 10 ms, and the energy of each frame in dB."""
    half = _WINDOW // 2
    emphasised = np.append(sound[:1], sound[1:] - np.float32(0.97) * sound[:-1])
    padded = np.pad(emphasised, half)
    windows = np.lib.stride_tricks.sliding_window_view(padded, _WINDOW)[::_HOP]
    spectrum = np.abs(np.fft.rfft(windows * np.hamming(_WINDOW).astype(np.float32), axis=1))
    power = np.square(spectrum, dtype=np.float32)
    bands = np.log(power @ _filters() + np.float32(1e-4))
    cepstra = bands @ _cosines()
    padded_cepstra = np.pad(cepstra, ((2, 2), (0, 0)), mode="edge")
    slopes = (
        2 * (padded_cepstra[4:] - padded_cepstra[:-4])
        + (padded_cepstra[3:-1] - padded_cepstra[1:-3])
    ) / 10
    energy = 10 * np.log10(power.sum(axis=1) + 1e-9)
    return np.asarray(np.hstack([cepstra, slopes]), np.float32), np.asarray(energy, np.float32)


def standardize(features: Floats, speech: NDArray[np.bool_]) -> Floats:
    """Scale each feature to mean 0 and deviation 1, as measured in the frames with speech."""
    chosen = features[speech] if speech.any() else features
    spread = chosen.std(axis=0) + np.float32(1e-3)
    return np.asarray((features - chosen.mean(axis=0)) / spread, np.float32)


@cache
def _cosines() -> Floats:
    bands = np.arange(_BANDS) + 0.5
    orders = np.arange(1, _CEPSTRA + 1)
    return np.asarray(np.cos(np.pi / _BANDS * np.outer(bands, orders)), np.float32)


@cache
def _filters() -> Floats:
    low, high = (1127.0 * np.log1p(hertz / 700.0) for hertz in (100.0, 7000.0))
    edges = 700.0 * np.expm1(np.linspace(low, high, _BANDS + 2) / 1127.0)
    bins = np.fft.rfftfreq(_WINDOW, 1 / SAMPLE_RATE)[:, None]
    rising = (bins - edges[:-2]) / (edges[1:-1] - edges[:-2])
    falling = (edges[2:] - bins) / (edges[2:] - edges[1:-1])
    return np.asarray(np.maximum(0.0, np.minimum(rising, falling)), np.float32)
