"""Degrade recordings: noise, music, telephone bands, clipping, room echo and low level."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import numpy as np

from vidsync.audio import Samples


def _add_noise(samples: Samples, noise: np.ndarray, ratio_db: float) -> Samples:
    """Add noise at a speech-to-noise ratio in dB."""
    speech = np.sqrt(np.mean(np.square(samples.data)))
    level = speech / np.sqrt(np.mean(np.square(noise))) / 10 ** (ratio_db / 20)
    mixed = samples.data + (level * noise).reshape(-1, 1)
    return Samples(mixed.astype(np.float32), samples.sample_rate)


def _add_white_noise(samples: Samples) -> Samples:
    return _add_noise(samples, np.random.default_rng(1).standard_normal(len(samples.data)), 20)


def _add_pink_noise(samples: Samples) -> Samples:
    spectrum = np.fft.rfft(np.random.default_rng(2).standard_normal(len(samples.data)))
    spectrum[1:] /= np.sqrt(np.arange(1, len(spectrum)))
    return _add_noise(samples, np.fft.irfft(spectrum, len(samples.data)), 10)


# Chords as semitones above their root, and progressions of roots that are common in songs.
_CHORDS = {"major": (0, 4, 7), "minor": (0, 3, 7), "seventh": (0, 4, 7, 10), "fourth": (0, 5, 7)}
_PROGRESSIONS = ((0, 7, 9, 5), (0, 5, 7, 5), (9, 5, 0, 7), (0, 9, 2, 7))


def _make_note(
    pitch: float, seconds: float, rate: int, *, fade: float, partials: int
) -> np.ndarray:
    """Return one note whose harmonics decay at `fade` per second, the higher ones faster."""
    times = np.arange(int(seconds * rate)) / rate
    hertz = 440.0 * 2 ** ((pitch - 69) / 12)
    sound = np.zeros(len(times))
    for harmonic in range(1, partials + 1):
        if hertz * harmonic < rate / 2:
            wave = np.sin(2 * np.pi * hertz * harmonic * times) / harmonic
            sound += wave * np.exp(-fade * (1 + 0.2 * harmonic) * times)
    return sound * np.minimum(1.0, times / 0.005)


def _make_drum(kind: str, rate: int, choose: np.random.Generator) -> np.ndarray:
    times = np.arange(int(0.25 * rate)) / rate
    if kind == "kick":
        return np.sin(2 * np.pi * (50 * times + 4 * (1 - np.exp(-30 * times)))) * np.exp(
            -18 * times
        )
    hiss = choose.standard_normal(len(times))
    if kind == "hat":
        return np.diff(hiss, prepend=0.0) * np.exp(-70 * times) * 0.4
    return (hiss * 0.5 + np.sin(2 * np.pi * 190 * times)) * np.exp(-25 * times) * 0.7


def make_music(length: int, rate: int, *, seed: int, drums: bool, held: bool) -> np.ndarray:
    """Return a different tune for each seed: struck or held chords, a bass, and optional drums.

    Args:
        length: in samples.
        rate: samples per second.
        seed: chooses key, tempo, chords and rhythm.
        drums: whether there are drums.
        held: whether chords sound for their whole length, as strings do.
    """
    choose = np.random.default_rng(seed)
    beat = 60 / choose.uniform(76, 132)
    key = int(choose.integers(48, 60))
    progression = _PROGRESSIONS[int(choose.integers(len(_PROGRESSIONS)))]
    sound = np.zeros(length + 4 * rate)

    def add(at: float, wave: np.ndarray, level: float) -> None:
        first = int(at * rate)
        if first < length:
            end = min(len(sound), first + len(wave))
            sound[first:end] += level * wave[: end - first]

    for bar in range(int(length / rate / (4 * beat)) + 1):
        start = bar * 4 * beat
        root = key + progression[bar % len(progression)]
        chord = _CHORDS[str(choose.choice([*_CHORDS]))]
        if held:
            for step in chord:
                add(start, _make_note(root + step, 4 * beat, rate, fade=0.1, partials=8), 0.4)
        for part in range(8):
            at = start + part * beat / 2
            if not held and choose.random() < 0.7:
                for step in chord:
                    add(at, _make_note(root + step, 1.5, rate, fade=3.0, partials=6), 0.4)
            if part % 4 == 0 or choose.random() < 0.2:
                add(at, _make_note(root - 12, 0.8, rate, fade=3.0, partials=4), 0.6)
            if drums:
                kind = "kick" if part % 4 == 0 else "snare" if part % 4 == 2 else "hat"
                add(at, _make_drum(kind, rate, choose), 1.2)
                add(at, _make_drum("hat", rate, choose), 0.6)
    return sound[:length]


def _add_music(samples: Samples, *, drums: bool = False, held: bool = False) -> Samples:
    """Add music at 10 dB below the speech, a different tune for every length of speech."""
    length = len(samples.data)
    return _add_noise(
        samples, make_music(length, samples.sample_rate, seed=length, drums=drums, held=held), 10
    )


def _add_room(samples: Samples) -> Samples:
    """Add a small room: half a second of decaying echoes, 12 dB below the direct sound."""
    rate = samples.sample_rate
    tail = np.random.default_rng(4).standard_normal(rate // 2)
    tail *= np.exp(-np.arange(len(tail)) / (0.08 * rate))
    tail *= 10 ** (-12 / 20) / np.sqrt(np.sum(np.square(tail)))
    tail[0] = 1.0
    size = len(samples.data) + len(tail)
    wet = np.fft.irfft(np.fft.rfft(samples.data[:, 0], size) * np.fft.rfft(tail, size), size)
    return Samples(wet[: len(samples.data), None].astype(np.float32), rate)


def _clip(samples: Samples) -> Samples:
    loud = samples.data / np.abs(samples.data).max() * 10 ** (18 / 20)
    return Samples(np.clip(loud, -1, 1), samples.sample_rate)


def _store_quietly(samples: Samples) -> Samples:
    """Store at 40 dB below full scale in 16 bits."""
    faint = samples.data / np.abs(samples.data).max() * 10 ** (-40 / 20)
    return Samples((np.round(faint * 32767) / 32768).astype(np.float32), samples.sample_rate)


DEGRADATIONS: dict[str, Callable[[Samples], Samples]] = {
    "clean": lambda samples: samples,
    "8 kHz band": lambda samples: samples.resampled(8000),
    "clipped +18 dB": _clip,
    "music 10 dB, struck": _add_music,
    "music 10 dB, held": partial(_add_music, held=True),
    "music 10 dB, drums": partial(_add_music, drums=True),
    "white noise 20 dB": _add_white_noise,
    "pink noise 10 dB": _add_pink_noise,
    "small room": _add_room,
    "stored at -40 dB": _store_quietly,
}
"""The degradations of clean speech by name. None of them moves the speech in time."""
