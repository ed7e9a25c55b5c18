"""Inworld: speech with the times of words, phones and visemes."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from contextlib import aclosing
from dataclasses import dataclass
from typing import ClassVar, Literal

from vidsync.errors import FormatError, TimingError
from vidsync.timings.formats.services.inworld import LineReader
from vidsync.transcript import Speech
from vidsync.tts.engines.remote import Feature, SpeechRequest
from vidsync.tts.engines.whole_text import StreamedEngine
from vidsync.tts.speech.samples import RawFormat, SampleChunks
from vidsync.tts.speech.stream_words import TextWordReader, build_times_error
from vidsync.tts.speech.text_stream import StreamItem
from vidsync.wire.http import HttpClient
from vidsync.wire.json_responses import decode_audio, parse_json


@dataclass(frozen=True, kw_only=True)
class InworldEngine(StreamedEngine):
    """Inworld's speech service.

    Attributes:
        model: the service's name of a model.
        sample_rate: Hz.
        temperature: how much the speech varies; None leaves it to the service.
    """

    model: str = "inworld-tts-1"
    sample_rate: Literal[8000, 16000, 22050, 24000, 32000, 44100, 48000] = 24000
    temperature: float | None = None

    name: ClassVar[str] = "inworld"
    title: ClassVar[str] = "Inworld"
    address: ClassVar[str] = "https://api.inworld.ai"
    key_variable: ClassVar[str] = "INWORLD_API_KEY"
    base_url_variable: ClassVar[str] = "INWORLD_BASE_URL"
    key_format: ClassVar[str] = "Basic {}"
    longest_text: ClassVar[int] = 2000
    speeds: ClassVar[tuple[float, float]] = (0.5, 1.5)
    features: ClassVar[frozenset[Feature]] = frozenset({"words", "phones", "visemes", "stream"})

    async def _request_speech(self, client: HttpClient, request: SpeechRequest) -> Speech:
        response = await client.request("POST", "/tts/v1/voice", json=self._build_body(request))
        document = parse_json(response.content, self.title)
        audio = decode_audio(document.get("audioContent"), self.title)
        return self._build_timed_speech(request, audio, document, raw=self._raw)

    async def _stream_response(self, request: SpeechRequest) -> AsyncGenerator[StreamItem, None]:
        reader, samples = LineReader(), SampleChunks(self._raw)
        words = TextWordReader(self.title, request.text)
        async with aclosing(
            self._read_lines("/tts/v1/voice:stream", self._build_body(request))
        ) as lines:
            async for line in lines:
                result = line.get("result")
                part = result if isinstance(result, dict) else line
                if part.get("audioContent"):
                    for chunk in samples.add(decode_audio(part["audioContent"], self.title)):
                        yield chunk
                if request.timestamps:
                    try:
                        entries = reader.read_words(part, "a line")
                    except (FormatError, TimingError) as error:
                        raise build_times_error(self.title, error) from None
                    for word in words.read(entries):
                        yield word
        for word in words.finish():
            yield word

    @property
    def _raw(self) -> RawFormat:
        return RawFormat("pcm_s16le", self.sample_rate)

    def _build_body(self, request: SpeechRequest) -> dict[str, object]:
        body: dict[str, object] = {
            "text": request.text,
            "voiceId": request.voice,
            "modelId": self.model,
            "audioConfig": {
                "audioEncoding": "LINEAR16",
                "sampleRateHertz": self.sample_rate,
                "speakingRate": request.speed,
            },
        }
        if request.timestamps:
            body["timestampType"] = "WORD"
        if self.temperature is not None:
            body["temperature"] = self.temperature
        return body
