"""Voices of Kokoro 82M, from their files."""

from __future__ import annotations

from collections.abc import Callable
from math import isfinite
from pathlib import Path
from typing import TYPE_CHECKING

from vidsync.errors import InputError, VoiceError
from vidsync.models import find_model
from vidsync.models.storage import cache_folder
from vidsync.paths import PathLike
from vidsync.transcript import Speech
from vidsync.tts.engine import Engine
from vidsync.tts.engines.neural.in_thread import Progress, run_in_thread

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from vidsync.tts.engines.neural.sentence import SpokenSentence
    from vidsync.tts.engines.neural.words import Token

_SPEEDS = (0.5, 2.0)


class KokoroEngine(Engine):
    """Kokoro 82M: 54 voices in eight languages, no network, exact times of words and phones.

    A voice is a name that ``vidsync voices get`` has fetched, or the path of its ``.bin``
    file. It takes about as long to speak as the speech lasts.

    Args:
        model: the file of the network; None for the one beside the voice, or the one that
            was fetched.
        on_progress: called with the number of characters spoken and the number of all,
            from another thread.
    """

    def __init__(
        self,
        *,
        model: PathLike | None = None,
        on_progress: Callable[[int, int], None] | None = None,
    ) -> None:
        self._model = None if model is None else Path(model).expanduser()
        self._on_progress = on_progress

    def __repr__(self) -> str:
        return f"KokoroEngine(model={self._model and str(self._model)!r})"

    async def speak(
        self,
        text: str,
        *,
        voice: str | None = None,
        language: str | None = None,
        speed: float = 1.0,
        timestamps: bool = True,  # noqa: ARG002 - this engine always gives them
    ) -> Speech:
        """Speak a text; see `Engine.speak`. The same text gives the same bytes every time."""
        if not (isfinite(speed) and _SPEEDS[0] <= speed <= _SPEEDS[1]):
            raise InputError(f"speed is {speed!r}: Kokoro speaks at 0.5 to 2 times its own pace")
        return await run_in_thread(
            lambda report: self._speak(text, voice, language, speed, report), self._on_progress
        )

    def _speak(
        self, text: str, voice: str | None, language: str | None, speed: float, report: Progress
    ) -> Speech:
        # Imported here because they load numpy.
        from vidsync.espeak.units import check_text
        from vidsync.tts.engines.neural.kokoro.spelling import (
            LANGUAGES,
            find_language,
            find_spelling,
        )
        from vidsync.tts.engines.neural.kokoro.voice import SAMPLE_RATE, load_voice
        from vidsync.tts.engines.neural.sentences import speak_sentences
        from vidsync.tts.engines.neural.voice_files import find_voice_file

        check_text(text)
        path, _ = find_voice_file("kokoro", voice, language)
        letter = find_language(path.stem, language)
        network = load_voice(self._find_model(path), path)
        spell, write = find_spelling(letter)

        def speak_sentence(sentence: str) -> tuple[Sequence[Token], Iterable[SpokenSentence]]:
            spelled = spell(sentence)
            parts = network.speak(spelled.letters, write, speed=speed, marked=spelled.marked)
            return spelled.tokens, parts

        return speak_sentences(
            text,
            speak_sentence,
            sample_rate=SAMPLE_RATE,
            language=LANGUAGES[letter].tag,
            on_progress=report,
        )

    def _find_model(self, voice: Path) -> Path:
        """Return the file of the network.

        Raises:
            VoiceError: it is not here.
        """
        if self._model is not None:
            return self._model
        name = find_model("af_heart").files[-1].name
        places = [voice.with_name(name), voice.with_name("kokoro-v1.0.onnx")]
        places.append(cache_folder() / "kokoro" / name)
        for place in places:
            if place.is_file():
                return place
        raise VoiceError(
            f"the network of Kokoro is not here: there is no {name} beside {voice}",
            hint="fetch a voice, or give the network: model='kokoro-v1.0.int8.onnx'",
        )
