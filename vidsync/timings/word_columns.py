"""The words of a long subtitle file as columns, and the shortest way to a transcript.

A file of 10 MB has a million words. To make an entry of each, only to check it and make a word
of it, takes as long as everything else together.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property, partial
from itertools import compress, repeat
from operator import le, sub
from typing import overload

from vidsync.timings.base import Entry
from vidsync.timings.reading.fields import HAIR, shorten
from vidsync.transcript import Word
from vidsync.transcript.word import build_word


@dataclass(frozen=True)
class WordColumns(Sequence[Entry]):
    """Words in the order of their starts; a sequence of entries that is made when it is used.

    Attributes:
        texts: of the words.
        starts: seconds.
        ends: seconds; never before the start.
        gaps: what is written before each, if it differs from the usual gap of the script.
        turns: index of the turn of each; None if the file names no speakers.
    """

    texts: list[str]
    starts: list[float]
    ends: list[float]
    gaps: list[str | None]
    turns: list[int] | None

    def __len__(self) -> int:
        return len(self.texts)

    def __iter__(self) -> Iterator[Entry]:
        return iter(self._entries)

    @overload
    def __getitem__(self, index: int) -> Entry: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[Entry]: ...
    def __getitem__(self, index: int | slice) -> Entry | Sequence[Entry]:
        return self._entries[index]

    @cached_property
    def _entries(self) -> tuple[Entry, ...]:
        # Most words occur often: each is quoted once.
        quoted = {text: shorten(text) for text in set(self.texts)}
        columns = zip(
            [f"word {number} ({quoted[text]})" for number, text in enumerate(self.texts, 1)],
            self.texts,
            self.starts,
            self.ends,
            repeat(True),
            repeat(None),
            repeat(None) if self.turns is None else self.turns,
            repeat(()),
            repeat(None),
            self.gaps,
            strict=False,
        )
        return tuple(map(partial(tuple.__new__, Entry), columns))

    def make_entry(self, index: int) -> Entry:
        """Return one entry, without its place in the file."""
        return Entry(
            "",
            self.texts[index],
            self.starts[index],
            self.ends[index],
            turn=None if self.turns is None else self.turns[index],
            gap=self.gaps[index],
        )

    def select(self, texts: Sequence[str | None]) -> WordColumns:
        """Return the words with other texts, without those whose text is None."""
        kept = [text is not None for text in texts]
        return WordColumns(
            [text for text in texts if text is not None],
            list(compress(self.starts, kept)),
            list(compress(self.ends, kept)),
            list(compress(self.gaps, kept)),
            None if self.turns is None else list(compress(self.turns, kept)),
        )

    def are_in_order(self) -> bool:
        """Tell whether the times need no repair."""
        starts, ends = self.starts, self.ends
        if not (starts and starts[0] >= 0 and starts == sorted(starts)):
            return False
        gaps = map(sub, starts[1:], ends)
        return all(map(le, starts, ends)) and not [gap for gap in gaps if gap and gap <= HAIR]

    def words(self) -> tuple[Word, ...]:
        """Return the words of a transcript."""
        turns = repeat(None) if self.turns is None else self.turns
        return tuple(
            map(
                build_word,
                self.texts,
                self.starts,
                self.ends,
                repeat(None),
                turns,
                repeat(()),
                repeat(None),
                self.gaps,
            )
        )
