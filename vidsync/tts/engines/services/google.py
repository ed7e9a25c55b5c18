"""Google Cloud Text-to-Speech: word times from a mark before every word."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import ClassVar, Literal

from vidsync.timings.formats.services.google import END, format_mark_name
from vidsync.transcript import Speech
from vidsync.tts.engines.remote import Feature, RemoteEngine, SpeechRequest
from vidsync.tts.engines.ssml import escape_ssml
from vidsync.tts.speech.samples import RawFormat
from vidsync.wire.http import HttpClient
from vidsync.wire.json_responses import decode_audio, parse_json
from vidsync.writing import has_letters

_WORD = re.compile(r"\S+")


@dataclass(frozen=True, kw_only=True)
class GoogleEngine(RemoteEngine):
    """Google's speech service.

    A voice is a name (``en-US-Neural2-C``) or a language tag; it must take SSML.

    Attributes:
        sample_rate: Hz.
        pitch: −20 to 20 semitones.
    """

    sample_rate: Literal[8000, 16000, 22050, 24000, 32000, 44100, 48000] = 24000
    pitch: float = 0.0

    name: ClassVar[str] = "google"
    title: ClassVar[str] = "Google"
    address: ClassVar[str] = "https://texttospeech.googleapis.com"
    key_variable: ClassVar[str] = "GOOGLE_API_KEY"
    base_url_variable: ClassVar[str] = "GOOGLE_TTS_BASE_URL"
    key_header: ClassVar[str] = "X-Goog-Api-Key"
    key_format: ClassVar[str] = "{}"
    # The limit is 5000 bytes including the marks, which are most of it in most scripts.
    longest_text: ClassVar[int] = 900
    speeds: ClassVar[tuple[float, float]] = (0.25, 2.0)
    default_voice: ClassVar[str | None] = "en-US"
    features: ClassVar[frozenset[Feature]] = frozenset({"words"})

    def _build_request(
        self,
        text: str,
        voice: str | None,
        language: str | None,
        speed: float,
        timestamps: bool,
    ) -> SpeechRequest:
        return super()._build_request(text, voice or language, language, speed, timestamps)

    async def _request_speech(self, client: HttpClient, request: SpeechRequest) -> Speech:
        marks = _find_marks(request.text) if request.timestamps else {}
        config: dict[str, object] = {
            "audioEncoding": "LINEAR16",
            "sampleRateHertz": self.sample_rate,
            "speakingRate": request.speed,
        }
        if self.pitch:
            config["pitch"] = self.pitch
        body = {
            "input": {"ssml": _build_ssml(request.text, marks)},
            "voice": _build_voice(request),
            "audioConfig": config,
            "enableTimePointing": ["SSML_MARK"] if marks else [],
        }
        response = await client.request("POST", "/v1beta1/text:synthesize", json=body)
        document = parse_json(response.content, self.title)
        _rename_marks(document.get("timepoints"), request.text, marks)
        audio = decode_audio(document.get("audioContent"), self.title)
        return self._build_timed_speech(
            request, audio, document, raw=RawFormat("pcm_s16le", self.sample_rate)
        )


def _build_voice(request: SpeechRequest) -> dict[str, str]:
    parts = request.voice.split("-")
    if len(parts) < 3:
        return {"languageCode": request.voice}
    return {"languageCode": "-".join(parts[:2]), "name": request.voice}


def _find_marks(text: str) -> dict[str, tuple[int, int]]:
    """Return the spans of the words by the short names of the marks before them."""
    spans = [found.span() for found in _WORD.finditer(text) if has_letters(found[0])]
    return {str(index): span for index, span in enumerate(spans)}


def _build_ssml(text: str, marks: dict[str, tuple[int, int]]) -> str:
    pieces, written = ["<speak>"], 0
    for name, (start, _) in marks.items():
        pieces += (escape_ssml(text[written:start], GoogleEngine.title), f'<mark name="{name}"/>')
        written = start
    pieces += (
        escape_ssml(text[written:], GoogleEngine.title),
        f'<mark name="{END}"/>' if marks else "",
        "</speak>",
    )
    return "".join(pieces)


def _rename_marks(points: object, text: str, marks: dict[str, tuple[int, int]]) -> None:
    """Give the marks in a response the long names that contain their words."""
    for point in points if isinstance(points, list) else []:
        name = point.get("markName") if isinstance(point, dict) else None
        if isinstance(name, str) and name in marks:
            point["markName"] = format_mark_name(text[slice(*marks[name])], marks[name])
