"""Repairs times where the repair is certain, for every format.

Services round, subtract and re-encode, so valid documents break the transcript's rules by
tiny amounts. A fault with only one possible meaning is repaired with a warning. Any other
fault is an error.
"""

from __future__ import annotations

import warnings
from collections.abc import Callable, Sequence
from itertools import pairwise, zip_longest
from math import inf

from vidsync.errors import TimingError, VidsyncWarning
from vidsync.timings.base import Entry
from vidsync.timings.reading.fields import HAIR, NOISE

OVERHANG = 0.05
"""Seconds by which a document may exceed its audio, since encoders trim and pad."""

ALIGN = "align the audio with the text to get times that are right (vidsync align)"
"""What to do about times that can't be repaired."""

_COLLAPSE = 3


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
    latest = inf if audio_duration is None else audio_duration
    for entry, following in zip_longest(entries, entries[1:]):
        start, end = entry.start, entry.end
        until = inf if exact or following is None else following.start
        if not (
            end is not None
            and earliest <= start <= end <= latest
            and start > 0
            and (end == until or end < until - HAIR)
        ):
            entry = _repair(entry, following, earliest, audio_duration, exact=exact, note=note)
            start = max(earliest, entry.start)
        result.append(entry)
        earliest = start
    for what, names in repairs.items():
        others = f" and {len(names) - 1} more" if len(names) > 1 else ""
        warnings.warn(f"{names[0]}{others} {what}: repaired", VidsyncWarning, stacklevel=4)
    return result


def _repair(
    entry: Entry,
    following: Entry | None,
    earliest: float,
    audio_duration: float | None,
    *,
    exact: bool,
    note: Callable[[str, str], None],
) -> Entry:
    """Return an entry with its certain repairs.

    Args:
        entry: may be in order already.
        following: the entry after it.
        earliest: seconds; the latest start before it.
        audio_duration: as for `repair_entries`.
        exact: as for `repair_entries`.
        note: called with each repair and the name of the entry.
    """
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
    # Adding 0 turns a negative zero into 0.
    return entry._replace(start=start + 0.0, end=end + 0.0)


def fit_to_audio(
    entries: Sequence[Entry], audio_duration: float | None, *, is_subtitles: bool
) -> list[Entry]:
    """Return the entries that are within the audio; a word across its end is cut there.

    Args:
        entries: in the document's order.
        audio_duration: seconds; None keeps all.
        is_subtitles: whether the document may be of a longer film, so that any number of its
            words may be past the end. If not, a quarter of them may.

    Raises:
        TimingError: too many words are past the end; names the first one.

    Warns:
        VidsyncWarning: words are cut or left out.
    """
    if audio_duration is None:
        return list(entries)
    limit = audio_duration + OVERHANG
    # Lines of subtitles are shown for some time after they are spoken.
    latest = audio_duration if is_subtitles else limit
    words = [entry for entry in entries if entry.is_word]
    past = [entry for entry in words if entry.start >= limit]
    if past and (len(past) == len(words) or (len(past) * 4 > len(words) and not is_subtitles)):
        raise TimingError(
            f"{past[0].name}: start is {past[0].start:g} s, past the audio's end at "
            f"{audio_duration:g} s",
            hint="is this the audio of the document? Align the audio with the text, or scale or "
            "shift the times",
        )
    fitted: list[Entry] = []
    cut: list[Entry] = []
    for entry in entries:
        if entry.start >= (limit if entry.is_word else audio_duration):
            continue
        if entry.end is not None and entry.end >= latest:
            cut += [entry] if entry.is_word else []
            entry = entry._replace(end=max(entry.start, audio_duration))
        fitted.append(entry)
    if is_subtitles:
        cut = []
    for found, what in ((cut, "is cut to it"), (past, "is left out")):
        if found:
            field = "end" if found is cut else "start"
            value = found[0].end if found is cut else found[0].start
            others = f", and so are {len(found) - 1} more words" if len(found) > 1 else ""
            warnings.warn(
                f"{found[0].name}: {field} is {value:g} s, past the audio's end at "
                f"{audio_duration:g} s: the word {what}{others}",
                VidsyncWarning,
                stacklevel=5,
            )
    return fitted


def squeeze_tail(entries: Sequence[Entry], count: int, audio_duration: float | None) -> list[Entry]:
    """Return the entries; the guessed times of the last words end with the audio.

    Args:
        entries: in the document's order.
        count: how many words at the end have guessed times.
        audio_duration: seconds; None changes nothing.
    """
    if not count or audio_duration is None:
        return list(entries)
    words = [index for index, entry in enumerate(entries) if entry.is_word][-count:]
    if not words:
        return list(entries)
    begin = entries[words[0]].start
    end = max(entries[index].end or 0.0 for index in words)
    if not begin < audio_duration < end:
        return list(entries)
    factor = (audio_duration - begin) / (end - begin)
    squeezed = list(entries)
    for index in words:
        entry = entries[index]
        start, last = (begin + (t - begin) * factor for t in (entry.start, entry.end or begin))
        squeezed[index] = entry._replace(start=start, end=min(last, audio_duration))
    return squeezed


def check_collapse(entries: Sequence[Entry]) -> None:
    """Tell of words that all start at one time, as services time text that they lost.

    Raises:
        TimingError: all words of the document do.

    Warns:
        VidsyncWarning: three or more words in a row do, or words have no length.
    """
    words = [entry for entry in entries if entry.is_word]
    first = _find_collapse(words)
    if not first:
        _tell_empty_words(words)
        return
    said = (
        f"{first[0].name} and the {len(first) - 1} words after it all have the start "
        f"{first[0].start:g} s"
    )
    if len(first) == len(words):
        raise TimingError(said, hint=ALIGN)
    warnings.warn(f"{said}: {ALIGN}", VidsyncWarning, stacklevel=5)


def _tell_empty_words(words: Sequence[Entry]) -> None:
    empty = [word for word in words if word.end == word.start]
    if empty:
        others = f", and {len(empty) - 1} more words have no length" if len(empty) > 1 else ""
        warnings.warn(
            f"{empty[0].name}: start and end are both {empty[0].start:g} s{others}: {ALIGN}",
            VidsyncWarning,
            stacklevel=6,
        )


def _find_collapse(words: Sequence[Entry]) -> Sequence[Entry]:
    """Return the first run of words with one start that is long enough; empty without one."""
    begin = 0
    for index, (last, word) in enumerate(pairwise(words), 1):
        if abs(word.start - last.start) <= HAIR and last.turn == word.turn:
            continue
        if index - begin >= _COLLAPSE:
            return words[begin:index]
        begin = index
    return words[begin:] if len(words) - begin >= _COLLAPSE else ()


def _find_end(entry: Entry, following: Entry | None, audio_duration: float | None) -> float:
    if following is not None:
        raise TimingError(f"{entry.name} has no end")
    if audio_duration is None:
        raise TimingError(
            f"{entry.name} is the last and has no end",
            hint="it ends with its audio: give that with --audio in the shell, or its length as "
            "audio_duration= in Python",
        )
    if entry.start > audio_duration + OVERHANG:
        raise TimingError(
            f"{entry.name}: start is {entry.start:g} s, past the audio's end at "
            f"{audio_duration:g} s"
        )
    return max(entry.start, audio_duration)
