"""Parallel arrays of texts and times, and characters put together into words.

Several services send such arrays, in one answer or chunk by chunk; what their fields
are called is the formats' business.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from vidsync.errors import FormatError
from vidsync.timings.base import Entry
from vidsync.timings.reading import fields
from vidsync.timings.reading.fields import Object
from vidsync.timings.reading.repair import HAIR
from vidsync.timings.reading.sentences import is_unspaced

Timed = tuple[str, float, float]
"""A text, its start and its end in seconds."""

Placed = tuple[int, int, Timed]
"""A timed character, with its index among all and its place in the text."""


@dataclass(frozen=True, slots=True)
class Columns:
    """What a service calls its arrays.

    Attributes:
        texts: the field of the texts.
        starts: the field of the start times.
        ends: the field of the end times, or of the durations.
        unit: how many of the document's units make a second.
        durations: whether `ends` holds durations.
    """

    texts: str
    starts: str
    ends: str
    unit: float = 1.0
    durations: bool = False

    def read(self, value: object, name: str) -> list[Timed]:
        """Texts with their start and end in seconds.

        Args:
            value: the object that has the arrays.
            name: what an error calls it.

        Raises:
            FormatError: an array is missing, or they are of different lengths.
            TimingError: a time is no number.
        """
        table = fields.as_object(value, name)
        texts, starts, ends = (
            fields.as_list(fields.get_required(table, field, name), f"{name}.{field}")
            for field in (self.texts, self.starts, self.ends)
        )
        if not len(texts) == len(starts) == len(ends):
            raise FormatError(
                f"{name} has {len(texts)} {self.texts}, {len(starts)} starts and {len(ends)} ends"
            )
        return [
            self._read_item({"text": text, "start": start, "end": end}, name, index)
            for index, (text, start, end) in enumerate(zip(texts, starts, ends, strict=True))
        ]

    def _read_item(self, item: Object, name: str, index: int) -> Timed:
        label = f"{name}, {fields.name_item('item', index, item['text'])}"
        start = fields.get_seconds(item, "start", label, unit=self.unit)
        end = fields.get_seconds(item, "end", label, unit=self.unit)
        return (
            fields.get_text(item, "text", label),
            start,
            start + end if self.durations else end,
        )


class ChunkClock:
    """Chunks of times on one clock, where each chunk may have begun a new one."""

    def __init__(self) -> None:
        self._offset = 0.0
        self._local_end = 0.0

    def place(self, chunk: Sequence[Timed], *, restarts: bool = False) -> list[Timed]:
        """A chunk's times on the clock of all chunks.

        Args:
            chunk: in order.
            restarts: whether it is known that each chunk's clock begins at 0; else a
                chunk that goes back in time is taken for one.
        """
        if chunk and (restarts or chunk[0][1] < self._local_end - HAIR):
            self._offset += self._local_end
            self._local_end = 0.0
        self._local_end = max([self._local_end, *(end for _, _, end in chunk)])
        return [(text, start + self._offset, end + self._offset) for text, start, end in chunk]


def join_characters(characters: Sequence[Timed]) -> Iterator[tuple[Entry, int]]:
    """Words out of timed characters.

    A word is what stands between white space, timed from its first to its last letter;
    where a script has no spaces, each character is one, with the punctuation after it.

    Yields:
        A word with its place in the joined characters, and the index of the character it
        begins with.
    """
    position = 0
    begun: list[Placed] = []
    count = 0
    for index, timed in enumerate([*characters, (" ", 0.0, 0.0)]):
        text = timed[0]
        is_space = not text.strip()
        if begun and (is_space or _begins_another(text, begun)):
            yield _build_word(begun, count), begun[0][0]
            count += 1
            begun = []
        if not is_space:
            begun.append((index, position, timed))
        position += len(text)


def _begins_another(text: str, begun: Sequence[Placed]) -> bool:
    """Whether a character after some others begins a word by itself."""
    if is_unspaced(text):
        return any(_is_letter(timed[0]) for _, _, timed in begun)
    return _is_letter(text) and any(is_unspaced(timed[0]) for _, _, timed in begun)


def _build_word(begun: Sequence[Placed], count: int) -> Entry:
    text = "".join(timed[0] for _, _, timed in begun)
    letters = [timed for _, _, timed in begun if _is_letter(timed[0])] or [t for _, _, t in begun]
    first = begun[0][1]
    return Entry(
        name=fields.name_item("word", count, text),
        text=text,
        start=letters[0][1],
        end=max(letters[-1][2], letters[0][1]),
        span=(first, first + len(text)),
    )


def _is_letter(text: str) -> bool:
    return any(unicodedata.category(character)[0] in "LMNS" for character in text)
