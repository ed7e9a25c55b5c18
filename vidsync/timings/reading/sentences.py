"""Timed sentences to words: an estimate, and marked as one.

Where a service times whole sentences, words are placed inside by their length. That is
a guess (off by a tenth of a second and more), so whoever uses it says so.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

# Scripts written without spaces are split by character, closing punctuation attached.
_UNSPACED = "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff"
_PIECE = re.compile(rf"[{_UNSPACED}][^\w\s]*|[^\s{_UNSPACED}]+")

_UNSPACED_CHARACTER = re.compile(rf"[{_UNSPACED}]")

_COMMA = 2.0
"""Letters that a pause inside a sentence lasts as long as."""

Piece = tuple[str, int, int]


def split_sentence(
    text: str, start: float, end: float
) -> Iterator[tuple[str, tuple[int, int], float, float]]:
    """Words of a timed sentence with estimated times.

    Yields:
        The word with its punctuation, its character range in the sentence, its start
        and end in seconds. They fill the sentence's time in proportion to their letters,
        but for short pauses after inner punctuation.
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
    """Words; what has no letters joins the word before it, or the one after."""
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
    """How long a word lasts, in letters: a digit is a word by itself."""
    return 1.0 + sum(4.0 if character.isdigit() else character.isalpha() for character in piece)


def is_unspaced(text: str) -> bool:
    """Whether a text begins with a character of a script that is written without spaces."""
    return bool(_UNSPACED_CHARACTER.match(text))
