"""Make one speech with many requests: a long text, a conversation, a stream of sentences.

A few requests run at a time, and their results are joined in order. A text or a
conversation without word times raises `TimestampsUnavailable` with the audio; a stream
aligns its sentences at once.
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
from vidsync.tts.line import Line
from vidsync.tts.speech.assemble import remove_times
from vidsync.tts.speech.missing_times import ensure_words
from vidsync.tts.speech.split import join_speeches, split_text
from vidsync.tts.speech.text_stream import AudioChunk, StreamItem, TextPieces, iter_sentences

# Services refuse more than a few simultaneous requests of one account.
_SIMULTANEOUS_REQUESTS = 2
_SENTENCE_PAUSE = 0.3
"""Shortest pause between two sentences of a stream, in seconds."""

T = TypeVar("T")


class Speak(Protocol):
    """An engine's `speak` with all other options set."""

    def __call__(self, text: str, *, voice: str | None = ...) -> Awaitable[Speech]:
        """Speak a text."""
        ...


async def speak_in_parts(
    text: str, longest: int, speak: Callable[[str], Awaitable[Speech]]
) -> Speech:
    """Speak a text of any length with requests of limited length.

    Args:
        text: what to say.
        longest: characters of one request.
        speak: makes one request.

    Raises:
        TimestampsUnavailable: a part has no times. The error has the whole speech, without
            times.
        EngineError: a part failed.
    """
    parts = split_text(text, longest)
    if len(parts) == 1:
        return await speak(text)
    results = await gather_in_order([partial(_speak_part, speak, part) for part in parts])
    return await asyncio.to_thread(_join_parts, results, text=text)


async def speak_lines(lines: Sequence[Line], speak: Speak, *, gap: float) -> Speech:
    """Speak a conversation with one request per line.

    Args:
        lines: at least one.
        speak: makes one request.
        gap: seconds of silence between two lines.

    Raises:
        InputError: there is no line, or the gap is out of range.
        TimestampsUnavailable: as for `speak_in_parts`.
        EngineError: a line failed.
    """
    check_conversation(lines, gap)
    results = await gather_in_order(
        [partial(_speak_part, partial(speak, voice=line.voice), line.text) for line in lines]
    )
    turns = [
        replace(result, speech=_set_turn(result.speech, Turn(line.speaker, line.voice or "")))
        for result, line in zip(results, lines, strict=True)
    ]
    voices = [line.voice or "" for line in lines]
    return await asyncio.to_thread(
        _join_parts, turns, text=join_lines(lines), gap=gap, voices=voices
    )


def join_lines(lines: Sequence[Line]) -> str:
    """Return the text of a conversation, in which its words have their spans."""
    return " ".join(line.text for line in lines)


def check_conversation(lines: Sequence[Line], gap: float) -> None:
    """Check that a conversation can be spoken.

    Raises:
        InputError: it has no line, or its gap is not from 0 to 60 seconds.
    """
    if not lines:
        raise InputError("the conversation has no lines")
    if not 0 <= gap <= 60:
        raise InputError(f"gap is {gap!r}: it must be from 0 to 60 seconds")


async def stream_sentences(
    text: TextPieces, speak: Callable[[str], Awaitable[Speech]], *, timestamps: bool
) -> AsyncGenerator[StreamItem, None]:
    """Stream a text with one request per sentence.

    Args:
        text: whole or in pieces.
        speak: makes one request.
        timestamps: whether words are wanted.

    Yields:
        For each sentence, its 16-bit samples and then its words. All samples have the
        same rate.
    """
    passed, characters, sample_rate, silence = 0.0, 0, None, _SENTENCE_PAUSE
    async with aclosing(iter_sentences(text)) as complete:
        async for sentence in complete:
            if timestamps:
                speech = await ensure_words(speak(sentence))
            else:
                speech = await speak(sentence)
            sound = await asyncio.to_thread(
                audio.decode, io.BytesIO(speech.audio), sample_rate=sample_rate
            )
            sample_rate = sound.sample_rate
            pause = _measure_missing_pause(speech.transcript, silence)
            passed += pause
            data = np.clip(sound.mono().data, -1.0, 1.0)
            data = np.concatenate([np.zeros((round(pause * sample_rate), 1)), data])
            samples = (data * 32767.0).round().astype("<i2")
            yield AudioChunk(samples.tobytes(), "audio/pcm", sample_rate, "pcm_s16le")
            if timestamps:
                for word in _shift_words(speech.transcript, passed, characters):
                    yield word
            passed += sound.duration
            characters += len(sentence)
            words = speech.transcript.words
            silence = sound.duration - words[-1].end if words else _SENTENCE_PAUSE


def _measure_missing_pause(transcript: Transcript, silence: float) -> float:
    """Return the seconds to add before a sentence, after some silence at the last one's end."""
    lead = transcript.words[0].start if transcript.words else _SENTENCE_PAUSE
    return max(0.0, _SENTENCE_PAUSE - silence - lead)


def _shift_words(transcript: Transcript, seconds: float, characters: int) -> Sequence[Word]:
    return [
        replace(word, span=word.span and (word.span[0] + characters, word.span[1] + characters))
        for word in transcript.shift(seconds).words
    ]


async def gather_in_order(calls: Sequence[Callable[[], Awaitable[T]]]) -> list[T]:
    """Make calls, a few at a time, and return their results in order.

    The first failure is raised, and ends all other calls.
    """
    gate = asyncio.Semaphore(_SIMULTANEOUS_REQUESTS)

    async def call_gated(call: Callable[[], Awaitable[T]]) -> T:
        async with gate:
            return await call()

    tasks = [asyncio.ensure_future(call_gated(call)) for call in calls]
    try:
        return [await task for task in tasks]
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


@dataclass(frozen=True, slots=True)
class _Part:
    """A part of a speech.

    Attributes:
        speech: of the part.
        missing: why it has no times, if it should have some.
    """

    speech: Speech
    missing: str = ""


async def _speak_part(speak: Callable[[str], Awaitable[Speech]], text: str) -> _Part:
    try:
        return _Part(await speak(text))
    except TimestampsUnavailable as error:
        if error.speech is None:
            raise
        return _Part(error.speech, error.message)


def _join_parts(
    parts: Sequence[_Part], *, text: str, gap: float = 0.0, voices: Sequence[str] = ()
) -> Speech:
    speech = join_speeches([part.speech for part in parts], text=text, gap=gap, voices=voices)
    missing = next((part.missing for part in parts if part.missing), "")
    if not missing:
        return speech
    # Half a transcript could be mistaken for a complete one.
    untimed = remove_times(speech.transcript)
    raise TimestampsUnavailable(missing, speech=replace(speech, transcript=untimed))


def _set_turn(speech: Speech, turn: Turn) -> Speech:
    plain = speech.transcript
    words, spoken = (
        tuple(replace(word, turn=0) for word in each) for each in (plain.words, plain.spoken)
    )
    return replace(speech, transcript=replace(plain, words=words, spoken=spoken, turns=(turn,)))
