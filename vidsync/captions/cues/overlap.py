"""Simultaneous speakers: separates their words, so that each one's make sentences."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from operator import attrgetter
from typing import Protocol, TypeVar

from vidsync.captions.cues.cue import Cue
from vidsync.timecode import milliseconds
from vidsync.transcript import Transcript, Word

# A silence of this length ends a stretch of speech, in seconds.
_STRETCH = 1.0
# Words that overlap by less count as consecutive: aligners and people are inexact.
_AT_ONCE = 0.08
# A last word that lasts this long into the next speaker's is spoken against it.
_DYING_AWAY = 0.6
# Nobody can read more simultaneous speakers than this.
_MOST_VOICES = 4
_MOST_COMPARED = 64


def split_voices(transcript: Transcript) -> tuple[Transcript, ...]:
    """Split a transcript into as many parts as people talk at once.

    If speakers take turns, the only part is the transcript itself. If they talk at once, their
    words alternate in time, and a cue could hold only one or two of them. In separate parts,
    each one's words stay together.

    Args:
        transcript: words in time order.

    Returns:
        The parts, which together have the same words. In each, nobody talks at the same time
        as another.
    """
    lanes: list[list[_Stretch]] = []
    sounding: list[list[_Stretch]] = []
    for stretch in _stretches(transcript):
        free = (n for n, lane in enumerate(sounding) if not any(map(stretch.interrupts, lane)))
        number = next(free, None)
        if number is None:
            if len(lanes) < _MOST_VOICES:
                lanes.append([])
                sounding.append([])
            number = len(lanes) - 1
        # A speaker who has finished cannot be interrupted.
        going_on = [other for other in sounding[number] if other.end > stretch.start]
        sounding[number] = [*going_on[-_MOST_COMPARED:], stretch]
        lanes[number].append(stretch)
    if len(lanes) < 2:
        return (transcript,)
    return tuple(
        replace(transcript, words=tuple(sorted(_words(lane), key=attrgetter("start"))))
        for lane in lanes
    )


def end_lingering(cues: Sequence[Cue]) -> tuple[Cue, ...]:
    """Return cues of several speakers in time order, none held while another one speaks.

    Args:
        cues: in any order; those of one speaker do not overlap.

    Returns:
        The same cues; two of them overlap only where their words do.
    """
    ordered = sorted(cues, key=lambda cue: cue.start)
    found = []
    for index, cue in enumerate(ordered):
        spoken_until = max(word.end for word in cue.words)
        end = cue.end
        for following in ordered[index + 1 :]:
            if following.start >= end:
                break
            if following.start >= spoken_until:
                end = following.start
        found.append(cue if end == cue.end else replace(cue, end=end))
    return tuple(found)


def merge_overlapping(cues: Sequence[Cue]) -> tuple[Cue, ...]:
    """Merge overlapping cues, for players that show one at a time.

    Args:
        cues: in time order.

    Returns:
        The cues themselves if none overlap. Otherwise, while several are on screen, one cue
        with the lines of all, each with its speaker's name.
    """

    def merge(shown: Sequence[Cue], start: float, end: float) -> Cue:
        lines = tuple(line for cue in shown for line in _add_name(cue))
        return Cue(lines, start, end, word_times=all(cue.word_times for cue in shown))

    return merge_simultaneous(cues, merge)


class _Timed(Protocol):
    @property
    def start(self) -> float: ...
    @property
    def end(self) -> float: ...


_AnyCue = TypeVar("_AnyCue", bound=_Timed)


def drop_empty(cues: Sequence[_AnyCue]) -> list[_AnyCue]:
    """Return the cues that last at least a millisecond after rounding."""
    return [cue for cue in cues if milliseconds(cue.end) > milliseconds(cue.start)]


def merge_simultaneous(
    cues: Sequence[_AnyCue], merge: Callable[[Sequence[_AnyCue], float, float], _AnyCue]
) -> tuple[_AnyCue, ...]:
    """Return cues of which only one is shown at a time.

    Args:
        cues: in time order; dataclasses with a start and an end.
        merge: returns one cue for several that are shown from a start to an end.
    """
    if all(one.end <= other.start for one, other in pairwise(cues)):
        return tuple(cues)
    changes = sorted({time for cue in cues for time in (cue.start, cue.end)})
    found: list[_AnyCue] = []
    shown: list[_AnyCue] = []
    following = 0
    for start, end in pairwise(changes):
        while following < len(cues) and cues[following].start <= start:
            shown.append(cues[following])
            following += 1
        shown = [cue for cue in shown if cue.end > start]
        if len(shown) == 1:
            found.append(replace(shown[0], start=start, end=end))  # type: ignore[type-var]
        elif shown:
            found.append(merge(shown, start, end))
    return tuple(found)


def _add_name(cue: Cue) -> tuple[tuple[Word, ...], ...]:
    name = " ".join(cue.speaker.split())
    if not name:
        return cue.lines
    first, *others = cue.lines
    return ((Word(f"{name}:", cue.start, cue.start), *first), *others)


@dataclass(frozen=True, slots=True)
class _Stretch:
    """What one speaker says without a longer silence."""

    words: list[Word]

    @property
    def start(self) -> float:
        return self.words[0].start

    @property
    def end(self) -> float:
        return max(word.end for word in self.words[-3:])

    def interrupts(self, other: _Stretch) -> bool:
        """Whether it begins while the other continues, and words of both are heard at once.

        Taking a turn while the last word fades is not an interruption.
        """
        goes_on = self.start < other.words[-1].start or other.end - self.start > _DYING_AWAY
        return goes_on and _overlap(self.words, other.words)


def _stretches(transcript: Transcript) -> Iterable[_Stretch]:
    """Return the stretches of speech in the order in which they begin."""
    found: list[_Stretch] = []
    last: dict[str, _Stretch] = {}
    for word in transcript.words:
        speaker = "" if word.turn is None else transcript.turns[word.turn].speaker
        going_on = last.get(speaker)
        if going_on is not None and word.start - going_on.end < _STRETCH:
            going_on.words.append(word)
        else:
            last[speaker] = _Stretch([word])
            found.append(last[speaker])
    return found


def _overlap(some: Sequence[Word], others: Sequence[Word]) -> bool:
    one = other = 0
    while one < len(some) and other < len(others):
        a, b = some[one], others[other]
        if min(a.end, b.end) - max(a.start, b.start) > _AT_ONCE:
            return True
        if a.end <= b.end:
            one += 1
        else:
            other += 1
    return False


def _words(lane: Iterable[_Stretch]) -> Iterable[Word]:
    return (word for stretch in lane for word in stretch.words)
