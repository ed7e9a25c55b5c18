"""Corrects the word times of a transcript by listening to its audio."""

from __future__ import annotations

import warnings
from bisect import bisect_right
from collections.abc import Callable, Sequence
from dataclasses import replace
from itertools import groupby

from vidsync.alignment.aligner import align_audio, load
from vidsync.alignment.build_report import MIN_RELIABLE, describe_missing
from vidsync.alignment.carry_along import move_words
from vidsync.alignment.evidence import is_distinct
from vidsync.alignment.sound.features import normalize
from vidsync.alignment.text.language_guess import guess_language
from vidsync.audio import Samples
from vidsync.errors import AlignmentError, VidsyncWarning
from vidsync.paths import PathLike
from vidsync.transcript import Transcript, Word

# A word moves if its confidence exceeds this; a larger move than the second is reported.
_MIN_CONFIDENCE = 0.95
_MAX_DRIFT = 0.1
# An estimated time is worse than an uncertain one: such words move if they are heard near the
# estimate, in seconds. What is heard elsewhere is another sound, or music.
_MIN_CONFIDENCE_OVER_ESTIMATE = 0.5
_NEAR = 1.5
# So many words are hardly found in music; fewer are checked.
_FEW = 30


def refine(
    transcript: Transcript,
    audio: PathLike | bytes | Samples,
    *,
    on_progress: Callable[[int, int], None] | None = None,
) -> Transcript:
    """Correct the times of a transcript by listening to its audio.

    The words stay the same. A word moves, and gets phones, only where the audio is clear.

    Args:
        transcript: with times of any quality. If it has no language, that is guessed.
        audio: the audio of the transcript.
        on_progress: as for `align`.

    Returns:
        The same words; `source` is ``aligned`` if at least one was found in the audio.

    Raises:
        AlignmentError: the audio does not contain these words, or not near their estimates.
        MediaError: the audio cannot be read.
        VoiceError: the language is not known.

    Warns:
        VidsyncWarning: words are not heard; times that were not estimated are far off.
    """
    if not transcript.words:
        return transcript
    starts: list[int] = []
    text = ""
    for word in transcript.words:
        starts.append(len(text))
        text += word.text + " "
    alignment = align_audio(
        audio,
        text,
        language=transcript.language or guess_language(text),
        engine="auto",
        workers=None,
        on_progress=on_progress,
    )
    aligned = alignment.transcript
    # Captions may end before the last word does.
    transcript = replace(transcript, duration=max(transcript.duration, aligned.duration))
    by_word: dict[int, list[Word]] = {
        index: [*group]
        for index, group in groupby(
            (word for word in aligned.words if word.span),
            key=lambda word: bisect_right(starts, (word.span or (0, 0))[0]) - 1,
        )
    }
    guessed = transcript.source == "estimated"
    least = _MIN_CONFIDENCE_OVER_ESTIMATE if guessed else _MIN_CONFIDENCE
    found = [
        _place_word(word, by_word.get(index, ()), transcript.duration, least)
        for index, word in enumerate(transcript.words)
    ]
    if guessed:
        found = _keep_near(found, transcript.words, alignment.report.confidence)
        _check_distinct([word for word in found if word], audio, aligned.language)
        ordered = _fit_between(found, transcript)
    else:
        ordered = _keep_order(found, transcript.words)
        _tell_drift(ordered, transcript.words)
    # Speech that captions leave out is no fault of theirs, and music may sound like speech.
    for note in describe_missing(alignment.report.missing):
        warnings.warn(note, VidsyncWarning, stacklevel=2)
    moved = move_words(transcript, ordered)
    return moved if all(word is None for word in found) else replace(moved, source="aligned")


def _place_word(word: Word, aligned: Sequence[Word], duration: float, least: float) -> Word | None:
    """Return the word at the place where it is heard; None if the confidence is too low."""
    if not aligned or min(each.confidence or 0.0 for each in aligned) < least:
        return None
    phones = tuple(phone for each in aligned for phone in each.phones)
    end = min(aligned[-1].end, duration)
    return replace(
        word,
        start=min(aligned[0].start, end),
        end=end,
        phones=phones if end >= aligned[-1].end else word.phones,
        confidence=min(each.confidence or 0.0 for each in aligned),
    )


def _keep_order(found: Sequence[Word | None], native: Sequence[Word]) -> list[Word]:
    """Keep found words where they stay in order; otherwise keep the word's own times."""
    kept: list[Word] = []
    earliest = 0.0
    for index, (word, old) in enumerate(zip(found, native, strict=True)):
        following = native[index + 1].end if index + 1 < len(native) else float("inf")
        chosen = word if word and earliest <= word.start <= following else old
        if chosen.start < earliest:
            chosen = replace(chosen, start=earliest, end=max(chosen.end, earliest), phones=())
        earliest = chosen.start
        kept.append(chosen)
    return kept


def _keep_near(
    found: Sequence[Word | None], guesses: Sequence[Word], confidence: float
) -> list[Word | None]:
    """Keep the words that are heard near their estimates, or all as much earlier or later.

    Raises:
        AlignmentError: these are less than half of the words, or the confidence is low.
    """
    if confidence < MIN_RELIABLE:
        raise AlignmentError(
            f"the words are not heard clearly: confidence {confidence:.2f}",
            hint="check that audio, words and language belong together",
        )
    shifts = [
        None if new is None else new.start - old.start
        for new, old in zip(found, guesses, strict=True)
    ]
    middle = sorted(shift for shift in shifts if shift is not None) or [0.0]
    median = middle[len(middle) // 2]
    kept = [
        word if shift is not None and abs(shift - median) <= _NEAR else None
        for word, shift in zip(found, shifts, strict=True)
    ]
    if 2 * sum(word is not None for word in kept) < len(kept):
        raise AlignmentError(
            "most words are not heard near the times that they are shown at",
            hint="check that audio, words and language belong together",
        )
    return kept


def _check_distinct(
    found: Sequence[Word], audio: PathLike | bytes | Samples, language: str
) -> None:
    """Check that a few words are not found in music, as they may be in any.

    Raises:
        AlignmentError: other words fit the sound as well.
    """
    if len(found) <= _FEW and not is_distinct(normalize(load(audio)), found, language):
        raise AlignmentError(
            "other words fit the sound as well, so it may be music",
            hint="check that audio, words and language belong together",
        )


def _fit_between(found: Sequence[Word | None], transcript: Transcript) -> list[Word]:
    """Keep all found words, and fit the guesses in the time between them."""
    words: list[Word] = []
    for is_found, group in groupby(range(len(found)), key=lambda index: found[index] is not None):
        indexes = [*group]
        if is_found:
            words += [word for index in indexes if (word := found[index])]
            continue
        following = found[indexes[-1] + 1] if indexes[-1] + 1 < len(found) else None
        words += _fit_run(
            transcript.words[indexes[0] : indexes[-1] + 1],
            words[-1].end if words else 0.0,
            following.start if following else transcript.duration,
        )
    return words


def _fit_run(run: Sequence[Word], free_from: float, free_until: float) -> list[Word]:
    """Move words as little as needed to lie in a stretch of time; a short one squeezes them."""
    free_until = max(free_from, free_until)
    start, end = run[0].start, max(word.end for word in run)
    if free_from <= start and end <= free_until:
        return [*run]
    length = min(end - start, free_until - free_from)
    begin = min(max(start, free_from), free_until - length)
    factor = length / (end - start) if end > start else 0.0

    def move(time: float) -> float:
        return min(max(begin + (time - start) * factor, free_from), free_until)

    return [replace(word, start=move(word.start), end=move(word.end), phones=()) for word in run]


def _tell_drift(words: Sequence[Word], native: Sequence[Word]) -> None:
    drifts = [abs(new.start - old.start) for new, old in zip(words, native, strict=True)]
    drift = sorted(drifts)[len(drifts) // 2]
    if drift > _MAX_DRIFT:
        warnings.warn(
            f"the engine's times were off by {drift * 1000:.0f} ms "
            "(the median over all words); they were corrected",
            VidsyncWarning,
            stacklevel=3,
        )
