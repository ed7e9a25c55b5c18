"""What an engine is, and the names they go by.

An engine is one file with one class. To add one, derive it from `Engine`, write
`speak`, and name it in `_ENGINES`; a package outside vidsync names its class in the
entry point group ``vidsync.engines`` instead. What services have in common (requests,
keys, patience) is in modules of its own beside this one.
"""

from __future__ import annotations

import inspect
from abc import ABC, abstractmethod
from collections.abc import AsyncGenerator, Mapping, Sequence
from contextlib import aclosing
from dataclasses import dataclass
from functools import partial
from importlib import import_module, metadata
from types import MappingProxyType

from vidsync.errors import EngineError, InputError, near_matches
from vidsync.transcript import Speech
from vidsync.tts.speech.text_stream import Streamed, TextPieces

# The class of each engine, imported when it is asked for.
_ENGINES: Mapping[str, str] = MappingProxyType(
    {
        "espeak": "vidsync.tts.engines.espeak:Espeak",
        "lmnt": "vidsync.tts.engines.services.lmnt:Lmnt",
        "playkit": "vidsync.tts.engines.services.playkit:PlayKit",
        "speechbase": "vidsync.tts.engines.services.speechbase:Speechbase",
        "cartesia": "vidsync.tts.engines.services.cartesia:Cartesia",
        "openai": "vidsync.tts.engines.services.openai:OpenAI",
        "elevenlabs": "vidsync.tts.engines.services.elevenlabs:ElevenLabs",
        "azure": "vidsync.tts.engines.services.azure:Azure",
        "polly": "vidsync.tts.engines.services.polly:Polly",
        "google": "vidsync.tts.engines.services.google:Google",
        "inworld": "vidsync.tts.engines.services.inworld:Inworld",
        "hume": "vidsync.tts.engines.services.hume:Hume",
        "rime": "vidsync.tts.engines.services.rime:Rime",
        "minimax": "vidsync.tts.engines.services.minimax:MiniMax",
    }
)
_ENTRY_POINTS = "vidsync.engines"


@dataclass(frozen=True, slots=True)
class Line:
    """What one speaker says at a stretch in a conversation.

    Attributes:
        text: what to say.
        voice: the engine's name of a voice; None for its default.
        speaker: a name to show, or ``""``.
    """

    text: str
    voice: str | None = None
    speaker: str = ""


class Engine(ABC):
    """Something that speaks text.

    What only one engine has (a key, a model, a pitch) its constructor takes, as
    keyword-only options with defaults. An engine may be used for any number of texts,
    at once and one after the other, and from any event loop. Its repr names its class and
    all options that change the sound, and nothing else: saved speech is found again by it.
    """

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
            timestamps: False if nobody needs the words' times: an engine that would
                have to ask for them need not.

        Returns:
            The audio, and when each word of the text is heard, if the engine can tell:
            without any word in the transcript it can't.

        Raises:
            InputError: the text or an option can't be used.
            VoiceError: there is no such voice or language.
            TimestampsUnavailable: the engine tells times, but not this time; the speech
                is in it, if there is one.
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
    ) -> AsyncGenerator[Streamed, None]:
        """Speak a text while it is still being written.

        This one speaks sentence by sentence, for engines that can do no better.

        Args:
            text: whole, or in pieces that may be cut anywhere.
            voice: as for `speak`.
            language: as for `speak`.
            speed: as for `speak`.
            timestamps: as for `speak`.

        Yields:
            Audio, and words with their times, as they come: chunks in order, words in
            order, neither waiting for the other.

        Raises:
            InputError: as for `speak`, when the first item is asked for.
            EngineError: as for `speak`; what has been yielded by then is good.
        """
        from vidsync.tts.speech.many_requests import by_sentence  # decodes audio, so it needs numpy

        speak = partial(
            self.speak, voice=voice, language=language, speed=speed, timestamps=timestamps
        )
        async with aclosing(by_sentence(text, speak, timestamps=timestamps)) as items:
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
        """Speak several voices' lines one after the other.

        This one speaks each line by itself, for services that can do no better.

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
        from vidsync.tts.speech.many_requests import by_line  # as above

        speak = partial(self.speak, language=language, speed=speed, timestamps=timestamps)
        return await by_line(lines, speak, gap=gap)


def engine_names() -> tuple[str, ...]:
    """The names of all engines there are, vidsync's own and those of other packages."""
    return tuple(sorted({*_ENGINES, *metadata.entry_points(group=_ENTRY_POINTS).names}))


def find_engine(name: str, **options: object) -> Engine:
    """The engine of a name, ready to speak.

    Args:
        name: one of `engine_names`.
        options: what the engine's class takes.

    Raises:
        InputError: it takes no such option.
        EngineError: there is no such engine, or its package is broken.
    """
    found = _engine_class(name)
    known = [
        parameter.name
        for parameter in inspect.signature(found).parameters.values()
        if parameter.kind in (parameter.KEYWORD_ONLY, parameter.POSITIONAL_OR_KEYWORD)
    ]
    for option in options:
        if option not in known:
            raise InputError(
                f"the engine {name} has no option {option!r}", hint=near_matches(option, known)
            )
    return found(**options)


def _engine_class(name: str) -> type[Engine]:
    if name in _ENGINES:
        module, _, attribute = _ENGINES[name].partition(":")
        return _checked(name, getattr(import_module(module), attribute))
    entries = metadata.entry_points(group=_ENTRY_POINTS, name=name)
    if not entries:
        raise EngineError(
            f"there is no speech engine {name!r}", hint=near_matches(name, engine_names())
        )
    entry = next(iter(entries))
    try:
        return _checked(name, entry.load())
    except (ImportError, AttributeError) as error:
        raise EngineError(
            f"the engine {name!r} ({entry.value}) can't be loaded: {error}",
            hint="reinstall or remove the package that brings it",
        ) from error


def _checked(name: str, found: object) -> type[Engine]:
    if not (isinstance(found, type) and issubclass(found, Engine)):
        raise EngineError(
            f"the engine {name!r} is {found!r}, no class derived from vidsync.tts.Engine",
            hint="the package that brings it is at fault",
        )
    return found
