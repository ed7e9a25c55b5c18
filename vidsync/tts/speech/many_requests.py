"""Many requests for one speech: a long text, a conversation, a stream of sentences.

For services that speak one text per request. Requests are made a few at a time, and
what comes is joined in order. Where no times come, that is passed on for the caller to
see to; only a stream sees to it here, sentence by sentence.
"""

from __future__ import annotations

import asyncio
import io
from collections.abc import AsyncGenerator, Awaitable, Callable, Sequence
from contextlib import aclosing
from dataclasses import dataclass, replace
from functools import partial
from typing import Protocol, TypeVar

import numpy as np

from vidsync import audio
from vidsync.errors import InputError, TimestampsUnavailable
from vidsync.transcript import Speech, Transcript, Turn, Word
from vidsync.tts.engine import Line
from vidsync.tts.speech.assemble import without_times
from vidsync.tts.speech.missing_times import speech_with_words
from vidsync.tts.speech.split import joined, split
from vidsync.tts.speech.text_stream import AudioChunk, Streamed, TextPieces, sentences

# Services refuse more than a few requests of one account at a time.
_AT_ONCE = 2
_PAUSE = 0.3
"""Seconds between two sentences of a stream, if the engine leaves less."""

T = TypeVar("T")


class Speak(Protocol):
    """An engine's `speak` with everything else decided."""

    def __call__(self, text: str, *, voice: str | None = ...) -> Awaitable[Speech]:
        """Speak a text."""
        ...


async def in_parts(text: str, longest: int, speak: Callable[[str], Awaitable[Speech]]) -> Speech:
    """Speak a text of any length with requests of limited length.

    Args:
        text: what to say.
        longest: characters of one request.
        speak: makes one request.

    Raises:
        TimestampsUnavailable: a part has no times; in it all of the speech, without any.
        EngineError: a part failed.
    """
    parts = split(text, longest)
    if len(parts) == 1:
        return await speak(text)
    outcomes = await in_order([partial(_outcome, speak, part) for part in parts])
    return await asyncio.to_thread(_joined, outcomes, text=text)


async def by_line(lines: Sequence[Line], speak: Speak, *, gap: float) -> Speech:
    """Speak a conversation with a request for each line.

    Raises:
        InputError: there is no line, or the gap is negative.
        TimestampsUnavailable: as `in_parts`.
        EngineError: a line failed.
    """
    check_conversation(lines, gap)
    outcomes = await in_order(
        [partial(_outcome, partial(speak, voice=line.voice), line.text) for line in lines]
    )
    placed = [
        replace(outcome, speech=_as_turn(outcome.speech, Turn(line.speaker, line.voice or "")))
        for outcome, line in zip(outcomes, lines, strict=True)
    ]
    return await asyncio.to_thread(_joined, placed, text=joined_text(lines), gap=gap)


def joined_text(lines: Sequence[Line]) -> str:
    """The text that a conversation's words stand in."""
    return " ".join(line.text for line in lines)


def check_conversation(lines: Sequence[Line], gap: float) -> None:
    """Refuse a conversation that can't be spoken.

    Raises:
        InputError: it has no line, or its gap is no number of seconds.
    """
    if not lines:
        raise InputError("the conversation has no lines")
    if not 0 <= gap <= 60:
        raise InputError(f"a gap of {gap!r} between lines is not within 0 and 60 seconds")


async def by_sentence(
    text: TextPieces, speak: Callable[[str], Awaitable[Speech]], *, timestamps: bool
) -> AsyncGenerator[Streamed, None]:
    """Stream a text that comes in pieces, with a request for each sentence.

    Args:
        text: whole or in pieces.
        speak: makes one request.
        timestamps: whether words are wanted.

    Yields:
        16-bit samples of one rate, and after a sentence's samples its words.
    """
    passed, characters, sample_rate, silence = 0.0, 0, None, _PAUSE
    async with aclosing(sentences(text)) as complete:
        async for sentence in complete:
            if timestamps:
                speech = await speech_with_words(speak(sentence))
            else:
                speech = await speak(sentence)
            sound = await asyncio.to_thread(
                audio.decode, io.BytesIO(speech.audio), sample_rate=sample_rate
            )
            sample_rate = sound.sample_rate
            pause = _pause_before(speech.transcript, silence)
            passed += pause
            data = np.clip(sound.mono().data, -1.0, 1.0)
            data = np.concatenate([np.zeros((round(pause * sample_rate), 1)), data])
            samples = (data * 32767.0).round().astype("<i2")
            yield AudioChunk(samples.tobytes(), "audio/pcm", sample_rate, "pcm_s16le")
            if timestamps:
                for word in _shifted(speech.transcript, passed, characters):
                    yield word
            passed += sound.duration
            characters += len(sentence)
            words = speech.transcript.words
            silence = sound.duration - words[-1].end if words else _PAUSE


def _pause_before(transcript: Transcript, silence: float) -> float:
    """Seconds to add before a speech that follows some silence: sentences need a breath."""
    lead = transcript.words[0].start if transcript.words else _PAUSE
    return max(0.0, _PAUSE - silence - lead)


def _shifted(transcript: Transcript, seconds: float, characters: int) -> Sequence[Word]:
    return [
        replace(word, span=word.span and (word.span[0] + characters, word.span[1] + characters))
        for word in transcript.shift(seconds).words
    ]


async def in_order(calls: Sequence[Callable[[], Awaitable[T]]]) -> list[T]:
    """The results of calls, a few of which run at a time; the first failure ends all."""
    gate = asyncio.Semaphore(_AT_ONCE)

    async def gated(call: Callable[[], Awaitable[T]]) -> T:
        async with gate:
            return await call()

    tasks = [asyncio.ensure_future(gated(call)) for call in calls]
    try:
        return [await task for task in tasks]
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


@dataclass(frozen=True, slots=True)
class _Outcome:
    """A part's speech, and why it has no times, if it should have some."""

    speech: Speech
    missing: str = ""


async def _outcome(speak: Callable[[str], Awaitable[Speech]], text: str) -> _Outcome:
    try:
        return _Outcome(await speak(text))
    except TimestampsUnavailable as error:
        if error.speech is None:
            raise
        return _Outcome(error.speech, error.message)


def _joined(outcomes: Sequence[_Outcome], *, text: str, gap: float = 0.0) -> Speech:
    speech = joined([outcome.speech for outcome in outcomes], text=text, gap=gap)
    missing = next((outcome.missing for outcome in outcomes if outcome.missing), "")
    if not missing:
        return speech
    # Half a transcript would pass for a whole one.
    plain = without_times(speech.transcript)
    raise TimestampsUnavailable(missing, speech=replace(speech, transcript=plain))


def _as_turn(speech: Speech, turn: Turn) -> Speech:
    plain = speech.transcript
    words, spoken = (
        tuple(replace(word, turn=0) for word in each) for each in (plain.words, plain.spoken)
    )
    return replace(speech, transcript=replace(plain, words=words, spoken=spoken, turns=(turn,)))
