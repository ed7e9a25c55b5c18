"""Sounds that are timed beside the words, given to the words they belong to.

Services that time sounds give one list of them, without word boundaries.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import replace
from operator import attrgetter

from vidsync.timings.base import Entry
from vidsync.transcript import Phone

SILENCES = {"", "sil", "sp", "pau", "_", "<sil>", "[silence]"}
"""What services write where there is no sound."""


_MOST_OVERLAPPING = 64
"""Words before a sound that are looked at: more are never spoken at the same time."""


def assign_phones(words: Sequence[Entry], phones: Sequence[Phone]) -> list[Entry]:
    """Each phone given to the word it is mostly in, or else nearest to."""
    if not words:
        return []
    starts = [word.start for word in words]
    shares: list[list[Phone]] = [[] for _ in words]
    for phone in sorted(phones, key=attrgetter("start")):
        # The word after the phone may be the nearest.
        last = min(bisect_right(starts, phone.end), len(words) - 1)
        near = range(max(0, last - _MOST_OVERLAPPING), last + 1)
        # Of equals the first: what is cut at its word's edges then stays with the word.
        shares[max(near, key=lambda index: _measure_overlap(words[index], phone))].append(phone)
    return [replace(word, phones=tuple(share)) for word, share in zip(words, shares, strict=True)]


def _measure_overlap(word: Entry, phone: Phone) -> float:
    """Seconds that a phone and a word share; less than 0, how far they are apart."""
    end = word.start if word.end is None else word.end
    return min(end, phone.end) - max(word.start, phone.start)
