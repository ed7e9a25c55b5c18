"""Split a text into units, and group them into chunks that espeak-ng can speak whole.

A unit may become a word of the transcript. It is a whitespace-separated token or, in
scripts without spaces, a part of one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from vidsync.errors import InputError
from vidsync.writing import (
    HAN,
    HIRAGANA,
    KATAKANA,
    THAI_AND_LAO,
    ends_clause,
    ends_sentence,
    is_opening,
    is_speakable,
)

# A chunk ends with the sentence that exceeds the first length. espeak-ng silently drops
# the words of a clause after 300 words or 1000 phones, so a clause is cut at the second.
_CHUNK_CHARACTERS = 800
_CLAUSE_CHARACTERS = 400
_LONGEST_CHUNK = 3200
_LONGEST_UNIT = 200

_SPACELESS = re.compile(f"[{HAN}{HIRAGANA}{KATAKANA}{THAI_AND_LAO}]")
_HAN_CHARACTER = re.compile(f"[{HAN}]")
# Where a word certainly starts: at another script after hiragana, after the object
# particle を, and between a script without spaces and one with spaces.
_JAPANESE_EDGE = re.compile(
    f"(?<=[{HIRAGANA}])(?=[{HAN}{KATAKANA}])"
    f"|(?<=を)(?=[{HIRAGANA}])"
    f"|(?<=[A-Za-z0-9])(?=[{HAN}{HIRAGANA}{KATAKANA}{THAI_AND_LAO}])"
    f"|(?<=[{HAN}{HIRAGANA}{KATAKANA}{THAI_AND_LAO}])(?=[A-Za-z0-9])"
)
# Thai and Lao vowels that are written before their consonant start a syllable. The
# repetition and abbreviation marks end a word.
_THAI_EDGE = re.compile(
    "(?<=[\u0e01-\u0eff])(?=[\u0e40-\u0e44\u0ec0-\u0ec4])|(?<=[\u0e46\u0e2f\u0ec6])(?=.)"
)
_CLAUSE_EDGE = re.compile("(?<=[，、。；：？！])(?=[^，、。；：？！」』）】》”’])")
_HAN_EDGE = re.compile(f"(?<=.)(?=[{HAN}])")


JoinsPrevious = Literal["never", "if_silent", "always"]


@dataclass(frozen=True, slots=True)
class Unit:
    """A part of the text that may become a word.

    Attributes:
        start: offset in the text.
        end: offset, exclusive.
        joins_previous: whether it is part of the same word as the unit before it:
            ``never``, ``if_silent`` (unless espeak-ng starts a word in it) or ``always``
            (part of a long token).
    """

    start: int
    end: int
    joins_previous: JoinsPrevious = "never"


def check_text(text: str) -> None:
    """Check that a text can be spoken.

    Raises:
        InputError: it is empty, has only punctuation, or is not valid Unicode.
    """
    if not text.strip():
        raise InputError("there is no text to speak", hint="give some words")
    try:
        text.encode()
    except UnicodeEncodeError as error:
        raise InputError(
            f"the text has half of a surrogate pair at character {error.start + 1}, "
            "which is not a character",
            hint="decode the text as UTF-16 or JSON first",
        ) from None
    if not is_speakable(text):
        shown = text.strip()[:40]
        raise InputError(f"nothing in the text can be spoken: {shown!r}", hint="give some words")


def has_han(text: str) -> bool:
    """Whether a text has a Chinese character."""
    return _HAN_CHARACTER.search(text) is not None


def blank_unsafe(text: str) -> str:
    """Replace the characters that harm espeak-ng by spaces.

    Some control characters are commands to it, NUL would end the text, and a backquote
    alone crashes its Vietnamese voices.
    """
    return re.sub("[\x00-\x08\x0b-\x1f\x7f-\x9f\ufffe\uffff]|(?<!\\S)`+(?!\\S)", _blank, text)


def _blank(found: re.Match[str]) -> str:
    return " " * len(found.group())


def split_units(text: str) -> list[Unit]:
    """Split a text into units, in order. Together they have all of it but the whitespace."""
    found: list[Unit] = []
    for token in re.finditer(r"\S+", text):
        found += _split_token(text, token.start(), token.end())
    return found


def _split_token(text: str, start: int, end: int) -> Iterator[Unit]:
    token = text[start:end]
    edges: dict[int, JoinsPrevious] = {}
    if _SPACELESS.search(token):
        edges |= {edge.start(): "if_silent" for edge in _HAN_EDGE.finditer(token)}
        for pattern in (_JAPANESE_EDGE, _THAI_EDGE, _CLAUSE_EDGE):
            edges |= {edge.start(): "never" for edge in pattern.finditer(token)}
        # An opening bracket belongs to the text after it.
        edges = {_move_before_opening(token, edge): value for edge, value in edges.items()}
        edges.pop(0, None)
    before = 0
    joins: JoinsPrevious = "never"
    for edge in [*sorted(edges), len(token)]:
        while edge - before > _LONGEST_UNIT:
            yield Unit(start + before, start + before + _LONGEST_UNIT, joins)
            before += _LONGEST_UNIT
            joins = "always"
        yield Unit(start + before, start + edge, joins)
        before, joins = edge, edges.get(edge, "never")


def _move_before_opening(token: str, edge: int) -> int:
    while edge > 0 and is_opening(token[edge - 1]):
        edge -= 1
    return edge


def group_units(text: str, spoken: list[Unit]) -> Iterator[tuple[list[Unit], bool]]:
    """Group units into chunks that espeak-ng can speak whole.

    Yields:
        The units of a chunk, and whether they end a sentence.
    """
    group: list[Unit] = []
    clause_start = 0
    for index, unit in enumerate(spoken):
        if not group:
            clause_start = unit.start
        group.append(unit)
        token = text[unit.start : unit.end]
        following = spoken[index + 1] if index + 1 < len(spoken) else None
        if following is None:
            break
        # Punctuation alone would be read by name ("exclamation mark"), so it stays with its
        # words.
        silent = not is_speakable(text[following.start : following.end])
        if silent and following.end - group[0].start < _LONGEST_CHUNK:
            continue
        sentence_ends = ends_sentence(token) or "\n\n" in text[unit.end : following.start]
        clause_ends = sentence_ends or ends_clause(token)
        length = unit.end - group[0].start
        if (
            (sentence_ends and length >= _CHUNK_CHARACTERS)
            or (clause_ends and length >= 2 * _CHUNK_CHARACTERS)
            or following.end - clause_start > _CLAUSE_CHARACTERS
        ):
            yield group, sentence_ends
            group = []
        elif clause_ends:
            clause_start = following.start
    if group:
        yield group, False
