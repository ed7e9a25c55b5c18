"""Add word times to speech that has none: aligned, or estimated if that is allowed.

The transcript's source and a warning say where the times come from.
"""

from __future__ import annotations

import asyncio
import warnings
from bisect import bisect_right
from collections.abc import Awaitable, Sequence
from dataclasses import replace
from itertools import accumulate

from vidsync.errors import (
    AlignmentError,
    DependencyError,
    InputError,
    TimestampsUnavailable,
    VidsyncWarning,
    VoiceError,
)
from vidsync.timings.reading.sentences import split_sentence
from vidsync.transcript import Speech, Transcript, Word
from vidsync.writing import has_letters


async def ensure_words(
    speaking: Awaitable[Speech], *, estimate: bool = False, lines: Sequence[str] = ()
) -> Speech:
    """Return an engine's speech with its own word times, or with aligned ones.

    Args:
        speaking: makes the speech.
        estimate: whether times may be guessed from the length of the words if the
            audio can't be aligned.
        lines: of a conversation, one per turn.

    Raises:
        TimestampsUnavailable: there are no times. The error has the speech, if the engine
            gave one.
        EngineError: the engine failed.

    Warns:
        VidsyncWarning: the times are aligned or estimated.
    """
    try:
        speech = await speaking
        reason = "the engine gives no word times"
    except TimestampsUnavailable as error:
        if error.speech is None:
            raise
        speech, reason = error.speech, error.message
    plain = speech.transcript
    if plain.words or not has_letters(plain.text):
        return speech
    try:
        found = await asyncio.to_thread(_align, speech)
        how = "they are aligned with the audio"
    except (AlignmentError, InputError, DependencyError, VoiceError) as error:
        if not estimate:
            raise TimestampsUnavailable(
                f"{reason}, and the audio can't be aligned with the text: {error.message}",
                hint=error.hint or "allow estimated times, or speak without times",
                speech=speech,
            ) from error
        found = _estimate(plain)
        how = "they are estimated from the length of the words"
    notice = f"{reason}: {how}"
    warnings.warn(notice, VidsyncWarning, stacklevel=2)
    words = _add_turns(found.words, lines) if plain.turns else found.words
    transcript = replace(plain, words=words, pauses=found.pauses, source=found.source)
    return replace(speech, transcript=transcript, warnings=(*speech.warnings, notice))


def _align(speech: Speech) -> Transcript:
    from vidsync.alignment import align  # slow to import, and rarely needed

    plain = speech.transcript
    found = align(speech.audio, plain.text, language=plain.language or "en")
    end = plain.duration
    # The decoded audio may be longer than the file says, by an encoder's padding.
    words = tuple(
        replace(
            word,
            start=min(word.start, end),
            end=min(word.end, end),
            phones=tuple(
                replace(phone, start=min(phone.start, end), end=min(phone.end, end))
                for phone in word.phones
            ),
        )
        for word in found.words
    )
    return replace(found, words=words, pauses=())


def _estimate(plain: Transcript) -> Transcript:
    words = tuple(
        Word(text, start, end, span)
        for text, span, start, end in split_sentence(plain.text, 0.0, plain.duration)
    )
    return replace(plain, words=words, source="estimated")


def _add_turns(words: Sequence[Word], lines: Sequence[str]) -> tuple[Word, ...]:
    """Set the turn of each word by its place in the text."""
    starts = [0, *accumulate(len(line) + 1 for line in lines)][: len(lines)]
    turn = 0
    result: list[Word] = []
    for word in words:
        if word.span is not None:
            turn = bisect_right(starts, word.span[0]) - 1
        result.append(replace(word, turn=turn))
    return tuple(result)
