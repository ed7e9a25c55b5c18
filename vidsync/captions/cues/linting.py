"""Checks cues against rules, and repairs them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Literal

from vidsync.captions.cues import weights
from vidsync.captions.cues.breaks import break_cost
from vidsync.captions.cues.cue import Cue, cues_to_transcript
from vidsync.captions.cues.reading_time import MOST_SHIFT, segment_for_reading
from vidsync.captions.cues.rules import Rules, profile
from vidsync.captions.text.text import clean_text, split_clusters
from vidsync.errors import CaptionError
from vidsync.timings.reading.phrases import can_break
from vidsync.transcript import Transcript, Word
from vidsync.transcript.spacing import gap_between, join_words
from vidsync.writing import is_spaceless

# Half a millisecond: the rounding of times in a file.
_ROUNDING = 0.00051


@dataclass(frozen=True, slots=True)
class Finding:
    """A broken rule in one place.

    Attributes:
        rule: its name: ``line-length``, ``lines``, ``words``, ``reading-speed``,
            ``min-duration``, ``max-duration``, ``gap``, ``overlap``, ``break``, ``kinsoku``
            or ``frame``.
        cue: the number of the cue, from 1.
        time: seconds; where in the file it is.
        word: the word at which it is found.
        message: what is wrong, with the limit.
        severity: ``warning`` for what the speech itself breaks: it is faster than the reading
            speed, and the pauses beside the cue are too short. Else ``error``.
    """

    rule: str
    cue: int
    time: float
    word: str
    message: str
    severity: Literal["error", "warning"] = "error"


def lint(
    captions: Transcript | Sequence[Cue], rules: Rules | str = "netflix", *, language: str = ""
) -> tuple[Finding, ...]:
    """Report every rule that captions break.

    Args:
        captions: cues in time order; or a transcript, which is first cut by the rules, so that
            the findings are those that no cut can avoid.
        rules: a profile's name, or the limits themselves.
        language: BCP 47 tag of the cues' words.

    Returns:
        Findings in time order.

    Raises:
        PresetError: the profile does not exist.
    """
    limits = profile(rules) if isinstance(rules, str) else rules
    if isinstance(captions, Transcript):
        language = captions.language
        captions = segment_for_reading(captions, limits)
    limits = limits.for_texts(word.text for cue in captions for word in cue.words)
    found = []
    for number, cue in enumerate(captions, 1):
        following = captions[number] if number < len(captions) else None
        before = captions[number - 2] if number > 1 else None
        for rule, word, time, message in _check_cue(cue, following, limits, language):
            finding = Finding(rule, number, time, word.text if word else "", message)
            if rule == "reading-speed" and _is_hurried(cue, before, following, limits):
                message = f"{message}: there is no pause in which it could be shown longer"
                finding = replace(finding, message=message, severity="warning")
            found.append(finding)
    return tuple(found)


def _is_hurried(cue: Cue, before: Cue | None, following: Cue | None, rules: Rules) -> bool:
    """Tell whether the pauses around a cue are too short to show it for as long as it needs."""
    length = len(split_clusters(join_words(cue.words)))
    missing = min(length / rules.reading_speed, rules.max_duration) - cue.duration
    pauses = (
        cue.start - before.end if before else cue.start,
        following.start - cue.end if following else MOST_SHIFT,
    )
    room = sum(min(max(pause - rules.min_gap, 0.0), MOST_SHIFT) for pause in pauses)
    return missing > room + _ROUNDING


def repair(
    cues: Sequence[Cue], rules: Rules | str = "netflix", *, language: str = ""
) -> tuple[Cue, ...]:
    """Cut the same words into cues that keep the rules, as far as the speech allows.

    Stretches between pauses that break no rule stay as they are. In the others, the words are
    cut again at their own times.

    Args:
        cues: in time order; where they overlap, the later one's words begin later.
        rules: as for `lint`.
        language: as for `lint`.

    Raises:
        CaptionError: the cues have no words.
        PresetError: the profile does not exist.
    """
    limits = profile(rules) if isinstance(rules, str) else rules
    if not any(clean_text(word.text) for cue in cues for word in cue.words):
        raise CaptionError("there are no words in these cues: there is nothing to mend")
    ordered = sorted(cues, key=lambda cue: cue.start)
    mended: list[Cue] = []
    for run, free_until in _runs(ordered, limits):
        if not lint(run, limits, language=language):
            mended += run
            continue
        earliest = max((cue.end for cue in mended), default=0.0) + limits.min_gap
        words = cues_to_transcript(run, free_until, language)
        timed = all(cue.word_times for cue in run)
        cut = segment_for_reading(words, limits, earliest=earliest, latest=free_until)
        mended += [replace(cue, word_times=timed) for cue in cut]
    return tuple(mended)


_Found = tuple[str, Word | None, float, str]


def _check_cue(cue: Cue, following: Cue | None, rules: Rules, language: str) -> Iterator[_Found]:
    words = cue.words
    first = words[0] if words else None
    last = words[-1] if words else None

    def finding(rule: str, word: Word | None, message: str) -> _Found:
        return rule, word, word.start if word else cue.start, message

    if len(cue.lines) > rules.max_lines:
        word = cue.lines[rules.max_lines][0] if cue.lines[rules.max_lines] else first
        yield finding("lines", word, f"{len(cue.lines)} lines, over {rules.max_lines}")
    for line in cue.lines:
        length = len(split_clusters(join_words(line)))
        # No cut shortens a line of one word, unless it is of a script without spaces.
        can_be_cut = len(line) > 1 or is_spaceless(line[0].text)
        if length > rules.line_characters and can_be_cut:
            message = f"a line of {length} characters, over {rules.line_characters}"
            yield finding("line-length", line[-1], message)
    if sum(gap_between(a, b) == " " for a, b in pairwise(words)) >= rules.max_words:
        yield finding(
            "words", words[rules.max_words], f"{len(words)} words, over {rules.max_words}"
        )
    length = len(split_clusters(join_words(words)))
    if length > rules.reading_speed * (cue.duration + _ROUNDING):
        speed = length / max(cue.duration, 0.001)
        message = f"{speed:.1f} characters a second, over {rules.reading_speed:g}"
        yield finding("reading-speed", first, message)
    if cue.duration < rules.min_duration - _ROUNDING:
        yield finding(
            "min-duration", first, f"{cue.duration:.2f} s, under {rules.min_duration:.2f} s"
        )
    if cue.duration > rules.max_duration + _ROUNDING:
        yield finding(
            "max-duration", last, f"{cue.duration:.2f} s, over {rules.max_duration:.2f} s"
        )
    if following is not None:
        yield from _check_gap(following.start - cue.end, rules, finding, last)
    if rules.frame_rate and not all(
        _is_on_frame(time, rules.frame_rate) for time in (cue.start, cue.end)
    ):
        yield finding("frame", first, f"begins or ends between frames of {rules.frame_rate:g} fps")
    yield from _check_breaks(cue, following, finding, rules, language)


def _check_gap(
    gap: float, rules: Rules, finding: Callable[..., _Found], last: Word | None
) -> Iterator[_Found]:
    least = rules.min_gap if rules.chain_gap else 0.0
    if gap < -_ROUNDING:
        yield finding("overlap", last, f"ends {-gap:.2f} s after the next cue begins")
    elif gap < least - 2 * _ROUNDING:
        yield finding("gap", last, f"{gap:.3f} s to the next cue, under {least:.3f} s")
    elif rules.chain_gap + 2 * _ROUNDING < gap < min(rules.close_gap, 0.5) - _ROUNDING and (
        rules.chain_gap or gap < rules.min_gap - 2 * _ROUNDING
    ):
        yield finding("gap", last, f"{gap:.3f} s to the next cue, neither closed nor clear")


def _check_breaks(
    cue: Cue,
    following: Cue | None,
    finding: Callable[..., _Found],
    rules: Rules,
    language: str,
) -> Iterator[_Found]:
    lines = [line for line in cue.lines if line]
    goes_on = following is not None and following.lines and following.speaker == cue.speaker
    if goes_on and following is not None and following.start - cue.end < 0.5:
        lines.append(following.words[:1])
    for upper, lower in pairwise(lines):
        if not lower:
            continue
        left, right = upper[-1].text, lower[0].text
        before = upper[-2].text if len(upper) > 1 else ""
        if not can_break(left, right):
            yield finding("kinsoku", lower[0], f"a line may not be broken in {left}{right}")
        elif (
            gap_between(upper[-1], lower[0])
            and break_cost(left, right, language, before) >= weights.PARTING
            and _has_better_break((*upper, *lower), rules, language)
        ):
            yield finding("break", lower[0], f"{left!r} is parted from {right!r}")


def _has_better_break(words: Sequence[Word], rules: Rules, language: str) -> bool:
    """Whether two lines of these words, both short enough, can end at a better place."""
    for index in range(1, len(words)):
        upper, lower = words[:index], words[index:]
        fits = all(
            len(split_clusters(join_words(line))) <= rules.line_characters
            for line in (upper, lower)
        )
        before = upper[-2].text if index > 1 else ""
        cost = break_cost(upper[-1].text, lower[0].text, language, before)
        if fits and cost < weights.PARTING:
            return True
    return len(split_clusters(join_words(words))) <= rules.line_characters


def _is_on_frame(time: float, frame_rate: float) -> bool:
    frames = time * frame_rate
    return abs(frames - round(frames)) / frame_rate <= _ROUNDING


def _runs(cues: Sequence[Cue], rules: Rules) -> Iterator[tuple[list[Cue], float]]:
    """Yield the cues up to each pause, and the time until which they may stay on screen."""
    run: list[Cue] = []
    for cue, following in zip(cues, [*cues[1:], None], strict=True):
        run.append(cue)
        until = max(each.end for each in run)
        if following is None:
            yield run, until + rules.min_duration + rules.linger
        elif following.start - until >= max(rules.pause, 2 * rules.min_gap):
            # The next stretch may appear before its first word.
            yield run, max(until, following.start - rules.lead_in - rules.min_gap)
            run = []
