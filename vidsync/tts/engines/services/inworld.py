"""Inworld: speech with the times of its words, their sounds and visemes."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from contextlib import aclosing
from dataclasses import dataclass
from typing import ClassVar, Literal

from vidsync.errors import FormatError, TimingError
from vidsync.timings.formats.services.inworld import LineReader
from vidsync.transcript import Speech
from vidsync.tts.engines.remote import Utterance
from vidsync.tts.engines.whole_text import StreamedEngine
from vidsync.tts.speech.assemble import RawFormat, SampleChunks, WordsInText, unusable_times
from vidsync.tts.speech.text_stream import Streamed
from vidsync.tts.wire.http import HttpClient
from vidsync.tts.wire.json_responses import decode_audio, parse_json


@dataclass(frozen=True, kw_only=True)
class Inworld(StreamedEngine):
    """Inworld's speech service.

    Attributes:
        model: the service's name of it.
        sample_rate: Hz.
        temperature: how freely it speaks; None leaves it to the service.
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
    gives: ClassVar[frozenset[str]] = frozenset({"words", "phones", "visemes", "stream"})

    async def _spoken(self, client: HttpClient, utterance: Utterance) -> Speech:
        answer = await client.request("POST", "/tts/v1/voice", json=self._body(utterance))
        document = parse_json(answer.content, self.title)
        audio = decode_audio(document.get("audioContent"), self.title)
        return self._speech(utterance, audio, document, raw=self._raw)

    async def _streamed(self, utterance: Utterance) -> AsyncGenerator[Streamed, None]:
        reader, samples = LineReader(), SampleChunks(self._raw)
        ordered = WordsInText(self.title, utterance.text)
        async with aclosing(self._lines("/tts/v1/voice:stream", self._body(utterance))) as lines:
            async for line in lines:
                result = line.get("result")
                part = result if isinstance(result, dict) else line
                if part.get("audioContent"):
                    for chunk in samples.chunks(decode_audio(part["audioContent"], self.title)):
                        yield chunk
                if utterance.timestamps:
                    try:
                        entries = reader.words(part, "a line")
                    except (FormatError, TimingError) as error:
                        raise unusable_times(self.title, error) from None
                    for word in ordered.words(entries):
                        yield word
        for word in ordered.rest():
            yield word

    @property
    def _raw(self) -> RawFormat:
        return RawFormat("pcm_s16le", self.sample_rate)

    def _body(self, utterance: Utterance) -> dict[str, object]:
        body: dict[str, object] = {
            "text": utterance.text,
            "voiceId": utterance.voice,
            "modelId": self.model,
            "audioConfig": {
                "audioEncoding": "LINEAR16",
                "sampleRateHertz": self.sample_rate,
                "speakingRate": utterance.speed,
            },
        }
        if utterance.timestamps:
            body["timestampType"] = "WORD"
        if self.temperature is not None:
            body["temperature"] = self.temperature
        return body
