"""Chooses where a cut begins and ends, so that no word is cut and a natural pause stays."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from vidsync.cutting.options import CutOptions
from vidsync.cutting.quiet import Levels, quiet_stretches
from vidsync.cutting.stretches import Stretch
from vidsync.cutting.word_choice import Reason, WordChoice
from vidsync.transcript import Transcript

# Seconds next to a removed word that go with it: its sound may begin before its time does.
_GUARD = 0.03
# Seconds of the longest pause that stays where words are removed, if pauses are not shortened.
_LONGEST_PAUSE = 0.5
# Seconds by which an edge is moved to a quieter moment.
_NEAR = 0.08
# Seconds of the shortest piece of silence that is worth a cut.
_LEAST = 0.08


@dataclass(frozen=True, slots=True)
class Removal:
    """A stretch of the recording that is removed.

    Attributes:
        start: seconds.
        end: seconds.
        reason: why: ``filler``, ``repeat``, ``silence``, ``phrase``, ``range``, ``edited`` or
            ``trim``.
        text: what is said in it; empty for a silence.
    """

    start: float
    end: float
    reason: Reason
    text: str = ""


@dataclass(frozen=True, slots=True)
class Gap:
    """What is between two words that stay.

    Attributes:
        start: the end of the word before; 0 at the beginning.
        end: the start of the word after; the end of the recording at the end.
        removed: indices of the words in it, all of which are removed.
        is_first: whether no word that stays is before it.
        is_last: whether no word that stays is after it.
    """

    start: float
    end: float
    removed: range
    is_first: bool
    is_last: bool


def find_gaps(transcript: Transcript, choice: WordChoice, duration: float) -> Iterator[Gap]:
    """Yield what is between the words that stay, from the beginning to the end."""
    words = transcript.words
    start, after, is_first = 0.0, 0, True
    for index, word in enumerate(words):
        if index in choice.reasons:
            continue
        yield Gap(start, word.start, range(after, index), is_first, False)
        # Where words overlap, the later end counts.
        start, after, is_first = max(start, word.end), index + 1, False
    yield Gap(start, duration, range(after, len(words)), is_first, True)


def cut_words(
    gap: Gap,
    transcript: Transcript,
    choice: WordChoice,
    options: CutOptions,
    levels: Levels | None,
) -> Iterator[Removal]:
    """Yield the cut that removes the words of a gap.

    Of the pauses before and after them, one of the longer one's length stays, on both sides in
    proportion, so that the words around the cut do not run into each other. The edges are moved
    to the quietest moment near by, since the times of words are not exact.

    Args:
        gap: what is between two words that stay.
        transcript: the words.
        choice: those that are removed.
        options: how long a pause may be.
        levels: of the sound; None if there is none.
    """
    if not gap.removed:
        return
    words = [transcript.words[index] for index in gap.removed]
    first = min(word.start for word in words)
    last = max(word.end for word in words)
    if last < gap.start or first > gap.end:
        return  # somebody else speaks meanwhile
    reason = _reason_of(gap, choice)
    text = " ".join(word.text for word in words)
    if all(choice.reasons[index] == "range" for index in gap.removed):
        yield Removal(first, last, "range", text)  # the rest of the stretch is removed as it is
        return
    before = 0.0 if gap.is_first else max(0.0, first - gap.start)
    after = 0.0 if gap.is_last else max(0.0, gap.end - last)
    left = _left_pauses(before, after, gap, options)
    start = 0.0 if gap.is_first else gap.start + left[0]
    end = gap.end if gap.is_last else gap.end - left[1]
    if levels is not None and before > 0:
        start = levels.quietest(max(gap.start, start - _NEAR), min(first, start + _NEAR), start)
    if levels is not None and after > 0:
        end = levels.quietest(max(last, end - _NEAR), min(gap.end, end + _NEAR), end)
    if start < end:
        yield Removal(start, end, reason, text)


def _left_pauses(before: float, after: float, gap: Gap, options: CutOptions) -> tuple[float, float]:
    """Return how much of the pauses before and after removed words stays."""
    longest = _LONGEST_PAUSE if options.left_of_pause is None else options.left_of_pause
    pause = min(max(before, after), max(longest, 2 * options.padding))
    if gap.is_first or gap.is_last:
        pause = min(pause, max(options.padding, longest / 2))
    share = before / (before + after) if before + after else 0.0
    return _leave(before, pause * share), _leave(after, pause * (1 - share))


def _leave(pause: float, wanted: float) -> float:
    """Return how much of a pause next to a removed word stays."""
    return min(wanted, max(pause - _GUARD, pause / 2))


def _reason_of(gap: Gap, choice: WordChoice) -> Reason:
    reasons = [choice.reasons[index] for index in gap.removed]
    return max(dict.fromkeys(reasons), key=reasons.count)


def cut_silences(
    gap: Gap, options: CutOptions, levels: Levels, threshold_db: float | None
) -> Iterator[Removal]:
    """Yield the cuts that shorten the pauses of a gap without words.

    Args:
        gap: what is between two words.
        options: how long a pause may be, and what is left of it.
        levels: of the recording.
        threshold_db: level below which it is quiet, in dBFS; None takes all between words for
            a pause.
    """
    assert options.silences is not None
    assert options.left_of_pause is not None
    if gap.removed or gap.end - gap.start <= options.silences:
        return
    start = gap.start if gap.is_first else gap.start + options.padding
    end = gap.end if gap.is_last else gap.end - options.padding
    quiet: list[Stretch] = [(gap.start, gap.end)]
    if threshold_db is not None:
        quiet = quiet_stretches(levels, threshold_db, gap.start, gap.end)
    for begun, over in quiet:
        if over - begun <= options.silences:
            continue
        left = options.left_of_pause
        # At the beginning and the end, all that is left is next to the word.
        lead = 0.0 if gap.is_first and begun <= gap.start + 0.05 else left / 2
        tail = 0.0 if gap.is_last and over >= gap.end - 0.05 else left / 2
        if not (lead and tail):
            lead, tail = (left if lead else 0.0), (left if tail else 0.0)
        cut = max(start, begun + lead), min(end, over - tail)
        if cut[1] - cut[0] >= _LEAST:
            yield Removal(*cut, "silence")
