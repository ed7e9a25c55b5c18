"""Azure Speech: audio, word boundaries and faces over its own framing of a websocket."""

from __future__ import annotations

import json
import os
import re
import uuid
from collections.abc import AsyncGenerator, Mapping
from contextlib import aclosing
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import ClassVar

from vidsync.errors import EngineError, FormatError, InputError, TimingError
from vidsync.timings.formats.services.azure import Azure as AzureFormat
from vidsync.timings.formats.services.azure import entries_of_message
from vidsync.transcript import Speech
from vidsync.tts.engines.remote import RemoteEngine, Utterance
from vidsync.tts.engines.ssml import escaped
from vidsync.tts.engines.whole_text import StreamedEngine
from vidsync.tts.speech.assemble import RawFormat, SampleChunks, WordsInText, unusable_times
from vidsync.tts.speech.text_stream import Streamed
from vidsync.tts.wire.http import HttpClient
from vidsync.tts.wire.json_responses import parse_json
from vidsync.tts.wire.websocket import Session, session

_REGION = re.compile(r"[a-z0-9]{2,40}")
_RAW = RawFormat("pcm_s16le", 24000)


@dataclass(frozen=True, kw_only=True)
class Azure(StreamedEngine):
    """Azure's speech service.

    Attributes:
        region: where the key's resource is; a base URL says it too.
        pitch: percent above the voice's own, −50 to 50.
        blend_shapes: whether `speak` gives the face frame by frame as well.
    """

    region: str = "eastus"
    pitch: int = 0
    blend_shapes: bool = False

    name: ClassVar[str] = "azure"
    title: ClassVar[str] = "Azure"
    address: ClassVar[str] = "https://eastus.tts.speech.microsoft.com"
    key_variable: ClassVar[str] = "AZURE_SPEECH_KEY"
    base_url_variable: ClassVar[str] = "AZURE_SPEECH_BASE_URL"
    key_header: ClassVar[str] = "Ocp-Apim-Subscription-Key"
    key_format: ClassVar[str] = "{}"
    # Ten minutes of audio is the limit; this is about half of that.
    longest_text: ClassVar[int] = 4000
    speeds: ClassVar[tuple[float, float]] = (0.5, 2.0)
    default_voice: ClassVar[str | None] = "en-US-AvaMultilingualNeural"
    gives: ClassVar[frozenset[str]] = frozenset({"words", "visemes", "stream"})

    def __post_init__(self, key: str | None, base_url: str | None) -> None:
        if not _REGION.fullmatch(self.region):
            raise InputError(f"{self.region!r} is no region of {self.title}", hint="such as eastus")
        base_url = base_url or os.environ.get(self.base_url_variable)
        home = f"https://{self.region}.tts.speech.microsoft.com"
        RemoteEngine.__post_init__(self, key, base_url or home)

    async def _spoken(self, client: HttpClient, utterance: Utterance) -> Speech:
        del client  # everything goes over the websocket
        audio = bytearray()
        told: list[object] = []
        wanted = utterance.timestamps
        async with aclosing(self._messages(utterance, animated=wanted)) as messages:
            async for kind, body in messages:
                if kind == "audio":
                    audio += body
                else:
                    told.append(parse_json(body, self.title))
        speech = self._speech(utterance, bytes(audio), told, raw=_RAW)
        if not (wanted and self.blend_shapes):
            return speech
        return replace(speech, blend_shapes=AzureFormat().read(told).blend_shapes)

    async def _streamed(self, utterance: Utterance) -> AsyncGenerator[Streamed, None]:
        samples, ordered = SampleChunks(_RAW), WordsInText(self.title, utterance.text)
        async with aclosing(self._messages(utterance, animated=False)) as messages:
            async for kind, body in messages:
                if kind == "audio":
                    for chunk in samples.chunks(body):
                        yield chunk
                elif utterance.timestamps:
                    try:
                        entries = entries_of_message(parse_json(body, self.title))
                    except (FormatError, TimingError) as error:
                        raise unusable_times(self.title, error) from None
                    for word in ordered.words(entries):
                        yield word
        for word in ordered.rest():
            yield word

    async def _messages(
        self, utterance: Utterance, *, animated: bool
    ) -> AsyncGenerator[tuple[str, bytes], None]:
        """The path and the body of each message with audio or metadata, to the end."""
        path = f"/tts/cognitiveservices/websocket/v1?X-ConnectionId={uuid.uuid4().hex}"
        async with (
            session(self.service, self.policy, path) as opened,
            aclosing(opened.exchange(self._write(opened, utterance, animated))) as messages,
        ):
            async for message in messages:
                kind, body = _message(message, self.title)
                if kind in {"audio", "audio.metadata"}:
                    yield kind, body
                elif kind == "turn.end":
                    return
        raise EngineError(f"{self.title} closed the connection before it was done")

    async def _write(self, opened: Session, utterance: Utterance, animated: bool) -> None:
        request_id = uuid.uuid4().hex
        config = {"context": {"system": {"name": "vidsync"}}}
        wanted = utterance.timestamps
        context = {
            "synthesis": {
                "audio": {
                    "metadataOptions": {
                        "wordBoundaryEnabled": wanted,
                        "punctuationBoundaryEnabled": wanted,
                        "sentenceBoundaryEnabled": False,
                        "bookmarkEnabled": False,
                        "visemeEnabled": animated,
                        "sessionEndEnabled": True,
                    },
                    "outputFormat": "raw-24khz-16bit-mono-pcm",
                },
                "language": {"autoDetection": False},
            }
        }
        ssml = self._ssml(utterance, animated and self.blend_shapes)
        for path, kind, body in (
            ("speech.config", "application/json", json.dumps(config)),
            ("synthesis.context", "application/json", json.dumps(context)),
            ("ssml", "application/ssml+xml", ssml),
        ):
            headers = {
                "Path": path,
                "X-RequestId": request_id,
                "X-Timestamp": datetime.now(UTC).isoformat(timespec="milliseconds"),
                "Content-Type": kind,
            }
            await opened.send_text(_framed(headers, body))

    def _ssml(self, utterance: Utterance, animated: bool) -> str:
        text, voice, language = (
            escaped(part, self.title)
            for part in (utterance.text, utterance.voice, utterance.language or "en-US")
        )
        rate = f"{(utterance.speed - 1) * 100:+.0f}%"
        face = '<mstts:viseme type="FacialExpression"/>' if animated else ""
        return (
            '<speak version="1.0" xmlns="http://www.w3.org/2001/10/synthesis" '
            'xmlns:mstts="http://www.w3.org/2001/mstts" '
            f'xml:lang="{language}"><voice name="{voice}">{face}'
            f'<prosody rate="{rate}" pitch="{self.pitch:+d}%">{text}</prosody></voice></speak>'
        )


def _framed(headers: Mapping[str, str], body: str) -> str:
    return "".join(f"{name}:{value}\r\n" for name, value in headers.items()) + "\r\n" + body


def _message(message: str | bytes, name: str) -> tuple[str, bytes]:
    """A message's path and body; a binary one begins with the length of its head."""
    if isinstance(message, str):
        head, _, body = message.partition("\r\n\r\n")
        if _path(head) == "audio":
            raise EngineError(f"{name} sent audio as text")
        return _path(head), body.encode("utf-8", "replace")
    size = int.from_bytes(message[:2], "big")
    if len(message) < 2 + size:
        raise EngineError(f"{name} sent a message that is cut short")
    return _path(message[2 : 2 + size].decode("utf-8", "replace")), message[2 + size :]


def _path(head: str) -> str:
    for line in head.split("\r\n"):
        name, _, value = line.partition(":")
        if name.strip().lower() == "path":
            return value.strip().lower()
    return ""
