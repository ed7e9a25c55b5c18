"""Rime: a websocket that takes text and gives audio and word times."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Iterator
from contextlib import aclosing
from dataclasses import dataclass
from typing import ClassVar
from urllib.parse import urlencode

from vidsync.errors import EngineError, FormatError, TimingError
from vidsync.timings.formats.services.rime import entries_of
from vidsync.timings.reading.columns import ChunkClock
from vidsync.transcript import Speech
from vidsync.tts.engines.remote import RemoteEngine, Utterance
from vidsync.tts.speech.assemble import WordsInOrder, unusable_times
from vidsync.tts.speech.text_stream import AudioChunk, Control, Streamed, TextPieces, text_pieces
from vidsync.tts.wire.error_responses import refusal
from vidsync.tts.wire.http import HttpClient
from vidsync.tts.wire.json_responses import decode_audio, parse_json
from vidsync.tts.wire.websocket import Session, session


@dataclass(frozen=True, kw_only=True)
class Rime(RemoteEngine):
    """Rime's speech service.

    Attributes:
        model: the service's name of it.
    """

    model: str = "arcana"

    name: ClassVar[str] = "rime"
    title: ClassVar[str] = "Rime"
    address: ClassVar[str] = "https://users-ws.rime.ai"
    key_variable: ClassVar[str] = "RIME_API_KEY"
    base_url_variable: ClassVar[str] = "RIME_BASE_URL"
    # The service's own limit is not published; a minute or two of speech.
    longest_text: ClassVar[int] = 1000
    gives: ClassVar[frozenset[str]] = frozenset({"words", "stream", "pieces"})

    async def _spoken(self, client: HttpClient, utterance: Utterance) -> Speech:
        del client  # everything goes over the websocket
        audio = bytearray()
        told: list[object] = []
        async with aclosing(self._messages(utterance, utterance.text)) as messages:
            async for message in messages:
                if message.get("type") == "chunk":
                    audio += decode_audio(message.get("data"), self.title)
                else:
                    told.append(message)
        return self._speech(utterance, bytes(audio), told)

    async def stream(
        self,
        text: TextPieces,
        *,
        voice: str | None = None,
        language: str | None = None,
        speed: float = 1.0,
        timestamps: bool = True,
    ) -> AsyncGenerator[Streamed, None]:
        """Speak while the text is being written, sentence by sentence.

        `Control.RESET` and `Control.FLUSH` are the service's own. See `Engine.stream`.
        """
        utterance = self._utterance("", voice, language, speed, timestamps)
        clock, ordered = ChunkClock(), WordsInOrder(self.title)
        has_audio = False
        async with aclosing(self._messages(utterance, text)) as messages:
            async for message in messages:
                if message.get("type") == "chunk":
                    has_audio = True
                    yield AudioChunk(decode_audio(message.get("data"), self.title), "audio/mpeg")
                elif timestamps:
                    for word in self._words(message, clock, ordered):
                        yield word
        if not has_audio:
            raise EngineError(f"{self.title} ended the session without any audio")

    def _words(
        self, message: dict[str, object], clock: ChunkClock, ordered: WordsInOrder
    ) -> Iterator[Streamed]:
        try:
            entries = entries_of(message, "a message", clock)
        except (FormatError, TimingError) as error:
            raise unusable_times(self.title, error) from None
        yield from ordered.words(entries)

    async def _messages(
        self, utterance: Utterance, text: TextPieces
    ) -> AsyncGenerator[dict[str, object], None]:
        asked = {"speaker": utterance.voice, "modelId": self.model, "audioFormat": "mp3"}
        if utterance.language:
            asked["lang"] = utterance.language
        async with (
            session(self.service, self.policy, f"/ws3?{urlencode(asked)}") as opened,
            aclosing(opened.exchange(_write(opened, text))) as frames,
        ):
            async for frame in frames:
                message = parse_json(frame, self.title)
                if message.get("type") == "error":
                    said = message.get("message")
                    raise refusal(self.service, said if isinstance(said, str) else "")
                yield message


async def _write(opened: Session, text: TextPieces) -> None:
    operations = {Control.FLUSH: "flush", Control.RESET: "clear"}
    async with aclosing(text_pieces(text)) as pieces:
        async for piece in pieces:
            if isinstance(piece, Control):
                await opened.send({"operation": operations[piece]})
            else:
                await opened.send({"text": piece})
    await opened.send({"operation": "eos"})
