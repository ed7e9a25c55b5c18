"""Splits timed sentences into words with estimated times.

If a service times only whole sentences, words are placed inside by their length. The
estimate is off by a tenth of a second and more, so callers must mark it as one.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

from vidsync.writing import SPACELESS

# Scripts without spaces are split by character, with closing punctuation attached.
_PIECE = re.compile(rf"[{SPACELESS}][^\w\s]*|[^\s{SPACELESS}]+")

_COMMA = 2.0
"""The duration of a pause inside a sentence, in letters."""

Piece = tuple[str, int, int]


def split_sentence(
    text: str, start: float, end: float
) -> Iterator[tuple[str, tuple[int, int], float, float]]:
    """Yield the words of a timed sentence with estimated times.

    Yields:
        The word with its punctuation, its character range in the sentence, its start
        and end in seconds. They fill the sentence's time in proportion to their letters,
        with short pauses after inner punctuation.
    """
    pieces = list(_split_pieces(text))
    weights = [_weigh(piece) for piece, _, _ in pieces]
    pauses = [0.0 if piece[-1].isalnum() else _COMMA for piece, _, _ in pieces[:-1]] + [0.0]
    total = sum(weights) + sum(pauses)
    passed = 0.0
    for (piece, first, last), weight, pause in zip(pieces, weights, pauses, strict=True):
        word_start = start + (end - start) * passed / total
        word_end = start + (end - start) * (passed + weight) / total
        yield piece, (first, last), word_start, min(word_end, end)
        passed += weight + pause


def _split_pieces(text: str) -> Iterator[Piece]:
    """Yield the words; text without letters joins the word before it, or else the one after."""
    held: Piece | None = None
    for match in _PIECE.finditer(text):
        first, last = match.span()
        if held is not None and not (_is_spoken(match[0]) and _is_spoken(held[0])):
            held = (text[held[1] : last], held[1], last)
            continue
        if held is not None:
            yield held
        held = (match[0], first, last)
    if held is not None:
        yield held


def _is_spoken(piece: str) -> bool:
    return any(unicodedata.category(character)[0] in "LNS" for character in piece)


def _weigh(piece: str) -> float:
    """Return the duration of a word, in letters; a digit counts as a word."""
    return 1.0 + sum(4.0 if character.isdigit() else character.isalpha() for character in piece)
