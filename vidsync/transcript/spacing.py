"""What is written between words: a space, nothing, or a no-break space."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from vidsync.transcript.word import Word
from vidsync.writing import NO_BREAK_SPACES, has_core, space_between


def gap_between(left: Word, right: Word) -> str:
    """Return what is written between two words on a line."""
    if right.gap is not None:
        return right.gap
    return " " if space_between(left.text, right.text) else ""


def word_gaps(words: Sequence[Word]) -> list[str]:
    """Return what is written before each word of a line; nothing before the first."""
    return ["", *(gap_between(left, right) for left, right in pairwise(words))] if words else []


def join_words(words: Sequence[Word]) -> str:
    """Return words as they are written on one line."""
    return "".join(gap + word.text for gap, word in zip(word_gaps(words), words, strict=True))


def take_gaps(words: Sequence[Word], text: str) -> tuple[Word, ...]:
    """Return words with the gaps that a text has between them.

    Args:
        words: their spans point into the text; a word without a span keeps its gap.
        text: the source text.

    Returns:
        The words. A gap is set where it differs from the usual one of the script: a space in
        Han, kana or Thai, no space between the parts of a hyphenated word, a no-break space.
    """
    if not (text and words):
        return tuple(words)
    found = [words[0]]
    for left, right in pairwise(words):
        gap = _read_gap(left, right, text)
        usual = " " if space_between(left.text, right.text) else ""
        found.append(right if gap is None or gap == usual else replace(right, gap=gap))
    return tuple(found)


def _read_gap(left: Word, right: Word, text: str) -> str | None:
    """Return what a text has between two words; None if other words stand between them."""
    if right.gap is not None or left.span is None or right.span is None:
        return None
    between = text[left.span[1] : right.span[0]]
    if left.span[1] > right.span[0] or has_core(between):
        return None
    spaces = [character for character in between if character.isspace()]
    if not spaces:
        return ""
    if all(space in NO_BREAK_SPACES for space in spaces):
        return spaces[0]
    # A line of a text file may end anywhere in scripts without spaces.
    return None if "\n" in spaces else " "
