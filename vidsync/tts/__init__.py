"""Text to speech: one call for every engine.

Each engine is a file of its own; what they share is in `base`. Where an engine gives
no word times, aligning is up to the engine's class, with the alignment room's help.
"""

from __future__ import annotations

from vidsync.errors import InputError
from vidsync.transcript import Speech
from vidsync.tts.base import Engine, engine_names, find_engine

__all__ = ["Engine", "engine_names", "find_engine", "speak"]


def speak(
    text: str,
    *,
    voice: str | None = None,
    engine: str | Engine = "espeak",
    language: str | None = None,
    speed: float = 1.0,
    **options: object,
) -> Speech:
    """Speak a text, and wait for it; works inside a running event loop as well.

    To await it instead: ``await find_engine("espeak").speak(text)``.

    Args:
        text: what to say.
        voice: the engine's name of a voice; None for one that fits the language.
        engine: a name (see `engine_names`), or an engine that was made before.
        language: BCP 47 tag of the text; None leaves it to the voice.
        speed: 1 is the voice's own pace, 2 twice as fast.
        options: of the engine itself, as its class takes them (``rate=``, ``key=``).

    Raises:
        InputError: the text or an option can't be used.
        VoiceError: there is no such voice or language.
        EngineError: there is no such engine, or it failed.
    """
    # asyncio is slow to import, and most of what imports this room speaks nothing.
    from vidsync.tts import bridge

    if isinstance(engine, str):
        engine = find_engine(engine, **options)
    elif options:
        raise InputError(
            f"options ({', '.join(options)}) can't be given to an engine that exists already",
            hint="give them to its class",
        )
    return bridge.run(engine.speak(text, voice=voice, language=language, speed=speed))
