"""Joins the tokens of recognisers and services to words.

Whisper cuts words into pieces and writes the space with the piece after it; other services
leave spaces out and have them only in the text.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import zip_longest

from vidsync.errors import FormatError
from vidsync.timings.reading.cut_characters import mend_characters
from vidsync.timings.reading.fields import shorten
from vidsync.timings.reading.spans import find_spans, widen_span
from vidsync.writing import (
    NO_BREAK_SPACES,
    has_core,
    has_letters,
    is_opening,
    is_spaceless,
    space_between,
)

Span = tuple[int, int]

_LONGEST_WORD = 10_000

# Marks inside a number, and the apostrophe inside a word.
_IN_WORD = re.compile(r"\d[.,:/]\d|\w['’]\w")

# Stands between two words that touch in the text; white space for all other purposes.
_TOUCH = "\0"
_WHITE = " \t\r\n\0"


@dataclass(frozen=True, slots=True)
class Token:
    """A piece of text with its times; white space around it separates words.

    Attributes:
        text: as the document has it.
        start: seconds, if the document has it.
        end: seconds, if the document has it.
        confidence: 0 to 1, if the document has it.
        speaker: the speaker's name, or ``""``.
        span: character range in the text, if known.
        gap: what is written before a joined word, if it differs from the usual gap.
    """

    text: str
    start: float | None
    end: float | None
    confidence: float | None = None
    speaker: str = ""
    span: Span | None = None
    gap: str | None = None


def join_tokens(tokens: Iterable[Token], *, text: str = "") -> list[Token]:
    """Join tokens to words.

    If any token has a space around it, a token without one continues the word before it. In
    scripts without spaces each token is a word, but a Latin word is not cut. If no token has
    a space, each token is a word; where the text is given, it tells which tokens belong
    together, and its characters around a word are kept. Punctuation joins the word before
    it, an opening mark the word after it.

    Args:
        tokens: in the document's order, with their white space.
        text: the text that the tokens are of, if the document has it.

    Returns:
        The words, without white space around them. A word lasts from its first token's start
        to its last token's end, and has the lowest confidence and the first speaker.
    """
    pieces = mend_characters(list(tokens), text)
    spaced = any(token.text != token.text.strip() for token in pieces)
    if text and not spaced:
        placed = _place(pieces, text)
        if placed is not None:
            return [
                _take_text(word, text) for word in _join(_with_spaces(placed, text), touching=False)
            ]
    touching = spaced or any(is_spaceless(token.text) for token in pieces)
    if not touching:
        pieces = [_separate(token) for token in pieces]
    return _join(pieces, touching=spaced)


def join_texts(left: str, right: str) -> str:
    """Return two texts as one.

    Raises:
        FormatError: it is longer than a word can be, as adding to it takes more and more time.
    """
    if len(left) > _LONGEST_WORD:
        raise FormatError(f"the word {shorten(left)} has more than {_LONGEST_WORD} characters")
    return left + right


def _separate(token: Token) -> Token:
    """Return a token with a space before it, unless it is punctuation."""
    return replace(token, text=f" {token.text}") if has_core(token.text) else token


def _place(tokens: Sequence[Token], text: str) -> list[Token] | None:
    """Return the tokens with their spans in a text; None if most are not in it."""
    spans = _find_in_order([token.text for token in tokens], text)
    if spans is None:
        spans = find_spans([token.text for token in tokens], text)
    spoken = [span for span, token in zip(spans, tokens, strict=True) if has_core(token.text)]
    if sum(span is not None for span in spoken) * 2 < len(spoken) or not spoken:
        return None
    return [replace(token, span=span) for token, span in zip(tokens, spans, strict=True)]


def _find_in_order(texts: Sequence[str], text: str) -> list[Span | None] | None:
    """Find texts with only spaces and marks between them; None if one is not there."""
    spans: list[Span | None] = []
    cursor = 0
    for wanted in texts:
        place = text.find(wanted, cursor, cursor + len(wanted) + 16)
        if place < 0 or has_letters(text[cursor:place]):
            return None
        cursor = place + len(wanted)
        spans.append((place, cursor))
    return spans


def _with_spaces(tokens: Sequence[Token], text: str) -> Iterator[Token]:
    """Give each token the white space that the text has before it, and none inside a number."""
    before: Span | None = None
    for token in tokens:
        gap = " "
        if before is not None and token.span is not None:
            between = text[before[1] : token.span[0]]
            around = text[before[1] - 1 : token.span[0] + 1]
            if not between or _IN_WORD.fullmatch(around):
                gap = ""
            elif not any(map(str.isspace, between)):
                gap = _TOUCH
            else:
                gap = next(filter(str.isspace, between))
        elif not has_core(token.text):
            gap = ""
        before = token.span
        yield replace(token, text=gap + token.text)


def _take_text(word: Token, text: str) -> Token:
    """Return a word as the text writes it, with the marks that touch it."""
    if word.span is None:
        return word
    span = widen_span(word.span, text)
    return replace(word, span=span, text=text[slice(*span)])


def _join(pieces: Iterable[Token], *, touching: bool) -> list[Token]:
    """Join tokens at which no white space stands; `_TOUCH` separates words that touch.

    Args:
        pieces: the tokens.
        touching: whether a mark that touches a word is a part of it. If not, it has a time of
            its own, in which the word is over.
    """
    words: list[Token] = []
    opening: Token | None = None
    space = ""
    row = list(pieces)
    for piece, following in zip_longest(row, row[1:]):
        bare = piece.text.strip(_WHITE).strip()
        if not bare:
            space += piece.text
            continue
        begin = piece.text.index(bare)
        gap = space + piece.text[:begin]
        # This is faster than replace(), and there are many tokens.
        token = Token(
            bare, piece.start, piece.end, piece.confidence, piece.speaker, piece.span, gap
        )
        space = piece.text[begin + len(bare) :]
        if opening is not None:
            token = _add(opening, token)
            token = replace(token, gap=opening.gap)
            opening = None
        if has_core(token.text) and not _is_currency(token.text):
            if words and not token.gap and _continues(words[-1].text, token.text):
                words[-1] = _add(words[-1], token)
            else:
                words.append(token)
        elif not words or _begins_word(token, words[-1]) or _is_prefix(token, space, following):
            opening = token
        elif touching and not token.gap:
            words[-1] = _add(words[-1], token)
        else:
            words[-1] = replace(
                words[-1], text=join_texts(words[-1].text, _visible(token.gap) + bare)
            )
            words[-1] = _widen(words[-1], token)
    if opening is not None:
        words[-1:] = [_add(words[-1], opening)] if words else [opening]
    return list(_name_gaps(words))


def _begins_word(mark: Token, before: Token) -> bool:
    """Tell whether a mark belongs to the word after it."""
    if _is_currency(mark.text):
        return bool(mark.gap) or not before.text[-1].isdigit()
    return all(map(is_opening, mark.text))


def _is_prefix(mark: Token, space: str, following: Token | None) -> bool:
    """Tell whether a mark has a space before it and none after it, like the dash of —no."""
    if not mark.gap or _TOUCH in mark.gap or space or following is None:
        return False
    return following.text[:1].strip(_WHITE).strip() != "" and has_core(following.text)


def _visible(gap: str | None) -> str:
    return (gap or "").replace(_TOUCH, "")


def _is_currency(text: str) -> bool:
    return all(unicodedata.category(character) == "Sc" for character in text)


def _continues(left: str, right: str) -> bool:
    """Tell whether two tokens that touch are parts of one word."""
    return not (is_spaceless(left[-1]) or is_spaceless(right[0]))


def _widen(word: Token, token: Token) -> Token:
    if word.span is None or token.span is None:
        return word
    return replace(word, span=(word.span[0], max(word.span[1], token.span[1])))


def _add(word: Token, token: Token) -> Token:
    known = [each for each in (word.confidence, token.confidence) if each is not None]
    joined = replace(
        word,
        text=join_texts(word.text, token.text),
        start=token.start if word.start is None else word.start,
        end=word.end if token.end is None else token.end,
        confidence=min(known, default=None),
        speaker=word.speaker or token.speaker,
    )
    return _widen(joined, token)


def _name_gaps(words: Sequence[Token]) -> Iterator[Token]:
    """Yield words whose gap is None where it is the usual one of the script."""
    for index, word in enumerate(words):
        gap = word.gap or ""
        if gap and gap not in NO_BREAK_SPACES:
            gap = "" if _TOUCH in gap else " "
        usual = " " if index and space_between(words[index - 1].text, word.text) else ""
        kept = None if not index or gap == usual else gap
        if kept == word.gap:
            yield word
        else:
            start, end, score = word.start, word.end, word.confidence
            yield Token(word.text, start, end, score, word.speaker, word.span, kept)
