"""The embedded engine for English, hibari."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable
from dataclasses import replace
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from vidsync.errors import InputError, VoiceError, near_matches
from vidsync.transcript import Speech
from vidsync.tts.engine import Engine

if TYPE_CHECKING:
    from vidsync.tts.engines.neural.pronunciation import Pronouncer

_DEFAULT_VOICE = "heart"
_SPEEDS = (0.5, 2.0)
"""The slowest and fastest speed that the voices sound well at."""


class HibariEngine(Engine):
    """hibari: natural English voices, no network, exact times of words and phones.

    The voice ``heart`` is always there. Another one is given by its name, once its file is here,
    or by the path of its file. Each has variants: ``heart+deep`` sounds like a man, ``heart+low``
    and ``heart+high`` like other women.

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
            VoiceError: there is no such voice, its file is not here, or the language is not
                English.
        """
        if not _SPEEDS[0] <= speed <= _SPEEDS[1]:
            raise InputError(f"speed is {speed!r}: hibari speaks at 0.5 to 2 times its own pace")
        if language and language.replace("_", "-").partition("-")[0].lower() not in ("en", "eng"):
            raise VoiceError(
                f"hibari speaks English, not {language}",
                hint="use another engine: --engine espeak, or engine='espeak'",
            )
        cancelled = threading.Event()

        def report(done: int, total: int) -> None:
            if cancelled.is_set():
                raise asyncio.CancelledError
            if self._on_progress:
                self._on_progress(done, total)

        try:
            return await asyncio.to_thread(
                _speak, text, voice or _DEFAULT_VOICE, speed, self._semitones, report
            )
        except asyncio.CancelledError:
            # A thread can't be cancelled: this makes it stop after its current sentence.
            cancelled.set()
            raise


def _speak(
    text: str,
    voice: str,
    speed: float,
    semitones: float,
    report: Callable[[int, int], None],
) -> Speech:
    # Imported here because they load numpy.
    from vidsync.espeak.units import check_text
    from vidsync.tts.engines.neural.english_speech import speak_english
    from vidsync.tts.engines.neural.hibari_voice import load_voice
    from vidsync.tts.engines.neural.voice_shape import VARIANTS

    check_text(text)
    name, _, variant = voice.partition("+")
    if variant not in VARIANTS:
        raise VoiceError(
            f"hibari's voices have no variant {variant!r}",
            hint=near_matches(variant, tuple(filter(None, VARIANTS))),
        )
    shape = VARIANTS[variant]
    path, british = _find_voice(name)
    return speak_english(
        text,
        load_voice(path),
        _load_pronouncer(british),
        speed=speed,
        shape=replace(shape, pitch=shape.pitch * 2.0 ** (semitones / 12.0)),
        language="en-gb" if british else "en-us",
        on_progress=report,
    )


def _find_voice(name: str) -> tuple[Path, bool]:
    """Return the file of a voice, and whether it is British.

    Raises:
        VoiceError: there is no such voice, or its file is not here.
    """
    from hibari.voices import VOICES, voice_path

    if name.casefold().endswith(".onnx"):
        return Path(name), Path(name).name.startswith(("bf_", "bm_"))
    if name not in VOICES:
        raise VoiceError(
            f"hibari has no voice {name!r}",
            hint=near_matches(name, tuple(VOICES))
            or "give its name, or the path of its .onnx file",
        )
    try:
        path = voice_path(name, download_missing=False)
    except FileNotFoundError as missing:
        raise VoiceError(
            f"the voice {name} of hibari is not on this machine",
            hint=f"put its file at {missing}, or use the voice {_DEFAULT_VOICE}",
        ) from None
    return Path(path), bool(VOICES[name]["british"])


@lru_cache(maxsize=2)
def _load_pronouncer(british: bool) -> Pronouncer:
    from vidsync.tts.engines.neural.pronunciation import Pronouncer

    return Pronouncer(british=british)
