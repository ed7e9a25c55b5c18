"""Finds the words of a document in the source text.

Services return words with other punctuation, case or spacing, spell out numbers and leave
out text that they don't speak. Each word is searched for after the one before it. A word
that is not found has no span and does not affect its neighbours.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence

from vidsync.writing import has_core, has_letters, is_spaceless

_FARTHEST = 240
"""Characters of the source that may be skipped to find a word."""

_SAME = str.maketrans({"’": "'", "‘": "'", "ʼ": "'", "`": "'", "‐": "-", "‑": "-"})

Span = tuple[int, int]


class _Folded:
    """A text without case, width and spacing, and the index of each character in the original."""

    def __init__(self, text: str) -> None:
        characters: list[str] = []
        self.origins: list[int] = []
        for index, character in enumerate(text):
            folded = " " if character.isspace() else _fold(character)
            if folded == " " and characters and characters[-1] == " ":
                continue
            characters += folded
            self.origins += [index] * len(folded)
        self.text = "".join(characters)

    def span(self, start: int, end: int) -> Span:
        return self.origins[start], self.origins[end - 1] + 1


def _fold(text: str) -> str:
    return unicodedata.normalize("NFKC", text).casefold().translate(_SAME)


def _strip_punctuation(word: str) -> str:
    """Return a word without the punctuation around it."""
    inside = [index for index, character in enumerate(word) if has_core(character)]
    return word[inside[0] : inside[-1] + 1] if inside else ""


def _joins(text: str, index: int) -> bool:
    """Tell whether the characters before and at an index belong to one word."""
    if not 0 < index < len(text):
        return False
    return _in_spaced_script(text[index - 1]) and _in_spaced_script(text[index])


def _in_spaced_script(character: str) -> bool:
    if not (character.isalnum() or unicodedata.category(character)[0] == "M"):
        return False
    return not is_spaceless(character)


def find_spans(words: Sequence[str], text: str) -> list[Span | None]:
    """Return the character ranges of words in a text, in order.

    Args:
        words: as the document has them, in spoken order.
        text: the source text.

    Returns:
        The range of each word, end exclusive, or None if it is not found. An exact match is
        preferred to one without punctuation, case and width. A match further on, after other
        letters, counts only if the next word follows it there or the word is too long for a
        chance match.
    """
    source = _Folded(text)
    wanted = [" ".join(_fold(word).split()) for word in words]
    cores = [_strip_punctuation(word) for word in wanted]
    following_cores = [""]
    for core in reversed(cores[1:]):
        following_cores.append(core or following_cores[-1])
    following_cores.reverse()
    spans: list[Span | None] = []
    cursor = 0
    for index, word in enumerate(wanted):
        following = following_cores[index]
        match = _find_word(source.text, word, following, cursor)
        if match is None and cores[index] != word:
            match = _find_word(source.text, cores[index], following, cursor)
        if match is None:
            spans.append(None)
            continue
        spans.append(source.span(*match))
        cursor = match[1]
    return spans


def _find_word(source: str, word: str, following: str, cursor: int) -> Span | None:
    position = cursor
    limit = cursor + _FARTHEST + len(word)
    while word and (position := source.find(word, position, limit)) >= 0:
        end = position + len(word)
        if not (_joins(source, position) or _joins(source, end)):
            skips_words = has_letters(source[cursor:position])
            if not skips_words or _comes_next(source, following, end):
                return position, end
        position += 1
    return None


def _comes_next(source: str, following: str, end: int) -> bool:
    if not following:
        return False
    position = source.find(following, end, end + len(following) + 12)
    return position >= 0 and not has_letters(source[end:position])


def add_punctuation(span: Span, text: str) -> str:
    """Return a word as the source writes it, with the marks that touch it; see `widen_span`."""
    return text[slice(*widen_span(span, text))]


def widen_span(span: Span, text: str) -> Span:
    """Return a word's range with the marks that touch it.

    Marks between two words that touch belong to the one before, opening marks and currency
    signs to the one after: ``("Good", said…`` gives ``("Good",``, ``twenty-five`` gives
    ``twenty-`` and ``five``.
    """
    start, end = span
    first = start
    while first > 0 and not _in_word(text[first - 1]) and not text[first - 1].isspace():
        first -= 1
    if first > 0 and _in_word(text[first - 1]):
        # Another word touches the marks: only those that open belong to this one.
        while first < start and not all(map(_opens, text[first:start])):
            first += 1
    last = end
    while last < len(text) and not _in_word(text[last]) and not text[last].isspace():
        last += 1
    if last < len(text) and _in_word(text[last]):
        while last > end and _opens(text[last - 1]):
            last -= 1
    return first, last


def _in_word(character: str) -> bool:
    return unicodedata.category(character)[0] in "LMN"


def _opens(character: str) -> bool:
    """Tell whether a mark between two words that touch belongs to the second one."""
    return unicodedata.category(character) in {"Ps", "Pi", "Sc"} or character in "¿¡#@"


def utf16_to_characters(spans: Sequence[Span | None], text: str) -> list[Span | None]:
    """Convert ranges in UTF-16 units, as JavaScript counts, to ranges in characters.

    Returns:
        None for a range that cuts a character or lies outside the text.
    """
    units = {0: 0}
    passed = 0
    for index, character in enumerate(text, 1):
        passed += 2 if ord(character) > 0xFFFF else 1
        units[passed] = index
    return [
        (units[span[0]], units[span[1]]) if span and span[0] in units and span[1] in units else None
        for span in spans
    ]


def count_matches(words: Sequence[str], spans: Sequence[Span | None], text: str) -> int:
    """Count the document's spans that hold their word in this text.

    Returns:
        -1 if a span lies outside the text, so that none can be trusted.
    """
    if any(span and not span[0] <= span[1] <= len(text) for span in spans):
        return -1
    return sum(
        span is not None and _fold(text[slice(*span)]) == _fold(word)
        for word, span in zip(words, spans, strict=True)
    )
