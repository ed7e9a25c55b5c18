"""Repairs times where the repair is certain, for every format.

Services round, subtract and re-encode, so valid documents break the transcript's rules by
tiny amounts. A fault with only one possible meaning is repaired with a warning. Any other
fault is an error.
"""

from __future__ import annotations

import warnings
from collections.abc import Sequence
from dataclasses import replace
from itertools import zip_longest

from vidsync.errors import TimingError, VidsyncWarning
from vidsync.timings.base import Entry

HAIR = 0.001
"""Seconds by which neighbouring times may differ; the difference is not perceptible."""

NOISE = 1e-6
"""Seconds of float rounding (start + duration against the next start): no warning."""

OVERHANG = 0.05
"""Seconds by which a document may exceed its audio, since encoders trim and pad."""


def repair_entries(
    entries: Sequence[Entry], *, audio_duration: float | None, exact: bool = False
) -> list[Entry]:
    """Return the entries with all certain repairs; each then has an end.

    Args:
        entries: in the document's order.
        audio_duration: seconds, if known; times that exceed it by less than 50 ms are cut.
        exact: whether to keep everything that a transcript may hold, such as a small overlap.

    Raises:
        TimingError: an end is missing and can't be inferred; names the word.

    Warns:
        VidsyncWarning: once for each kind of repair, with the first entry repaired.
    """
    repairs: dict[str, list[str]] = {}

    def note(what: str, name: str) -> None:
        repairs.setdefault(what, []).append(name)

    result: list[Entry] = []
    earliest = 0.0
    for entry, following in zip_longest(entries, entries[1:]):
        start, end = entry.start, entry.end
        if end is None:
            end = _find_end(entry, following, audio_duration)
            note("had no end, and lasts to the end of the audio", entry.name)
        if earliest - HAIR <= start < earliest:
            if start < earliest - NOISE:
                before = "the start of the one before" if earliest else "0"
                note(f"began under 1 ms before {before}", entry.name)
            start = earliest
        if following is not None and not exact and following.start >= start:
            overlap = end - following.start
            if abs(overlap) < NOISE:
                end = following.start
            elif 0 < overlap <= HAIR:
                note("overlapped the next by under 1 ms", entry.name)
                end = following.start
        if start - HAIR <= end < start:
            if entry.end is not None and entry.end < entry.start - NOISE:
                note("ended under 1 ms before its own start", entry.name)
            end = start
        if audio_duration is not None and audio_duration < end < audio_duration + OVERHANG:
            if end > audio_duration + NOISE:
                note("reached past the audio's end by under 50 ms", entry.name)
            start, end = min(start, audio_duration), audio_duration
        earliest = max(earliest, start)
        # Adding 0 turns a negative zero into 0.
        result.append(replace(entry, start=start + 0.0, end=end + 0.0))
    for what, names in repairs.items():
        others = f" and {len(names) - 1} more" if len(names) > 1 else ""
        warnings.warn(f"{names[0]}{others} {what}: repaired", VidsyncWarning, stacklevel=4)
    return result


def _find_end(entry: Entry, following: Entry | None, audio_duration: float | None) -> float:
    if following is not None:
        raise TimingError(f"{entry.name} has no end")
    if audio_duration is None:
        raise TimingError(
            f"{entry.name} is the last and has no end",
            hint="give the length of its audio (audio_duration), which is where it ends",
        )
    if entry.start > audio_duration + OVERHANG:
        raise TimingError(
            f"{entry.name}: start is {entry.start:g} s, past the audio's end at "
            f"{audio_duration:g} s"
        )
    return max(entry.start, audio_duration)
