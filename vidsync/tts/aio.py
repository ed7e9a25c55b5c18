"""The room's public functions for callers that await; the same names are sync above.

Here an engine's name becomes an engine, its speech gets word times if it has none, and
what was spoken before is taken from the cache.
"""

from __future__ import annotations

import os
import warnings
from collections.abc import AsyncGenerator, Awaitable, Callable, Sequence
from contextlib import aclosing
from dataclasses import replace
from typing import Literal, get_args

from vidsync.errors import InputError, TimestampsUnavailable, VidsyncWarning, near_matches
from vidsync.transcript import Speech
from vidsync.tts.cache import Cache, Identity, opened
from vidsync.tts.engine import Engine, Line, find_engine
from vidsync.tts.speech.text_stream import Streamed, TextPieces

Timestamps = Literal["auto", "on", "off"]
EngineChoice = str | Engine
CacheChoice = Cache | str | os.PathLike[str] | None


async def speak(
    text: str,
    *,
    voice: str | None = None,
    engine: EngineChoice = "espeak",
    language: str | None = None,
    speed: float = 1.0,
    timestamps: Timestamps = "auto",
    estimate: bool = False,
    cache: CacheChoice = None,
    **options: object,
) -> Speech:
    """Speak a text; see `vidsync.tts.speak`."""
    speaker = _engine(engine, options)
    wanted = _checked(timestamps)
    identity = Identity(
        engine=_name_of(speaker, cache),
        lines=((text, voice, ""),),
        language=language,
        speed=speed,
        timestamps=wanted,
    )

    async def speaking() -> Speech:
        return await speaker.speak(
            text, voice=voice, language=language, speed=speed, timestamps=wanted != "off"
        )

    return await _finished(speaking, wanted, identity, estimate=estimate, cache=cache)


async def speak_conversation(
    lines: Sequence[Line],
    *,
    engine: EngineChoice = "espeak",
    language: str | None = None,
    speed: float = 1.0,
    gap: float = 0.3,
    timestamps: Timestamps = "auto",
    estimate: bool = False,
    cache: CacheChoice = None,
    **options: object,
) -> Speech:
    """Speak a conversation; see `vidsync.tts.speak_conversation`."""
    speaker = _engine(engine, options)
    wanted = _checked(timestamps)
    identity = Identity(
        engine=_name_of(speaker, cache),
        lines=tuple((line.text, line.voice, line.speaker) for line in lines),
        language=language,
        speed=speed,
        timestamps=wanted,
        gap=gap,
    )

    async def speaking() -> Speech:
        return await speaker.speak_conversation(
            lines, language=language, speed=speed, gap=gap, timestamps=wanted != "off"
        )

    return await _finished(speaking, wanted, identity, estimate=estimate, cache=cache)


async def stream(
    text: TextPieces,
    *,
    voice: str | None = None,
    engine: EngineChoice = "espeak",
    language: str | None = None,
    speed: float = 1.0,
    timestamps: bool = True,
    **options: object,
) -> AsyncGenerator[Streamed, None]:
    """Speak a text while it is still being written; see `vidsync.tts.stream`."""
    spoken = _engine(engine, options).stream(
        text, voice=voice, language=language, speed=speed, timestamps=timestamps
    )
    async with aclosing(spoken) as items:
        async for item in items:
            yield item


async def _finished(
    speaking: Callable[[], Awaitable[Speech]],
    wanted: Timestamps,
    identity: Identity,
    *,
    estimate: bool,
    cache: CacheChoice,
) -> Speech:
    """A speech out of the cache, or spoken, given its times and saved."""
    saved = None if cache is None or not identity.engine else opened(cache)
    if saved is not None and (known := saved.find(identity)) is not None:
        return known
    lines = [text for text, _, _ in identity.lines]
    if wanted == "off":
        speech = _untimed(await _audio_at_least(speaking()))
    else:
        # Aligning needs numpy, and most callers' engines need no aligning.
        from vidsync.tts.speech.missing_times import speech_with_words

        try:
            speech = await speech_with_words(speaking(), estimate=estimate, lines=lines)
        except TimestampsUnavailable as error:
            if wanted == "on" or error.speech is None:
                raise
            warnings.warn(error.message, VidsyncWarning, stacklevel=2)
            # Next time it may be better, so this is not saved.
            return replace(error.speech, warnings=(*error.speech.warnings, error.message))
    if saved is not None:
        saved.store(identity, speech)
    return speech


async def _audio_at_least(speaking: Awaitable[Speech]) -> Speech:
    try:
        return await speaking
    except TimestampsUnavailable as error:
        if error.speech is None:
            raise
        return error.speech


def _untimed(speech: Speech) -> Speech:
    from vidsync.tts.speech.assemble import without_times  # it measures audio, so it needs numpy

    return replace(speech, transcript=without_times(speech.transcript))


def _engine(engine: EngineChoice, options: dict[str, object]) -> Engine:
    if isinstance(engine, str):
        return find_engine(engine, **options)
    if options:
        raise InputError(
            f"options ({', '.join(options)}) can't be given to an engine that exists already",
            hint="give them to its class",
        )
    return engine


def _name_of(engine: Engine, cache: CacheChoice) -> str:
    """What the cache tells an engine and its options by, or ``""``."""
    if type(engine).__repr__ is not object.__repr__:
        return repr(engine)
    if cache is not None:
        warnings.warn(
            f"{type(engine).__name__} has no repr that tells its options: not cached",
            VidsyncWarning,
            stacklevel=3,
        )
    return ""


def _checked(timestamps: Timestamps) -> Timestamps:
    known = get_args(Timestamps)
    if timestamps not in known:
        raise InputError(
            f"timestamps={timestamps!r} is not known", hint=near_matches(str(timestamps), known)
        )
    return timestamps
