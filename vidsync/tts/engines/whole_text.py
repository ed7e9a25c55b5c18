"""The base class of engines whose service streams the audio of a whole text.

They speak a text in pieces, or one that is too long for a request, sentence by sentence.
"""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import AsyncGenerator, Mapping
from contextlib import aclosing
from dataclasses import dataclass

from vidsync.errors import EngineError
from vidsync.tts.engines.remote import RemoteEngine, SpeechRequest
from vidsync.tts.speech.text_stream import AudioChunk, StreamItem, TextPieces
from vidsync.wire.error_responses import build_service_error
from vidsync.wire.http import HttpClient
from vidsync.wire.sse import iter_json_lines


@dataclass(frozen=True, kw_only=True)
class StreamedEngine(RemoteEngine):
    """An engine of a service that streams the audio of a whole text."""

    async def stream(
        self,
        text: TextPieces,
        *,
        voice: str | None = None,
        language: str | None = None,
        speed: float = 1.0,
        timestamps: bool = True,
    ) -> AsyncGenerator[StreamItem, None]:
        """Stream a whole text with one request, and other text sentence by sentence.

        See `Engine.stream`.
        """
        if isinstance(text, str) and len(text) <= self.longest_text:
            items = self._require_audio(
                self._build_request(text, voice, language, speed, timestamps)
            )
        else:
            items = super().stream(
                text, voice=voice, language=language, speed=speed, timestamps=timestamps
            )
        async with aclosing(items):
            async for item in items:
                yield item

    async def _require_audio(self, request: SpeechRequest) -> AsyncGenerator[StreamItem, None]:
        """Yield the items of a streamed response, and raise an error if none is audio."""
        has_audio = False
        async with aclosing(self._stream_response(request)) as items:
            async for item in items:
                has_audio = has_audio or isinstance(item, AudioChunk)
                yield item
        if not has_audio:
            raise EngineError(f"{self.title} ended the stream without any audio")

    @abstractmethod
    def _stream_response(self, request: SpeechRequest) -> AsyncGenerator[StreamItem, None]:
        """Make one request and yield audio and words as they arrive."""

    async def _read_lines(
        self, path: str, body: Mapping[str, object], query: Mapping[str, str] | None = None
    ) -> AsyncGenerator[dict[str, object], None]:
        """Yield the JSON lines of a streamed response.

        Raises:
            EngineError: as for `HttpClient.stream`, or a line has an error.
        """
        async with (
            HttpClient(self.endpoint, self.policy) as client,
            client.stream("POST", path, json=body, query=query) as answer,
            aclosing(iter_json_lines(answer.pieces, self.title)) as lines,
        ):
            async for line in lines:
                if (error := line.get("error")) is not None:
                    message = error.get("message") if isinstance(error, dict) else error
                    raise build_service_error(
                        self.endpoint, message if isinstance(message, str) else ""
                    )
                yield line
