"""Cartesia: words and phonemes over server-sent events, and contexts over a websocket."""

from __future__ import annotations

import uuid
from collections.abc import AsyncGenerator, AsyncIterator, Iterator, Mapping
from contextlib import aclosing
from dataclasses import dataclass
from types import MappingProxyType
from typing import ClassVar, Literal

from vidsync.errors import EngineError, FormatError, InputError, TimingError
from vidsync.timings.formats.services.cartesia import Cartesia as CartesiaFormat
from vidsync.transcript import Speech
from vidsync.tts.engines.remote import RemoteEngine, Utterance
from vidsync.tts.speech.assemble import (
    Encoding,
    RawFormat,
    SampleChunks,
    WordsInOrder,
    unusable_times,
)
from vidsync.tts.speech.text_stream import Control, Streamed, TextPieces, text_pieces
from vidsync.tts.wire.error_responses import refusal
from vidsync.tts.wire.http import HttpClient
from vidsync.tts.wire.json_responses import decode_audio, parse_json
from vidsync.tts.wire.sse import server_sent_events
from vidsync.tts.wire.websocket import Session, session

Event = dict[str, object]


@dataclass(frozen=True, kw_only=True)
class Cartesia(RemoteEngine):
    """Cartesia's speech service.

    Attributes:
        model: the service's name of it.
        encoding: of the samples; `speak` returns them as a WAV file.
        sample_rate: Hz: 8000, 16000, 22050, 24000, 44100 or 48000.
        phonemes: whether to ask for the sounds of the words as well.
        volume: 0.5 to 2; None leaves it to the service.
        emotion: the service's name of one; None leaves it to the service.
    """

    model: str = "sonic-3"
    encoding: Encoding = "pcm_s16le"
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
    # The service's own limit is not published; a request of this length is a few minutes.
    longest_text: ClassVar[int] = 4000
    speeds: ClassVar[tuple[float, float]] = (0.6, 1.5)
    gives: ClassVar[frozenset[str]] = frozenset({"words", "phones", "stream", "pieces"})

    async def _spoken(self, client: HttpClient, utterance: Utterance) -> Speech:
        answer = await client.request("POST", "/tts/sse", json=self._request(utterance))
        audio = bytearray()
        told: list[object] = []
        async with aclosing(server_sent_events(_once(answer.content), self.title)) as events:
            async for event in events:
                self._raise_error(event)
                if event.get("type") == "chunk":
                    audio += decode_audio(event.get("data"), self.title)
                else:
                    told.append(event)
        if not any(isinstance(event, dict) and event.get("type") == "done" for event in told):
            raise EngineError(f"{self.title} ended its answer before it was done")
        return self._speech(
            utterance, bytes(audio), told, raw=RawFormat(self.encoding, self.sample_rate)
        )

    async def stream(
        self,
        text: TextPieces,
        *,
        voice: str | None = None,
        language: str | None = None,
        speed: float = 1.0,
        timestamps: bool = True,
    ) -> AsyncGenerator[Streamed, None]:
        """Speak in a context, text in and audio out at the same time.

        The pieces are joined as they are, so they carry their spaces. Words come
        without phones. See `Engine.stream`.
        """
        utterance = self._utterance("", voice, language, speed, timestamps)
        reader = _ContextReader(self)
        async with session(self.service, self.policy, "/tts/websocket") as opened:
            writing = self._write(opened, utterance, text)
            async with aclosing(opened.exchange(writing)) as messages:
                async for message in messages:
                    event = parse_json(message, self.title)
                    self._raise_error(event)
                    for item in reader.read(event):
                        yield item
                    if event.get("type") == "done":
                        return
        raise EngineError(f"{self.title} closed the connection before it was done")

    async def _write(self, opened: Session, utterance: Utterance, text: TextPieces) -> None:
        context = {**self._request(utterance), "context_id": str(uuid.uuid4())}
        context["add_phoneme_timestamps"] = False
        async with aclosing(text_pieces(text)) as pieces:
            async for piece in pieces:
                if piece is Control.RESET:
                    raise InputError(
                        f"{self.title} can't take text back that it has been sent",
                        hint="end the stream and begin another",
                    )
                if piece is Control.FLUSH:
                    await opened.send(
                        {**context, "transcript": "", "continue": True, "flush": True}
                    )
                else:
                    await opened.send({**context, "transcript": piece, "continue": True})
        await opened.send({**context, "transcript": "", "continue": False})

    def _request(self, utterance: Utterance) -> dict[str, object]:
        manner = {
            "speed": utterance.speed if utterance.speed != 1 else None,
            "volume": self.volume,
            "emotion": self.emotion,
        }
        manner = {name: value for name, value in manner.items() if value is not None}
        request: dict[str, object] = {
            "model_id": self.model,
            "transcript": utterance.text,
            "voice": {"mode": "id", "id": utterance.voice},
            "output_format": {
                "container": "raw",
                "encoding": self.encoding,
                "sample_rate": self.sample_rate,
            },
            "add_timestamps": utterance.timestamps,
            "add_phoneme_timestamps": utterance.timestamps and self.phonemes,
        }
        if utterance.language:
            request["language"] = utterance.language.partition("-")[0].lower()
        if manner:
            request["generation_config"] = manner
        return request

    def _raise_error(self, event: Event) -> None:
        if event.get("type") != "error":
            return
        parts = (event.get(field) for field in ("title", "message", "error"))
        said = ": ".join(part for part in parts if isinstance(part, str))
        status, code = event.get("status_code"), event.get("error_code")
        raise refusal(
            self.service,
            said or "no reason given",
            status=status if isinstance(status, int) else None,
            code=code if isinstance(code, str) else "",
        )


class _ContextReader:
    """The audio and the words in a context's events."""

    def __init__(self, engine: Cartesia) -> None:
        self._title = engine.title
        self._samples = SampleChunks(RawFormat(engine.encoding, engine.sample_rate))
        self._ordered = WordsInOrder(engine.title)

    def read(self, event: Event) -> Iterator[Streamed]:
        """What an event holds."""
        if event.get("type") == "chunk":
            yield from self._samples.chunks(decode_audio(event.get("data"), self._title))
        elif event.get("word_timestamps") is not None:
            try:
                entries = CartesiaFormat().read([event]).entries
            except (FormatError, TimingError) as error:
                raise unusable_times(self._title, error) from None
            yield from self._ordered.words(entries)


async def _once(content: bytes) -> AsyncIterator[bytes]:
    yield content
