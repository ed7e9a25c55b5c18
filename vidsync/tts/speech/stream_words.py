"""Words of a stream, read from timed entries that arrive one after another."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from vidsync.errors import FormatError, TimestampsUnavailable, TimingError
from vidsync.timings import Entry
from vidsync.timings.reading.spans import add_punctuation, find_spans
from vidsync.transcript import Word

_TOLERANCE = 0.001
"""Seconds by which neighbouring times may overlap."""
_SEARCH_LENGTH = 1000
"""Characters of the text in which the next words of a stream are searched."""


class WordReader:
    """Reads words from timed entries, and checks that they are in order of time.

    Args:
        name: the service's name, for errors.
    """

    def __init__(self, name: str) -> None:
        self._name = name
        self._latest = 0.0

    def read(self, entries: Iterable[Entry], *, offset: float = 0.0) -> Iterator[Word]:
        """Yield the words among the next entries.

        Args:
            entries: from a timing format.
            offset: seconds of audio before time 0 of the entries.

        Raises:
            TimestampsUnavailable: a word starts before the one before it, or ends before
                it starts.
        """
        for entry in entries:
            start = entry.start + offset
            end = start if entry.end is None else entry.end + offset
            if not entry.is_word:
                continue
            if start < self._latest - _TOLERANCE or end < start - _TOLERANCE:
                raise TimestampsUnavailable(
                    f"{self._name} gave word times that can't be used: {entry.name} is out of order"
                )
            self._latest = max(start, self._latest)
            yield Word(entry.text, self._latest, max(end, self._latest), phones=entry.phones)


class TextWordReader:
    """Reads words from timed entries, and finds their places in the text.

    Each word is held back until the next one arrives. The next one shows where the word
    is, if something before it was spoken otherwise than it is written.

    Args:
        name: the service's name, for errors.
        text: the whole text.
    """

    def __init__(self, name: str, text: str) -> None:
        self._words = WordReader(name)
        self._text = text
        self._passed = 0
        self._waiting: list[Word] = []

    def read(self, entries: Iterable[Entry]) -> Iterator[Word]:
        """Yield the words that the next entries complete.

        Raises:
            TimestampsUnavailable: as for `WordReader.read`.
        """
        self._waiting += self._words.read(entries)
        return self._place(self._waiting[:-1])

    def finish(self) -> Iterator[Word]:
        """Yield the word that was held back, after the last entry."""
        return self._place(self._waiting)

    def _place(self, words: list[Word]) -> Iterator[Word]:
        nearby = self._text[self._passed : self._passed + _SEARCH_LENGTH]
        spans = find_spans([word.text for word in self._waiting], nearby)
        self._waiting = self._waiting[len(words) :]
        offset = self._passed
        for word, found in zip(words, spans, strict=False):
            if found is None:
                yield word
                continue
            span = (found[0] + offset, found[1] + offset)
            self._passed = span[1]
            shown = add_punctuation(span, self._text)
            yield replace(word, span=span, text=shown if word.text in shown else word.text)


def build_times_error(name: str, error: FormatError | TimingError) -> TimestampsUnavailable:
    """Build the error for times in a stream that can't be used."""
    return TimestampsUnavailable(
        f"{name} gave word times that can't be used: {error.message}", hint=error.hint
    )
