"""Corrects the word times of a transcript by listening to its audio."""

from __future__ import annotations

import warnings
from bisect import bisect_right
from collections.abc import Callable, Sequence
from dataclasses import replace
from itertools import groupby

from vidsync.alignment.aligner import align_audio
from vidsync.alignment.carry_along import move_words
from vidsync.audio import Samples
from vidsync.errors import VidsyncWarning
from vidsync.paths import PathLike
from vidsync.transcript import Transcript, Word

# A word moves if its confidence exceeds the first; a larger move than the second is reported.
_MIN_CONFIDENCE = 0.95
_MAX_DRIFT = 0.1


def refine(
    transcript: Transcript,
    audio: PathLike | bytes | Samples,
    *,
    on_progress: Callable[[int, int], None] | None = None,
) -> Transcript:
    """Correct the times of a transcript by listening to its audio.

    The words stay the same. A word moves, and gets phones, only where the audio is clear.

    Args:
        transcript: with times of any quality.
        audio: the audio of the transcript.
        on_progress: as for `align`.

    Returns:
        The same words; `source` does not change.

    Raises:
        AlignmentError: the audio does not contain these words.
        MediaError: the audio cannot be read.
    """
    if not transcript.words:
        return transcript
    starts: list[int] = []
    text = ""
    for word in transcript.words:
        starts.append(len(text))
        text += word.text + " "
    aligned = align_audio(
        audio,
        text,
        language=transcript.language or "en",
        engine="auto",
        workers=None,
        on_progress=on_progress,
    ).transcript
    by_word: dict[int, list[Word]] = {
        index: [*group]
        for index, group in groupby(
            (word for word in aligned.words if word.span),
            key=lambda word: bisect_right(starts, (word.span or (0, 0))[0]) - 1,
        )
    }
    words = [
        _move_word(word, by_word.get(index, ()), transcript.duration)
        for index, word in enumerate(transcript.words)
    ]
    ordered = _keep_order(words, transcript.words)
    drifts = [
        abs(new.start - old.start) for new, old in zip(ordered, transcript.words, strict=True)
    ]
    drift = sorted(drifts)[len(drifts) // 2]
    if drift > _MAX_DRIFT:
        warnings.warn(
            f"the engine's times were off by {drift * 1000:.0f} ms "
            "(the median over all words); they were corrected",
            VidsyncWarning,
            stacklevel=2,
        )
    return move_words(transcript, ordered)


def _move_word(word: Word, aligned: Sequence[Word], duration: float) -> Word:
    """Return the word at the place where it is heard, if the confidence is high enough."""
    if not aligned or min(each.confidence or 0.0 for each in aligned) < _MIN_CONFIDENCE:
        return word
    phones = tuple(phone for each in aligned for phone in each.phones)
    end = min(aligned[-1].end, duration)
    return replace(
        word,
        start=min(aligned[0].start, end),
        end=end,
        phones=phones if end >= aligned[-1].end else word.phones,
        confidence=min(each.confidence or 0.0 for each in aligned),
    )


def _keep_order(words: list[Word], native: Sequence[Word]) -> list[Word]:
    """Keep moved words where they stay in order; otherwise keep the word's own times."""
    kept: list[Word] = []
    earliest = 0.0
    for index, (word, old) in enumerate(zip(words, native, strict=True)):
        following = native[index + 1].end if index + 1 < len(native) else float("inf")
        chosen = word if earliest <= word.start <= following else old
        if chosen.start < earliest:
            chosen = replace(chosen, start=earliest, end=max(chosen.end, earliest), phones=())
        earliest = chosen.start
        kept.append(chosen)
    return kept
