"""Splits the caller's text into tokens, each with the ways it may be spoken.

There is one token for each word that is shown, with its exact place in the text. Markup is not
shown. Text that cannot be spoken (a lone dash) belongs to the word before it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace

from vidsync.alignment.text import numbers
from vidsync.alignment.text.numbers import Spoken
from vidsync.alignment.text.readings import MAX_READINGS, readings_of
from vidsync.writing import ends_clause

_TAG = re.compile(r"</?[A-Za-z!?][^<>]{0,2000}>|<break\b[^<>]{0,200}>")


@dataclass(frozen=True, slots=True)
class Token:
    """One word as it is shown, and how it may be spoken.

    Attributes:
        text: as shown; markup removed.
        span: character range in the source text, end exclusive.
        readings: spoken forms, likeliest first; each a tuple of words to look up or
            pronounce. An empty form means that the token may stay silent.
    """

    text: str
    span: tuple[int, int]
    readings: tuple[Spoken, ...]

    @property
    def ends_clause(self) -> bool:
        """Whether a mark after it suggests a pause."""
        return ends_clause(self.text)


def tokenize(text: str, language: str) -> tuple[Token, ...]:
    """Split a text into words with their readings.

    Args:
        text: the text to show, with or without markup.
        language: BCP 47 tag; English has the most readings.

    Returns:
        Tokens in order. Spans never overlap, and each contains something that can be spoken
        (unless the whole text contains nothing).
    """
    shown = _TAG.sub(lambda tag: "\x00" * len(tag.group()), text)
    tokens: list[Token] = []
    pending: int | None = None
    for found in re.finditer(r"[^\s\x00](?:\S*[^\s\x00])?", shown):
        start, end = found.span()
        readings = readings_of(found.group().replace("\x00", ""), language)
        if not readings:
            # It cannot be spoken: show it with the word before it, or with the next at the start.
            if tokens:
                tokens[-1] = _widen(tokens[-1], shown, tokens[-1].span[0], end)
            elif pending is None:
                pending = start
            continue
        first = start if pending is None else pending
        pending = None
        tokens.append(_widen(Token("", (first, end), readings), shown, first, end))
    if language.partition("-")[0] == "en":
        tokens = list(_move_currencies(tokens))
    return tuple(tokens)


def join_tokens(kept: Token, silent: Token, text: str) -> Token:
    """Join a token with a neighbour that stayed silent."""
    shown = _TAG.sub(lambda tag: "\x00" * len(tag.group()), text)
    start = min(kept.span[0], silent.span[0])
    return _widen(kept, shown, start, max(kept.span[1], silent.span[1]))


def _widen(token: Token, shown: str, start: int, end: int) -> Token:
    text = shown[start:end]
    if "\x00" in text:
        # Where markup stood between them, its spaces are removed with it.
        text = " ".join(text.replace("\x00", "").split())
    return replace(token, text=text, span=(start, end))


def _move_currencies(tokens: list[Token]) -> Iterable[Token]:
    """Move the currency to the amount: "$5 million" is read "five million dollars"."""
    currency: tuple[Spoken, ...] = ()
    for index, token in enumerate(tokens):
        following = tokens[index + 1] if index + 1 < len(tokens) else None
        readings = token.readings
        if currency:
            readings = (*(form + name for form in readings for name in currency), *readings)
            currency = ()
        found = re.match(r"\W*([$€£¥₹])(\d[\d,.]*)", token.text)
        if (
            found
            and following
            and following.readings
            and following.readings[0][:1]
            and following.readings[0][0] in numbers.amount_words()
        ):
            plain = tuple(numbers.number_forms(found.group(2).rstrip(".,"), "en"))
            readings = (*plain, *readings)
            currency = numbers.currency_words(found.group(1))
        yield replace(token, readings=readings[:MAX_READINGS])
