"""Joins transcripts end to end."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from vidsync.errors import InputError
from vidsync.transcript.engine_visemes import Viseme
from vidsync.transcript.transcript import Source, Transcript
from vidsync.transcript.turn import Turn
from vidsync.transcript.word import Pause, Word
from vidsync.writing import space_between

_SOURCES: tuple[Source, ...] = ("native", "aligned", "estimated")


def join(transcripts: Iterable[Transcript], *, gap: float = 0.0) -> Transcript:
    """Join transcripts end to end, each after the duration of the one before.

    Args:
        transcripts: at least one. The language is that of the first one; the source is the
            weakest of all.
        gap: seconds between the end of one and the start of the next.

    Returns:
        One transcript: spans and turns point into the joined text and turns.

    Raises:
        InputError: there are no transcripts.
    """
    parts = list(transcripts)
    if not parts:
        raise InputError("there are no transcripts to join")
    words: list[Word] = []
    spoken: list[Word] = []
    pauses: list[Pause] = []
    visemes: list[Viseme] = []
    turns: tuple[Turn, ...] = ()
    text = ""
    end = 0.0
    for number, part in enumerate(parts):
        separator = _choose_separator(text, part.text)
        characters = len(text) + len(separator)
        moved = part.shift(end + gap if number else 0.0)
        words += _shift_references(moved.words, characters, len(turns))
        if any(each.spoken for each in parts):
            said = moved.spoken or (replace(word, span=None) for word in moved.words)
            spoken += _shift_references(said, characters, len(turns))
        pauses += moved.pauses
        visemes += moved.visemes
        text += separator + part.text
        turns += part.turns
        end = moved.duration
    weakest: Source = max((part.source for part in parts), key=_SOURCES.index)
    return Transcript(
        words=tuple(words),
        duration=end,
        text=text,
        language=parts[0].language,
        turns=turns,
        source=weakest,
        pauses=tuple(pauses),
        visemes=tuple(visemes),
        spoken=tuple(spoken),
    )


def _choose_separator(left: str, right: str) -> str:
    """Return what is written between two texts."""
    if not (left and right) or left[-1].isspace():
        return ""
    return " " if space_between(left, right) else ""


def _shift_references(words: Iterable[Word], characters: int, turns: int) -> Iterator[Word]:
    """Return words with their spans and turns moved behind those of earlier parts."""
    return (
        replace(
            word,
            span=word.span and (word.span[0] + characters, word.span[1] + characters),
            turn=None if word.turn is None else word.turn + turns,
        )
        for word in words
    )
