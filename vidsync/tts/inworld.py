"""Inworld: speech with the times of its words and their sounds."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, Literal

from vidsync.transcript import Speech
from vidsync.tts.answers import decode_audio, parse_json
from vidsync.tts.assembly import RawFormat
from vidsync.tts.http import HttpClient
from vidsync.tts.remote import RemoteEngine, Utterance


@dataclass(frozen=True, kw_only=True)
class Inworld(RemoteEngine):
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
    gives: ClassVar[frozenset[str]] = frozenset({"words", "phones"})

    async def _spoken(self, client: HttpClient, utterance: Utterance) -> Speech:
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
        answer = await client.request("POST", "/tts/v1/voice", json=body)
        document = parse_json(answer.content, self.title)
        audio = decode_audio(document.get("audioContent"), self.title)
        return self._speech(
            utterance, audio, document, raw=RawFormat("pcm_s16le", self.sample_rate)
        )
