"""Finds where a recording is quiet."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import ceil
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from vidsync.errors import MediaError
from vidsync.media.sound.track_reading import probe_sound, read_blocks
from vidsync.transcript import Word

WINDOW = 0.01
"""Seconds for which the level is measured at once."""

_SILENT_DB = -100.0
# Speech and what is between it are told apart at this part of the way between their levels.
_BETWEEN = 0.4
# Decibels by which speech has to be louder than what is between the words.
_DIFFERENCE = 8.0
# Quiet speech is this much below its usual level; weak consonants still are above it.
_DEEPEST = 32.0
# Seconds of a sound, such as a click, that does not end a pause.
_CLICK = 0.05
# Words and seconds from which the levels are measured.
_FEWEST_WORDS = 3
_GAP_EDGE = 0.05
# Windows between which a quieter moment is looked for, and decibels by which it is quieter.
_FEWEST_WINDOWS = 5
_CLEARLY = 6.0

Floats = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Levels:
    """The level of a recording over time.

    Attributes:
        decibels: RMS in dBFS of each window, from the start of the file.
    """

    decibels: Floats

    @property
    def are_silent(self) -> bool:
        """Whether nothing is heard at all."""
        return not bool((self.decibels > _SILENT_DB + 1).any())

    def between(self, start: float, end: float) -> Floats:
        """Return the levels of the windows inside a stretch of time."""
        return self.decibels[max(0, ceil(start / WINDOW)) : max(0, int(end / WINDOW))]

    def quietest(self, start: float, end: float, best: float) -> float:
        """Return the quietest moment between two times.

        Args:
            start: seconds.
            end: seconds.
            best: the moment that is taken if none is clearly quieter.
        """
        first = max(0, ceil(start / WINDOW))
        part = self.between(start, end)
        if len(part) < _FEWEST_WINDOWS:
            return best
        smooth = np.convolve(part, np.ones(3) / 3, "same")[1:-1]
        here = min(max(int(best / WINDOW) - first - 1, 0), len(smooth) - 1)
        quietest = int(np.argmin(smooth))
        if smooth[here] - smooth[quietest] < _CLEARLY:
            return best
        return (first + 1 + quietest + 0.5) * WINDOW


def measure_levels(
    path: Path, duration: float, *, on_progress: Callable[[float], None] | None = None
) -> Levels:
    """Measure the level of the first sound track of a file.

    Args:
        path: a video or sound file.
        duration: of the file in seconds.
        on_progress: called with the part that is done, 0 to 1.

    Raises:
        MediaError: the file has no sound, or cannot be read.
    """
    sound = probe_sound(path)
    if not sound.tracks:
        raise MediaError(f"{path} has no sound: silences can't be found in it")
    rate = sound.tracks[0].sample_rate
    energy = np.zeros(ceil(duration / WINDOW) + 1)
    counts = np.zeros_like(energy)
    for block in read_blocks(path, tracks=[0]):
        places = block.at + np.arange(len(block.data))
        windows = np.floor(places / (rate * WINDOW)).astype(np.int64)
        inside = (windows >= 0) & (windows < len(energy))
        if inside.any():
            # Channels of opposite phase would cancel each other out in their mean.
            power = np.mean(block.data[inside].astype(np.float64) ** 2, axis=1)
            first = int(windows[inside][0])
            sums = np.bincount(windows[inside] - first, power)
            energy[first : first + len(sums)] += sums
            counts[first : first + len(sums)] += np.bincount(windows[inside] - first)
        if on_progress is not None:
            on_progress(min(1.0, block.at / rate / max(duration, WINDOW)))
    mean = energy / np.maximum(counts, 1.0)
    return Levels((10.0 * np.log10(mean + 10.0 ** (_SILENT_DB / 10.0))).astype(np.float32))


def quiet_level(levels: Levels, words: Sequence[Word]) -> float | None:
    """Return the level below which a recording is quiet, in dBFS.

    It lies between the level of the words and that of the sound between them.

    Args:
        levels: of the recording.
        words: of its transcript; without any, the loudest and the quietest tenth are compared.

    Returns:
        The level; None if the words are not louder than what is between them, as over music.
    """
    if levels.are_silent:
        return _SILENT_DB + 1
    heard = levels.decibels[levels.decibels > _SILENT_DB + 1]
    spoken = _join([levels.between(word.start, word.end) for word in words])
    if len(words) < _FEWEST_WORDS or not len(spoken):
        loud, floor = np.percentile(levels.decibels, (90, 10))
    else:
        gaps = [
            levels.between(before.end + _GAP_EDGE, after.start - _GAP_EDGE)
            for before, after in pairwise(words)
        ]
        between = _join([levels.between(0.0, words[0].start - _GAP_EDGE), *gaps])
        loud = np.median(spoken)
        floor = np.percentile(between if len(between) else heard, 25)
    if loud - floor < _DIFFERENCE:
        return None
    return float(max(floor + _BETWEEN * (loud - floor), loud - _DEEPEST))


def _join(parts: Sequence[Floats]) -> Floats:
    return np.concatenate(parts) if parts else np.empty(0, np.float32)


def quiet_stretches(
    levels: Levels, threshold_db: float, start: float, end: float
) -> list[tuple[float, float]]:
    """Return the quiet stretches between two times, in seconds; a click does not end one."""
    first, last = max(0, ceil(start / WINDOW)), min(len(levels.decibels), int(end / WINDOW))
    quiet = levels.decibels[first:last] < threshold_db
    if last <= first:
        return []
    steps = np.diff(np.concatenate([[0], quiet.astype(np.int8), [0]]))
    begins, ends = np.flatnonzero(steps == 1), np.flatnonzero(steps == -1)
    stretches: list[tuple[float, float]] = []
    for begin, until in zip(begins, ends, strict=True):
        begun, over = (first + float(begin)) * WINDOW, (first + float(until)) * WINDOW
        if stretches and begun - stretches[-1][1] <= _CLICK + 1e-9:
            stretches[-1] = (stretches[-1][0], over)
        else:
            stretches.append((begun, over))
    return stretches
