"""Joins punctuation that has an entry of its own to the word beside it."""

from __future__ import annotations

from collections.abc import Sequence

from vidsync.timings.base import Entry
from vidsync.timings.reading.tokens import join_texts
from vidsync.writing import has_core, is_opening


def join_marks(entries: Sequence[Entry]) -> list[Entry]:
    """Return the entries; punctuation joins the word before it, an opening mark the one after.

    A mark that the word has already is not added again. The word keeps its times, as a mark
    is silent: its own time becomes a pause.

    Raises:
        FormatError: a word has too many marks.
    """
    if all(map(has_core, {entry.text for entry in entries if entry.is_word})):
        return list(entries)
    joined: list[Entry] = []
    last: int | None = None
    opening = ""
    for entry in entries:
        if not entry.is_word:
            joined.append(entry)
        elif has_core(entry.text):
            last = len(joined)
            joined.append(entry._replace(text=opening + entry.text) if opening else entry)
            opening = ""
        elif last is None or is_opening(entry.text.strip()):
            opening = join_texts(opening, entry.text.strip())
        elif not joined[last].text.endswith(entry.text.strip()):
            joined[last] = _add(joined[last], entry)
            joined.append(entry._replace(is_word=False))
    if last is None:
        return list(entries)
    if opening:
        joined[last] = joined[last]._replace(text=join_texts(joined[last].text, opening))
    return joined


def _add(word: Entry, mark: Entry) -> Entry:
    touch = word.span is not None and mark.span is not None and word.span[1] == mark.span[0]
    span = (word.span[0], mark.span[1]) if touch and word.span and mark.span else word.span
    return word._replace(text=join_texts(word.text, mark.text.strip()), span=span)
