"""OpenAI: speech without word times."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, Literal

from vidsync.transcript import Speech
from vidsync.tts.engines.remote import RemoteEngine, SpeechRequest
from vidsync.wire.http import HttpClient


@dataclass(frozen=True, kw_only=True)
class OpenAIEngine(RemoteEngine):
    """OpenAI's speech endpoint, and compatible endpoints of other services.

    Attributes:
        model: the service's name of a model.
        format: of the audio.
        instructions: how to speak, in words, for models that support it; None sends none.
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
    # OpenAI's guide "Text to speech", section "Voice options".
    known_voices: ClassVar[tuple[str, ...]] = (
        *("alloy", "ash", "ballad", "coral", "echo", "fable", "nova", "onyx", "sage"),
        *("shimmer", "verse"),
    )

    async def _request_speech(self, client: HttpClient, request: SpeechRequest) -> Speech:
        body: dict[str, object] = {
            "model": self.model,
            "input": request.text,
            "voice": request.voice,
            "response_format": self.format,
        }
        if request.speed != 1:
            body["speed"] = request.speed
        if self.instructions:
            body["instructions"] = self.instructions
        response = await client.request("POST", "/audio/speech", json=body)
        return self._build_speech(request, response.content)
