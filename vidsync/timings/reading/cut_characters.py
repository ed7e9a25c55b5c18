"""Joins characters that are cut over two tokens.

Recognisers cut text between bytes, so half of a character may be in one token and half in
the next: as bytes, as half of a surrogate pair, or as U+FFFD for each half.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from vidsync.timings.reading.tokens import Token

_REPLACEMENT = "\ufffd"
_BROKEN = re.compile("[\ud800-\udfff\ufffd]")

_Owned = tuple[str, int]
"""A character, and the index of the token that has it."""


def mend_characters(tokens: Sequence[Token], text: str) -> list[Token]:
    """Return tokens whose characters are whole.

    A character belongs to the token that it begins in; a token without any of its own gives
    its time to the one before it.

    Args:
        tokens: in the document's order.
        text: their text; it tells which characters U+FFFD stands for.
    """
    if all(_is_whole(token.text) for token in tokens):
        return list(tokens)
    characters = [(each, index) for index, token in enumerate(tokens) for each in token.text]
    characters = _join_bytes(_join_pairs(characters))
    characters = _restore(characters, mend_text(text)) or characters
    texts = [""] * len(tokens)
    for character, owner in characters:
        texts[owner] += character
    mended: list[Token] = []
    for token, own in zip(tokens, texts, strict=True):
        if own or not token.text or not mended:
            mended.append(replace(token, text=own))
        else:
            mended[-1] = replace(mended[-1], end=mended[-1].end if token.end is None else token.end)
    return mended


def mend_text(text: str) -> str:
    """Return a text with U+FFFD for bytes and halves that are no characters."""
    if _is_whole(text):
        return text
    return "".join(each for each, _ in _join_bytes(_join_pairs([(each, 0) for each in text])))


def _is_whole(text: str) -> bool:
    return _BROKEN.search(text) is None


def _is_half(character: str) -> bool:
    return "\ud800" <= character <= "\udfff"


def _join_pairs(characters: Sequence[_Owned]) -> list[_Owned]:
    joined: list[_Owned] = []
    for character, owner in characters:
        last = joined[-1][0] if joined else ""
        if "\ud800" <= last <= "\udbff" and "\udc00" <= character <= "\udfff":
            whole = (last + character).encode("utf-16", "surrogatepass").decode("utf-16")
            joined[-1] = (whole, joined[-1][1])
        else:
            joined.append((character, owner))
    return joined


def _join_bytes(characters: Sequence[_Owned]) -> list[_Owned]:
    """Decode runs of bytes, which Python writes as U+DC80 to U+DCFF."""
    joined: list[_Owned] = []
    run: list[_Owned] = []
    for character, owner in [*characters, ("", 0)]:
        if "\udc80" <= character <= "\udcff":
            run.append((character, owner))
            continue
        joined += _decode_run(run)
        run = []
        if character:
            joined.append((_REPLACEMENT if _is_half(character) else character, owner))
    return joined


def _decode_run(run: Sequence[_Owned]) -> list[_Owned]:
    content = bytes(ord(character) - 0xDC00 for character, _ in run)
    try:
        decoded = content.decode()
    except UnicodeDecodeError:
        return [(_REPLACEMENT, owner) for _, owner in run]
    found: list[_Owned] = []
    place = 0
    for character in decoded:
        found.append((character, run[place][1]))
        place += len(character.encode())
    return found


def _restore(characters: Sequence[_Owned], text: str) -> list[_Owned] | None:
    """Replace each run of U+FFFD by what the text has there; None if the text differs."""
    if not text or _REPLACEMENT in text:
        return None
    restored: list[_Owned] = []
    cursor = len(text) - len(text.lstrip())
    index = 0
    if characters and characters[0][0].isspace():
        cursor = 0
    while index < len(characters):
        hole = index
        while index < len(characters) and characters[index][0] == _REPLACEMENT:
            index += 1
        begin = index
        while index < len(characters) and characters[index][0] != _REPLACEMENT:
            index += 1
        literal = "".join(character for character, _ in characters[begin:index])
        # A character has at most four bytes, and at least one.
        most = begin - hole
        place = text.find(literal, cursor, cursor + most + len(literal)) if literal else len(text)
        if place < 0 or place - cursor > most or (most and place == cursor):
            return None
        restored += [(each, characters[hole][1]) for each in text[cursor:place]]
        restored += characters[begin:index]
        cursor = place + len(literal)
    return restored
