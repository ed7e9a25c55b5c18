"""Azure Speech: audio, word boundaries, visemes and blend shapes over a websocket."""

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
from vidsync.timings.formats.services.azure import AzureFormat, read_message
from vidsync.transcript import Speech
from vidsync.tts.engines.remote import Feature, RemoteEngine, SpeechRequest
from vidsync.tts.engines.ssml import escape_ssml
from vidsync.tts.engines.whole_text import StreamedEngine
from vidsync.tts.speech.samples import RawFormat, SampleChunks
from vidsync.tts.speech.stream_words import TextWordReader, build_times_error
from vidsync.tts.speech.text_stream import StreamItem
from vidsync.wire.http import HttpClient
from vidsync.wire.json_responses import parse_json
from vidsync.wire.websocket import Session, open_session

_REGION = re.compile(r"[a-z0-9]{2,40}")
_RAW = RawFormat("pcm_s16le", 24000)


@dataclass(frozen=True, kw_only=True)
class AzureEngine(StreamedEngine):
    """Azure's speech service.

    Attributes:
        region: of the key's resource; not used with a base URL.
        pitch: percent above the voice's own, −50 to 50.
        blend_shapes: whether `speak` also gives the face frame by frame.
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
    # The limit is ten minutes of audio; this is about half of that.
    longest_text: ClassVar[int] = 4000
    speeds: ClassVar[tuple[float, float]] = (0.5, 2.0)
    default_voice: ClassVar[str | None] = "en-US-AvaMultilingualNeural"
    features: ClassVar[frozenset[Feature]] = frozenset({"words", "visemes", "stream"})

    def __post_init__(self, key: str | None, base_url: str | None) -> None:
        if not _REGION.fullmatch(self.region):
            raise InputError(
                f"{self.region!r} is not a region of {self.title}",
                hint="give the region of your key's resource: region='eastus'",
            )
        base_url = base_url or os.environ.get(self.base_url_variable)
        home = f"https://{self.region}.tts.speech.microsoft.com"
        RemoteEngine.__post_init__(self, key, base_url or home)

    async def _request_speech(self, client: HttpClient, request: SpeechRequest) -> Speech:
        del client  # everything goes over the websocket
        audio = bytearray()
        metadata: list[object] = []
        timestamps = request.timestamps
        async with aclosing(self._messages(request, animated=timestamps)) as messages:
            async for kind, body in messages:
                if kind == "audio":
                    audio += body
                else:
                    metadata.append(parse_json(body, self.title))
        speech = self._build_timed_speech(request, bytes(audio), metadata, raw=_RAW)
        if not (timestamps and self.blend_shapes):
            return speech
        return replace(speech, blend_shapes=AzureFormat().read(metadata).blend_shapes)

    async def _stream_response(self, request: SpeechRequest) -> AsyncGenerator[StreamItem, None]:
        samples, words = SampleChunks(_RAW), TextWordReader(self.title, request.text)
        async with aclosing(self._messages(request, animated=False)) as messages:
            async for kind, body in messages:
                if kind == "audio":
                    for chunk in samples.add(body):
                        yield chunk
                elif request.timestamps:
                    try:
                        entries = read_message(parse_json(body, self.title))
                    except (FormatError, TimingError) as error:
                        raise build_times_error(self.title, error) from None
                    for word in words.read(entries):
                        yield word
        for word in words.finish():
            yield word

    async def _messages(
        self, request: SpeechRequest, *, animated: bool
    ) -> AsyncGenerator[tuple[str, bytes], None]:
        """Yield the path and the body of each message with audio or metadata."""
        path = f"/tts/cognitiveservices/websocket/v1?X-ConnectionId={uuid.uuid4().hex}"
        async with (
            open_session(self.endpoint, self.policy, path) as websocket,
            aclosing(websocket.exchange(self._write(websocket, request, animated))) as messages,
        ):
            async for message in messages:
                kind, body = _split_message(message, self.title)
                if kind in {"audio", "audio.metadata"}:
                    yield kind, body
                elif kind == "turn.end":
                    return
        raise EngineError(f"{self.title} closed the connection before it was done")

    async def _write(self, websocket: Session, request: SpeechRequest, animated: bool) -> None:
        request_id = uuid.uuid4().hex
        config = {"context": {"system": {"name": "vidsync"}}}
        timestamps = request.timestamps
        context = {
            "synthesis": {
                "audio": {
                    "metadataOptions": {
                        "wordBoundaryEnabled": timestamps,
                        "punctuationBoundaryEnabled": timestamps,
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
        ssml = self._build_ssml(request, animated and self.blend_shapes)
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
            await websocket.send_text(_frame_message(headers, body))

    def _build_ssml(self, request: SpeechRequest, animated: bool) -> str:
        text, voice, language = (
            escape_ssml(part, self.title)
            for part in (request.text, request.voice, request.language or "en-US")
        )
        rate = f"{(request.speed - 1) * 100:+.0f}%"
        face = '<mstts:viseme type="FacialExpression"/>' if animated else ""
        return (
            '<speak version="1.0" xmlns="http://www.w3.org/2001/10/synthesis" '
            'xmlns:mstts="http://www.w3.org/2001/mstts" '
            f'xml:lang="{language}"><voice name="{voice}">{face}'
            f'<prosody rate="{rate}" pitch="{self.pitch:+d}%">{text}</prosody></voice></speak>'
        )


def _frame_message(headers: Mapping[str, str], body: str) -> str:
    return "".join(f"{name}:{value}\r\n" for name, value in headers.items()) + "\r\n" + body


def _split_message(message: str | bytes, name: str) -> tuple[str, bytes]:
    """Split a message into its path and body.

    A binary message begins with the length of its head, in two bytes.
    """
    if isinstance(message, str):
        head, _, body = message.partition("\r\n\r\n")
        if _find_path(head) == "audio":
            raise EngineError(f"{name} sent audio as text")
        return _find_path(head), body.encode("utf-8", "replace")
    size = int.from_bytes(message[:2], "big")
    if len(message) < 2 + size:
        raise EngineError(f"{name} sent a message that is cut short")
    return _find_path(message[2 : 2 + size].decode("utf-8", "replace")), message[2 + size :]


def _find_path(head: str) -> str:
    for line in head.split("\r\n"):
        name, _, value = line.partition(":")
        if name.strip().lower() == "path":
            return value.strip().lower()
    return ""
