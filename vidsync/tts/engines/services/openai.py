"""OpenAI: speech without times, which are then had by aligning the audio."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, Literal

from vidsync.transcript import Speech
from vidsync.tts.engines.remote import RemoteEngine, Utterance
from vidsync.tts.wire.http import HttpClient


@dataclass(frozen=True, kw_only=True)
class OpenAI(RemoteEngine):
    """OpenAI's speech endpoint, and those of others that copy it.

    Attributes:
        model: the service's name of it.
        format: of the audio.
        instructions: how to speak, in words, for models that take some; None gives none.
    """

    model: str = "gpt-4o-mini-tts"
    format: Literal["wav", "mp3", "opus", "aac", "flac"] = "wav"
    instructions: str | None = None

    name: ClassVar[str] = "openai"
    title: ClassVar[str] = "OpenAI"
    address: ClassVar[str] = "https://api.openai.com/v1"
    key_variable: ClassVar[str] = "OPENAI_API_KEY"
    base_url_variable: ClassVar[str] = "OPENAI_BASE_URL"
    longest_text: ClassVar[int] = 4096
    speeds: ClassVar[tuple[float, float]] = (0.25, 4.0)
    default_voice: ClassVar[str | None] = "alloy"

    async def _spoken(self, client: HttpClient, utterance: Utterance) -> Speech:
        body: dict[str, object] = {
            "model": self.model,
            "input": utterance.text,
            "voice": utterance.voice,
            "response_format": self.format,
        }
        if utterance.speed != 1:
            body["speed"] = utterance.speed
        if self.instructions:
            body["instructions"] = self.instructions
        answer = await client.request("POST", "/audio/speech", json=body)
        return self._wordless(utterance, answer.content)
