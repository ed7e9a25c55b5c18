"""Estimates the times of words that have none, from their neighbours and their letters."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from vidsync.transcript import Phone

# Seconds of a letter: people speak about 15 characters a second.
_A_CHARACTER = 1 / 15


@dataclass(slots=True)
class Item:
    """A word or a pause before its missing times are filled in.

    Attributes:
        text: as shown.
        start: seconds; None if it is missing.
        end: seconds; None if it is missing.
        speaker: the speaker's name, or ``""``.
        confidence: 0 to 1, if known.
        group: items of one group are in order; groups may overlap.
        is_word: False for a pause.
        phones: sounds of the word.
        gap: what is written before it, if it differs from the usual gap of the script.
        span: character range in the text, if known.
        earliest: seconds; without a start, it does not begin before this time.
    """

    text: str
    start: float | None
    end: float | None
    speaker: str
    confidence: float | None
    group: int
    is_word: bool = True
    phones: tuple[Phone, ...] = ()
    gap: str | None = None
    span: tuple[int, int] | None = None
    earliest: float = 0.0


def estimate_length(text: str) -> float:
    """Return the usual seconds of a word; a digit is spoken as a word of some four letters."""
    digits = sum(map(str.isdigit, text))
    return _A_CHARACTER * (len(text) + 1 + 3 * digits)


def fill_starts(words: Sequence[Item]) -> int:
    """Give a time to each word without a start; return how many there were."""
    count = 0
    index = 0
    while index < len(words):
        if words[index].start is not None:
            index += 1
            continue
        after = index
        while after < len(words) and words[after].start is None:
            after += 1
        before = words[index - 1] if index else None
        following = words[after].start if after < len(words) else None
        _share_gap(words[index:after], before, following)
        count += after - index
        index = after
    return count


def _share_gap(run: Sequence[Item], before: Item | None, following: float | None) -> None:
    """Time words between two others, each for its usual length at most."""
    usual = sum(estimate_length(item.text) for item in run)
    limit = run[-1].end if run[-1].end is not None else following
    if before is None:
        begin = max(0.0, (limit or 0.0) - usual)
    elif before.end is not None:
        begin = before.end
    else:
        begin = (before.start or 0.0) + estimate_length(before.text)
        begin = begin if limit is None else min(begin, max(limit, before.start or 0.0))
    if limit is not None and begin < run[0].earliest <= limit:
        begin = run[0].earliest if before is None else max(run[0].earliest, limit - usual)
    end = begin + usual if limit is None else max(begin, min(limit, begin + usual))
    for item in run:
        item.start = begin
        begin += (end - begin) * estimate_length(item.text) / usual
        usual -= estimate_length(item.text)
        item.end = begin if usual > 0 else end


def fill_ends(words: Sequence[Item]) -> int:
    """Give an end to each word without one; return how many there were."""
    count = 0
    for index, item in enumerate(words):
        if item.end is not None or item.start is None:
            continue
        item.end = item.start + estimate_length(item.text)
        following = words[index + 1].start if index + 1 < len(words) else None
        if following is not None and following >= item.start:
            item.end = min(item.end, following)
        count += 1
    return count
