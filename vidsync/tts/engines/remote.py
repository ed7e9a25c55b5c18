"""The base class of engines that use a speech service.

An engine of a service declares its address and its limits, and makes and reads one
request. The base class finds the key, checks the options, and splits long texts.
"""

from __future__ import annotations

from abc import abstractmethod
from dataclasses import dataclass, replace
from math import isfinite
from typing import ClassVar, Literal

from vidsync.errors import InputError, VoiceError
from vidsync.transcript import Speech
from vidsync.tts.engine import Engine
from vidsync.tts.speech.assemble import add_word_times, build_untimed_speech
from vidsync.tts.speech.samples import RawFormat
from vidsync.wire.http import HttpClient
from vidsync.wire.service import Service
from vidsync.writing import has_letters

Feature = Literal["words", "phones", "visemes", "stream", "pieces", "conversation"]
"""Something that a service can do: times of words and phones, visemes, streams of audio,
text in pieces that are still being written, conversations in one request."""


@dataclass(frozen=True, slots=True)
class SpeechRequest:
    """One request to a service.

    Attributes:
        text: not longer than the service takes.
        voice: the service's name of a voice.
        language: BCP 47 tag, or ``""``.
        speed: 1 is the voice's own pace.
        timestamps: whether word times are wanted.
    """

    text: str
    voice: str
    language: str = ""
    speed: float = 1.0
    timestamps: bool = True


@dataclass(frozen=True, kw_only=True)
class RemoteEngine(Service, Engine):
    """An engine that uses a speech service; see `Service` for the attributes."""

    name: ClassVar[str]
    """The engine's name, for ``engine=``."""
    longest_text: ClassVar[int]
    """The most characters of one request."""
    speeds: ClassVar[tuple[float, float]] = (1.0, 1.0)
    """The slowest and the fastest speed."""
    default_voice: ClassVar[str | None] = None
    features: ClassVar[frozenset[Feature]] = frozenset()
    """What the service itself can do."""

    async def speak(
        self,
        text: str,
        *,
        voice: str | None = None,
        language: str | None = None,
        speed: float = 1.0,
        timestamps: bool = True,
    ) -> Speech:
        """Speak a text of any length; see `Engine.speak`."""
        from vidsync.tts.speech.many_requests import speak_in_parts  # needs numpy

        if not has_letters(text):
            raise InputError("nothing in the text can be spoken")
        request = self._build_request(text, voice, language, speed, timestamps)
        async with HttpClient(self.endpoint, self.policy) as client:
            return await speak_in_parts(
                text,
                self.longest_text,
                lambda part: self._request_speech(client, replace(request, text=part)),
            )

    @abstractmethod
    async def _request_speech(self, client: HttpClient, request: SpeechRequest) -> Speech:
        """Make one request and read its response."""

    def _build_timed_speech(
        self,
        request: SpeechRequest,
        audio: bytes,
        answer: dict[str, object] | list[object],
        *,
        raw: RawFormat | None = None,
    ) -> Speech:
        """Build the speech of a response, with words if they are wanted.

        Args:
            request: the request.
            audio: from the response, decoded.
            answer: the timing document, in the format that has the engine's name.
            raw: the format of samples without a header.

        Raises:
            TimestampsUnavailable: words are wanted, and the response has none.
            EngineError: the audio can't be used.
        """
        speech = self._build_speech(request, audio, raw=raw)
        if not request.timestamps:
            return speech
        return add_word_times(self.title, speech, answer, format_name=self.name)

    def _build_speech(
        self, request: SpeechRequest, audio: bytes, *, raw: RawFormat | None = None
    ) -> Speech:
        """Build a speech without words."""
        return build_untimed_speech(
            self.title, audio, text=request.text, language=request.language, raw=raw
        )

    def _build_request(
        self,
        text: str,
        voice: str | None,
        language: str | None,
        speed: float,
        timestamps: bool,
    ) -> SpeechRequest:
        """Build a request, and check that the service can take it."""
        chosen = voice or self.default_voice
        if chosen is None:
            raise VoiceError(
                f"{self.title} has no default voice", hint="give voice=…, one of its voices"
            )
        slowest, fastest = self.speeds
        if not isfinite(speed) or not slowest <= speed <= fastest:
            allowed = f"{slowest:g} to {fastest:g}" if slowest < fastest else "1 only"
            raise InputError(f"{self.title} can't speak at speed {speed!r}: it takes {allowed}")
        return SpeechRequest(text, chosen, language or "", speed, timestamps)
