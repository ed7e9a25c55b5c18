"""PlayKit: speech with word timestamps, in one response."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import ClassVar, Literal

from vidsync.errors import InputError
from vidsync.transcript import Speech
from vidsync.tts.engines.remote import Feature, RemoteEngine, SpeechRequest
from vidsync.tts.speech.samples import RawFormat
from vidsync.wire.http import HttpClient
from vidsync.wire.json_responses import decode_audio, parse_json

_GAME_ID = re.compile(r"[\w.~-]{1,200}")
_LANGUAGES = {
    "ar": "Arabic",
    "cs": "Czech",
    "de": "German",
    "el": "Greek",
    "en": "English",
    "es": "Spanish",
    "fi": "Finnish",
    "fr": "French",
    "hi": "Hindi",
    "id": "Indonesian",
    "it": "Italian",
    "ja": "Japanese",
    "ko": "Korean",
    "nl": "Dutch",
    "pl": "Polish",
    "pt": "Portuguese",
    "ro": "Romanian",
    "ru": "Russian",
    "th": "Thai",
    "tr": "Turkish",
    "uk": "Ukrainian",
    "vi": "Vietnamese",
    "zh": "Chinese",
}
_RAW = re.compile(r"pcm(?:_(\d{4,6}))?")


@dataclass(frozen=True, kw_only=True)
class PlayKitEngine(RemoteEngine):
    """PlayKit's speech service.

    The key is a developer's or a player's token.

    Attributes:
        game_id: id of the game; its account is charged.
        model: the service's name of a model; it must support subtitles.
        output_format: ``codec[_rate[_kbps]]``: ``mp3_44100_128``, ``wav``, ``pcm_24000``.
        granularity: whether the service times words, or sentences, in which the words are
            then estimated.
        volume: 0 to 10; None leaves it to the service.
        pitch: −12 to 12 semitones; None leaves it to the service.
        emotion: the service's name of an emotion; None leaves it to the service.
    """

    game_id: str = ""
    model: str = "default-tts-model"
    output_format: str = "mp3"
    granularity: Literal["word", "sentence"] = "word"
    volume: float | None = None
    pitch: float | None = None
    emotion: str | None = None

    name: ClassVar[str] = "playkit"
    title: ClassVar[str] = "PlayKit"
    address: ClassVar[str] = "https://api.playkit.ai"
    key_variable: ClassVar[str] = "PLAYKIT_API_KEY"
    base_url_variable: ClassVar[str] = "PLAYKIT_BASE_URL"
    longest_text: ClassVar[int] = 10_000
    speeds: ClassVar[tuple[float, float]] = (0.5, 2.0)
    features: ClassVar[frozenset[Feature]] = frozenset({"words"})

    def __post_init__(self, key: str | None, base_url: str | None) -> None:
        RemoteEngine.__post_init__(self, key, base_url)
        # The id becomes part of the address.
        if not _GAME_ID.fullmatch(self.game_id):
            raise InputError(
                f"{self.game_id!r} is not a PlayKit game id"
                if self.game_id
                else "PlayKit needs a game id",
                hint="give game_id=… with the id from the developer console",
            )

    async def _request_speech(self, client: HttpClient, request: SpeechRequest) -> Speech:
        settings = {
            "speed": request.speed if request.speed != 1 else None,
            "volume": self.volume,
            "pitch": self.pitch,
            "emotion": self.emotion,
        }
        settings = {name: value for name, value in settings.items() if value is not None}
        body: dict[str, object] = {
            "model": self.model,
            "text": request.text,
            "voice": request.voice,
            "output_format": self.output_format,
        }
        if settings:
            body["voice_settings"] = settings
        if request.language:
            code = request.language.partition("-")[0].lower()
            body["language"] = _LANGUAGES.get(code, "auto")
        path = f"/ai/{self.game_id}/v2/audio/speech"
        raw = _raw_format(self.output_format)
        if not request.timestamps:
            response = await client.request("POST", path, json=body)
            return self._build_speech(request, response.content, raw=raw)
        body["subtitle_type"] = self.granularity
        response = await client.request("POST", f"{path}-with-timestamps", json=body)
        document = parse_json(response.content, self.title)
        audio = decode_audio(document.get("audio_base64"), self.title)
        return self._build_timed_speech(request, audio, document, raw=raw)


def _raw_format(output_format: str) -> RawFormat | None:
    found = _RAW.fullmatch(output_format)
    return RawFormat("pcm_s16le", int(found[1] or 24000)) if found else None
