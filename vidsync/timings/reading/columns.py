"""Reads parallel arrays of texts and times, and joins characters into words.

Several services send such arrays, in one answer or chunk by chunk.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from vidsync.errors import FormatError
from vidsync.timings.base import Entry
from vidsync.timings.reading import fields
from vidsync.timings.reading.fields import HAIR, Object
from vidsync.writing import has_core, is_spaceless

Timed = tuple[str, float, float]
"""A text, its start and its end in seconds."""

Placed = tuple[int, int, Timed]
"""A timed character, its index among all characters, and its position in the text."""


@dataclass(frozen=True, slots=True)
class Columns:
    """The field names of a service's parallel arrays.

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
        """Return the texts with their start and end in seconds.

        Args:
            value: the object that has the arrays.
            name: its name in errors.

        Raises:
            FormatError: an array is missing, or the arrays differ in length.
            TimingError: a time is not a number.
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
    """Puts chunks of times on one clock; each chunk's times may begin at 0 again."""

    def __init__(self) -> None:
        self._offset = 0.0
        self._local_end = 0.0

    def place(self, chunk: Sequence[Timed], *, restarts: bool = False) -> list[Timed]:
        """Return a chunk's times on the clock of all chunks.

        Args:
            chunk: the next chunk, its times in order.
            restarts: whether every chunk's times are known to begin at 0. If not, only a chunk
                that goes back in time counts as such.
        """
        if chunk and (restarts or chunk[0][1] < self._local_end - HAIR):
            self._offset += self._local_end
            self._local_end = 0.0
        self._local_end = max([self._local_end, *(end for _, _, end in chunk)])
        return [(text, start + self._offset, end + self._offset) for text, start, end in chunk]


def join_characters(characters: Sequence[Timed]) -> Iterator[tuple[Entry, int]]:
    """Join timed characters into words.

    A word is the text between white space, timed from its first to its last letter. In a
    script without spaces, each character is a word, with the punctuation after it.

    Yields:
        A word with its span in the joined characters, and the index of its first character.
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
    """Tell whether a character begins a new word without a space before it."""
    if is_spaceless(text):
        return any(has_core(timed[0]) for _, _, timed in begun)
    return has_core(text) and any(is_spaceless(timed[0]) for _, _, timed in begun)


def _build_word(begun: Sequence[Placed], count: int) -> Entry:
    text = "".join(timed[0] for _, _, timed in begun)
    letters = [timed for _, _, timed in begun if has_core(timed[0])] or [t for _, _, t in begun]
    first = begun[0][1]
    return Entry(
        name=fields.name_item("word", count, text),
        text=text,
        start=letters[0][1],
        end=max(letters[-1][2], letters[0][1]),
        span=(first, first + len(text)),
    )
