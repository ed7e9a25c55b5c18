"""Repairs a transcript in which words were moved by hand: their phones follow them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from vidsync.timings.base import Entry
from vidsync.timings.building.repair import OVERHANG
from vidsync.transcript import Turn

# Seconds. Phones that begin and end so near the edges of their word fill it.
_AT_EDGE = 1e-3


def fit_phones(entries: Sequence[Entry]) -> tuple[tuple[Entry, ...], tuple[str, ...]]:
    """Scale phones to their word if it was moved by hand.

    It was moved if its phones begin before it. It was also moved if they do not fill it, but fill
    most other words of the document.

    Returns:
        The entries, and a sentence if phones were scaled.
    """
    with_phones = [entry for entry in entries if entry.phones]
    filled = sum(_fills(entry) for entry in with_phones)
    mostly_filled = 2 * filled > len(with_phones)
    fitted: list[Entry] = []
    names: list[str] = []
    for entry in entries:
        moved = entry.phones and (
            entry.phones[0].start < entry.start or (mostly_filled and not _fills(entry))
        )
        if moved and _is_ordered(entry):
            names.append(entry.name)
            entry = _scale_phones(entry)
        fitted.append(entry)
    if not names:
        return tuple(fitted), ()
    others = f" and of {len(names) - 1} more" if len(names) > 1 else ""
    return tuple(fitted), (
        f"the phones of {names[0]}{others} have other times than the word: fitted to it",
    )


def find_overlaps(words: Sequence[Entry], turns: Sequence[Turn]) -> tuple[str, ...]:
    """Return a sentence about words of one speaker that overlap; none for a few hundredths."""
    last: dict[str, Entry] = {}
    found: list[tuple[Entry, Entry]] = []
    for word in words:
        known = word.turn is not None and 0 <= word.turn < len(turns)
        speaker = turns[word.turn or 0].speaker if known else ""
        before = last.get(speaker)
        # A word that begins before the one before it is an error, which is told elsewhere.
        in_order = before is not None and word.start >= before.start
        if before is not None and in_order and (before.end or 0.0) - word.start > OVERHANG:
            found.append((before, word))
        if before is None or (word.end or 0.0) >= (before.end or 0.0):
            last[speaker] = word
    if not found:
        return ()
    before, word = found[0]
    others = f"; {len(found) - 1} more overlap" if len(found) > 1 else ""
    return (
        f"{word.name} begins {(before.end or 0.0) - word.start:.2f} s before {before.name} "
        f"ends{others}",
    )


def _fills(entry: Entry) -> bool:
    first, last = entry.phones[0], entry.phones[-1]
    end = entry.start if entry.end is None else entry.end
    return abs(first.start - entry.start) <= _AT_EDGE and abs(last.end - end) <= _AT_EDGE


def _is_ordered(entry: Entry) -> bool:
    """Whether the word and its phones can be scaled: each ends after it begins."""
    times = [phone.start for phone in entry.phones]
    ends = all(phone.end >= phone.start for phone in entry.phones)
    return ends and times == sorted(times) and entry.start <= (entry.end or 0.0)


def _scale_phones(entry: Entry) -> Entry:
    start, end = entry.start, entry.end or entry.start
    first = entry.phones[0].start
    last = max(phone.end for phone in entry.phones)
    factor = (end - start) / (last - first) if last > first else 0.0

    def move(time: float) -> float:
        return min(start + (time - first) * factor, end)

    phones = tuple(
        replace(phone, start=move(phone.start), end=move(phone.end)) for phone in entry.phones
    )
    return entry._replace(phones=phones)
