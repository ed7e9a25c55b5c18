"""The engine ``auto``, which chooses another one for each text."""

from __future__ import annotations

import warnings
from collections.abc import AsyncGenerator, Callable, Sequence
from contextlib import aclosing
from dataclasses import dataclass, replace
from importlib.util import find_spec
from pathlib import Path

from vidsync.errors import VidsyncWarning
from vidsync.models import cached, models
from vidsync.transcript import Speech
from vidsync.tts.engine import Engine, find_engine
from vidsync.tts.engines.hibari import HibariEngine, is_english
from vidsync.tts.engines.neural.voice_files import speaks
from vidsync.tts.line import Line
from vidsync.tts.speech.text_stream import StreamItem, TextPieces

# The voices of speakers without one, in the order in which they begin to speak: of hibari, and
# the variants of espeak-ng's voice of another language.
_ENGLISH_CAST = ("heart", "heart+deep", "heart+high", "heart+low", "en-gb+m3", "en-us+f4")
_FETCHED = ("kokoro", "piper")
_VARIANTS = ("", "+m3", "+f4", "+m7", "+f2", "+m1")


@dataclass(frozen=True, slots=True)
class Choice:
    """What speaks a text.

    Attributes:
        engine: its name.
        language: BCP 47 tag for the engine; None leaves it to the voice.
        notice: what to tell the user about the choice, or ``""``.
    """

    engine: str
    language: str | None = None
    notice: str = ""


def choose(text: str, *, voice: str | None, language: str | None) -> Choice:
    """Choose the engine for a text by its voice, else by its language.

    English is spoken by hibari if it is installed. Another language is spoken by a voice of
    Kokoro or Piper if one was fetched, else by espeak-ng.

    Args:
        text: what to say; its language is guessed if none is given.
        voice: a name of any of these engines, a path of a voice, or None.
        language: BCP 47 tag, or None.
    """
    if voice is not None:
        return Choice(_engine_of(voice), language)
    guess = ""
    if language is None:
        from vidsync.alignment.text.language_guess import guess_voice_language

        guess = guess_voice_language(text)
    if is_english(language or guess):
        return Choice("hibari" if has_hibari() else "espeak", language)
    engine = _find_fetched(language or guess)
    if not guess:
        return Choice(engine, language)
    return Choice(
        engine,
        guess,
        f"the text seems to be in the language {guess!r}, so {engine} speaks it; "
        "give the language if that is wrong",
    )


def _engine_of(voice: str) -> str:
    """Return the engine that has a voice; espeak-ng if no other has."""
    if voice.endswith(".onnx"):
        # A voice of Piper has its settings beside it.
        return "piper" if Path(f"{voice}.json").exists() else "hibari"
    if voice.endswith(".bin"):
        return "kokoro"
    name = voice.partition("+")[0]
    if name in HibariEngine.known_voices:
        return "hibari"
    engines = {model.name: model.engine for model in models()}
    return engines[name] if engines.get(name) in _FETCHED else "espeak"


def _find_fetched(language: str) -> str:
    """Return the engine of a fetched voice for a language, else espeak-ng."""
    for model in models():
        if model.engine in _FETCHED and speaks(model, language) and cached(model):
            return model.engine
    return "espeak"


def has_hibari() -> bool:
    """Whether hibari and what it needs are installed."""
    return find_spec("hibari") is not None and find_spec("onnxruntime") is not None


class EmbeddedEngine(Engine):
    """hibari for English; a fetched voice, or espeak-ng, for all other languages.

    A voice chooses its engine. The options that only espeak-ng has choose it.

    Args:
        rate: espeak-ng's words per minute at speed 1.
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
        given = {"rate": rate, "pitch": pitch}
        self._options = {name: value for name, value in given.items() if value is not None}
        self._on_progress = on_progress

    def __repr__(self) -> str:
        options = ", ".join(f"{name}={value}" for name, value in self._options.items())
        # Another choice is made where hibari is missing.
        return f"EmbeddedEngine({options}{'' if has_hibari() else ' without hibari'})"

    async def speak(
        self,
        text: str,
        *,
        voice: str | None = None,
        language: str | None = None,
        speed: float = 1.0,
        timestamps: bool = True,
    ) -> Speech:
        """Speak a text; see `Engine.speak`.

        Warns:
            VidsyncWarning: the language was guessed, and is not English.
        """
        choice = self._choose(text, voice, language)
        speech = await self._create(choice.engine).speak(
            text, voice=voice, language=choice.language, speed=speed, timestamps=timestamps
        )
        if not choice.notice:
            return speech
        return replace(speech, warnings=(choice.notice, *speech.warnings))

    async def stream(
        self,
        text: TextPieces,
        *,
        voice: str | None = None,
        language: str | None = None,
        speed: float = 1.0,
        timestamps: bool = True,
    ) -> AsyncGenerator[StreamItem, None]:
        """Speak a text while it is being written; see `Engine.stream`.

        The language of text in pieces is not guessed: without a tag or a voice it is English.
        """
        sample = text if isinstance(text, str) else ""
        choice = self._choose(sample, voice, language)
        items = self._create(choice.engine).stream(
            text, voice=voice, language=choice.language, speed=speed, timestamps=timestamps
        )
        async with aclosing(items):
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
        """Speak a conversation; see `Engine.speak_conversation`.

        Each speaker without a voice gets another one, and all lines have the same loudness.
        """
        sample = " ".join(line.text for line in lines if line.voice is None)
        choice = self._choose(sample, None, language)
        return await super().speak_conversation(
            _give_voices(lines, choice),
            language=choice.language,
            speed=speed,
            gap=gap,
            timestamps=timestamps,
        )

    def _create(self, name: str) -> Engine:
        return find_engine(name, **self._options, on_progress=self._on_progress)

    def _choose(self, text: str, voice: str | None, language: str | None) -> Choice:
        choice = choose(text, voice=voice, language=language)
        if self._options:
            choice = replace(choice, engine="espeak")
        if choice.notice:
            warnings.warn(choice.notice, VidsyncWarning, stacklevel=4)
        return choice


def _give_voices(lines: Sequence[Line], choice: Choice) -> list[Line]:
    """Give each speaker without a voice one that no other speaker has.

    After the sixth speaker the voices are used again.
    """
    if choice.engine == "hibari":
        cast = list(_ENGLISH_CAST)
    else:
        cast = [f"{choice.language or 'en-us'}{variant}" for variant in _VARIANTS]
    speakers = dict.fromkeys(line.speaker for line in lines if line.voice is None)
    taken = {line.voice for line in lines}
    free = [voice for voice in cast if voice not in taken] or cast
    voices = {speaker: free[number % len(free)] for number, speaker in enumerate(speakers)}
    return [replace(line, voice=line.voice or voices[line.speaker]) for line in lines]
