"""Plans a cut: which stretches of a recording stay, and what is removed and why."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING

from vidsync.cutting.edges import Removal, cut_silences, cut_words, find_gaps
from vidsync.cutting.mending import mend_texts
from vidsync.cutting.options import CutOptions
from vidsync.cutting.stretches import JoinedStretches
from vidsync.cutting.word_choice import WordChoice, choose_words
from vidsync.errors import InputError, MediaError
from vidsync.transcript import Transcript
from vidsync.transcript.keeping import KeptTime, keep_spans

if TYPE_CHECKING:
    from vidsync.cutting.quiet import Levels
    from vidsync.media.picture.frame_times import FrameTimes
    from vidsync.media.splicing import Recording

Span = tuple[Fraction, Fraction]

# Seconds that are less than the rounding of a time.
_SAME = 1e-4


@dataclass(frozen=True, slots=True)
class CutPlan:
    """Which stretches of a recording stay.

    Attributes:
        kept: start and end of each stretch that stays, in seconds, exactly at frames.
        removed: what is removed, in order; their times are those of `kept`.
        duration: seconds of the recording before the cut.
        transcript: the words after the cut, at their new times; None if there were none.
        notes: sentences about how the plan was made.
    """

    kept: tuple[Span, ...]
    removed: tuple[Removal, ...]
    duration: float
    transcript: Transcript | None = None
    notes: tuple[str, ...] = ()

    def __repr__(self) -> str:
        times = f"{self.duration:.2f} s to {self.kept_duration:.2f} s"
        return f"<CutPlan {len(self.removed)} cuts, {times}>"

    @property
    def kept_duration(self) -> float:
        """Seconds of the recording after the cut."""
        return float(sum((end - start for start, end in self.kept), Fraction(0)))


def plan_recording(
    recording: Recording,
    transcript: Transcript | None,
    options: CutOptions,
    *,
    on_progress: Callable[[float], None] | None = None,
) -> CutPlan:
    """Plan the cut of a recording that has been opened.

    Args:
        recording: the video or sound.
        transcript: its words; None if no option needs them.
        options: what is cut out.
        on_progress: called with the part of the sound that is measured, 0 to 1.

    Raises:
        InputError: an option can't be used, or nothing would be left.
        MediaError: the sound cannot be read.
    """
    _check_options(options, transcript)
    duration = float(recording.duration)
    language = ""
    if transcript is not None:
        language = transcript.language or _guess(transcript)
    words = transcript or Transcript((), duration=duration)
    choice = choose_words(words, options, language)
    notes: list[str] = []
    removals = list(_removals(recording, words, choice, options, notes, on_progress))
    protected = _protected(words, choice, options)
    removals = [part for removal in removals for part in _outside(removal, protected)]
    removals = _drop_shards(removals, words, options, duration)
    kept, removed = _snap(removals, recording.times, recording.duration, words, choice)
    if not kept:
        raise InputError("nothing would be left of the recording", hint="remove less of it")
    after = None if transcript is None else _cut_transcript(transcript, kept, choice, notes)
    return CutPlan(tuple(kept), tuple(removed), duration, after, tuple(notes))


def _cut_transcript(
    transcript: Transcript, kept: Sequence[Span], choice: WordChoice, notes: list[str]
) -> Transcript:
    """Return the words after a cut, and note those that could not be cut."""
    spans = [(float(start), float(end)) for start, end in kept]
    time = KeptTime(spans)
    left = [index for index in choice.reasons if time.place_word(transcript.words[index])]
    if left:
        first = transcript.words[min(left)]
        count = "1 word stays that is" if len(left) == 1 else f"{len(left)} words stay that are"
        notes.append(
            f"{count} too short to be cut at a frame, or said while somebody else speaks: "
            f"{first.text!r} at {first.start:.2f} s"
        )
    stay = set(left)
    gone = {index: why for index, why in choice.reasons.items() if index not in stay}
    texts = mend_texts(transcript, replace(choice, reasons=gone))
    return keep_spans(transcript, spans, texts=texts)


def _check_options(options: CutOptions, transcript: Transcript | None) -> None:
    if options.removes_nothing:
        raise InputError(
            "nothing says what to cut",
            hint="name silences, fillers, repeats, phrases or stretches of time to remove; what "
            "is kept is only protected from these",
        )
    if transcript is None and options.needs_words:
        raise InputError(
            "there are no words to find fillers, repeats or phrases in",
            hint="give the recording's transcript too",
        )


def _guess(transcript: Transcript) -> str:
    from vidsync.alignment.text.language_guess import guess_language

    return guess_language(transcript.plain_text)


def _removals(
    recording: Recording,
    words: Transcript,
    choice: WordChoice,
    options: CutOptions,
    notes: list[str],
    on_progress: Callable[[float], None] | None,
) -> Iterator[Removal]:
    """Yield all that the options remove, before it is brought to frames."""
    duration = float(recording.duration)
    gaps = list(find_gaps(words, choice, duration))
    levels = None
    if recording.sound.tracks and (choice.reasons or options.silences is not None):
        from vidsync.cutting.quiet import measure_levels  # brings numpy

        levels = measure_levels(recording.path, duration, on_progress=on_progress)
    for gap in gaps:
        yield from cut_words(gap, words, choice, options, levels)
    spoken = _spoken(words, choice)
    for start, end in options.remove_ranges:
        for part in spoken.outside(start, min(end, duration)):
            yield Removal(*part, "range")
    if options.silences is None:
        return
    if levels is None:
        raise MediaError(f"{recording.path} has no sound: silences can't be found in it")
    threshold = options.silence_level_db
    if threshold is None:
        threshold = _measure_quiet(levels, words, recording.path, notes)
    for gap in gaps:
        yield from cut_silences(gap, options, levels, threshold)


def _measure_quiet(levels: Levels, words: Transcript, path: Path, notes: list[str]) -> float | None:
    """Return the level below which it is quiet, and note it; None if there is none."""
    from vidsync.cutting.quiet import quiet_level

    if levels.are_silent and not words.words:
        raise InputError(f"{path} is silent from beginning to end")
    threshold = quiet_level(levels, words.words)
    if threshold is None and not words.words:
        raise InputError(
            f"{path} is as loud everywhere: no silence can be told from speech",
            hint="give the level of silence, or a transcript",
        )
    notes.append(
        "the sound between the words is as loud as they are: all between two words is a pause"
        if threshold is None
        else f"silence is sound below {threshold:.0f} dBFS"
    )
    return threshold


def _spoken(words: Transcript, choice: WordChoice) -> JoinedStretches:
    """Return where words are said that stay."""
    return JoinedStretches(
        (word.start, word.end)
        for index, word in enumerate(words.words)
        if index not in choice.reasons
    )


def _protected(words: Transcript, choice: WordChoice, options: CutOptions) -> JoinedStretches:
    """Return the stretches that stay whatever else would remove them."""
    named = [
        (max(0.0, words.words[index].start - options.padding),
         words.words[index].end + options.padding)
        for index in choice.kept
    ]  # fmt: skip
    return JoinedStretches([*named, *options.keep_ranges])


def _outside(removal: Removal, protected: JoinedStretches) -> Iterator[Removal]:
    for start, end in protected.outside(removal.start, removal.end):
        yield Removal(start, end, removal.reason, removal.text)


def _drop_shards(
    removals: Sequence[Removal], words: Transcript, options: CutOptions, duration: float
) -> list[Removal]:
    """Return removals that also cover what is too short to stay between two of them."""
    if not (words.words or options.silences):
        return list(removals)  # what is left between stretches of time is meant to stay
    removed = JoinedStretches((each.start, each.end) for each in removals)
    said = JoinedStretches(
        [*((word.start, word.end) for word in words.words), *options.keep_ranges]
    )
    shards = [
        Removal(start, end, "silence")
        for start, end in removed.outside(0.0, duration)
        if end - start < options.shortest
        and start > 0.0
        and end < duration
        and not said.overlapping(start, end)
    ]
    return [*removals, *shards]


def _snap(
    removals: Sequence[Removal],
    times: FrameTimes,
    duration: Fraction,
    words: Transcript,
    choice: WordChoice,
) -> tuple[list[Span], list[Removal]]:
    """Bring the cuts to frames, without reaching into a word that stays."""
    spoken = _spoken(words, choice)
    kept: list[Span] = []
    removed: list[Removal] = []
    at = Fraction(0)
    for group in _groups(removals):
        start, end = group[0].start, max(each.end for each in group)
        begin = Fraction(0) if start <= 0 else _edge(start, times, spoken, ends=True)
        until = duration if end >= duration else _edge(end, times, spoken, ends=False)
        begin, until = max(at, begin), min(duration, until)
        if until <= begin:
            continue
        if begin > at:
            kept.append((at, begin))
        removed.append(_describe((begin, until), group))
        at = until
    if at < duration:
        kept.append((at, duration))
    return kept, removed


def _groups(removals: Iterable[Removal]) -> Iterator[list[Removal]]:
    """Yield the removals that touch or overlap together, in order."""
    group: list[Removal] = []
    end = 0.0
    for each in sorted(removals, key=lambda each: (each.start, each.end)):
        if group and each.start > end:
            yield group
            group = []
        end = max(end, each.end) if group else each.end
        group.append(each)
    if group:
        yield group


def _edge(seconds: float, times: FrameTimes, spoken: JoinedStretches, *, ends: bool) -> Fraction:
    """Return the frame at which a cut begins or ends.

    Args:
        seconds: where it would be best.
        times: of the frames.
        spoken: where words are said that stay.
        ends: whether what stays ends there, so that a word before has to be whole.
    """
    frame = times.nearest(seconds)
    if not spoken.contain(float(frame), _SAME):
        return frame
    return times.at_or_after(seconds) if ends else times.at_or_before(seconds)


def _describe(cut: Span, parts: Sequence[Removal]) -> Removal:
    """Return a cut with the reason and the words of what it is made of."""
    named = [each for each in parts if each.text] or parts
    reason = max(named, key=lambda each: each.end - each.start).reason
    texts = dict.fromkeys(each.text for each in parts if each.text)
    return Removal(float(cut[0]), float(cut[1]), reason, " ".join(texts))
