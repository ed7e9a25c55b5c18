"""Synthesizes sound effects from decaying sines and shaped noise.

Every effect is a sum of a few such parts, scaled to its level. Nothing is recorded, and the noise
is the same every time.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from vidsync.audio import Samples
from vidsync.sound_effects.effects import Effect

Floats = NDArray[np.float64]

_RATE = 48_000
# Cents by which the variants of an effect differ, and decibels.
_DETUNED = (0.0, 70.0, -60.0, 35.0)
_SOFTENED_DB = (0.0, -1.0, -0.5, -1.5)
# Shortest fade at either end, in seconds: a sharper edge is heard as a click.
_EDGE = 0.0008


def synthesize(name: str, variant: int) -> Effect:
    """Return an effect of `vidsync.sound_effects.EFFECTS`; see `vidsync.sound_effects.effect`."""
    recipe = _RECIPES[name]
    detune = 2.0 ** (_DETUNED[variant] / 1200)
    noise = np.random.default_rng(crc32(f"{name} {variant}".encode()))
    sound = _fade_edges(recipe.make(detune, noise))
    level_db = recipe.peak_db + _SOFTENED_DB[variant]
    sound *= 10.0 ** (level_db / 20.0) / np.abs(sound).max()
    data = sound.astype(np.float32)
    data.setflags(write=False)
    return Effect(Samples(data, _RATE), recipe.onset)


@dataclass(frozen=True, slots=True)
class _Recipe:
    """How an effect is made.

    Attributes:
        make: from a factor of its pitch and a source of noise, stereo of any level.
        peak_db: decibels of full scale that its samples reach. The short ones are limited
            by their peak, the long ones by their loudness.
        onset: seconds from its beginning to the moment that it marks.
    """

    make: Callable[[float, np.random.Generator], Floats]
    peak_db: float
    onset: float = 0.0


def _tick(pitch: float, noise: np.random.Generator) -> Floats:
    tap = _ring(0.05, 2350 * pitch, 0.006) + 0.5 * _ring(0.05, 3900 * pitch, 0.003)
    return _to_stereo(tap + 0.25 * _burst(0.05, 5200 * pitch, 0.0025, noise))


def _click(pitch: float, noise: np.random.Generator) -> Floats:
    def contact(high: float) -> Floats:
        knock = _ring(0.04, 1350 * high, 0.004) + 0.7 * _ring(0.04, 2700 * high, 0.002)
        return knock + 0.6 * _burst(0.04, 4200 * high, 0.0018, noise)

    return _to_stereo(_mix(0.13, (0.0, contact(pitch)), (0.072, 0.55 * contact(1.22 * pitch))))


def _key(pitch: float, noise: np.random.Generator) -> Floats:
    lever = 0.35 * _burst(0.03, 3100 * pitch, 0.003, noise)
    strike = _burst(0.09, 2400 * pitch, 0.007, noise) + 0.8 * _ring(0.09, 196 * pitch, 0.018)
    plate = 0.25 * _ring(0.09, 1480 * pitch, 0.012)
    return _to_stereo(_mix(0.12, (0.0, lever), (0.014, strike + plate)))


def _pop(pitch: float, noise: np.random.Generator) -> Floats:
    time = _times(0.12)
    bubble = _glide(pitch * (380 + 900 * (1 - np.exp(-time / 0.022)))) * np.exp(-time / 0.02)
    return _to_stereo(bubble + 0.12 * _burst(0.12, 2600 * pitch, 0.003, noise))


def _ding(pitch: float, noise: np.random.Generator) -> Floats:
    # The partials of a small struck bar, the octave of the first added for warmth.
    partials = ((1.0, 1.0, 0.42), (2.0, 0.32, 0.3), (2.756, 0.42, 0.17), (5.404, 0.16, 0.06))
    length, base = 1.5, 1318.5 * pitch
    left = sum(a * _ring(length, base * n, t) for n, a, t in partials)
    # The other side is slightly detuned, which beats slowly and sounds wide.
    right = sum(a * _ring(length, base * n * 1.0006, t) for n, a, t in partials)
    stick = 0.12 * _burst(length, 6800 * pitch, 0.002, noise)
    return np.stack([left + stick, right + stick], axis=1)


def _thud(pitch: float, noise: np.random.Generator) -> Floats:
    time = _times(0.55)
    body = _glide(pitch * (46 + 95 * np.exp(-time / 0.035))) * np.exp(-time / 0.13)
    knock = 0.5 * _burst(0.55, 420 * pitch, 0.014, noise)
    # Distortion makes a low note audible on small speakers, by its overtones.
    return _to_stereo(np.tanh(2.2 * body) + knock + 0.1 * _burst(0.55, 1900 * pitch, 0.006, noise))


def _whoosh(pitch: float, noise: np.random.Generator) -> Floats:
    seconds, peak = 0.62, 0.3
    time = _times(seconds)
    nearness = np.exp(-(((time - peak) / np.where(time < peak, 0.12, 0.13)) ** 2))
    pitches = pitch * (350 + 1900 * np.exp(-(((time - peak) / 0.16) ** 2)))
    air = _sweep_noise(pitches, 0.85, noise) * nearness
    angle = np.pi / 2 * (0.18 + 0.64 / (1 + np.exp(-(time - peak) / 0.06)))
    return np.stack([air * np.cos(angle), air * np.sin(angle)], axis=1)


def _riser(pitch: float, noise: np.random.Generator) -> Floats:
    seconds = 1.0
    time = _times(seconds + 0.03)
    share = np.minimum(time / seconds, 1.0)
    growth = share**2.2 * np.clip((seconds + 0.03 - time) / 0.03, 0, 1)
    pitches = pitch * 320 * 10.0**share
    sides = [
        _sweep_noise(pitches, 0.7, noise) + 0.22 * _glide(0.5 * pitches * wide)
        for wide in (0.997, 1.003)
    ]
    return np.stack(sides, axis=1) * growth[:, None]


_RECIPES = {
    "click": _Recipe(_click, -6.5),
    "ding": _Recipe(_ding, -14.0),
    "key": _Recipe(_key, -6.5, onset=0.014),
    "pop": _Recipe(_pop, -6.5),
    "riser": _Recipe(_riser, -10.5, onset=1.0),
    "thud": _Recipe(_thud, -12.8),
    "tick": _Recipe(_tick, -6.5),
    "whoosh": _Recipe(_whoosh, -10.0, onset=0.3),
}


def _times(seconds: float) -> Floats:
    return np.arange(round(seconds * _RATE)) / _RATE


def _glide(hertz: Floats) -> Floats:
    """Return a sine whose frequency changes."""
    return np.sin(2 * np.pi * np.cumsum(hertz) / _RATE)


def _ring(seconds: float, hertz: float, decay: float) -> Floats:
    """Return a decaying sine; `decay` is the time to a factor of e, in seconds."""
    time = _times(seconds)
    ring: Floats = np.sin(2 * np.pi * hertz * time) * np.exp(-time / decay)
    return ring


def _burst(seconds: float, hertz: float, decay: float, noise: np.random.Generator) -> Floats:
    """Return decaying noise around a frequency."""
    time = _times(seconds)
    burst: Floats = _band(noise.standard_normal(len(time)), hertz, 0.9) * np.exp(-time / decay)
    return burst


def _band(sound: Floats, hertz: float, octaves: float) -> Floats:
    """Filter a sound around a frequency, with a bell of `octaves` to either side."""
    frequencies = np.fft.rfftfreq(len(sound), 1 / _RATE)
    distance = np.log2(np.maximum(frequencies, 1.0) / hertz) / octaves
    spectrum = np.fft.rfft(sound) * np.exp(-0.5 * (2 * distance) ** 2)
    spectrum[0] = 0.0
    return np.fft.irfft(spectrum, len(sound))


def _sweep_noise(hertz: Floats, octaves: float, noise: np.random.Generator) -> Floats:
    """Return noise around a changing frequency, from bands that fade in and out."""
    white = noise.standard_normal(len(hertz))
    swept = np.zeros(len(hertz))
    for centre in np.geomspace(hertz.min() / 1.5, hertz.max() * 1.5, 24):
        passing = np.exp(-((np.log2(hertz / centre) / (octaves / 2)) ** 2))
        swept += _band(white, float(centre), octaves / 2) * passing
    return swept


def _mix(seconds: float, *parts: tuple[float, Floats]) -> Floats:
    """Mix sounds that begin at given times."""
    laid = np.zeros(round(seconds * _RATE))
    for start, part in parts:
        first = round(start * _RATE)
        laid[first : first + len(part)] += part[: len(laid) - first]
    return laid


def _to_stereo(mono: Floats) -> Floats:
    return np.stack([mono, mono], axis=1)


def _fade_edges(sound: Floats) -> Floats:
    """Fade a sound in from silence and out to it."""
    length = round(_EDGE * _RATE)
    ramp = 0.5 - 0.5 * np.cos(np.pi * np.arange(length) / length)
    sound[:length] *= ramp[:, None]
    tail = min(len(sound) // 4, 20 * length)
    fade = 0.5 + 0.5 * np.cos(np.pi * np.arange(1, tail + 1) / tail)
    sound[-tail:] *= fade[:, None]
    return sound
