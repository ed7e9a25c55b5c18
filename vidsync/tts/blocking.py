"""Blocking functions that speak and stream."""

from __future__ import annotations

from collections.abc import Generator, Sequence

from vidsync.transcript import Speech
from vidsync.tts import aio
from vidsync.tts.aio import CacheChoice, EngineChoice, Timestamps
from vidsync.tts.line import Line
from vidsync.tts.speech.text_stream import StreamItem, TextPieces


def speak(
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
    """Speak a text and wait for it. It also works inside a running event loop.

    The engine's own word times are used. If it has none, the audio is aligned with the
    text, and `Transcript.source` and a warning say so.

    Args:
        text: what to say, of any length.
        voice: the engine's name of a voice; None for one that fits the language.
        engine: a name (see `engine_names`), or an engine object. ``auto`` is the
            embedded hibari for English, and the embedded espeak-ng for all other languages.
        language: BCP 47 tag of the text; None leaves it to the voice; the engine
            ``auto`` guesses it.
        speed: 1 is the voice's own pace, 2 twice as fast.
        timestamps: with ``on``, missing word times are an error, which has the audio; with
            ``auto``, the speech then comes without words; ``off`` gives no words.
        estimate: allow word times that are guessed from the words' lengths, if there
            are no better ones.
        cache: a folder or a `Cache` that keeps speech for the next call.
        options: of the engine's class (``rate=``, ``key=``).

    Raises:
        InputError: the text or an option can't be used.
        VoiceError: there is no such voice or language.
        AuthenticationError: the engine's service needs a key, or refuses the one given.
        CreditError: the account with the service has no credit left.
        TimestampsUnavailable: see `timestamps`.
        EngineError: there is no such engine, or it failed.

    Warns:
        VidsyncWarning: the word times are not the engine's own, or the speech has another
            defect.
    """
    # asyncio is slow to import, and most importers of this module never speak.
    from vidsync.wire import sync

    return sync.run_coroutine(
        aio.speak(
            text,
            voice=voice,
            engine=engine,
            language=language,
            speed=speed,
            timestamps=timestamps,
            estimate=estimate,
            cache=cache,
            **options,
        )
    )


def speak_conversation(
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
    """Speak the lines of several voices one after the other, as one file.

    Args:
        lines: at least one.
        engine: as for `speak`.
        language: as for `speak`.
        speed: as for `speak`.
        gap: seconds of silence between two lines.
        timestamps: as for `speak`.
        estimate: as for `speak`.
        cache: as for `speak`.
        options: as for `speak`.

    Returns:
        The speech; in its transcript each line is a turn.

    Raises:
        InputError: there is no line; or as for `speak`.
        EngineError: as for `speak`.
    """
    from vidsync.wire import sync  # as above

    return sync.run_coroutine(
        aio.speak_conversation(
            lines,
            engine=engine,
            language=language,
            speed=speed,
            gap=gap,
            timestamps=timestamps,
            estimate=estimate,
            cache=cache,
            **options,
        )
    )


def stream(
    text: TextPieces,
    *,
    voice: str | None = None,
    engine: EngineChoice = "auto",
    language: str | None = None,
    speed: float = 1.0,
    timestamps: bool = True,
    **options: object,
) -> Generator[StreamItem, None, None]:
    """Speak a text while it is still being written.

    Args:
        text: whole, or in pieces that may be cut anywhere. The next piece is read while
            the ones before it are spoken.
        voice: as for `speak`.
        engine: as for `speak`.
        language: as for `speak`.
        speed: as for `speak`.
        timestamps: whether words are wanted.
        options: as for `speak`.

    Yields:
        `AudioChunk` and `Word` as they arrive. Leaving the loop closes the connection.

    Raises:
        InputError: as for `speak`, at the first item.
        EngineError: as for `speak`; the items before it are valid.
    """
    from vidsync.wire import sync  # as above

    return sync.iterate(
        aio.stream(
            text,
            voice=voice,
            engine=engine,
            language=language,
            speed=speed,
            timestamps=timestamps,
            **options,
        )
    )
