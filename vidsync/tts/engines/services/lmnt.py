"""LMNT: speech with timestamps over REST, and sessions over a websocket.

The current generation of its API is spoken. Older ones' answers are understood too, as
its timing documents are; those are read in the timings room.
"""

from __future__ import annotations

from collections.abc import AsyncGenerator, Mapping
from contextlib import aclosing
from dataclasses import dataclass
from types import MappingProxyType
from typing import ClassVar, Literal

from vidsync.errors import EngineError
from vidsync.transcript import Speech
from vidsync.tts.engines.remote import RemoteEngine, Utterance
from vidsync.tts.engines.services.lmnt_session import SessionReader
from vidsync.tts.speech.assemble import RawFormat
from vidsync.tts.speech.text_stream import Control, Streamed, TextPieces, text_pieces
from vidsync.tts.wire.http import HttpClient
from vidsync.tts.wire.json_responses import decode_audio, parse_json
from vidsync.tts.wire.websocket import Session, session

_VERSION = "1.2"


@dataclass(frozen=True, kw_only=True)
class Lmnt(RemoteEngine):
    """LMNT's speech service.

    Attributes:
        model: the service's name of it.
        format: of the audio that `speak` returns; a stream is always 16-bit samples.
        sample_rate: Hz: 8000, 16000 or 24000.
        temperature: how freely it speaks; None leaves it to the service.
        top_p: how steadily it speaks; None leaves it to the service.
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
    gives: ClassVar[frozenset[str]] = frozenset({"words", "stream", "pieces"})

    async def _spoken(self, client: HttpClient, utterance: Utterance) -> Speech:
        body = {
            "text": utterance.text,
            "voice": utterance.voice,
            "model": self.model,
            "language": _language(utterance.language),
            "format": self.format,
            "sample_rate": self.sample_rate,
            "return_timestamps": utterance.timestamps,
            **self._sampling(),
        }
        answer = await client.request("POST", "/v1/ai/speech", json=body)
        document = parse_json(answer.content, self.title)
        audio = decode_audio(document.get("audio"), self.title)
        return self._speech(utterance, audio, document)

    async def stream(
        self,
        text: TextPieces,
        *,
        voice: str | None = None,
        language: str | None = None,
        speed: float = 1.0,
        timestamps: bool = True,
    ) -> AsyncGenerator[Streamed, None]:
        """Speak over a session, text in and audio out at the same time.

        A piece may end anywhere, even inside a word. `Control.FLUSH` and
        `Control.RESET` are the session's own commands. See `Engine.stream`.
        """
        utterance = self._utterance("", voice, language, speed, timestamps)
        raw = RawFormat("pcm_s16le", self.sample_rate)
        reader = SessionReader(self.service, raw)
        async with session(
            self.service, self.policy, "/v1/ai/speech/stream", key_in_header=False
        ) as opened:
            writing = self._write(opened, utterance, text)
            async with aclosing(opened.exchange(writing)) as messages:
                async for message in messages:
                    for item in reader.read(message):
                        yield item
        for item in reader.rest():
            yield item
        if not reader.has_audio:
            raise EngineError(f"{self.title} ended the session without any audio")

    async def _write(self, opened: Session, utterance: Utterance, text: TextPieces) -> None:
        await opened.send(
            {
                "X-API-Key": self.service.key.reveal(),
                "lmnt-version": _VERSION,
                "voice": utterance.voice,
                "model": self.model,
                "language": _language(utterance.language),
                "format": "pcm_s16le",
                "sample_rate": self.sample_rate,
                "return_timestamps": utterance.timestamps,
                **self._sampling(),
            }
        )
        nonce = 0
        async with aclosing(text_pieces(text)) as pieces:
            async for piece in pieces:
                if isinstance(piece, Control):
                    nonce += 1
                    await opened.send({"type": piece.value, "nonce": nonce})
                else:
                    await opened.send({"type": "text", "text": piece})
        await opened.send({"type": "finish"})

    def _sampling(self) -> dict[str, float]:
        given = {"temperature": self.temperature, "top_p": self.top_p}
        return {name: value for name, value in given.items() if value is not None}


def _language(tag: str) -> str:
    """The two letters that the service knows a language by."""
    return tag.partition("-")[0].lower() or "auto"
