"""MiniMax: speech with a subtitle file beside it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, Literal

from vidsync.errors import EngineError, TimestampsUnavailable
from vidsync.transcript import Speech
from vidsync.tts.engines.remote import RemoteEngine, Utterance
from vidsync.tts.speech.assemble import timed
from vidsync.tts.wire.error_responses import refusal
from vidsync.tts.wire.http import Answer, HttpClient
from vidsync.tts.wire.json_responses import decode_hex_audio, parse_json, parse_json_list
from vidsync.tts.wire.policy import Fault

# The service's codes, as the HTTP statuses that they mean.
_STATUSES = {1002: 429, 1039: 429, 1004: 401, 2049: 401, 1008: 402, 2013: 400}


@dataclass(frozen=True, kw_only=True)
class MiniMax(RemoteEngine):
    """MiniMax' speech service.

    Attributes:
        model: the service's name of it.
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
    gives: ClassVar[frozenset[str]] = frozenset({"words"})

    async def _spoken(self, client: HttpClient, utterance: Utterance) -> Speech:
        body: dict[str, object] = {
            "model": self.model,
            "text": utterance.text,
            "stream": False,
            "output_format": "hex",
            "voice_setting": {
                "voice_id": utterance.voice,
                "speed": utterance.speed,
                "vol": self.volume,
                "pitch": self.pitch,
            },
            "audio_setting": {"sample_rate": self.sample_rate, "format": self.format, "channel": 1},
            "subtitle_enable": utterance.timestamps,
        }
        if utterance.timestamps:
            body["subtitle_type"] = "word"
        answer = await client.request("POST", "/v1/t2a_v2", json=body, judge=self._judge)
        data = parse_json(answer.content, self.title).get("data")
        if not isinstance(data, dict):
            raise EngineError(f"{self.title} answered without audio")
        speech = self._wordless(utterance, decode_hex_audio(data.get("audio"), self.title))
        if not utterance.timestamps:
            return speech
        address = data.get("subtitle_file")
        if not isinstance(address, str) or not address:
            raise TimestampsUnavailable(f"{self.title} gave no subtitle file", speech=speech)
        try:
            file = await client.fetch(address)
            subtitles = parse_json_list(file.content, self.title)
        except EngineError as error:
            raise TimestampsUnavailable(
                f"the subtitle file can't be had: {error.message}", hint=error.hint, speech=speech
            ) from None
        return timed(self.title, speech, subtitles, format_name="minimax")

    def _judge(self, answer: Answer) -> None:
        """Refusals come with the status of a success."""
        told = parse_json(answer.content, self.title).get("base_resp")
        code = told.get("status_code") if isinstance(told, dict) else 0
        if not isinstance(told, dict) or not isinstance(code, int) or code == 0:
            return
        said = told.get("status_msg")
        status = _STATUSES.get(code)
        error = refusal(
            self.service, said if isinstance(said, str) else "", status=status, code=str(code)
        )
        raise Fault(error, again=status == 429)
