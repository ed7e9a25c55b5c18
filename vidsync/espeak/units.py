"""Text as the units that are spoken, and as chunks of a size espeak-ng can take.

A unit is a stretch of text that may become a word of the transcript: a
whitespace-separated token or, in scripts that write no spaces, a part of one. What is
heard of it is the business of `words.py`.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

from vidsync.errors import InputError
from vidsync.transcript import ends_sentence

# A chunk ends with the sentence that passes the first length. espeak-ng silently drops
# what is past 300 words or 1000 phones of one clause, so a clause is cut at the second.
_CHUNK_CHARACTERS = 800
_CLAUSE_CHARACTERS = 400
_LONGEST_CHUNK = 3200
_LONGEST_UNIT = 200

_CLAUSE_END = tuple(",;:.?!…，、。；：？！،؛؟۔।॥")
_SPOKEN_PUNCTUATION = frozenset("%&@#*/\\§¶†‡•‰′″")
_HAN = (
    "\u2e80-\u2fdf\u3005\u3007\u3021-\u3029\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
    "\U00020000-\U0003ffff"
)
_HIRAGANA = "\u3040-\u309f"
_KATAKANA = "\u30a0-\u30ff\u31f0-\u31ff\uff66-\uff9f"
_SPACELESS = re.compile(f"[{_HAN}{_HIRAGANA}{_KATAKANA}\u0e00-\u0eff]")
_HAN_CHARACTER = re.compile(f"[{_HAN}]")
# Where a word surely begins: other script after hiragana, after the object particle を,
# and where a spaceless script meets one with spaces.
_JAPANESE_EDGE = re.compile(
    f"(?<=[{_HIRAGANA}])(?=[{_HAN}{_KATAKANA}])"
    f"|(?<=を)(?=[{_HIRAGANA}])"
    f"|(?<=[A-Za-z0-9])(?=[{_HAN}{_HIRAGANA}{_KATAKANA}\u0e00-\u0eff])"
    f"|(?<=[{_HAN}{_HIRAGANA}{_KATAKANA}\u0e00-\u0eff])(?=[A-Za-z0-9])"
)
# Thai and Lao vowels that are written before their consonant begin a syllable, and the
# repetition and abbreviation marks end a word.
_THAI_EDGE = re.compile(
    "(?<=[\u0e01-\u0eff])(?=[\u0e40-\u0e44\u0ec0-\u0ec4])|(?<=[\u0e46\u0e2f\u0ec6])(?=.)"
)
_CLAUSE_EDGE = re.compile("(?<=[，、。；：？！])(?=[^，、。；：？！」』）】》”’])")
_HAN_EDGE = re.compile(f"(?<=.)(?=[{_HAN}])")


@dataclass(frozen=True, slots=True)
class Unit:
    """A stretch of the text that may become a word.

    Attributes:
        start: offset in the text.
        end: offset, exclusive.
        joins: how it goes with the unit before it: ``never`` (a word of its own),
            ``unheard`` (unless espeak-ng began a word there, part of the same word)
            or ``always`` (a long token that was cut to be spoken).
    """

    start: int
    end: int
    joins: str = "never"


def check_text(text: str) -> None:
    """Refuse a text that can't be spoken.

    Raises:
        InputError: it is empty, has nothing but punctuation, or is not valid Unicode.
    """
    if not text.strip():
        raise InputError("there is no text to speak", hint="give some words")
    try:
        text.encode()
    except UnicodeEncodeError as error:
        raise InputError(
            f"the text holds half of a surrogate pair at character {error.start + 1}, "
            "which is no character",
            hint="decode it as UTF-16, or as JSON, before it gets here",
        ) from None
    if not is_speakable(text):
        shown = text.strip()[:40]
        raise InputError(f"nothing in the text can be spoken: {shown!r}", hint="give some words")


def is_speakable(text: str) -> bool:
    """Whether there is a letter, a digit or a sign that has a name."""
    return any(
        unicodedata.category(character)[0] in "LNS" or character in _SPOKEN_PUNCTUATION
        for character in text
    )


def has_letters(text: str) -> bool:
    """Whether there is a letter or a digit, so that a reader expects to hear it."""
    return any(character.isalnum() for character in text)


def has_han(text: str) -> bool:
    """Whether there is a Chinese character in it."""
    return _HAN_CHARACTER.search(text) is not None


def is_opening(token: str) -> bool:
    """Whether it is punctuation that belongs to what follows: an opening bracket or quote."""
    return all(
        unicodedata.category(character) in ("Ps", "Pi") or character in "¿¡" for character in token
    )


def plain(text: str) -> str:
    """The text as espeak-ng may see it: character for character, without what harms it.

    Some control characters are commands to it, NUL would end the text, and a backquote
    alone crashes its Vietnamese voices.
    """
    return re.sub("[\x00-\x08\x0b-\x1f\x7f-\x9f\ufffe\uffff]|(?<!\\S)`+(?!\\S)", _blank, text)


def _blank(found: re.Match[str]) -> str:
    return " " * len(found.group())


def units(text: str) -> list[Unit]:
    """The units of a text, in order; together they hold all that is not whitespace."""
    found: list[Unit] = []
    for token in re.finditer(r"\S+", text):
        found += _parts(text, token.start(), token.end())
    return found


def _parts(text: str, start: int, end: int) -> Iterator[Unit]:
    token = text[start:end]
    edges: dict[int, str] = {}
    if _SPACELESS.search(token):
        edges |= {edge.start(): "unheard" for edge in _HAN_EDGE.finditer(token)}
        for pattern in (_JAPANESE_EDGE, _THAI_EDGE, _CLAUSE_EDGE):
            edges |= {edge.start(): "never" for edge in pattern.finditer(token)}
        # An opening bracket goes with what it opens.
        edges = {_before_opening(token, edge): joins for edge, joins in edges.items()}
        edges.pop(0, None)
    before, joins = 0, "never"
    for edge in [*sorted(edges), len(token)]:
        while edge - before > _LONGEST_UNIT:
            yield Unit(start + before, start + before + _LONGEST_UNIT, joins)
            before += _LONGEST_UNIT
            joins = "always"
        yield Unit(start + before, start + edge, joins)
        before, joins = edge, edges.get(edge, "never")


def _before_opening(token: str, edge: int) -> int:
    while edge > 0 and is_opening(token[edge - 1]):
        edge -= 1
    return edge


def chunks(text: str, spoken: list[Unit]) -> Iterator[tuple[list[Unit], bool]]:
    """Units in groups of a size that espeak-ng speaks whole.

    Yields:
        The units, and whether they end a sentence.
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
        # Punctuation alone would be spelled out ("exclamation mark"): it stays with its words.
        silent = not is_speakable(text[following.start : following.end])
        if silent and following.end - group[0].start < _LONGEST_CHUNK:
            continue
        sentence_ends = ends_sentence(token) or "\n\n" in text[unit.end : following.start]
        clause_ends = sentence_ends or token.endswith(_CLAUSE_END)
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
