"""The words of a transcript in the form in which they are compared."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from vidsync.errors import InputError
from vidsync.transcript import Transcript
from vidsync.writing import is_spaceless

_RUN = re.compile(r"(.)\1{2,}")


@dataclass(frozen=True, slots=True)
class Token:
    """A unit of comparison: a word or a part of one, or a character in scripts without spaces.

    Attributes:
        text: without case and punctuation.
        word: index of the word.
        begins: whether it is the first of its word.
        ends: whether it is the last of its word.
    """

    text: str
    word: int
    begins: bool
    ends: bool


def split_tokens(text: str) -> list[str]:
    """Return the tokens of a text: "Well-known, isn't it?" is well, known, isn't, it."""
    folded = unicodedata.normalize("NFC", text).casefold().replace("’", "'")
    tokens: list[str] = []
    run = ""
    for character in [*folded, " "]:
        kind = unicodedata.category(character)[0]
        if is_spaceless(character) or kind == "S":
            tokens += [run.strip("'")] if run.strip("'") else []
            tokens.append(character)
            run = ""
        elif kind in "LMN" or (character == "'" and run):
            run += character
        else:
            tokens += [run.strip("'")] if run.strip("'") else []
            run = ""
    return tokens


def tokens_of(transcript: Transcript) -> list[Token]:
    """Return the tokens of all words, in order; a word of punctuation alone has none."""
    tokens = []
    for index, word in enumerate(transcript.words):
        texts = split_tokens(word.text)
        tokens += [
            Token(text, index, place == 0, place == len(texts) - 1)
            for place, text in enumerate(texts)
        ]
    return tokens


def shorten_runs(text: str, count: int) -> str:
    """Return a token with runs of three or more of the same letter shortened to a number."""
    return _RUN.sub(lambda match: match[1] * count, text)


def find_phrase(tokens: Sequence[Token], phrase: str, *, whole: bool = True) -> Iterator[range]:
    """Yield the words of each place where a phrase is said.

    Args:
        tokens: of the transcript.
        phrase: one or more words; case and punctuation do not count.
        whole: whether the phrase has to begin and end with whole words.

    Raises:
        InputError: the phrase has no words.
    """
    wanted = split_tokens(phrase)
    if not wanted:
        raise InputError(f"the phrase {phrase!r} has no words")
    count = len(wanted)
    at = 0
    while at + count <= len(tokens):
        first, last = tokens[at], tokens[at + count - 1]
        if (
            first.text == wanted[0]
            and all(tokens[at + place].text == wanted[place] for place in range(1, count))
            and (not whole or (first.begins and last.ends))
        ):
            yield range(first.word, last.word + 1)
            at += count
        else:
            at += 1
