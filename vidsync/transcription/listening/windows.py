"""Cuts a recording into windows of speech that a recognizer can take, at pauses.

What has no speech in it is in no window: a recognizer would invent words there.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from vidsync.audio import Floats, Samples
from vidsync.transcription.listening.detectors import STEP, Detector
from vidsync.transcription.listening.sound_blocks import SAMPLE_RATE

_SECOND = SAMPLE_RATE / STEP
LONG_PAUSE = 2.0
"""Seconds. Recognizers place the words after a longer pause badly."""

# Probability from which a step is speech, and above which speech goes on.
_BEGINS, _GOES_ON = 0.5, 0.35
# A shorter pause is part of the speech around it; shorter speech is a click. In steps.
_SHORTEST_PAUSE = round(0.2 * _SECOND)
_SHORTEST_SPEECH = round(0.13 * _SECOND)
# Sound that is kept before and after speech: quiet consonants are not recognized as speech.
_MARGIN = round(0.3 * _SECOND)


@dataclass(frozen=True, slots=True, eq=False)
class Window:
    """A stretch of a recording.

    Attributes:
        start: seconds from the recording's start.
        sound: mono at 16 kHz.
        speech: where speech was found: start and end of each stretch, in seconds from the
            window's start.
    """

    start: float
    sound: Samples
    speech: tuple[tuple[float, float], ...]

    @property
    def end(self) -> float:
        """Seconds from the recording's start."""
        return self.start + self.sound.duration


def cut_windows(
    blocks: Iterable[Floats],
    detector: Detector,
    *,
    longest: float,
    long_pause: float = LONG_PAUSE,
) -> Iterator[Window]:
    """Cut a recording into windows.

    Args:
        blocks: the recording in order: mono at 16 kHz, one-dimensional.
        detector: finds the speech.
        longest: seconds that a window may have.
        long_pause: seconds of a pause that ends a window.

    Yields:
        Windows in order that do not overlap. Memory holds little more than one of them.
    """
    cutter = _Cutter(detector, int(longest * _SECOND), long_pause * _SECOND)
    for block in blocks:
        cutter.add(block)
        yield from cutter.take()
    cutter.finish()
    yield from cutter.take()


class _Cutter:
    """The sound that is in no window yet, and the probability of speech in each of its steps."""

    def __init__(self, detector: Detector, longest: int, long_pause: float) -> None:
        self._detector = detector
        self._longest = longest
        self._long_pause = long_pause
        self._rest = np.zeros(0, np.float32)
        self._sound = np.zeros(0, np.float32)
        self._odds = np.zeros(0, np.float32)
        self._first_step = 0
        self._finished = False

    def add(self, block: Floats) -> None:
        sound = np.concatenate([self._rest, block])
        whole = len(sound) // STEP * STEP
        self._rest = sound[whole:]
        self._sound = np.concatenate([self._sound, sound[:whole]])
        self._odds = np.concatenate([self._odds, self._detector.hear(sound[:whole])])

    def finish(self) -> None:
        if len(self._rest):
            self.add(np.zeros(STEP - len(self._rest), np.float32))
        self._finished = True

    def take(self) -> Iterator[Window]:
        """Take out all windows that are complete."""
        while True:
            stretches = _find_speech(self._odds)
            if not stretches:
                self._drop(len(self._odds) if self._finished else len(self._odds) - 2 * _MARGIN)
                return
            self._drop(stretches[0][0] - _MARGIN)
            stretches = _find_speech(self._odds)
            end = self._find_end(stretches)
            if end is None:
                return
            inside = [(first, min(last, end)) for first, last in stretches if first < end]
            yield Window(
                self._first_step * STEP / SAMPLE_RATE,
                Samples(self._sound[: end * STEP].reshape(-1, 1), SAMPLE_RATE),
                tuple((first / _SECOND, last / _SECOND) for first, last in inside),
            )
            self._drop(end)

    def _find_end(self, stretches: list[tuple[int, int]]) -> int | None:
        """Return the step at which the first window ends; None if more sound decides that."""
        for index, (_, last) in enumerate(stretches):
            if last + _MARGIN > self._longest:
                break
            if index + 1 < len(stretches):
                following = stretches[index + 1][0]
            elif self._finished:
                return min(last + _MARGIN, len(self._odds))
            elif len(self._odds) - last < self._long_pause:
                return None
            else:
                return last + _MARGIN
            if following - last >= self._long_pause:
                return last + _MARGIN
        if len(self._odds) <= self._longest:
            return len(self._odds) if self._finished else None
        return self._quietest_step()

    def _quietest_step(self) -> int:
        """Return the middle of the longest pause in the second half of the longest window."""
        half = self._longest // 2
        odds = self._odds[half : self._longest]
        pauses = _runs(odds < _GOES_ON)
        if pauses:
            first, last = max(pauses, key=lambda pause: (pause[1] - pause[0], pause[0]))
            return half + (first + last + 1) // 2
        return half + int(np.argmin(odds)) + 1

    def _drop(self, steps: int) -> None:
        """Leave out the first steps."""
        steps = max(0, steps)
        self._sound = self._sound[steps * STEP :]
        self._odds = self._odds[steps:]
        self._first_step += steps


def _find_speech(odds: NDArray[np.float32]) -> list[tuple[int, int]]:
    """Return the first step and the step after the last one of each stretch of speech."""
    likely = [
        (first, last)
        for first, last in _runs(odds >= _GOES_ON)
        if odds[first:last].max() >= _BEGINS
    ]
    stretches: list[tuple[int, int]] = []
    for first, last in likely:
        if stretches and first - stretches[-1][1] < _SHORTEST_PAUSE:
            stretches[-1] = (stretches[-1][0], last)
        else:
            stretches.append((first, last))
    return [(first, last) for first, last in stretches if last - first >= _SHORTEST_SPEECH]


def _runs(flags: NDArray[np.bool_]) -> list[tuple[int, int]]:
    """Return the start and the end, exclusive, of each run of true values."""
    edges = np.flatnonzero(np.diff(np.concatenate([[False], flags, [False]]).astype(np.int8)))
    return [(int(first), int(last)) for first, last in edges.reshape(-1, 2)]
