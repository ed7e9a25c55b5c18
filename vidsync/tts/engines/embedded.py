"""The engine for texts for which none was chosen: hibari for English, else espeak-ng."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from importlib.util import find_spec

from vidsync.tts.engine import Engine
from vidsync.tts.engines.espeak import EspeakEngine
from vidsync.tts.engines.hibari import HibariEngine

# The voices of speakers without one, in the order in which they speak.
_ENGLISH_CAST = ("heart", "heart+deep", "heart+high", "heart+low", "en-gb+m3", "en-us+f4")
_CAST = ("", "+m3", "+f4", "+m7", "+f2", "+m1")


@dataclass(frozen=True, slots=True)
class Choice:
    """What speaks a text.

    Attributes:
        engine: its name.
        language: BCP 47 tag for the engine; None leaves it to the voice.
        guessed: whether the language was guessed from the text, and is not English.
    """

    engine: str
    language: str | None = None
    guessed: bool = False


def choose(text: str, *, voice: str | None, language: str | None) -> Choice:
    """Choose the engine for a text by its voice, else by its language.

    English is spoken by hibari if it is installed; all other languages by espeak-ng.

    Args:
        text: what to say; its language is guessed if none is given.
        voice: a name of either engine, or None.
        language: BCP 47 tag, or None.
    """
    natural = find_spec("hibari") is not None and find_spec("onnxruntime") is not None
    if voice is not None:
        ours = voice.partition("+")[0] in HibariEngine.known_voices or voice.endswith(".onnx")
        return Choice("hibari" if ours else "espeak", language)
    if language is not None:
        return Choice("hibari" if natural and is_english(language) else "espeak", language)
    from vidsync.alignment.text.language_guess import guess_language

    guess = guess_language(text)
    if guess == "en":
        return Choice("hibari" if natural else "espeak", None)
    return Choice("espeak", guess, guessed=True)


def is_english(language: str) -> bool:
    """Whether a BCP 47 tag is of English."""
    return language.replace("_", "-").partition("-")[0].casefold() in ("en", "eng")


class EmbeddedEngine(Engine):
    """hibari for English, and espeak-ng for all other languages.

    A voice of one of the two chooses that one; so do the options that only espeak-ng has.

    Args:
        rate: espeak-ng's words per minute.
        pitch: espeak-ng's pitch.
        on_progress: called with the number of characters spoken and the number of all, from
            another thread.
    """

    def __init__(
        self,
        *,
        rate: int | None = None,
        pitch: int | None = None,
        on_progress: Callable[[int, int], None] | None = None,
    ) -> None:
        self._options = {"rate": rate, "pitch": pitch}
        given = {name: value for name, value in self._options.items() if value is not None}
        self._espeak_only = bool(given)
        self._engines: Mapping[str, Engine] = {
            "espeak": EspeakEngine(**given, on_progress=on_progress),
            "hibari": HibariEngine(on_progress=on_progress),
        }
