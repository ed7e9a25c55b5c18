"""The short-time Fourier transform and its inverse.

Windows are square roots of Hann windows, both ways: unchanged spectra give the same sound.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from vidsync.alignment.sound.features import Floats


def stft(sound: Floats, window: int, hop: int) -> NDArray[np.complex64]:
    """Return the spectra of windows that begin a window before the sound and end after it.

    Args:
        sound: mono.
        window: length in samples; a multiple of the hop.
        hop: samples from one window to the next.

    Returns:
        Of shape (windows, window // 2 + 1).
    """
    padded = np.pad(sound, (window, window + -len(sound) % hop))
    windows = np.lib.stride_tricks.sliding_window_view(padded, window)[::hop]
    return np.fft.rfft(windows * _shape(window), axis=1).astype(np.complex64)


def istft(spectra: NDArray[np.complex64], window: int, hop: int, length: int) -> Floats:
    """Return the sound of such spectra, `length` samples of it."""
    parts = np.fft.irfft(spectra, window, axis=1).astype(np.float32)
    parts *= _shape(window)
    overlaps = window // hop
    whole = np.zeros((len(parts) + overlaps - 1, hop), np.float32)
    for part in range(overlaps):
        whole[part : part + len(parts)] += parts[:, part * hop : (part + 1) * hop]
    # The squared windows add up to half their number.
    result: Floats = whole.reshape(-1)[window : window + length] / np.float32(overlaps / 2)
    return result


def _shape(window: int) -> Floats:
    return np.sqrt(np.hanning(window + 1)[:window]).astype(np.float32)
