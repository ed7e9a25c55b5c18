"""Hume Octave: speech with the times of words and phones."""

from __future__ import annotations

import re
from collections.abc import AsyncGenerator
from contextlib import aclosing
from dataclasses import dataclass
from typing import ClassVar, Literal

from vidsync.errors import EngineError, FormatError, TimingError
from vidsync.timings.formats.services.hume import HumeFormat
from vidsync.transcript import Speech
from vidsync.tts.engines.remote import Feature, SpeechRequest
from vidsync.tts.engines.whole_text import StreamedEngine
from vidsync.tts.speech.stream_words import TextWordReader, build_times_error
from vidsync.tts.speech.text_stream import AudioChunk, StreamItem
from vidsync.wire.http import HttpClient
from vidsync.wire.json_responses import decode_audio, parse_json

_ID = re.compile(r"[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")


@dataclass(frozen=True, kw_only=True)
class HumeEngine(StreamedEngine):
    """Hume's Octave speech service.

    A voice is an id, or the name of a voice in the `library`.

    Attributes:
        library: where names are looked up: Hume's own voices, or the account's.
        format: of the audio.
        description: how to speak, in words; None sends none.
    """

    library: Literal["HUME_AI", "CUSTOM_VOICE"] = "HUME_AI"
    format: Literal["wav", "mp3"] = "wav"
    description: str | None = None

    name: ClassVar[str] = "hume"
    title: ClassVar[str] = "Hume"
    address: ClassVar[str] = "https://api.hume.ai"
    key_variable: ClassVar[str] = "HUME_API_KEY"
    base_url_variable: ClassVar[str] = "HUME_BASE_URL"
    key_header: ClassVar[str] = "X-Hume-Api-Key"
    key_format: ClassVar[str] = "{}"
    longest_text: ClassVar[int] = 4500
    speeds: ClassVar[tuple[float, float]] = (0.5, 2.0)
    features: ClassVar[frozenset[Feature]] = frozenset({"words", "phones", "stream"})

    async def _request_speech(self, client: HttpClient, request: SpeechRequest) -> Speech:
        body = self._build_body(request, "word", "phoneme")
        response = await client.request("POST", "/v0/tts", json=body)
        document = parse_json(response.content, self.title)
        generations = document.get("generations")
        first = generations[0] if isinstance(generations, list) and generations else None
        if not isinstance(first, dict):
            raise EngineError(f"{self.title} answered without audio")
        audio = decode_audio(first.get("audio"), self.title)
        return self._build_timed_speech(request, audio, document)

    async def _stream_response(self, request: SpeechRequest) -> AsyncGenerator[StreamItem, None]:
        # Phones may arrive long after their word, so waiting for them would delay the words.
        # Without headers, the joined pieces are one file.
        body = {**self._build_body(request, "word"), "strip_headers": True}
        words = TextWordReader(self.title, request.text)
        media_type = {"wav": "audio/wav", "mp3": "audio/mpeg"}[self.format]
        async with aclosing(self._read_lines("/v0/tts/stream/json", body)) as lines:
            async for line in lines:
                if line.get("audio"):
                    yield AudioChunk(decode_audio(line["audio"], self.title), media_type)
                elif request.timestamps and line.get("type") == "timestamp":
                    try:
                        entries = HumeFormat().read(line).entries
                    except (FormatError, TimingError) as error:
                        raise build_times_error(self.title, error) from None
                    for word in words.read(entries):
                        yield word
        for word in words.finish():
            yield word

    def _build_body(self, request: SpeechRequest, *timed: str) -> dict[str, object]:
        voice = request.voice
        utterance: dict[str, object] = {
            "text": request.text,
            "voice": {"id": voice}
            if _ID.fullmatch(voice)
            else {"name": voice, "provider": self.library},
        }
        if request.speed != 1:
            utterance["speed"] = request.speed
        if self.description:
            utterance["description"] = self.description
        body: dict[str, object] = {
            "version": "2",
            "utterances": [utterance],
            "format": {"type": self.format},
            "split_utterances": False,
        }
        if request.timestamps:
            body["include_timestamp_types"] = list(timed)
        return body
