"""Assigns sounds to the words that they belong to.

Services that time sounds send one list of them, without word boundaries.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from operator import attrgetter

from vidsync.timings.base import Entry
from vidsync.transcript import Phone

SILENCES = {"", "sil", "sp", "pau", "_", "<sil>", "[silence]"}
"""The symbols that services write for silence."""


_MOST_OVERLAPPING = 64
"""How many words before a sound are compared; more never overlap."""


def assign_phones(words: Sequence[Entry], phones: Sequence[Phone]) -> list[Entry]:
    """Return the words, each phone with the word it overlaps most, or else the nearest one."""
    if not words:
        return []
    starts = [word.start for word in words]
    shares: list[list[Phone]] = [[] for _ in words]
    for phone in sorted(phones, key=attrgetter("start")):
        # The word after the phone may be the nearest.
        last = min(bisect_right(starts, phone.end), len(words) - 1)
        near = range(max(0, last - _MOST_OVERLAPPING), last + 1)
        # Of two equal words take the first: a phone cut at its word's edge then stays with it.
        shares[max(near, key=lambda index: _measure_overlap(words[index], phone))].append(phone)
    return [word._replace(phones=tuple(share)) for word, share in zip(words, shares, strict=True)]


def _measure_overlap(word: Entry, phone: Phone) -> float:
    """Return the seconds that a phone and a word share; negative: the seconds between them."""
    end = word.start if word.end is None else word.end
    return min(end, phone.end) - max(word.start, phone.start)
