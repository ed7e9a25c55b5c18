"""Rime: audio and word times over a websocket."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Iterator
from contextlib import aclosing
from dataclasses import dataclass
from typing import ClassVar
from urllib.parse import urlencode

from vidsync.errors import EngineError, FormatError, TimingError
from vidsync.timings.formats.services.rime import read_entries
from vidsync.timings.reading.columns import ChunkClock
from vidsync.transcript import Speech
from vidsync.tts.engines.remote import Feature, RemoteEngine, SpeechRequest
from vidsync.tts.speech.stream_words import WordReader, build_times_error
from vidsync.tts.speech.text_stream import AudioChunk, Control, StreamItem, TextPieces, iter_text
from vidsync.wire.error_responses import build_service_error
from vidsync.wire.http import HttpClient
from vidsync.wire.json_responses import decode_audio, parse_json
from vidsync.wire.websocket import Session, open_session


@dataclass(frozen=True, kw_only=True)
class RimeEngine(RemoteEngine):
    """Rime's speech service.

    Attributes:
        model: the service's name of a model.
    """

    model: str = "arcana"

    name: ClassVar[str] = "rime"
    title: ClassVar[str] = "Rime"
    address: ClassVar[str] = "https://users-ws.rime.ai"
    key_variable: ClassVar[str] = "RIME_API_KEY"
    base_url_variable: ClassVar[str] = "RIME_BASE_URL"
    # The service's limit is not published. This length gives a minute or two of speech.
    longest_text: ClassVar[int] = 1000
    features: ClassVar[frozenset[Feature]] = frozenset({"words", "stream", "pieces"})

    async def _request_speech(self, client: HttpClient, request: SpeechRequest) -> Speech:
        del client  # everything goes over the websocket
        audio = bytearray()
        timings: list[object] = []
        async with aclosing(self._messages(request, request.text)) as messages:
            async for message in messages:
                if message.get("type") == "chunk":
                    audio += decode_audio(message.get("data"), self.title)
                else:
                    timings.append(message)
        return self._build_timed_speech(request, bytes(audio), timings)

    async def stream(
        self,
        text: TextPieces,
        *,
        voice: str | None = None,
        language: str | None = None,
        speed: float = 1.0,
        timestamps: bool = True,
    ) -> AsyncGenerator[StreamItem, None]:
        """Speak while the text is being written, sentence by sentence.

        `Control.RESET` and `Control.FLUSH` are sent as commands. See `Engine.stream`.
        """
        request = self._build_request("", voice, language, speed, timestamps)
        clock, words = ChunkClock(), WordReader(self.title)
        has_audio = False
        async with aclosing(self._messages(request, text)) as messages:
            async for message in messages:
                if message.get("type") == "chunk":
                    has_audio = True
                    yield AudioChunk(decode_audio(message.get("data"), self.title), "audio/mpeg")
                elif timestamps:
                    for word in self._read_words(message, clock, words):
                        yield word
        if not has_audio:
            raise EngineError(f"{self.title} ended the session without any audio")

    def _read_words(
        self, message: dict[str, object], clock: ChunkClock, words: WordReader
    ) -> Iterator[StreamItem]:
        try:
            entries = read_entries(message, "a message", clock)
        except (FormatError, TimingError) as error:
            raise build_times_error(self.title, error) from None
        yield from words.read(entries)

    async def _messages(
        self, request: SpeechRequest, text: TextPieces
    ) -> AsyncGenerator[dict[str, object], None]:
        query = {"speaker": request.voice, "modelId": self.model, "audioFormat": "mp3"}
        if request.language:
            query["lang"] = request.language
        async with (
            open_session(self.endpoint, self.policy, f"/ws3?{urlencode(query)}") as websocket,
            aclosing(websocket.exchange(_write(websocket, text))) as frames,
        ):
            async for frame in frames:
                message = parse_json(frame, self.title)
                if message.get("type") == "error":
                    reason = message.get("message")
                    raise build_service_error(
                        self.endpoint, reason if isinstance(reason, str) else ""
                    )
                yield message


async def _write(websocket: Session, text: TextPieces) -> None:
    operations = {Control.FLUSH: "flush", Control.RESET: "clear"}
    async with aclosing(iter_text(text)) as pieces:
        async for piece in pieces:
            if isinstance(piece, Control):
                await websocket.send({"operation": operations[piece]})
            else:
                await websocket.send({"text": piece})
    await websocket.send({"operation": "eos"})
