"""Converts a document's times to seconds of the audio: their unit, offset and scale."""

from __future__ import annotations

import warnings
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import chain
from math import inf, isfinite, log
from operator import sub
from typing import Literal, TypeVar, get_args

from vidsync.errors import InputError, TimingError, VidsyncWarning, near_matches
from vidsync.timings.base import Entry, Timings
from vidsync.timings.reading.fields import LONGEST
from vidsync.transcript import Phone, Viseme

Unit = Literal["s", "ms", "us", "ticks", "frames"]
"""Seconds, milliseconds, microseconds, ticks of 100 ns, or frames of a video."""

_IN_A_SECOND = {"s": 1.0, "ms": 1e3, "us": 1e6, "ticks": 1e7}
_NAMES = {
    "ms": "milliseconds",
    "us": "microseconds",
    "ticks": "ticks of 100 ns",
    "frames": "frames",
}

_USUAL_WORD = 0.3
_LONG_WORD = 5.0
"""Seconds; if half of the words of a document last longer, its unit is wrong."""
_LONG_LABEL = 60.0
"""The same for a single word, and for subtitles and labels."""
_LONG_SILENCE = 86_400.0
_FRAMES = 25.0

_Item = TypeVar("_Item", Phone, Viseme)


@dataclass(frozen=True, slots=True)
class Retiming:
    """How to convert the times of a document.

    Attributes:
        unit: of the document's times, where its format takes them as seconds; None is seconds,
            unless they are implausible, which is an error.
        fps: frames per second, for the unit `frames` and for times such as 00:00:01:12.
        offset: seconds that are added to every time.
        scale: every time is multiplied by it, before the offset.

    Raises:
        InputError: an option is out of range, or `frames` has no `fps`.
    """

    unit: str | None = None
    fps: float | None = None
    offset: float = 0.0
    scale: float = 1.0

    def __post_init__(self) -> None:
        if self.unit is not None and self.unit not in get_args(Unit):
            raise InputError(
                f"no unit of time {self.unit!r}", hint=near_matches(self.unit, get_args(Unit))
            )
        if self.fps is not None and not 1 <= self.fps <= 1000:
            raise InputError(f"{self.fps!r} frames per second is not within 1 and 1000")
        if self.unit == "frames" and self.fps is None:
            raise InputError(
                "times in frames need the frame rate", hint="give fps=25, or --fps 25 in the shell"
            )
        if not (isfinite(self.offset) and abs(self.offset) <= LONGEST):
            raise InputError(f"an offset of {self.offset!r} is not a number of seconds")
        if not 1e-6 <= self.scale <= 1e6:
            raise InputError(f"a scale of {self.scale!r} is not within 0.000001 and 1000000")

    def apply(self, timings: Timings) -> Timings:
        """Return the timings with all their times converted.

        Warns:
            VidsyncWarning: words would come before the audio, and are left out.
        """
        unit = self.unit or "s"
        per_second = (self.fps or 1.0) if unit == "frames" else _IN_A_SECOND[unit]
        factor = self.scale / per_second
        if factor == 1.0 and not self.offset:
            return timings

        def move(seconds: float) -> float:
            return seconds if seconds == inf else seconds * factor + self.offset

        def move_items(items: Iterable[_Item]) -> tuple[_Item, ...]:
            return tuple(
                replace(item, start=max(0.0, move(item.start)), end=move(item.end))
                for item in items
                if move(item.end) > 0
            )

        def move_entries(entries: Iterable[Entry]) -> tuple[Entry, ...]:
            return tuple(
                entry._replace(
                    start=move(entry.start),
                    end=None if entry.end is None else move(entry.end),
                    phones=move_items(entry.phones),
                )
                for entry in entries
            )

        return replace(
            timings,
            entries=_keep_heard(move_entries(timings.entries), self.offset),
            spoken=_keep_heard(move_entries(timings.spoken), self.offset, quiet=True),
            visemes=move_items(timings.visemes),
            duration=None if timings.duration is None else max(0.0, move(timings.duration)),
        )


def _keep_heard(
    entries: tuple[Entry, ...], offset: float, *, quiet: bool = False
) -> tuple[Entry, ...]:
    """Return the entries after 0; what a negative offset moves before it is left out."""
    if offset >= 0:
        return entries
    kept = tuple(
        entry._replace(start=max(0.0, entry.start))
        for entry in entries
        if entry.start >= 0 or (entry.end or 0.0) > 0
    )
    if len(kept) < len(entries) and not quiet:
        warnings.warn(
            f"the offset of {offset:g} s moves {len(entries) - len(kept)} words before the audio, "
            f"from {entries[0].name} on: left out",
            VidsyncWarning,
            stacklevel=5,
        )
    return kept


def are_seconds(starts: Sequence[float], ends: Sequence[float]) -> bool:
    """Tell whether times of lines of text can only be seconds, and need no other check."""
    lengths: list[float] = list(map(sub, ends, starts))
    latest = max(ends)
    return max(lengths) <= _LONG_LABEL and latest <= min(LONGEST, 1000 * sum(lengths))


def check_unit(
    timings: Timings, *, audio_duration: float | None, known: bool, is_subtitles: bool
) -> None:
    """Refuse times that can't be seconds.

    Args:
        timings: with times in seconds, if their unit is right.
        audio_duration: seconds, if known.
        known: whether the caller said the unit, so that only impossible times are refused.
        is_subtitles: whether the words are lines of text, which may last longer.

    Raises:
        TimingError: the words last minutes, the times are far past the audio's end, or no
            recording is as long; names the word and proposes a unit.
    """
    latest, where = _find_latest(timings)
    lengths = [
        end - start
        for entry in timings.entries
        if entry.is_word and (end := entry.end) is not None and end > (start := entry.start)
    ]
    limit = _LONG_LABEL if is_subtitles or len(lengths) < 2 else _LONG_WORD
    long = len([length for length in lengths if length > limit])
    if latest > LONGEST:
        problem = ", which is not a time in a recording"
    elif known:
        return
    elif long and long * 2 >= len(lengths):
        usual = sorted(lengths)[len(lengths) // 2]
        problem = f", and half of the words last {usual:g} s or longer: these are not seconds"
    elif audio_duration and latest > 100 * max(audio_duration, 1.0) and not is_subtitles:
        problem = f", but the audio lasts {audio_duration:g} s"
    elif latest > _LONG_SILENCE and sum(lengths) * 1000 < latest:
        problem = f", but all words last {sum(lengths):g} s together"
    else:
        return
    usual = sorted(lengths)[len(lengths) // 2] if lengths else latest / (len(timings.visemes) or 1)
    raise TimingError(f"{where} is {latest:g} s{problem}", hint=_propose_unit(usual))


def _find_latest(timings: Timings) -> tuple[float, str]:
    """Return the latest time and the name of its item and field."""
    latest, where = -1.0, ""
    # From the last entry on, as few times are later than those before them then.
    for entry in chain(reversed(timings.spoken), reversed(timings.entries)):
        if entry.end is not None and entry.end > latest:
            latest, where = entry.end, f"{entry.name}: end"
        if entry.start > latest:
            latest, where = entry.start, f"{entry.name}: start"
    duration = max(timings.duration or 0.0, 0.0)
    if duration > latest:
        latest, where = duration, "the duration"
    for index, viseme in enumerate(timings.visemes, 1):
        time = viseme.start if viseme.end == inf else viseme.end
        if time > latest:
            latest, where = time, f"viseme {index}: end"
    return latest, where


def _propose_unit(usual: float) -> str:
    """Return a hint with the unit in which a word has its usual length."""
    sizes: Sequence[tuple[str, float]] = [
        ("frames", _FRAMES),
        *((unit, size) for unit, size in _IN_A_SECOND.items() if unit != "s"),
    ]
    unit = min(sizes, key=lambda item: abs(log(max(usual, 1e-9) / item[1] / _USUAL_WORD)))[0]
    python, shell = f"unit={unit!r}", f"--unit {unit}"
    if unit == "frames":
        python, shell = f"{python}, fps=25", f"{shell} --fps 25"
    return (
        f"are its times {_NAMES[unit]}? Then give {python} in Python, or {shell} in the shell; "
        "give the unit s if they are right"
    )
