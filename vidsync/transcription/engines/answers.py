"""Reads the words in a service's answer, and makes their times usable.

The times of services are rough, and now and then one of them is nonsense. Only the order of
the words is trusted: a time that contradicts most others is replaced.
"""

from __future__ import annotations

import unicodedata
from bisect import bisect_right
from collections.abc import Sequence
from typing import TYPE_CHECKING

from vidsync.errors import EngineError, InputError
from vidsync.timings.base import Entry, Timings
from vidsync.timings.building.marks import join_marks
from vidsync.timings.building.markup import separate_markup
from vidsync.timings.registry import get_format
from vidsync.timings.word_lists.collector import WordCollector
from vidsync.timings.word_lists.shapes import get_path
from vidsync.timings.word_lists.values import read_score
from vidsync.transcript import Turn, Word
from vidsync.transcription.engines.language_names import find_language
from vidsync.transcription.recognition import Recognition

if TYPE_CHECKING:
    from vidsync.audio import Samples

# Nobody speaks more words than this; aligning a million words would take hours.
_MOST_A_SECOND = 20
_MOST_ANYWAY = 50
# Seconds by which services round past the end of the sound.
_OVERHANG = 0.5
# Where a sound has this many dB less than its loudest part, nothing is spoken.
_QUIETER_DB = 35.0
_FRAME = 0.02


def build_recognition(
    name: str, answer: dict[str, object], format_name: str, sound: Samples
) -> Recognition:
    """Return the words of an answer.

    Words without any time get one by their letters.

    Args:
        name: the service's name, for errors.
        answer: the JSON of the service.
        format_name: the timing format that reads it.
        sound: what the service heard.

    Raises:
        EngineError: the answer can't be read, or has more words than can be spoken.
    """
    try:
        timings = get_format(format_name).read(answer)
        entries = _find_words(timings)
        if not entries:
            timings = _estimate(answer.get("text"), sound)
            entries = _find_words(timings)
    except InputError as error:
        raise EngineError(
            f"{name} answered with words that can't be used: {error.message}", hint=error.hint
        ) from None
    if len(entries) > _MOST_ANYWAY + _MOST_A_SECOND * sound.duration:
        raise EngineError(
            f"{name} answered with {len(entries):,} words for {sound.duration:.1f} s of sound"
        )
    language = find_language(timings.language) or find_language(answer.get("language"))
    return Recognition(
        _place_words(entries, sound.duration),
        language or None,
        _find_language_confidence(answer),
        _name_speakers(timings.turns),
    )


def _name_speakers(turns: Sequence[Turn]) -> tuple[Turn, ...]:
    """Return turns whose speakers are numbered; the services count from 0, from A, or not."""
    numbers: dict[str, int] = {}
    for turn in turns:
        numbers.setdefault(turn.speaker, len(numbers) + 1)
    return tuple(Turn(f"Speaker {numbers[turn.speaker]}") for turn in turns)


def _find_words(timings: Timings) -> list[Entry]:
    """Return what is spoken, without control characters."""
    words = []
    for entry in join_marks(separate_markup(timings.entries)):
        shown = "".join(c for c in entry.text if unicodedata.category(c) != "Cc").strip()
        if entry.is_word and shown:
            words.append(entry._replace(text=shown))
    return words


def _find_language_confidence(answer: dict[str, object]) -> float | None:
    places = (
        answer.get("language_confidence"),
        answer.get("language_probability"),
        answer.get("detected_language_probability"),
        get_path(answer, "results", "channels", 0, "language_confidence"),
    )
    return next((score for place in places if (score := read_score(place)) is not None), None)


def _estimate(text: object, sound: Samples) -> Timings:
    """Return the words of a text that was heard, spread over the part that is not silent."""
    words = WordCollector()
    if isinstance(text, str) and text.strip():
        words.add_segment(text, *_find_loud_part(sound))
    return words.build()


def _find_loud_part(sound: Samples) -> tuple[float, float]:
    """Return the start and the end of what can be heard, in seconds."""
    import numpy as np  # slow to import

    step = max(1, round(_FRAME * sound.sample_rate))
    padded = np.pad(sound.data[:, 0], (0, -len(sound.data) % step))
    power = np.square(padded.reshape(-1, step)).mean(axis=1)
    loud = np.flatnonzero(power >= power.max() * 10 ** (-_QUIETER_DB / 10))
    start, end = (int(index) * step / sound.sample_rate for index in (loud[0], loud[-1] + 1))
    return start, min(end, sound.duration)


def _place_words(entries: Sequence[Entry], duration: float) -> tuple[Word, ...]:
    """Return words in order, within the sound.

    A word whose start contradicts most others stands between its neighbours.
    """
    trusted = _find_trusted([entry.start for entry in entries], duration)
    limits = [duration] * (len(entries) + 1)
    for index in range(len(entries) - 1, -1, -1):
        limits[index] = (
            min(entries[index].start, duration) if index in trusted else limits[index + 1]
        )
    words: list[Word] = []
    earliest = 0.0
    for index, entry in enumerate(entries):
        start, end = entry.start, entry.start if entry.end is None else entry.end
        if index not in trusted:
            start = end = earliest
        start = min(max(start, 0.0), duration)
        end = min(max(end, start), duration)
        earliest = min(end, limits[index + 1])
        words.append(
            Word(
                entry.text,
                start,
                end,
                turn=entry.turn,
                confidence=entry.confidence,
                gap=entry.gap,
            )
        )
    return tuple(words)


def _find_trusted(starts: Sequence[float], duration: float) -> set[int]:
    """Return the indexes of the longest series of starts that never go back (patience sorting)."""
    heads: list[float] = []
    last_of_pile: list[int] = []
    before: list[int] = [-1] * len(starts)
    for index, start in enumerate(starts):
        if not -_OVERHANG <= start <= duration + _OVERHANG:
            continue
        pile = bisect_right(heads, start)
        before[index] = last_of_pile[pile - 1] if pile else -1
        heads[pile : pile + 1] = [start]
        last_of_pile[pile : pile + 1] = [index]
    found: set[int] = set()
    index = last_of_pile[-1] if last_of_pile else -1
    while index >= 0:
        found.add(index)
        index = before[index]
    return found
