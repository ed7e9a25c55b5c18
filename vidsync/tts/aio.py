"""Async functions that speak and stream.

They find the engine, take speech from the cache if it is there, and align the audio if
the engine gives no word times.
"""

from __future__ import annotations

import warnings
from collections.abc import AsyncGenerator, Awaitable, Callable, Sequence
from contextlib import aclosing
from dataclasses import replace
from typing import Literal, get_args

from vidsync.checks import check_choice
from vidsync.errors import InputError, TimestampsUnavailable, VidsyncWarning
from vidsync.paths import PathLike, check_is_text
from vidsync.transcript import Speech
from vidsync.tts.cache import Cache, CacheKey, open_cache
from vidsync.tts.engine import Engine, find_engine
from vidsync.tts.line import Line
from vidsync.tts.speech.text_stream import StreamItem, TextPieces

Timestamps = Literal["auto", "on", "off"]
EngineChoice = str | Engine
CacheChoice = Cache | PathLike | None


async def speak(
    text: str,
    *,
    voice: str | None = None,
    engine: EngineChoice = "auto",
    language: str | None = None,
    speed: float = 1.0,
    timestamps: Timestamps = "auto",
    estimate: bool = False,
    cache: CacheChoice = None,
    **options: object,
) -> Speech:
    """Speak a text; see `vidsync.tts.speak`."""
    check_is_text(text)
    speaker = _resolve_engine(engine, options)
    wanted = check_choice("timestamps", timestamps, get_args(Timestamps))
    cache_key = CacheKey(
        engine=_identify(speaker, cache),
        lines=((text, voice, ""),),
        language=language,
        speed=speed,
        timestamps=wanted,
    )

    async def speaking() -> Speech:
        return await speaker.speak(
            text, voice=voice, language=language, speed=speed, timestamps=wanted != "off"
        )

    return await _find_or_speak(speaking, wanted, cache_key, estimate=estimate, cache=cache)


async def speak_conversation(
    lines: Sequence[Line],
    *,
    engine: EngineChoice = "auto",
    language: str | None = None,
    speed: float = 1.0,
    gap: float = 0.3,
    timestamps: Timestamps = "auto",
    estimate: bool = False,
    cache: CacheChoice = None,
    **options: object,
) -> Speech:
    """Speak a conversation; see `vidsync.tts.speak_conversation`."""
    speaker = _resolve_engine(engine, options)
    wanted = check_choice("timestamps", timestamps, get_args(Timestamps))
    cache_key = CacheKey(
        engine=_identify(speaker, cache),
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

    return await _find_or_speak(speaking, wanted, cache_key, estimate=estimate, cache=cache)


async def stream(
    text: TextPieces,
    *,
    voice: str | None = None,
    engine: EngineChoice = "auto",
    language: str | None = None,
    speed: float = 1.0,
    timestamps: bool = True,
    **options: object,
) -> AsyncGenerator[StreamItem, None]:
    """Speak a text while it is still being written; see `vidsync.tts.stream`."""
    items = _resolve_engine(engine, options).stream(
        text, voice=voice, language=language, speed=speed, timestamps=timestamps
    )
    async with aclosing(items):
        async for item in items:
            yield item


async def _find_or_speak(
    speaking: Callable[[], Awaitable[Speech]],
    wanted: Timestamps,
    cache_key: CacheKey,
    *,
    estimate: bool,
    cache: CacheChoice,
) -> Speech:
    """Return a speech from the cache, or make it, add missing times and save it."""
    saved = None if cache is None or not cache_key.engine else open_cache(cache)
    if saved is not None and (known := saved.find(cache_key)) is not None:
        return known
    lines = [text for text, _, _ in cache_key.lines]
    if wanted == "off":
        speech = _remove_times(await _ignore_missing_times(speaking()))
    else:
        # Alignment needs numpy, and most engines need no alignment.
        from vidsync.tts.speech.missing_times import ensure_words

        try:
            speech = await ensure_words(speaking(), estimate=estimate, lines=lines)
        except TimestampsUnavailable as error:
            if wanted == "on" or error.speech is None:
                raise
            warnings.warn(error.message, VidsyncWarning, stacklevel=2)
            # The next attempt may give times, so this speech is not saved.
            return replace(error.speech, warnings=(*error.speech.warnings, error.message))
    if saved is not None:
        saved.store(cache_key, speech)
    return speech


async def _ignore_missing_times(speaking: Awaitable[Speech]) -> Speech:
    try:
        return await speaking
    except TimestampsUnavailable as error:
        if error.speech is None:
            raise
        return error.speech


def _remove_times(speech: Speech) -> Speech:
    from vidsync.tts.speech.assemble import remove_times  # needs numpy

    return replace(speech, transcript=remove_times(speech.transcript))


def _resolve_engine(engine: EngineChoice, options: dict[str, object]) -> Engine:
    if isinstance(engine, str):
        return find_engine(engine, **options)
    if options:
        raise InputError(
            f"options ({', '.join(options)}) can't be given together with an engine object",
            hint="give them when the engine is created",
        )
    return engine


def _identify(engine: Engine, cache: CacheChoice) -> str:
    """Return the text by which the cache identifies an engine and its options, or ``""``."""
    if type(engine).__repr__ is not object.__repr__:
        return repr(engine)
    if cache is not None:
        warnings.warn(
            f"the speech is not cached: {type(engine).__name__} has no repr with its options",
            VidsyncWarning,
            stacklevel=3,
        )
    return ""
