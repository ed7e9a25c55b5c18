"""What a document times beside its words: visemes, and the words as they are spoken out.

Both are worth less than the words, so what can't be used of them is left out with a
warning, where wrong words would be an error.
"""

from __future__ import annotations

import warnings
from dataclasses import replace
from math import inf

from vidsync.errors import InputError, VidsyncWarning
from vidsync.timings.base import Timings
from vidsync.timings.reading.repair import OVERHANG, repair_entries
from vidsync.transcript import Transcript, Viseme, Word


def find_latest_time(timings: Timings) -> float:
    """The last second that anything beside the words is timed at."""
    ends = [entry.start if entry.end is None else entry.end for entry in timings.spoken]
    ends += [viseme.start if viseme.end == inf else viseme.end for viseme in timings.visemes]
    return max(ends, default=0.0)


def fit_visemes(timings: Timings, duration: float, name: str) -> tuple[Viseme, ...]:
    """A document's visemes in order, each within the audio.

    Args:
        timings: all that the document says.
        duration: seconds of the audio.
        name: of the document, for the warning.

    Warns:
        VidsyncWarning: their times make no sense, so there are none.
    """
    if timings.exact:
        return timings.visemes
    fitted = tuple(
        _fit_viseme(viseme, duration)
        for viseme in sorted(timings.visemes, key=lambda viseme: viseme.start)
        # Of what begins where the audio ends nothing is seen.
        if not duration <= viseme.start < duration + OVERHANG
    )
    try:
        return Transcript((), duration, visemes=fitted).visemes
    except InputError as error:
        _warn(name, "visemes", error)
        return ()


def _fit_viseme(viseme: Viseme, duration: float) -> Viseme:
    if viseme.end == inf or duration < viseme.end < duration + OVERHANG:
        return replace(viseme, end=max(viseme.start, duration))
    return viseme


def fit_spoken_words(timings: Timings, duration: float, name: str) -> tuple[Word, ...]:
    """A document's words as they are spoken out.

    Args:
        timings: as for `fit_visemes`.
        duration: as for `fit_visemes`.
        name: as for `fit_visemes`.

    Warns:
        VidsyncWarning: their times make no sense, so there are none.
    """
    try:
        entries = repair_entries(timings.spoken, audio_duration=duration, exact=timings.exact)
        words = tuple(entry.word() for entry in entries)
        return Transcript((), duration, turns=timings.turns, spoken=words).spoken
    except InputError as error:
        if timings.exact:
            raise
        _warn(name, "words as they are spoken out", error)
        return ()


def _warn(name: str, what: str, error: InputError) -> None:
    warnings.warn(f"{name}: its {what} are left out: {error.message}", VidsyncWarning, stacklevel=5)
