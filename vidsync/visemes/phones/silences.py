"""Shortens words that reach into silence, so that the mouth rests there."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from vidsync.audio import Samples
from vidsync.transcript import Transcript, Word

_STEP = 0.01
"""Seconds of a frame in which loudness is measured."""

_LONGEST = 0.3
"""Seconds of silence that may belong to a word: closures of plosives are shorter."""

_QUIET = 10 ** (-54 / 20)
"""Level of silence, relative to the loudest frame. Rooms are louder; pauses of synthetic
speech and cut recordings are not.
"""

_NOTHING = 1e-4
"""Level that is silence in any recording: -80 dB below full scale."""


def rest_in_silence(transcript: Transcript, audio: Samples) -> Transcript:
    """Return a transcript whose words do not reach into long silences of its audio.

    Args:
        transcript: words with times. Words with phones of their own are kept.
        audio: the speech that the times belong to.

    Returns:
        The same words. One that begins or ends in at least 0.3 s of silence is cut there; one
        that lasts over a longer silence in its middle keeps the longer part; one that is all
        silent lasts no time at its start.
    """
    silent = _find_silent_frames(audio)
    if not silent.any():
        return transcript
    return replace(
        transcript,
        words=tuple(_cut_words(transcript.words, silent)),
        spoken=tuple(_cut_words(transcript.spoken, silent)),
    )


def _find_silent_frames(audio: Samples) -> NDArray[np.bool_]:
    length = max(1, round(audio.sample_rate * _STEP))
    sound = audio.data.mean(axis=1)
    frames = sound[: len(sound) // length * length].reshape(-1, length)
    if not len(frames):
        return np.zeros(0, bool)
    levels = np.sqrt(np.mean(np.square(frames, dtype=np.float64), axis=1))
    quiet: NDArray[np.bool_] = levels < max(_NOTHING, float(levels.max()) * _QUIET)
    return quiet


def _cut_words(words: Sequence[Word], silent: NDArray[np.bool_]) -> list[Word]:
    found: list[Word] = []
    latest = 0.0
    for index, word in enumerate(words):
        start, end = word.start, word.end
        if not word.phones and end - start >= _LONGEST:
            start, end = _find_sound(start, end, silent)
        following = words[index + 1].start if index + 1 < len(words) else end
        # Starts must not decrease.
        start = max(latest, min(start, max(following, word.start)))
        latest = start
        changed = (start, end) != (word.start, word.end)
        found.append(replace(word, start=start, end=max(start, end)) if changed else word)
    return found


def _find_sound(start: float, end: float, silent: NDArray[np.bool_]) -> tuple[float, float]:
    """Return the longest part of a stretch of time without a long silence in it."""
    first, last = round(start / _STEP), min(round(end / _STEP), len(silent))
    best = (start, start)
    part = first
    run = 0
    for frame in range(first, last + 1):
        if frame < last and silent[frame]:
            run += 1
            continue
        if run * _STEP >= _LONGEST:
            ended = (frame - run) * _STEP
            if ended - part * _STEP > best[1] - best[0] + 1e-9:
                best = (part * _STEP, ended)
            part = frame
        run = 0
    until = end if part * _STEP <= end else part * _STEP
    if until - part * _STEP > best[1] - best[0] + 1e-9:
        best = (part * _STEP if part > first else start, end)
    return best
