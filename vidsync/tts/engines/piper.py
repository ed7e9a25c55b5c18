"""Voices of Piper, from their files."""

from __future__ import annotations

from collections.abc import Callable
from math import isfinite
from typing import TYPE_CHECKING

from vidsync.errors import InputError
from vidsync.transcript import Speech
from vidsync.tts.engine import Engine
from vidsync.tts.engines.neural.in_thread import Progress, run_in_thread

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from vidsync.tts.engines.neural.piper.voice import PiperVoice
    from vidsync.tts.engines.neural.sentence import SpokenSentence
    from vidsync.tts.engines.neural.words import Token

_SPEEDS = (0.25, 4.0)
_NOISES = (0.0, 2.0)


class PiperEngine(Engine):
    """Piper: voices for some forty languages, no network, exact times of words and phones.

    A voice is the path of its ``.onnx`` file, with its settings beside it, or a name that
    ``vidsync voices get`` has fetched. It needs no package of Piper: the phones are those of
    espeak-ng, in a process of its own.

    Args:
        speaker: name or number of a speaker, for a voice of several.
        noise: how much the sound and its rhythm vary, 0 to 2; None for the voice's own. The
            same text has the same bytes with any.
        on_progress: called with the number of characters spoken and the number of all,
            from another thread.
    """

    def __init__(
        self,
        *,
        speaker: str | int | None = None,
        noise: float | None = None,
        on_progress: Callable[[int, int], None] | None = None,
    ) -> None:
        if noise is not None and not _NOISES[0] <= noise <= _NOISES[1]:
            raise InputError(f"noise is {noise!r}: it must be from 0 to 2")
        self._speaker = speaker
        self._noise = noise
        self._on_progress = on_progress

    def __repr__(self) -> str:
        return f"PiperEngine(speaker={self._speaker!r}, noise={self._noise})"

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
            raise InputError(f"speed is {speed!r}: Piper speaks at 0.25 to 4 times its own pace")
        return await run_in_thread(
            lambda report: self._speak(text, voice, language, speed, report), self._on_progress
        )

    def _speak(
        self, text: str, voice: str | None, language: str | None, speed: float, report: Progress
    ) -> Speech:
        # Imported here because they load numpy.
        from vidsync.espeak import find_voice
        from vidsync.espeak.units import check_text
        from vidsync.tts.engines.neural.piper.voice import load_voice
        from vidsync.tts.engines.neural.sentences import speak_sentences
        from vidsync.tts.engines.neural.voice_files import find_voice_file

        check_text(text)
        path, tag = find_voice_file("piper", voice, language)
        network = load_voice(path)
        speaker = network.settings.find_speaker(self._speaker)
        return speak_sentences(
            text,
            lambda sentence: self._speak_sentence(network, sentence, speed, speaker),
            sample_rate=network.settings.sample_rate,
            language=tag or find_voice(network.settings.voice).language,
            on_progress=report,
        )

    def _speak_sentence(
        self, network: PiperVoice, sentence: str, speed: float, speaker: int | None
    ) -> tuple[Sequence[Token], Iterable[SpokenSentence]]:
        from vidsync.tts.engines.neural.spelled import spell_sentence

        spelled = spell_sentence(sentence, network.settings.voice)
        if not spelled.letters:
            return spelled.tokens, ()
        spoken = network.speak(
            spelled.letters,
            speed=speed,
            marked=spelled.marked,
            speaker=speaker,
            noise=self._noise,
        )
        return spelled.tokens, (spoken,)
