"""Moves mouth shapes, pauses and spoken forms along with the words they belong to.

When words move, everything else that their engine timed is stretched with them: a time within a
word keeps its place in the word, a time between two words its place between them.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import replace
from typing import TypeVar

from vidsync.transcript import Pause, Phone, Transcript, Viseme, Word

_Item = TypeVar("_Item", Word, Phone, Pause, Viseme)


def move_words(transcript: Transcript, words: Sequence[Word]) -> Transcript:
    """Return the transcript with its words moved, and everything else moved with them.

    Args:
        transcript: before.
        words: the same words in the same order, at other times.

    Returns:
        The transcript. Words that did not move, and what lies in them, keep their exact times.
    """
    times = _TimeMap(transcript, words)
    spoken = tuple(
        replace(word, phones=times.apply(word.phones)) for word in times.apply(transcript.spoken)
    )
    return replace(
        transcript,
        words=tuple(words),
        pauses=times.apply(transcript.pauses),
        visemes=times.apply(transcript.visemes),
        spoken=spoken,
    )


class _TimeMap:
    """Times before and after a move, between which other times are stretched."""

    def __init__(self, transcript: Transcript, words: Sequence[Word]) -> None:
        self._before = [0.0]
        self._after = [0.0]
        for old, new in zip(transcript.words, words, strict=True):
            self._add(old.start, new.start)
            self._add(old.end, new.end)
        self._add(transcript.duration, transcript.duration)

    def _add(self, before: float, after: float) -> None:
        # Words of an engine may overlap: a time that would reverse the order is left out.
        if before >= self._before[-1] and after >= self._after[-1]:
            self._before.append(before)
            self._after.append(after)

    def apply(self, items: tuple[_Item, ...]) -> tuple[_Item, ...]:
        moved: list[_Item] = []
        for item in items:
            start = self._map_start(item.start)
            moved.append(replace(item, start=start, end=max(start, self._map_end(item.end))))
        return tuple(moved)

    def _map_start(self, time: float) -> float:
        """Return a start's new time. Where two words touched before, it belongs to the second."""
        index = bisect_right(self._before, time)
        if self._before[index - 1] == time or index == len(self._before):
            return self._after[index - 1]
        return self._interpolate(index, time)

    def _map_end(self, time: float) -> float:
        """Return an end's new time. Where two words touched before, it belongs to the first."""
        index = bisect_left(self._before, time)
        if index == len(self._before):
            return self._after[-1]
        return self._after[index] if self._before[index] == time else self._interpolate(index, time)

    def _interpolate(self, index: int, time: float) -> float:
        first, last = self._before[index - 1 : index + 1]
        start, end = self._after[index - 1 : index + 1]
        if (first, last) == (start, end):
            return time
        return start + (time - first) / (last - first) * (end - start)
