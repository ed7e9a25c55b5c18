"""Bring voices to the same loudness, without clipping.

Source: ITU-R BS.1770-5, annex 1 (loudness of mono sound) and annex 2 (true peak).
"""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from vidsync.audio import Samples, decode, wav_bytes
from vidsync.transcript import Speech

TARGET_LUFS = -18.0
"""The loudness of the embedded voices."""

TRUE_PEAK_DB = -1.0
"""The highest level between samples that limited sound has, in dBFS."""

Floats = NDArray[np.float32]

_BLOCK = 0.4
_HOP = 0.1
_ABSOLUTE_GATE = -70.0
_RELATIVE_GATE = -10.0
_OVERSAMPLING = 4
# The limiter's gain changes over this time, in seconds: too slow to distort a low voice.
_LOOK_AHEAD = 0.004
# The changing gain moves the peaks between samples a little.
_MARGIN_DB = 0.3
_LONGEST_MEASURED = 600
_MEASURED_SECONDS = 30
_NEAR = 10.0 ** (4.0 / 20.0)
_LARGEST_GAIN = 16.0


def measure_loudness(sound: Samples) -> float:
    """Return the integrated loudness of mono sound in LUFS; -70 for silence.

    Sound shorter than 0.4 s counts as one block. Only the first ten minutes are measured.
    """
    start = sound.mono().data[: _LONGEST_MEASURED * sound.sample_rate, 0]
    weighted = _weight(start, sound.sample_rate)
    block, hop = (round(seconds * sound.sample_rate) for seconds in (_BLOCK, _HOP))
    if len(weighted) <= block:
        weighted = np.pad(weighted, (0, block - len(weighted)))
    total = np.concatenate([[0.0], np.cumsum(np.square(weighted, dtype=np.float64))])
    powers = (total[block::hop] - total[: len(total) - block : hop]) / block
    loud = powers[_level(powers) > _ABSOLUTE_GATE]
    if not len(loud):
        return _ABSOLUTE_GATE
    gate = float(_level(loud.mean())) + _RELATIVE_GATE
    return float(_level(loud[_level(loud) > gate].mean()))


def find_gain(sound: Samples, target_lufs: float = TARGET_LUFS) -> float:
    """Return the factor that brings sound to a loudness; 1 for silence."""
    loudness = measure_loudness(sound)
    return 1.0 if loudness <= _ABSOLUTE_GATE else float(10.0 ** ((target_lufs - loudness) / 20.0))


class Leveller:
    """Brings the sentences of a voice to `TARGET_LUFS` with one gain, and limits their peaks.

    The gain is measured on the first half minute, so little is kept in memory.

    Args:
        sample_rate: Hz.
        usual_gain: the voice's own factor, if known. The gain differs from it by 4 dB at most, so
            that a short text is not louder than others.
    """

    def __init__(self, sample_rate: int, usual_gain: float | None = None) -> None:
        self._sample_rate = sample_rate
        self._usual_gain = usual_gain
        self._gain: float | None = None
        self._waiting: list[Floats] = []

    def add(self, samples: Floats) -> list[Floats]:
        """Return the sentences that are ready, after the next one."""
        self._waiting.append(samples)
        length = sum(map(len, self._waiting))
        if self._gain is None and length < _MEASURED_SECONDS * self._sample_rate:
            return []
        return self.finish()

    def finish(self) -> list[Floats]:
        """Return the sentences that have waited."""
        waiting, self._waiting = self._waiting, []
        if self._gain is None and waiting:
            self._gain = self._find_gain(np.concatenate(waiting))
        return [self._scale(samples, self._gain or 1.0) for samples in waiting]

    def _find_gain(self, samples: Floats) -> float:
        gain = find_gain(self._sound(samples))
        # Limited peaks take some of the loudness away.
        gain *= find_gain(self._sound(self._scale(samples, gain)))
        if self._usual_gain is None:
            return min(gain, _LARGEST_GAIN)
        return min(max(gain, self._usual_gain / _NEAR), self._usual_gain * _NEAR)

    def _scale(self, samples: Floats, gain: float) -> Floats:
        return limit_peaks(samples * np.float32(gain), self._sample_rate)

    def _sound(self, samples: Floats) -> Samples:
        return Samples(samples[:, None], self._sample_rate)


def level_speech(speech: Speech, usual_gain: float | None = None) -> Speech:
    """Return a speech at `TARGET_LUFS`, as 16-bit mono WAV.

    Args:
        speech: of one voice, with sound.
        usual_gain: as for `Leveller`.
    """
    sound = decode(speech.audio).mono()
    leveller = Leveller(sound.sample_rate, usual_gain)
    ready: list[Floats] = []
    # Between words, so that a limiter's gain does not jump where somebody speaks.
    cuts = [0, *_piece_ends(speech, sound.sample_rate), len(sound.data)]
    for start, end in pairwise(cuts):
        ready += leveller.add(sound.data[start:end, 0])
    ready += leveller.finish()
    data = np.concatenate(ready)[:, None] if ready else sound.data
    return replace(speech, audio=wav_bytes(Samples(data, sound.sample_rate)))


def _piece_ends(speech: Speech, sample_rate: int) -> list[int]:
    """Return where words end, about half a minute apart, in samples."""
    ends: list[int] = []
    last = 0.0
    for word in speech.transcript.words:
        if word.end - last >= _MEASURED_SECONDS:
            last = word.end
            ends.append(round(last * sample_rate))
    return ends


def limit_peaks(samples: Floats, sample_rate: int) -> Floats:
    """Return mono samples without true peaks above `TRUE_PEAK_DB`.

    The gain falls before a peak and rises after it within milliseconds, so nothing clips or
    clicks. Other samples stay as they are.
    """
    ceiling = 10.0 ** ((TRUE_PEAK_DB - _MARGIN_DB) / 20.0)
    peaks = _true_peaks(samples)
    if not len(samples) or peaks.max() <= ceiling:
        return samples
    wanted = np.minimum(1.0, ceiling / np.maximum(peaks, ceiling))
    reach = max(round(_LOOK_AHEAD * sample_rate), 1)
    padded = np.pad(wanted, 2 * reach, constant_values=1.0)
    lowest = np.lib.stride_tricks.sliding_window_view(padded, 2 * reach + 1).min(axis=1)
    # The mean over as many samples is nowhere above what a peak within needs.
    window = np.hanning(2 * reach + 3)[1:-1]
    gain = np.convolve(lowest, window / window.sum(), "valid")
    return np.asarray(samples * gain, np.float32)


def _level(power: NDArray[np.float64] | float) -> NDArray[np.float64]:
    return np.asarray(-0.691 + 10.0 * np.log10(np.maximum(power, 1e-12)))


def _weight(samples: Floats, sample_rate: int) -> NDArray[np.float64]:
    """Return samples after the K-weighting: a shelf that lifts high sound, and a high-pass."""
    length = len(samples) + sample_rate // 4
    z = np.exp(-2j * np.pi * np.fft.rfftfreq(length))
    response = _shelf(z, sample_rate) * _high_pass(z, sample_rate)
    spectrum = np.fft.rfft(samples, length) * response
    return np.asarray(np.fft.irfft(spectrum, length)[: len(samples)])


# The analogue filters behind the coefficients that the recommendation gives for 48 kHz.
_SHELF_HZ, _SHELF_DB, _SHELF_Q = 1681.974450955533, 3.999843853973347, 0.7071752369554196
_HIGH_PASS_HZ, _HIGH_PASS_Q = 38.13547087602444, 0.5003270373238773
_SHELF_SLOPE = 0.4996667741545416


def _shelf(z: NDArray[np.complex128], sample_rate: int) -> NDArray[np.complex128]:
    k = np.tan(np.pi * _SHELF_HZ / sample_rate)
    high = 10.0 ** (_SHELF_DB / 20.0)
    middle = high**_SHELF_SLOPE
    top = (
        high + middle * k / _SHELF_Q + k * k,
        2 * (k * k - high),
        high - middle * k / _SHELF_Q + k * k,
    )
    bottom = 1 + k / _SHELF_Q + k * k, 2 * (k * k - 1), 1 - k / _SHELF_Q + k * k
    return _respond(z, top, bottom)


def _high_pass(z: NDArray[np.complex128], sample_rate: int) -> NDArray[np.complex128]:
    k = np.tan(np.pi * _HIGH_PASS_HZ / sample_rate)
    scale = 1 + k / _HIGH_PASS_Q + k * k
    bottom = scale, 2 * (k * k - 1), 1 - k / _HIGH_PASS_Q + k * k
    return _respond(z, (scale, -2 * scale, scale), bottom)


def _respond(
    z: NDArray[np.complex128], top: tuple[float, ...], bottom: tuple[float, ...]
) -> NDArray[np.complex128]:
    """Return the response of a filter of second order."""
    numerator = top[0] + top[1] * z + top[2] * z * z
    return numerator / (bottom[0] + bottom[1] * z + bottom[2] * z * z)


def _true_peaks(samples: Floats) -> NDArray[np.float64]:
    """Return the highest level around each sample, with the sound between samples."""
    peaks = np.abs(samples).astype(np.float64)
    reach = 12
    places = np.arange(-reach, reach + 1)
    padded = np.pad(samples.astype(np.float64), reach)
    for step in range(1, _OVERSAMPLING):
        shift = step / _OVERSAMPLING
        kernel = np.sinc(places - shift) * np.cos(np.pi * (places - shift) / (2 * reach + 2)) ** 2
        between = np.abs(np.convolve(padded, kernel[::-1], "valid"))
        np.maximum(peaks, between, out=peaks)
        np.maximum(peaks[1:], between[:-1], out=peaks[1:])
    return peaks
