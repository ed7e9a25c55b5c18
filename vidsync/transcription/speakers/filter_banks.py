"""Log mel filter banks, as speaker models expect them.

Source:
    Kaldi's ``compute-fbank-feats`` with 80 bands, a Hamming window and no dither, and the mean of
    each band removed, as WeSpeaker trains on them.
"""

from __future__ import annotations

from functools import cache

import numpy as np
from numpy.typing import NDArray

from vidsync.audio import Floats

BANDS = 80
_RATE = 16_000
_FRAME, _HOP, _SIZE = 400, 160, 512
_PREEMPHASIS = 0.97
_LOWEST = 20.0
# Kaldi counts in 16-bit samples.
_SCALE = 32768.0


def filter_banks(sound: Floats) -> Floats:
    """Return the features of a sound: shape (frames, 80), 100 frames a second.

    Args:
        sound: one-dimensional, at 16 kHz, at least 25 ms long.
    """
    frames = np.lib.stride_tricks.sliding_window_view(sound * _SCALE, _FRAME)[::_HOP]
    frames = frames - frames.mean(axis=1, keepdims=True)
    before = np.concatenate([frames[:, :1], frames[:, :-1]], axis=1)
    windowed = (frames - _PREEMPHASIS * before) * np.hamming(_FRAME)
    power = np.square(np.abs(np.fft.rfft(windowed, _SIZE)))[:, : _SIZE // 2]
    banks = np.log(np.maximum(power @ _mel_weights().T, np.finfo(np.float32).eps))
    return np.asarray(banks - banks.mean(axis=0), np.float32)


@cache
def _mel_weights() -> NDArray[np.float64]:
    """Return the triangular weights of each band: shape (80, 256)."""

    def mel(hertz: NDArray[np.float64] | float) -> NDArray[np.float64]:
        return np.asarray(1127.0 * np.log1p(np.asarray(hertz) / 700.0))

    edges = np.linspace(float(mel(_LOWEST)), float(mel(_RATE / 2)), BANDS + 2)
    bins = mel(np.arange(_SIZE // 2) * _RATE / _SIZE)
    rising = (bins - edges[:-2, None]) / (edges[1:-1] - edges[:-2])[:, None]
    falling = (edges[2:, None] - bins) / (edges[2:] - edges[1:-1])[:, None]
    return np.maximum(0.0, np.minimum(rising, falling))
