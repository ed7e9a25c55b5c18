"""Build the words of a text from the phones of its tokens."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from vidsync.transcript import Phone, Word
from vidsync.writing import is_opening, is_speakable


@dataclass(slots=True)
class Token:
    """A part of a text between white space, and how it is spoken.

    Attributes:
        start: offset in the text.
        end: offset, exclusive.
        phones: in order of time, in seconds from the start of the speech.
    """

    start: int
    end: int
    phones: list[Phone] = field(default_factory=list)


def build_words(tokens: Sequence[Token], text: str) -> list[Word]:
    """Return the words of a text; each has at least one phone.

    A token that is silent, or only punctuation, joins the word before it. An opening bracket, or
    such a token at the start, joins the word after it.

    Args:
        tokens: all of the text, in order.
        text: what was spoken.
    """
    groups: list[list[Token]] = []
    waiting: list[Token] = []
    for token in tokens:
        written = text[token.start : token.end]
        if token.phones and is_speakable(written):
            groups.append([*waiting, token])
            waiting = []
        elif groups and not waiting and not is_opening(written):
            groups[-1].append(token)
        else:
            waiting.append(token)
    if waiting and groups:
        groups[-1] += waiting
    return [_build_word(group, text) for group in groups]


def _build_word(group: Sequence[Token], text: str) -> Word:
    phones = tuple(phone for token in group for phone in token.phones)
    start, end = group[0].start, group[-1].end
    return Word(
        text=" ".join(text[start:end].split()),
        start=phones[0].start,
        end=phones[-1].end,
        span=(start, end),
        phones=phones,
    )
