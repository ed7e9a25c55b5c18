"""Joins the pieces that Whisper cuts words into: "50" and "%", "well" and "-known", 天 and 气."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from vidsync.timings.reading.phrases import split_phrases
from vidsync.transcript import Word

# Languages whose text Whisper returns letter by letter.
_LETTER_BY_LETTER = ("zh", "ja", "th", "lo", "my", "yue")


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of a word as Whisper returns it, with the space before it."""

    text: str
    start: float
    end: float
    probability: float


def join_pieces(pieces: Sequence[Piece], language: str) -> list[Word]:
    """Return the words that pieces are of, each with the confidence of its worst piece.

    In scripts without spaces, words are phrases: the parts that a line is broken between.

    Args:
        pieces: in time order.
        language: Whisper's name of it.
    """
    runs = _split_at_spaces(pieces)
    if language in _LETTER_BY_LETTER:
        runs = [phrase for run in runs for phrase in _split_run(run, language)]
    words: list[Word] = []
    for run in runs:
        word = _join(run)
        if any(map(str.isalnum, word.text)):
            words.append(word)
        elif words:
            # Marks that stand alone belong to the word before them.
            last = words[-1]
            words[-1] = replace(last, text=f"{last.text} {word.text}", end=max(last.end, word.end))
    return words


def _split_at_spaces(pieces: Iterable[Piece]) -> list[list[Piece]]:
    runs: list[list[Piece]] = []
    for piece in pieces:
        if not piece.text.strip():
            continue
        if runs and not piece.text[0].isspace():
            runs[-1].append(piece)
        else:
            runs.append([piece])
    return runs


def _split_run(run: Sequence[Piece], language: str) -> list[list[Piece]]:
    """Return the pieces of each phrase; a piece that two phrases share is the first one's."""
    edges: set[int] = set()
    length = 0
    for phrase in split_phrases("".join(piece.text.strip() for piece in run), language):
        edges.add(length)
        length += len(phrase)
    phrases: list[list[Piece]] = []
    begun = -1
    place = 0
    for piece in run:
        last_edge = max(edge for edge in edges if edge <= place)
        # A mark over a letter can't begin a phrase, wherever Whisper cuts it off.
        is_mark = unicodedata.category(piece.text.strip()[0]).startswith("M")
        if last_edge != begun and not (phrases and is_mark):
            phrases.append([])
        begun = last_edge
        phrases[-1].append(piece)
        place += len(piece.text.strip())
    return phrases


def _join(run: Sequence[Piece]) -> Word:
    return Word(
        "".join(piece.text.strip() for piece in run),
        run[0].start,
        max(piece.end for piece in run),
        confidence=min(1.0, max(0.0, min(piece.probability for piece in run))),
    )
