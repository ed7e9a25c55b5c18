"""Engines whose service streams a text that it is given whole.

A text that comes in pieces, or is longer than one request may be, is spoken sentence by
sentence by them. What stands in a stream is the engines' own work.
"""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import AsyncGenerator, Mapping
from contextlib import aclosing
from dataclasses import dataclass

from vidsync.errors import EngineError
from vidsync.tts.engines.remote import RemoteEngine, Utterance
from vidsync.tts.speech.text_stream import AudioChunk, Streamed, TextPieces
from vidsync.tts.wire.error_responses import refusal
from vidsync.tts.wire.http import HttpClient
from vidsync.tts.wire.sse import json_lines


@dataclass(frozen=True, kw_only=True)
class StreamedEngine(RemoteEngine):
    """An engine of a service that streams whole texts."""

    async def stream(
        self,
        text: TextPieces,
        *,
        voice: str | None = None,
        language: str | None = None,
        speed: float = 1.0,
        timestamps: bool = True,
    ) -> AsyncGenerator[Streamed, None]:
        """Speak a whole text as it is spoken; one in pieces sentence by sentence.

        See `Engine.stream`.
        """
        if isinstance(text, str) and len(text) <= self.longest_text:
            spoken = self._audible(self._utterance(text, voice, language, speed, timestamps))
        else:
            spoken = super().stream(
                text, voice=voice, language=language, speed=speed, timestamps=timestamps
            )
        async with aclosing(spoken) as items:
            async for item in items:
                yield item

    async def _audible(self, utterance: Utterance) -> AsyncGenerator[Streamed, None]:
        """A streamed answer, which must have audio in it."""
        has_audio = False
        async with aclosing(self._streamed(utterance)) as items:
            async for item in items:
                has_audio = has_audio or isinstance(item, AudioChunk)
                yield item
        if not has_audio:
            raise EngineError(f"{self.title} ended the stream without any audio")

    @abstractmethod
    def _streamed(self, utterance: Utterance) -> AsyncGenerator[Streamed, None]:
        """Make one request and hand on what comes."""

    async def _lines(
        self, path: str, body: Mapping[str, object], query: Mapping[str, str] | None = None
    ) -> AsyncGenerator[dict[str, object], None]:
        """The JSON lines of a streamed answer.

        Raises:
            EngineError: as `HttpClient.stream`, or a line says that something failed.
        """
        async with (
            HttpClient(self.service, self.policy) as client,
            client.stream("POST", path, json=body, query=query) as answer,
            aclosing(json_lines(answer.pieces, self.title)) as lines,
        ):
            async for line in lines:
                if (error := line.get("error")) is not None:
                    said = error.get("message") if isinstance(error, dict) else error
                    raise refusal(self.service, said if isinstance(said, str) else "")
                yield line
