"""Gives cues of subtitle files the time that they need to be read.

Where people speak fast, a cue appears a little before its first word, and the one before it ends
as much earlier; or it stays a little longer, and the next one appears as much later. Cues that
are drawn word by word keep the times of their words instead.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from math import ceil, floor, inf

from vidsync.captions.cues.cue import Cue
from vidsync.captions.cues.rules import Rules
from vidsync.captions.cues.segmentation import segment
from vidsync.captions.text.text import split_clusters
from vidsync.transcript import Transcript
from vidsync.transcript.spacing import join_words

MOST_SHIFT = 1.5
"""Seconds that a cue may appear before or after its first word, and the one before it end before
or after its last. The BBC's subtitle guidelines allow no more."""

# Times are rounded to milliseconds in a file: each end of a cue by half of one.
_ROUNDING = 0.001
_NOISE = 1e-6
# The shares of the time that a cue lacks, that it gets by appearing earlier.
_SHARES = (1.0, 0.0, 0.5, 0.75, 0.25)
# Cues on each side that may be moved to make room for one.
_NEIGHBOURS = 8


def segment_for_reading(
    transcript: Transcript, rules: Rules, *, earliest: float = 0.0, latest: float = inf
) -> tuple[Cue, ...]:
    """Segment a transcript into the cues of a subtitle file.

    Args:
        transcript: words of one voice, in time order.
        rules: the limits, which are those of the script of most letters.
        earliest: as for `give_reading_time`.
        latest: likewise. By default, the last cue may stay after the end of the sound.
    """
    cues = segment(transcript, rules)
    return give_reading_time(cues, rules, earliest=earliest, latest=latest)


def give_reading_time(
    cues: Sequence[Cue], rules: Rules, *, earliest: float = 0.0, latest: float = inf
) -> tuple[Cue, ...]:
    """Let cues that are too short or too fast appear earlier or stay longer.

    They take time from the cues before and after them, where these have more than they need.

    Args:
        cues: of one voice, in time order, without overlap.
        rules: the limits that the cues were made with.
        earliest: seconds before which no cue appears early.
        latest: seconds until which a cue may stay longer.

    Returns:
        The same cues. One that would still be too fast takes the pauses around it. One with a
        single word that lasts too long ends before its word does.
    """
    limits = rules.for_texts(word.text for cue in cues for word in cue.words)
    times = _Times(
        [cue.start for cue in cues],
        [_end(cue, limits) for cue in cues],
        [_need(cue, limits) for cue in cues],
        limits,
        earliest,
        latest,
    )
    for index in range(len(cues)):
        times.lengthen(index)
    return tuple(map(_set_times, cues, times.starts, times.ends))


@dataclass(frozen=True, slots=True)
class _Times:
    """The times of cues, and the changes that keep them in order.

    Attributes:
        starts: when each appears, in seconds; changed in place.
        ends: when each disappears; changed in place.
        needs: how long each must be shown.
        rules: the limits.
        earliest: when the first one may appear.
        latest: until when the last one may stay.
    """

    starts: list[float]
    ends: list[float]
    needs: list[float]
    rules: Rules
    earliest: float
    latest: float

    def lengthen(self, index: int) -> None:
        """Let a cue that is too short begin earlier, end later, or both, if it can."""
        start, end, need = self.starts[index], self.ends[index], self.needs[index]
        missing = need - (end - start)
        if missing <= _NOISE:
            return
        for share in _SHARES:
            target = _snap(start - share * (missing + _ROUNDING), self.rules)
            until = max(end, _snap_up(target + need + (1 - share) * _ROUNDING, self.rules))
            earlier = self._begin_earlier(index, target)
            later = self._end_later(index, until)
            if earlier is not None and later is not None:
                for number, time, its_end in earlier:
                    self.starts[number], self.ends[number] = time, its_end
                for number, its_start, time in later:
                    self.starts[number], self.ends[number] = its_start, time
                self.starts[index], self.ends[index] = target, until
                return
        self._take_pauses(index, need)

    def _take_pauses(self, index: int, need: float) -> None:
        """Let a cue that stays too fast use the pause after it, and then the one before it."""
        start, end = self.starts[index], self.ends[index]
        need = min(need + _ROUNDING, self.rules.max_duration)
        latest, earliest = self.latest, min(self.earliest, start)
        if index + 1 < len(self.starts):
            latest = self.starts[index + 1] - self._gap(index)
        if index:
            earliest = self.ends[index - 1] + self._gap(index - 1)
        until = _snap(min(start + need, end + MOST_SHIFT, latest), self.rules)
        self.ends[index] = end = max(end, until)
        begun = _snap_up(max(end - need, start - MOST_SHIFT, earliest), self.rules)
        self.starts[index] = min(start, begun)

    def _begin_earlier(self, index: int, start: float) -> list[tuple[int, float, float]] | None:
        """Return the new times of the cues before one that begins earlier; None if it cannot."""
        changed: list[tuple[int, float, float]] = []
        for number in range(index, max(-1, index - _NEIGHBOURS), -1):
            if start < self.starts[number] - MOST_SHIFT:
                return None
            before = number - 1
            if before < 0:
                return changed if start >= min(self.earliest, self.starts[0]) else None
            if start - self.ends[before] >= self._gap(before) - _NOISE:
                return changed
            end = start - self.rules.chain_gap
            start = min(
                self.starts[before], _snap(end - self.needs[before] - _ROUNDING, self.rules)
            )
            if end - start > self.rules.max_duration:
                return None
            changed.append((before, start, end))
        return None

    def _end_later(self, index: int, end: float) -> list[tuple[int, float, float]] | None:
        """Return the new times of the cues after one that ends later; None if it cannot."""
        changed: list[tuple[int, float, float]] = []
        for number in range(index, min(len(self.starts), index + _NEIGHBOURS)):
            if end > self.ends[number] + MOST_SHIFT:
                return None
            after = number + 1
            if after == len(self.starts):
                return changed if end <= max(self.latest, self.ends[number]) else None
            if self.starts[after] - end >= self._gap(number) - _NOISE:
                return changed
            start = end + self.rules.chain_gap
            if start > self.starts[after] + MOST_SHIFT:
                return None
            end = max(self.ends[after], _snap_up(start + self.needs[after] + _ROUNDING, self.rules))
            changed.append((after, start, end))
        return None

    def _gap(self, number: int) -> float:
        """Return the seconds that stay free after a cue: two cues touch, or are clear."""
        gap = self.starts[number + 1] - self.ends[number]
        return self.rules.chain_gap if gap < self.rules.min_gap - _NOISE else self.rules.min_gap


def _set_times(cue: Cue, start: float, end: float) -> Cue:
    if (cue.start, cue.end) == (start, end):
        return cue
    lines = tuple(
        tuple(
            replace(
                word,
                start=min(max(word.start, start), end),
                end=min(max(word.end, start), end),
                phones=(),
            )
            for word in line
        )
        for line in cue.lines
    )
    return replace(cue, lines=lines, start=start, end=end)


def _end(cue: Cue, rules: Rules) -> float:
    """Return when a cue ends: a single word is shown for no longer than a cue may last."""
    latest = _snap(cue.start + rules.max_duration, rules)
    return min(cue.end, latest) if len(cue.words) == 1 else cue.end


def _need(cue: Cue, rules: Rules) -> float:
    """Return the seconds that a cue needs."""
    length = len(split_clusters(join_words(cue.words)))
    return max(rules.min_duration, length / rules.reading_speed)


def _snap(time: float, rules: Rules) -> float:
    """Return the last frame at or before a time, or the time itself without a frame rate."""
    rate = rules.frame_rate
    return floor(time * rate + _NOISE) / rate if rate else time


def _snap_up(time: float, rules: Rules) -> float:
    """Return the first frame at or after a time, or the time itself without a frame rate."""
    rate = rules.frame_rate
    return ceil(time * rate - _NOISE) / rate if rate else time
