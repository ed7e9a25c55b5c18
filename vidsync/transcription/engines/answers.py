"""Reads the words in a service's answer by the timing format that it has."""

from __future__ import annotations

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
from vidsync.transcription.usable_words import make_usable

if TYPE_CHECKING:
    from vidsync.audio import Samples

# Nobody speaks more words than this; aligning a million words would take hours.
_MOST_A_SECOND = 20
_MOST_ANYWAY = 50
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
    heard = Recognition(
        tuple(_build_word(entry) for entry in entries),
        language or None,
        _find_language_confidence(answer),
        _name_speakers(timings.turns),
    )
    return make_usable(heard, sound.duration)


def _build_word(entry: Entry) -> Word:
    return Word(
        entry.text,
        entry.start,
        entry.start if entry.end is None else entry.end,
        turn=entry.turn,
        confidence=entry.confidence,
        gap=entry.gap,
    )


def _name_speakers(turns: Sequence[Turn]) -> tuple[Turn, ...]:
    """Return turns whose speakers are numbered; the services count from 0, from A, or not."""
    numbers: dict[str, int] = {}
    for turn in turns:
        numbers.setdefault(turn.speaker, len(numbers) + 1)
    return tuple(Turn(f"Speaker {numbers[turn.speaker]}") for turn in turns)


def _find_words(timings: Timings) -> list[Entry]:
    """Return what is spoken."""
    return [entry for entry in join_marks(separate_markup(timings.entries)) if entry.is_word]


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
