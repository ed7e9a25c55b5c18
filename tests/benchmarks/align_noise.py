"""What recordings suffer: noise, music, telephone bands, clipping, rooms, bad levels."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from vidsync.audio import Samples


def _with(samples: Samples, noise: np.ndarray, ratio_db: float) -> Samples:
    """Noise added at a ratio of speech to noise."""
    speech = np.sqrt(np.mean(np.square(samples.data)))
    level = speech / np.sqrt(np.mean(np.square(noise))) / 10 ** (ratio_db / 20)
    mixed = samples.data + (level * noise).reshape(-1, 1)
    return Samples(mixed.astype(np.float32), samples.sample_rate)


def _white(samples: Samples) -> Samples:
    return _with(samples, np.random.default_rng(1).standard_normal(len(samples.data)), 20)


def _pink(samples: Samples) -> Samples:
    spectrum = np.fft.rfft(np.random.default_rng(2).standard_normal(len(samples.data)))
    spectrum[1:] /= np.sqrt(np.arange(1, len(spectrum)))
    return _with(samples, np.fft.irfft(spectrum, len(samples.data)), 10)


def _music(samples: Samples) -> Samples:
    """Chords of decaying harmonics, a new one every half second."""
    rate = samples.sample_rate
    times = np.arange(len(samples.data)) / rate
    choose = np.random.default_rng(3)
    sound = np.zeros(len(times))
    for start in np.arange(0, times[-1], 0.5):
        after = times - start
        heard = (after >= 0) & (after < 1.5)
        for note in choose.choice([110, 131, 147, 165, 196, 220, 262, 294, 330], 3, replace=False):
            for harmonic in range(1, 7):
                wave = np.sin(2 * np.pi * note * harmonic * after[heard]) / harmonic
                sound[heard] += wave * np.exp(-3 * after[heard])
    return _with(samples, sound, 10)


def _room(samples: Samples) -> Samples:
    """A small room: half a second of decaying echoes, 12 dB under the direct sound."""
    rate = samples.sample_rate
    tail = np.random.default_rng(4).standard_normal(rate // 2)
    tail *= np.exp(-np.arange(len(tail)) / (0.08 * rate))
    tail *= 10 ** (-12 / 20) / np.sqrt(np.sum(np.square(tail)))
    tail[0] = 1.0
    size = len(samples.data) + len(tail)
    wet = np.fft.irfft(np.fft.rfft(samples.data[:, 0], size) * np.fft.rfft(tail, size), size)
    return Samples(wet[: len(samples.data), None].astype(np.float32), rate)


def _clipped(samples: Samples) -> Samples:
    loud = samples.data / np.abs(samples.data).max() * 10 ** (18 / 20)
    return Samples(np.clip(loud, -1, 1), samples.sample_rate)


def _quiet(samples: Samples) -> Samples:
    """Stored at 40 dB under full scale in 16 bits."""
    faint = samples.data / np.abs(samples.data).max() * 10 ** (-40 / 20)
    return Samples((np.round(faint * 32767) / 32768).astype(np.float32), samples.sample_rate)


DEGRADATIONS: dict[str, Callable[[Samples], Samples]] = {
    "clean": lambda samples: samples,
    "8 kHz band": lambda samples: samples.resampled(8000),
    "clipped +18 dB": _clipped,
    "music 10 dB": _music,
    "white noise 20 dB": _white,
    "pink noise 10 dB": _pink,
    "small room": _room,
    "stored at -40 dB": _quiet,
}
"""By name, what is done to clean speech; the truth's times stay true."""
