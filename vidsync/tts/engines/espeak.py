"""The embedded engine, espeak-ng."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable
from dataclasses import replace
from math import isfinite
from typing import Any

from vidsync.errors import InputError
from vidsync.espeak import synthesize
from vidsync.transcript import Speech
from vidsync.tts.engine import Engine
from vidsync.tts.speech.tags import blank_tags

_DEFAULT_VOICE = "en-us"


# The factor that brings most of espeak-ng's speech to the usual loudness.
_USUAL_GAIN = 1.38


class EspeakEngine(Engine):
    """espeak-ng: a hundred languages, no network, exact times of words and phones.

    Args:
        rate: words per minute at speed 1, 80 to 450.
        pitch: 0 to 99.
        on_progress: called with the number of characters spoken and the number of all,
            from another thread.
    """

    def __init__(
        self,
        *,
        rate: int = 175,
        pitch: int = 50,
        on_progress: Callable[[int, int], None] | None = None,
    ) -> None:
        self._rate = rate
        self._pitch = pitch
        self._on_progress = on_progress

    def __repr__(self) -> str:
        return f"EspeakEngine(rate={self._rate}, pitch={self._pitch})"

    async def speak(
        self,
        text: str,
        *,
        voice: str | None = None,
        language: str | None = None,
        speed: float = 1.0,
        timestamps: bool = True,  # noqa: ARG002 - this engine always gives them
    ) -> Speech:
        """Speak a text; see `Engine.speak` and `vidsync.espeak.synthesize`."""
        if not isfinite(speed) or speed <= 0:
            raise InputError(f"speed is {speed!r}: it must be a number above 0")
        rate = self._rate if speed == 1 else round(self._rate * speed)
        cancelled = threading.Event()

        def report(done: int, total: int) -> None:
            if cancelled.is_set():
                raise asyncio.CancelledError
            if self._on_progress:
                self._on_progress(done, total)

        try:
            return await asyncio.to_thread(
                _synthesize_level,
                text,
                voice=voice or language or _DEFAULT_VOICE,
                rate=rate,
                pitch=self._pitch,
                on_progress=report,
            )
        except asyncio.CancelledError:
            # A thread can't be cancelled: this makes it stop after its current chunk.
            cancelled.set()
            raise


def _synthesize_level(text: str, **options: Any) -> Speech:
    """Return speech at the loudness of the other voices."""
    from vidsync.tts.speech.loudness import level_speech  # brings numpy and PyAV

    speech = level_speech(synthesize(blank_tags(text), **options), _USUAL_GAIN)
    return replace(speech, transcript=replace(speech.transcript, text=text))
