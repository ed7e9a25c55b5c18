"""MiniMax: speech with word times in a separate subtitle file."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, Literal

from vidsync.errors import EngineError, TimestampsUnavailable
from vidsync.transcript import Speech
from vidsync.tts.engines.remote import Feature, RemoteEngine, SpeechRequest
from vidsync.tts.speech.assemble import add_word_times
from vidsync.wire.error_responses import build_service_error
from vidsync.wire.http import HttpClient, ServiceResponse
from vidsync.wire.json_responses import decode_hex_audio, parse_json, parse_json_list
from vidsync.wire.policy import FailedAttempt

# The HTTP status that each code of the service means.
_STATUSES = {1002: 429, 1039: 429, 1004: 401, 2049: 401, 1008: 402, 2013: 400}


@dataclass(frozen=True, kw_only=True)
class MiniMaxEngine(RemoteEngine):
    """MiniMax' speech service.

    Attributes:
        model: the service's name of a model.
        format: of the audio.
        sample_rate: Hz.
        volume: above 0 to 10.
        pitch: −12 to 12 semitones.
    """

    model: str = "speech-02-hd"
    format: Literal["mp3", "wav", "flac"] = "mp3"
    sample_rate: Literal[8000, 16000, 22050, 24000, 32000, 44100] = 32000
    volume: float = 1.0
    pitch: int = 0

    name: ClassVar[str] = "minimax"
    title: ClassVar[str] = "MiniMax"
    address: ClassVar[str] = "https://api.minimax.io"
    key_variable: ClassVar[str] = "MINIMAX_API_KEY"
    base_url_variable: ClassVar[str] = "MINIMAX_BASE_URL"
    longest_text: ClassVar[int] = 5000
    speeds: ClassVar[tuple[float, float]] = (0.5, 2.0)
    features: ClassVar[frozenset[Feature]] = frozenset({"words"})

    async def _request_speech(self, client: HttpClient, request: SpeechRequest) -> Speech:
        body: dict[str, object] = {
            "model": self.model,
            "text": request.text,
            "stream": False,
            "output_format": "hex",
            "voice_setting": {
                "voice_id": request.voice,
                "speed": request.speed,
                "vol": self.volume,
                "pitch": self.pitch,
            },
            "audio_setting": {"sample_rate": self.sample_rate, "format": self.format, "channel": 1},
            "subtitle_enable": request.timestamps,
        }
        if request.timestamps:
            body["subtitle_type"] = "word"
        response = await client.request("POST", "/v1/t2a_v2", json=body, check=self._check_status)
        data = parse_json(response.content, self.title).get("data")
        if not isinstance(data, dict):
            raise EngineError(f"{self.title} answered without audio")
        speech = self._build_speech(request, decode_hex_audio(data.get("audio"), self.title))
        if not request.timestamps:
            return speech
        address = data.get("subtitle_file")
        if not isinstance(address, str) or not address:
            raise TimestampsUnavailable(f"{self.title} gave no subtitle file", speech=speech)
        try:
            file = await client.fetch(address)
            subtitles = parse_json_list(file.content, self.title)
        except EngineError as error:
            raise TimestampsUnavailable(
                f"the subtitle file can't be fetched: {error.message}",
                hint=error.hint,
                speech=speech,
            ) from None
        return add_word_times(self.title, speech, subtitles, format_name="minimax")

    def _check_status(self, response: ServiceResponse) -> None:
        """Raise an error that came with the status of a success."""
        status_object = parse_json(response.content, self.title).get("base_resp")
        code = status_object.get("status_code") if isinstance(status_object, dict) else 0
        if not isinstance(status_object, dict) or not isinstance(code, int) or code == 0:
            return
        message = status_object.get("status_msg")
        status = _STATUSES.get(code)
        error = build_service_error(
            self.endpoint,
            message if isinstance(message, str) else "",
            status=status,
            code=str(code),
        )
        raise FailedAttempt(error, can_retry=status == 429)
