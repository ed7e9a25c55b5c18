"""Cartesia: words and phonemes over server-sent events, and streams over a websocket."""

from __future__ import annotations

import uuid
from collections.abc import AsyncGenerator, AsyncIterator, Iterator, Mapping
from contextlib import aclosing
from dataclasses import dataclass
from types import MappingProxyType
from typing import ClassVar, Literal

from vidsync.errors import EngineError, FormatError, InputError, TimingError
from vidsync.timings.formats.services.cartesia import CartesiaFormat
from vidsync.transcript import Speech
from vidsync.tts.engines.remote import Feature, RemoteEngine, SpeechRequest
from vidsync.tts.speech.samples import RawFormat, SampleChunks, SampleEncoding
from vidsync.tts.speech.stream_words import WordReader, build_times_error
from vidsync.tts.speech.text_stream import Control, StreamItem, TextPieces, iter_text
from vidsync.wire.error_responses import build_service_error
from vidsync.wire.http import HttpClient
from vidsync.wire.json_responses import decode_audio, parse_json
from vidsync.wire.sse import iter_events
from vidsync.wire.websocket import Session, open_session


@dataclass(frozen=True, kw_only=True)
class CartesiaEngine(RemoteEngine):
    """Cartesia's speech service.

    Attributes:
        model: the service's name of a model.
        encoding: of the samples; `speak` returns them as a WAV file.
        sample_rate: Hz: 8000, 16000, 22050, 24000, 44100 or 48000.
        phonemes: whether to request the phones of the words as well.
        volume: 0.5 to 2; None leaves it to the service.
        emotion: the service's name of an emotion; None leaves it to the service.
    """

    model: str = "sonic-3"
    encoding: SampleEncoding = "pcm_s16le"
    sample_rate: Literal[8000, 16000, 22050, 24000, 44100, 48000] = 44100
    phonemes: bool = True
    volume: float | None = None
    emotion: str | None = None

    name: ClassVar[str] = "cartesia"
    title: ClassVar[str] = "Cartesia"
    address: ClassVar[str] = "https://api.cartesia.ai"
    key_variable: ClassVar[str] = "CARTESIA_API_KEY"
    base_url_variable: ClassVar[str] = "CARTESIA_BASE_URL"
    headers: ClassVar[Mapping[str, str]] = MappingProxyType({"Cartesia-Version": "2026-03-01"})
    # The service's limit is not published. This length gives a few minutes of speech.
    longest_text: ClassVar[int] = 4000
    speeds: ClassVar[tuple[float, float]] = (0.6, 1.5)
    features: ClassVar[frozenset[Feature]] = frozenset({"words", "phones", "stream", "pieces"})

    async def _request_speech(self, client: HttpClient, request: SpeechRequest) -> Speech:
        response = await client.request("POST", "/tts/sse", json=self._build_body(request))
        audio = bytearray()
        timings: list[object] = []
        async with aclosing(iter_events(_iter_once(response.content), self.title)) as events:
            async for event in events:
                self._raise_error(event)
                if event.get("type") == "chunk":
                    audio += decode_audio(event.get("data"), self.title)
                else:
                    timings.append(event)
        if not any(isinstance(event, dict) and event.get("type") == "done" for event in timings):
            raise EngineError(f"{self.title} ended its answer before it was done")
        return self._build_timed_speech(
            request, bytes(audio), timings, raw=RawFormat(self.encoding, self.sample_rate)
        )

    async def stream(
        self,
        text: TextPieces,
        *,
        voice: str | None = None,
        language: str | None = None,
        speed: float = 1.0,
        timestamps: bool = True,
    ) -> AsyncGenerator[StreamItem, None]:
        """Send text and receive audio at the same time, over a websocket.

        The pieces are joined unchanged, so they must have their spaces. Words have no
        phones. See `Engine.stream`.
        """
        request = self._build_request("", voice, language, speed, timestamps)
        reader = _EventReader(self)
        async with open_session(self.endpoint, self.policy, "/tts/websocket") as websocket:
            writing = self._write(websocket, request, text)
            async with aclosing(websocket.exchange(writing)) as messages:
                async for message in messages:
                    event = parse_json(message, self.title)
                    self._raise_error(event)
                    for item in reader.read(event):
                        yield item
                    if event.get("type") == "done":
                        return
        raise EngineError(f"{self.title} closed the connection before it was done")

    async def _write(self, websocket: Session, request: SpeechRequest, text: TextPieces) -> None:
        context = {**self._build_body(request), "context_id": str(uuid.uuid4())}
        context["add_phoneme_timestamps"] = False
        async with aclosing(iter_text(text)) as pieces:
            async for piece in pieces:
                if piece is Control.RESET:
                    raise InputError(
                        f"{self.title} can't take back text that was sent to it",
                        hint="end the stream and start another",
                    )
                if piece is Control.FLUSH:
                    await websocket.send(
                        {**context, "transcript": "", "continue": True, "flush": True}
                    )
                else:
                    await websocket.send({**context, "transcript": piece, "continue": True})
        await websocket.send({**context, "transcript": "", "continue": False})

    def _build_body(self, request: SpeechRequest) -> dict[str, object]:
        settings = {
            "speed": request.speed if request.speed != 1 else None,
            "volume": self.volume,
            "emotion": self.emotion,
        }
        settings = {name: value for name, value in settings.items() if value is not None}
        body: dict[str, object] = {
            "model_id": self.model,
            "transcript": request.text,
            "voice": {"mode": "id", "id": request.voice},
            "output_format": {
                "container": "raw",
                "encoding": self.encoding,
                "sample_rate": self.sample_rate,
            },
            "add_timestamps": request.timestamps,
            "add_phoneme_timestamps": request.timestamps and self.phonemes,
        }
        if request.language:
            body["language"] = request.language.partition("-")[0].lower()
        if settings:
            body["generation_config"] = settings
        return body

    def _raise_error(self, event: dict[str, object]) -> None:
        if event.get("type") != "error":
            return
        parts = (event.get(field) for field in ("title", "message", "error"))
        message = ": ".join(part for part in parts if isinstance(part, str))
        status, code = event.get("status_code"), event.get("error_code")
        raise build_service_error(
            self.endpoint,
            message or "no reason given",
            status=status if isinstance(status, int) else None,
            code=code if isinstance(code, str) else "",
        )


class _EventReader:
    """Reads the audio and the words in a stream's events."""

    def __init__(self, engine: CartesiaEngine) -> None:
        self._title = engine.title
        self._samples = SampleChunks(RawFormat(engine.encoding, engine.sample_rate))
        self._words = WordReader(engine.title)

    def read(self, event: dict[str, object]) -> Iterator[StreamItem]:
        """Yield the audio or the words of an event."""
        if event.get("type") == "chunk":
            yield from self._samples.add(decode_audio(event.get("data"), self._title))
        elif event.get("word_timestamps") is not None:
            try:
                entries = CartesiaFormat().read([event]).entries
            except (FormatError, TimingError) as error:
                raise build_times_error(self._title, error) from None
            yield from self._words.read(entries)


async def _iter_once(content: bytes) -> AsyncIterator[bytes]:
    yield content
