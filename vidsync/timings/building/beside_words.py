"""Fits the visemes and the spoken words of a document to its audio.

They matter less than the words: a fault in them is a warning and leaves them out, where
a fault in the words is an error.
"""

from __future__ import annotations

import warnings
from collections.abc import Iterable
from dataclasses import replace
from math import inf

from vidsync.errors import InputError, VidsyncWarning
from vidsync.timings.base import Entry, Timings
from vidsync.timings.building.repair import OVERHANG, repair_entries
from vidsync.transcript import Transcript, Viseme, Word


def find_latest_end(entries: Iterable[Entry]) -> float:
    """Return the latest second of entries that have an end."""
    latest = 0.0
    for entry in entries:
        if entry.start > latest:
            latest = entry.start
        if entry.end is not None and entry.end > latest:
            latest = entry.end
    return latest


def find_latest_time(timings: Timings) -> float:
    """Return the latest second of the visemes, spoken words and blend shapes."""
    ends = [entry.start if entry.end is None else entry.end for entry in timings.spoken]
    ends += [viseme.start if viseme.end == inf else viseme.end for viseme in timings.visemes]
    return max(ends, default=0.0)


def fit_visemes(timings: Timings, duration: float, name: str) -> tuple[Viseme, ...]:
    """Return a document's visemes in order, each within the audio.

    Args:
        timings: the content of the document.
        duration: seconds of the audio.
        name: the document's name in the warning.

    Warns:
        VidsyncWarning: their times make no sense, so all are left out.
    """
    if timings.exact:
        return timings.visemes
    fitted = tuple(
        _fit_viseme(viseme, duration)
        for viseme in sorted(timings.visemes, key=lambda viseme: viseme.start)
        # A viseme that begins at the end of the audio is never visible.
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
    """Return a document's words as spoken, within the audio.

    Args:
        timings: as for `fit_visemes`.
        duration: as for `fit_visemes`.
        name: as for `fit_visemes`.

    Warns:
        VidsyncWarning: their times make no sense, so all are left out.
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
