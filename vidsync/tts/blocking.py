"""Text to speech: one call for every engine.

Each engine is a file of its own; what they share is in `base`, and what the engines of
services share is in `remote`. The functions here wait for their result; `aio` has the
same ones to await.
"""

from __future__ import annotations

from collections.abc import Generator, Sequence

from vidsync.transcript import Speech
from vidsync.tts import aio
from vidsync.tts.aio import CacheChoice, EngineChoice, Timestamps
from vidsync.tts.engine import Line
from vidsync.tts.speech.text_stream import Streamed, TextPieces


def speak(
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
    """Speak a text, and wait for it; works inside a running event loop as well.

    The engine's own word times are used; where it has none, the audio is aligned with
    the text. `Transcript.source` and a warning say so.

    Args:
        text: what to say, of any length.
        voice: the engine's name of a voice; None for one that fits the language.
        engine: a name (see `engine_names`), or an engine that was made before.
        language: BCP 47 tag of the text; None leaves it to the voice.
        speed: 1 is the voice's own pace, 2 twice as fast.
        timestamps: ``on`` fails if there are no word times to be had, with the audio in
            the error; ``auto`` gives the speech without words then; ``off`` wants none.
        estimate: allow word times that are guessed from the words' lengths, if there
            are no better ones.
        cache: a folder, or a `Cache`, in which what was spoken once is kept.
        options: of the engine itself, as its class takes them (``rate=``, ``key=``).

    Raises:
        InputError: the text or an option can't be used.
        VoiceError: there is no such voice or language.
        AuthenticationError: the engine's service needs a key, or refuses the one given.
        CreditError: the account with the service has no credit left.
        TimestampsUnavailable: see `timestamps`.
        EngineError: there is no such engine, or it failed.

    Warns:
        VidsyncWarning: the word times are not the engine's own, or something else was
            degraded.
    """
    # asyncio is slow to import, and most of what imports this room speaks nothing.
    from vidsync.tts import sync

    return sync.run(
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
    engine: EngineChoice = "espeak",
    language: str | None = None,
    speed: float = 1.0,
    gap: float = 0.3,
    timestamps: Timestamps = "auto",
    estimate: bool = False,
    cache: CacheChoice = None,
    **options: object,
) -> Speech:
    """Speak several voices' lines one after the other, as one file.

    Args:
        lines: who says what.
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
    from vidsync.tts import sync  # as above

    return sync.run(
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
    engine: EngineChoice = "espeak",
    language: str | None = None,
    speed: float = 1.0,
    timestamps: bool = True,
    **options: object,
) -> Generator[Streamed, None, None]:
    """Speak a text while it is still being written.

    Args:
        text: whole, or in pieces that may be cut anywhere; it is asked for the next
            piece while what came before is spoken.
        voice: as for `speak`.
        engine: as for `speak`.
        language: as for `speak`.
        speed: as for `speak`.
        timestamps: whether words are wanted.
        options: as for `speak`.

    Yields:
        `AudioChunk` and `Word` as they come. Leaving the loop ends the connection.

    Raises:
        InputError: as for `speak`, when the first item is asked for.
        EngineError: as for `speak`; what has been yielded by then is good.
    """
    from vidsync.tts import sync  # as above

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
