"""The base class of speech engines, and the registry of their names.

An engine is one class in one file. To add one, derive it from `Engine`, write `speak`,
and add it to `_ENGINES`. A package outside vidsync names its class in the entry point
group ``vidsync.engines`` instead.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import AsyncGenerator, Mapping, Sequence
from contextlib import aclosing
from functools import partial
from types import MappingProxyType
from typing import ClassVar

from vidsync.extensions import ClassRegistry
from vidsync.transcript import Speech
from vidsync.tts.line import Line
from vidsync.tts.speech.text_stream import StreamItem, TextPieces

# The class of each engine. It is imported when the engine is used.
_ENGINES: Mapping[str, str] = MappingProxyType(
    {
        "auto": "vidsync.tts.engines.embedded:EmbeddedEngine",
        "hibari": "vidsync.tts.engines.hibari:HibariEngine",
        "kokoro": "vidsync.tts.engines.kokoro:KokoroEngine",
        "piper": "vidsync.tts.engines.piper:PiperEngine",
        "espeak": "vidsync.tts.engines.espeak:EspeakEngine",
        "lmnt": "vidsync.tts.engines.services.lmnt:LmntEngine",
        "playkit": "vidsync.tts.engines.services.playkit:PlayKitEngine",
        "speechbase": "vidsync.tts.engines.services.speechbase:SpeechbaseEngine",
        "cartesia": "vidsync.tts.engines.services.cartesia:CartesiaEngine",
        "openai": "vidsync.tts.engines.services.openai:OpenAIEngine",
        "elevenlabs": "vidsync.tts.engines.services.elevenlabs:ElevenLabsEngine",
        "azure": "vidsync.tts.engines.services.azure:AzureEngine",
        "polly": "vidsync.tts.engines.services.polly:PollyEngine",
        "google": "vidsync.tts.engines.services.google:GoogleEngine",
        "inworld": "vidsync.tts.engines.services.inworld:InworldEngine",
        "hume": "vidsync.tts.engines.services.hume:HumeEngine",
        "rime": "vidsync.tts.engines.services.rime:RimeEngine",
        "minimax": "vidsync.tts.engines.services.minimax:MiniMaxEngine",
    }
)


class Engine(ABC):
    """Something that speaks text.

    Options of one engine (a key, a model, a pitch) are keyword-only parameters of its
    constructor, with defaults. An engine may be used for any number of texts, at once or
    one after the other, and from any event loop. Its repr has its class and all options
    that change the sound, and nothing else: the cache finds speech by it.
    """

    known_voices: ClassVar[tuple[str, ...]] = ()
    """The names of all voices, if they are few and always the same."""

    @abstractmethod
    async def speak(
        self,
        text: str,
        *,
        voice: str | None = None,
        language: str | None = None,
        speed: float = 1.0,
        timestamps: bool = True,
    ) -> Speech:
        """Speak a text.

        Args:
            text: what to say.
            voice: the engine's name of a voice; None for one that fits the language.
            language: BCP 47 tag of the text; None leaves it to the voice.
            speed: 1 is the voice's own pace, 2 twice as fast.
            timestamps: False if the word times are not needed. The engine may give them
                all the same.

        Returns:
            The audio, and the times of the words if the engine has them. If it does not,
            the transcript has no words.

        Raises:
            InputError: the text or an option can't be used.
            VoiceError: there is no such voice or language.
            TimestampsUnavailable: the engine gives times, but not for this speech. The
                error has the speech, if there is one.
            EngineError: the engine failed.
        """

    async def stream(
        self,
        text: TextPieces,
        *,
        voice: str | None = None,
        language: str | None = None,
        speed: float = 1.0,
        timestamps: bool = True,
    ) -> AsyncGenerator[StreamItem, None]:
        """Speak a text while it is still being written.

        This default speaks sentence by sentence.

        Args:
            text: whole, or in pieces that may be cut anywhere.
            voice: as for `speak`.
            language: as for `speak`.
            speed: as for `speak`.
            timestamps: as for `speak`.

        Yields:
            Audio, and words with their times, as they arrive. Chunks are in order, and
            words are in order; neither waits for the other.

        Raises:
            InputError: as for `speak`, at the first item.
            EngineError: as for `speak`; the items before it are valid.
        """
        from vidsync.tts.speech.many_requests import (
            stream_sentences,  # decodes audio, so it needs numpy
        )

        speak = partial(
            self.speak, voice=voice, language=language, speed=speed, timestamps=timestamps
        )
        async with aclosing(stream_sentences(text, speak, timestamps=timestamps)) as items:
            async for item in items:
                yield item

    async def speak_conversation(
        self,
        lines: Sequence[Line],
        *,
        language: str | None = None,
        speed: float = 1.0,
        gap: float = 0.3,
        timestamps: bool = True,
    ) -> Speech:
        """Speak the lines of several voices one after the other.

        This default makes one request per line.

        Args:
            lines: at least one.
            language: as for `speak`.
            speed: as for `speak`.
            gap: seconds of silence between two lines.
            timestamps: as for `speak`.

        Returns:
            One audio file; in its transcript each line is a turn.

        Raises:
            InputError: there is no line; or as for `speak`.
            EngineError: as for `speak`.
        """
        from vidsync.tts.speech.many_requests import speak_lines  # as above

        speak = partial(self.speak, language=language, speed=speed, timestamps=timestamps)
        return await speak_lines(lines, speak, gap=gap)


_REGISTRY = ClassRegistry(
    "engine",
    _ENGINES,
    group="vidsync.engines",
    kind=Engine,  # type: ignore[type-abstract] # only its subclasses are created
)


def engine_names() -> tuple[str, ...]:
    """Return the names of all engines, including those of other packages."""
    return _REGISTRY.names()


def find_engine(name: str, **options: object) -> Engine:
    """Create an engine by its name.

    Args:
        name: one of `engine_names`.
        options: of the engine's class.

    Raises:
        InputError: the engine has no such option.
        EngineError: there is no such engine, or its package is broken.
    """
    return _REGISTRY.create(name, **options)


def engine_class(name: str) -> type[Engine]:
    """Return the class of an engine, by the engine's name.

    Raises:
        EngineError: there is no such engine, or its package is broken.
    """
    return _REGISTRY.find_class(name)
