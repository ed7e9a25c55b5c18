"""The base class of speech recognizers, and the registry of their names.

A recognizer is one class in one file. To add one, derive it from `Recognizer`, write
`recognize`, and add it to `_RECOGNIZERS`. A package outside vidsync names its class in the
entry point group ``vidsync.recognizers`` instead.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Sequence
from types import MappingProxyType
from typing import TYPE_CHECKING, Literal

from vidsync.extensions import ClassRegistry
from vidsync.transcription.recognition import Recognition

if TYPE_CHECKING:
    from vidsync.audio import Samples


class Recognizer(ABC):
    """Something that hears words in sound.

    Options of one recognizer (a model, a key) are keyword-only parameters of its constructor,
    with defaults. A recognizer may be used for any number of sounds, one after the other. Its
    repr has its class and all options that change the words, and nothing else: what was heard
    is kept under it, so that an interrupted transcription goes on where it was.
    """

    max_window: float = 30.0
    """The longest sound that one call of `recognize` takes, in seconds."""

    finds_speakers: bool = False
    """Whether its words have turns with a speaker each. It then hears as much at a time as it
    can, as nobody is recognized again in the next window."""

    def prepare(
        self,
        *,
        terms: Sequence[str] = (),  # noqa: ARG002 - this and the next are for those that can
        speakers: int | Literal["auto"] | None = None,  # noqa: ARG002
    ) -> Recognizer:
        """Return the recognizer for a recording about which something is known.

        This default expects nothing: terms are then in the prompt, and the speakers are told
        apart by their voices.

        Args:
            terms: names and terms that may be spoken.
            speakers: how many there are, or ``auto``, to tell them apart; None for one.
        """
        return self

    def detect_language(self, sound: Samples) -> tuple[str, float] | None:  # noqa: ARG002
        """Return the language of a sound (BCP 47) and its probability.

        None if the recognizer can't tell before it recognizes the words.
        """
        return None

    @abstractmethod
    def recognize(
        self, sound: Samples, *, language: str | None = None, prompt: str | None = None
    ) -> Recognition:
        """Hear the words of a sound.

        Args:
            sound: mono, at 16 kHz, no longer than `max_window`.
            language: BCP 47 tag of what is spoken; None to detect it.
            prompt: text that could come before, or names and terms that may be spoken. A
                recognizer that takes none leaves it out.

        Returns:
            The words, with times from the start of `sound`; none if nothing is spoken.

        Raises:
            InputError: an option or the language can't be used.
            DependencyError: a package is not installed.
            EngineError: the recognizer failed.
        """

    def find_alternatives(
        self,
        sound: Samples,  # noqa: ARG002 - this and the next are for those that listen again
        heard: Recognition,
        *,
        language: str | None = None,  # noqa: ARG002
        prompt: str | None = None,  # noqa: ARG002
    ) -> tuple[tuple[str, ...], ...]:
        """Return for each word of a sound what else it could be, the likeliest first.

        Args:
            sound: as for `recognize`.
            heard: what was recognized in it.
            language: as for `recognize`.
            prompt: as for `recognize`.

        Returns:
            As `Recognition.alternatives`; none for words that are certain.
        """
        return heard.alternatives


_SERVICES = "vidsync.transcription.engines.services"
_REGISTRY = ClassRegistry(
    "recognizer",
    # The class of each recognizer. It is imported when the recognizer is used.
    MappingProxyType(
        {
            "whisper": "vidsync.transcription.engines.whisper:WhisperRecognizer",
            "whisper-cpp": f"{_SERVICES}.whisper_cpp:WhisperCppRecognizer",
            "openai": f"{_SERVICES}.openai:OpenAIRecognizer",
            "deepgram": f"{_SERVICES}.deepgram:DeepgramRecognizer",
            "assemblyai": f"{_SERVICES}.assemblyai:AssemblyAIRecognizer",
            "elevenlabs": f"{_SERVICES}.elevenlabs:ElevenLabsRecognizer",
        }
    ),
    group="vidsync.recognizers",
    kind=Recognizer,  # type: ignore[type-abstract] # only its subclasses are created
)


def recognizer_names() -> tuple[str, ...]:
    """Return the names of all recognizers, including those of other packages."""
    return _REGISTRY.names()


def recognizer_class(name: str) -> type[Recognizer]:
    """Return the class of a recognizer, by the recognizer's name.

    Raises:
        EngineError: there is no such recognizer, or its package is broken.
    """
    return _REGISTRY.find_class(name)


def find_recognizer(name: str, **options: object) -> Recognizer:
    """Create a recognizer by its name.

    Args:
        name: one of `recognizer_names`.
        options: of the recognizer's class.

    Raises:
        InputError: the recognizer has no such option.
        EngineError: there is no such recognizer, or its package is broken.
    """
    return _REGISTRY.create(name, **options)
