"""LMNT: speech with timestamps over REST, and sessions over a websocket.

Requests use the current generation of the API. Responses of older generations are
understood too.
"""

from __future__ import annotations

from collections.abc import AsyncGenerator, Mapping
from contextlib import aclosing
from dataclasses import dataclass
from types import MappingProxyType
from typing import ClassVar, Literal

from vidsync.errors import EngineError
from vidsync.transcript import Speech
from vidsync.tts.engines.remote import Feature, RemoteEngine, SpeechRequest
from vidsync.tts.engines.services.lmnt_session import SessionReader
from vidsync.tts.speech.samples import RawFormat
from vidsync.tts.speech.text_stream import Control, StreamItem, TextPieces, iter_text
from vidsync.wire.http import HttpClient
from vidsync.wire.json_responses import decode_audio, parse_json
from vidsync.wire.websocket import Session, open_session

_VERSION = "1.2"


@dataclass(frozen=True, kw_only=True)
class LmntEngine(RemoteEngine):
    """LMNT's speech service.

    Attributes:
        model: the service's name of a model.
        format: of the audio that `speak` returns; a stream is always 16-bit samples.
        sample_rate: Hz: 8000, 16000 or 24000.
        temperature: how expressive the speech is; None leaves it to the service.
        top_p: how stable the speech is; None leaves it to the service.
    """

    model: str = "blizzard"
    format: Literal["wav", "mp3", "aac", "webm"] = "wav"
    sample_rate: Literal[8000, 16000, 24000] = 24000
    temperature: float | None = None
    top_p: float | None = None

    name: ClassVar[str] = "lmnt"
    title: ClassVar[str] = "LMNT"
    address: ClassVar[str] = "https://api.lmnt.com"
    key_variable: ClassVar[str] = "LMNT_API_KEY"
    base_url_variable: ClassVar[str] = "LMNT_BASE_URL"
    key_header: ClassVar[str] = "X-API-Key"
    key_format: ClassVar[str] = "{}"
    headers: ClassVar[Mapping[str, str]] = MappingProxyType({"lmnt-version": _VERSION})
    longest_text: ClassVar[int] = 5000
    default_voice: ClassVar[str | None] = "leah"
    features: ClassVar[frozenset[Feature]] = frozenset({"words", "stream", "pieces"})

    async def _request_speech(self, client: HttpClient, request: SpeechRequest) -> Speech:
        body = {
            "text": request.text,
            "voice": request.voice,
            "model": self.model,
            "language": _language(request.language),
            "format": self.format,
            "sample_rate": self.sample_rate,
            "return_timestamps": request.timestamps,
            **self._sampling(),
        }
        response = await client.request("POST", "/v1/ai/speech", json=body)
        document = parse_json(response.content, self.title)
        audio = decode_audio(document.get("audio"), self.title)
        return self._build_timed_speech(request, audio, document)

    async def stream(
        self,
        text: TextPieces,
        *,
        voice: str | None = None,
        language: str | None = None,
        speed: float = 1.0,
        timestamps: bool = True,
    ) -> AsyncGenerator[StreamItem, None]:
        """Send text and receive audio at the same time, in a session.

        A piece may end anywhere, even inside a word. `Control.FLUSH` and `Control.RESET`
        are sent as commands of the session. See `Engine.stream`.
        """
        request = self._build_request("", voice, language, speed, timestamps)
        raw = RawFormat("pcm_s16le", self.sample_rate)
        reader = SessionReader(self.endpoint, raw)
        async with open_session(
            self.endpoint, self.policy, "/v1/ai/speech/stream", key_in_header=False
        ) as websocket:
            writing = self._write(websocket, request, text)
            async with aclosing(websocket.exchange(writing)) as messages:
                async for message in messages:
                    for item in reader.read(message):
                        yield item
        for item in reader.finish():
            yield item
        if not reader.has_audio:
            raise EngineError(f"{self.title} ended the session without any audio")

    async def _write(self, websocket: Session, request: SpeechRequest, text: TextPieces) -> None:
        await websocket.send(
            {
                "X-API-Key": self.endpoint.key.reveal(),
                "lmnt-version": _VERSION,
                "voice": request.voice,
                "model": self.model,
                "language": _language(request.language),
                "format": "pcm_s16le",
                "sample_rate": self.sample_rate,
                "return_timestamps": request.timestamps,
                **self._sampling(),
            }
        )
        nonce = 0
        async with aclosing(iter_text(text)) as pieces:
            async for piece in pieces:
                if isinstance(piece, Control):
                    nonce += 1
                    await websocket.send({"type": piece.value, "nonce": nonce})
                else:
                    await websocket.send({"type": "text", "text": piece})
        await websocket.send({"type": "finish"})

    def _sampling(self) -> dict[str, float]:
        given = {"temperature": self.temperature, "top_p": self.top_p}
        return {name: value for name, value in given.items() if value is not None}


def _language(tag: str) -> str:
    """Return the service's two-letter code of a language."""
    return tag.partition("-")[0].lower() or "auto"
