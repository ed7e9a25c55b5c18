"""The embedded engine for English, hibari."""

from __future__ import annotations

import warnings
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from vidsync.errors import DependencyError, InputError, VidsyncWarning, VoiceError, near_matches
from vidsync.transcript import Speech
from vidsync.tts.engine import Engine
from vidsync.tts.engines.neural.in_thread import Progress, run_in_thread

if TYPE_CHECKING:
    from vidsync.tts.engines.neural.hibari.pronunciation import Pronouncer
    from vidsync.tts.engines.neural.hibari.voice import HibariVoice
    from vidsync.tts.engines.neural.hibari.voice_shape import VoiceShape
    from vidsync.tts.engines.neural.sentence import SpokenSentence
    from vidsync.tts.engines.neural.words import Token

_INCLUDED = "heart"
"""The voice that is in hibari's package."""

_SPEEDS = (0.5, 2.0)
"""The slowest and fastest speed that the voices sound well at."""


class HibariEngine(Engine):
    """hibari: natural English voices, no network, exact times of words and phones.

    The voice ``heart`` is always there. Another one is given by its name, once
    ``vidsync voices get`` has fetched it, or by the path of its file. Each has variants:
    ``heart+deep`` sounds like a man, ``heart+low`` and ``heart+high`` like other women.

    Args:
        semitones: higher, or lower if negative, -12 to 12.
        on_progress: called with the number of characters spoken and the number of all, from
            another thread.
    """

    known_voices: ClassVar[tuple[str, ...]] = ("heart", "emma", "fenrir", "fable", "kore")

    def __init__(
        self,
        *,
        semitones: float = 0.0,
        on_progress: Callable[[int, int], None] | None = None,
    ) -> None:
        if not -12 <= semitones <= 12:
            raise InputError(f"semitones is {semitones!r}: it must be from -12 to 12")
        self._semitones = semitones
        self._on_progress = on_progress

    def __repr__(self) -> str:
        return f"HibariEngine(semitones={self._semitones})"

    async def speak(
        self,
        text: str,
        *,
        voice: str | None = None,
        language: str | None = None,
        speed: float = 1.0,
        timestamps: bool = True,  # noqa: ARG002 - this engine always gives them
    ) -> Speech:
        """Speak a text; see `Engine.speak`. The same text gives the same bytes every time.

        Raises:
            InputError: nothing in the text can be spoken, or the speed is not from 0.5 to 2.
            VoiceError: there is no such voice, it is not here, or the language is not English.

        Warns:
            VidsyncWarning: the text seems to be in another language.
        """
        if not _SPEEDS[0] <= speed <= _SPEEDS[1]:
            raise InputError(f"speed is {speed!r}: hibari speaks at 0.5 to 2 times its own pace")
        if language and not is_english(language):
            raise VoiceError(
                f"hibari speaks English, not {language}",
                hint="use another engine: --engine espeak, or engine='espeak'",
            )
        speech = await run_in_thread(
            lambda report: _speak(
                text, voice or _choose_voice(language), speed, self._semitones, report
            ),
            self._on_progress,
        )
        notices = _list_notices(text, language)
        for notice in notices:
            warnings.warn(notice, VidsyncWarning, stacklevel=2)
        return replace(speech, warnings=notices)


def is_english(language: str) -> bool:
    """Whether a BCP 47 tag is of English."""
    return language.replace("_", "-").partition("-")[0].casefold() in ("en", "eng")


def _choose_voice(language: str | None) -> str:
    """Return a British voice that is here if the language asks for one, else the included voice."""
    from vidsync.models import cached, models

    if language and language.replace("_", "-").casefold() == "en-gb":
        for model in models():
            if model.engine == "hibari" and "en-GB" in model.languages and cached(model):
                return model.name
    return _INCLUDED


def _speak(text: str, voice: str, speed: float, semitones: float, report: Progress) -> Speech:
    # Imported here because they load numpy.
    from vidsync.espeak.units import check_text
    from vidsync.tts.engines.neural.hibari.voice import SAMPLE_RATE, load_voice
    from vidsync.tts.engines.neural.sentences import speak_sentences

    check_text(text)
    name, shape = _split_name(voice)
    path, language = _find_file(name)
    network = load_voice(path)
    speaker = _Speaker(
        network,
        _load_pronouncer(language.endswith("GB")),
        replace(shape, pitch=shape.pitch * 2.0 ** (semitones / 12.0)),
        speed,
    )
    return speak_sentences(
        text,
        speaker.speak,
        sample_rate=SAMPLE_RATE,
        language=language,
        on_progress=report,
        usual_gain=network.find_gain(speaker.shape),
    )


def _list_notices(text: str, language: str | None) -> tuple[str, ...]:
    """Return what the voice can't speak as it should."""
    from vidsync.alignment.text.language_guess import guess_voice_language
    from vidsync.espeak.units import has_han

    notices = []
    guess = "en" if language else guess_voice_language(text)
    if not is_english(guess):
        notices.append(
            f"the text seems to be in the language {guess!r}, and hibari reads it as English: "
            "use another engine, such as espeak"
        )
    if has_han(text):
        notices.append(
            "hibari can't read Chinese characters and says 'Chinese letter' for each: write their "
            "reading, or choose another voice"
        )
    return tuple(notices)


def _split_name(voice: str) -> tuple[str, VoiceShape]:
    """Return the name or the path of a voice, and its variant.

    Raises:
        VoiceError: there is no such variant.
    """
    from vidsync.tts.engines.neural.hibari.voice_shape import VARIANTS

    name, plus, variant = voice.rpartition("+")
    if not plus or variant.endswith(".onnx"):
        return voice, VARIANTS[""]
    if variant not in VARIANTS:
        names = tuple(filter(None, VARIANTS))
        raise VoiceError(
            f"hibari's voices have no variant {variant!r}",
            hint=near_matches(variant, names) or f"the variants are {', '.join(names)}",
        )
    return name, VARIANTS[variant]


def _find_file(name: str) -> tuple[Path, str]:
    """Return the file of a voice, and its language.

    Raises:
        VoiceError: there is no such voice, or it is not here.
        DependencyError: hibari or onnxruntime is not installed.
    """
    from vidsync.tts.engines.neural.voice_files import find_voice_file

    for package in ("hibari", "onnxruntime"):
        if find_spec(package) is None:
            raise DependencyError(
                f"the natural voice needs {package}",
                hint="pip install hibari-tts onnxruntime; or use --engine espeak",
            )

    if name == _INCLUDED:
        from hibari.voices import voice_path

        return Path(voice_path(_INCLUDED, download_missing=False)), "en-US"
    path, language = find_voice_file("hibari", name, None)
    # The published files are named after Kokoro's voices: af_kore, bm_fable.
    return path, language or ("en-GB" if path.name.startswith(("bf_", "bm_")) else "en-US")


@lru_cache(maxsize=2)
def _load_pronouncer(british: bool) -> Pronouncer:
    from vidsync.tts.engines.neural.hibari.pronunciation import Pronouncer

    return Pronouncer(british=british)


@dataclass(frozen=True, slots=True)
class _Speaker:
    """Speaks sentences in one manner."""

    network: HibariVoice
    pronouncer: Pronouncer
    shape: VoiceShape
    speed: float

    def speak(self, sentence: str) -> tuple[Sequence[Token], Iterable[SpokenSentence]]:
        """Return the tokens of a sentence, and its parts."""
        from vidsync.tts.engines.neural.sentences import split_tokens
        from vidsync.writing import ends_clause

        tokens = split_tokens(sentence)
        written = [sentence[token.start : token.end] for token in tokens]
        marked = frozenset(number for number, word in enumerate(written) if ends_clause(word))
        letters = self.pronouncer.pronounce(written)
        return tokens, self.network.speak(
            letters, speed=self.speed, shape=self.shape, marked=marked
        )
