"""Keeps stretches of a transcript's time, end to end, as a cut video has them."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import accumulate
from math import isfinite
from typing import TYPE_CHECKING, TypeVar

from vidsync.errors import TimingError
from vidsync.transcript.engine_visemes import Viseme
from vidsync.transcript.spacing import gap_between
from vidsync.transcript.times import Timed
from vidsync.transcript.word import Pause, Phone, Word

if TYPE_CHECKING:
    from vidsync.transcript.transcript import Transcript

_Item = TypeVar("_Item", Word, Phone, Pause, Viseme)

# The part of a word that must be kept for the word to stay.
_HALF = 0.5


class KeptTime:
    """The stretches of time that are kept, and where each time is after the cut.

    Args:
        spans: start and end of each stretch in seconds; in order, without overlaps.

    Raises:
        TimingError: a span is empty, not finite or not after the one before it.
    """

    def __init__(self, spans: Iterable[tuple[float, float]]) -> None:
        self.spans = [(float(start), float(end)) for start, end in spans]
        before = 0.0
        for start, end in self.spans:
            if not (isfinite(start) and isfinite(end) and before <= start < end):
                raise TimingError(
                    f"{start!r} to {end!r} s can't be kept: it is empty, or not after what is "
                    "kept before it"
                )
            before = end
        lengths = [end - start for start, end in self.spans]
        self._begins = [0.0, *accumulate(lengths)]
        self._ends = [end for _, end in self.spans]

    @property
    def duration(self) -> float:
        """Seconds of all stretches together."""
        return self._begins[-1]

    def place(self, item: Timed, least: float = 0.0) -> tuple[float, float] | None:
        """Return the start and end of an item after the cut; None if it is cut away.

        Args:
            item: anything with a start and an end in seconds.
            least: the part of its length that has to be kept, 0 to 1; with 0, any part.
        """
        first = bisect_right(self._ends, item.start)
        if first == len(self.spans):
            # What has no length at the very end is still heard there.
            at_end = self.spans and item.start == item.end == self._ends[-1]
            return (self.duration, self.duration) if at_end else None
        start, end = self.spans[first]
        if item.end <= item.start:
            return (
                (moved := self._begins[first] + item.start - start, moved)
                if (item.start >= start)
                else None
            )
        placed_start = self._begins[first] + max(item.start, start) - start
        placed_end, kept = placed_start, 0.0
        for index in range(first, len(self.spans)):
            start, end = self.spans[index]
            if start >= item.end:
                break
            until = min(item.end, end)
            kept += until - max(item.start, start)
            placed_end = self._begins[index] + until - start
        return (
            (placed_start, placed_end)
            if kept > 0 and kept >= least * (item.end - item.start)
            else None
        )

    def place_word(self, word: Word) -> tuple[float, float] | None:
        """Return the start and end of a word after the cut; None if less than half is kept."""
        return self.place(word, _HALF)

    def move(self, items: Iterable[_Item]) -> tuple[_Item, ...]:
        """Return the items of which a part is kept, with their times after the cut."""
        return tuple(
            replace(item, start=placed[0], end=placed[1])
            for item in items
            if (placed := self.place(item)) is not None
        )


@dataclass(frozen=True, slots=True)
class _KeptWord:
    """A word that stays: its index before the cut, and the word with its new times."""

    index: int
    word: Word


def keep_spans(
    transcript: Transcript,
    spans: Iterable[tuple[float, float]],
    *,
    texts: Mapping[int, str] | None = None,
) -> Transcript:
    """Return a transcript of the given stretches of time, joined end to end.

    A word stays if at least half of it is kept. Phones, pauses, visemes and spoken words are
    moved along, and clipped where a cut goes through them.

    Args:
        transcript: the words before the cut.
        spans: start and end of each kept stretch in seconds; in order, without overlaps.
        texts: new texts of words, by their index in `transcript`.

    Returns:
        The transcript after the cut; its text has only the words that stay.

    Raises:
        TimingError: a span is empty, not finite or not after the one before it.
    """
    kept_time = KeptTime(spans)
    kept = _keep_words(transcript.words, kept_time)
    words, text = _rebuild_text(kept, transcript, texts or {})
    pauses, visemes = kept_time.move(transcript.pauses), kept_time.move(transcript.visemes)
    spoken = tuple(each.word for each in _keep_words(transcript.spoken, kept_time))
    # Sums of floats can end a hair after the sum of their sums.
    ends = [item.end for items in (words, spoken, pauses, visemes) for item in items]
    return replace(
        transcript,
        words=words,
        text=text,
        duration=max(kept_time.duration, *ends, 0.0),
        pauses=pauses,
        visemes=visemes,
        spoken=spoken,
    )


def _keep_words(words: Sequence[Word], kept_time: KeptTime) -> list[_KeptWord]:
    kept = []
    for index, word in enumerate(words):
        placed = kept_time.place_word(word)
        if placed is not None:
            start, end = placed
            moved = replace(word, start=start, end=end, phones=kept_time.move(word.phones))
            kept.append(_KeptWord(index, moved))
    return kept


def _rebuild_text(
    kept: Sequence[_KeptWord], transcript: Transcript, texts: Mapping[int, str]
) -> tuple[tuple[Word, ...], str]:
    """Return the words that stay, and their text, into which their spans point."""
    if not transcript.text:
        return tuple(
            replace(each.word, text=texts.get(each.index, each.word.text)) for each in kept
        ), ""
    pieces: list[str] = []
    length = 0
    words: list[Word] = []
    for number, each in enumerate(kept):
        before = kept[number - 1] if number else None
        old = each.word.span
        if before is not None and old is not None and old == before.word.span:
            words.append(replace(each.word, span=words[-1].span))  # several words of one number
            continue
        shown = texts.get(each.index)
        source = transcript.text[old[0] : old[1]] if old else each.word.text
        between = _text_before(each, before, transcript)
        written = source if shown is None else shown
        pieces += [between, written]
        begin = length + len(between)
        length = begin + len(written)
        span = (begin, length) if old is not None else None
        words.append(replace(each.word, text=shown or each.word.text, span=span))
    last = kept[-1] if kept else None
    if last is not None and last.word.span and last.index == len(transcript.words) - 1:
        pieces.append(transcript.text[last.word.span[1] :])
    return tuple(words), "".join(pieces)


def _text_before(each: _KeptWord, before: _KeptWord | None, transcript: Transcript) -> str:
    """Return what is written between two words that stay."""
    old = each.word.span
    if before is None:
        return transcript.text[: old[0]] if old and each.index == 0 else ""
    was = before.word.span
    if old is None or was is None or was[1] > old[0]:
        return gap_between(before.word, each.word)
    between = transcript.text[was[1] : old[0]]
    if each.index == before.index + 1:
        return between
    breaks = between.count("\n")
    return "\n" * min(breaks, 2) if breaks else gap_between(before.word, each.word)
