"""Google Cloud Text-to-Speech: marks put before every word, and their times taken out."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import ClassVar, Literal

from vidsync.timings.formats.services.google import END, mark_name
from vidsync.transcript import Speech
from vidsync.tts.engines.remote import RemoteEngine, Utterance
from vidsync.tts.engines.ssml import escaped
from vidsync.tts.speech.assemble import RawFormat
from vidsync.tts.speech.text_stream import is_speakable
from vidsync.tts.wire.http import HttpClient
from vidsync.tts.wire.json_responses import decode_audio, parse_json

_WORD = re.compile(r"\S+")


@dataclass(frozen=True, kw_only=True)
class Google(RemoteEngine):
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
    # 5000 bytes with the marks; in most scripts the marks are the larger part.
    longest_text: ClassVar[int] = 900
    speeds: ClassVar[tuple[float, float]] = (0.25, 2.0)
    default_voice: ClassVar[str | None] = "en-US"
    gives: ClassVar[frozenset[str]] = frozenset({"words"})

    def _utterance(
        self,
        text: str,
        voice: str | None,
        language: str | None,
        speed: float,
        timestamps: bool,
    ) -> Utterance:
        return super()._utterance(text, voice or language, language, speed, timestamps)

    async def _spoken(self, client: HttpClient, utterance: Utterance) -> Speech:
        marks = _marks(utterance.text) if utterance.timestamps else {}
        config: dict[str, object] = {
            "audioEncoding": "LINEAR16",
            "sampleRateHertz": self.sample_rate,
            "speakingRate": utterance.speed,
        }
        if self.pitch:
            config["pitch"] = self.pitch
        body = {
            "input": {"ssml": _ssml(utterance.text, marks)},
            "voice": _voice(utterance),
            "audioConfig": config,
            "enableTimePointing": ["SSML_MARK"] if marks else [],
        }
        answer = await client.request("POST", "/v1beta1/text:synthesize", json=body)
        document = parse_json(answer.content, self.title)
        _name_marks(document.get("timepoints"), utterance.text, marks)
        audio = decode_audio(document.get("audioContent"), self.title)
        return self._speech(
            utterance, audio, document, raw=RawFormat("pcm_s16le", self.sample_rate)
        )


def _voice(utterance: Utterance) -> dict[str, str]:
    parts = utterance.voice.split("-")
    if len(parts) < 3:
        return {"languageCode": utterance.voice}
    return {"languageCode": "-".join(parts[:2]), "name": utterance.voice}


def _marks(text: str) -> dict[str, tuple[int, int]]:
    """The words' places by the short names of the marks before them."""
    spans = [found.span() for found in _WORD.finditer(text) if is_speakable(found[0])]
    return {str(index): span for index, span in enumerate(spans)}


def _ssml(text: str, marks: dict[str, tuple[int, int]]) -> str:
    pieces, written = ["<speak>"], 0
    for name, (start, _) in marks.items():
        pieces += (escaped(text[written:start], Google.title), f'<mark name="{name}"/>')
        written = start
    pieces += (
        escaped(text[written:], Google.title),
        f'<mark name="{END}"/>' if marks else "",
        "</speak>",
    )
    return "".join(pieces)


def _name_marks(points: object, text: str, marks: dict[str, tuple[int, int]]) -> None:
    """Give the marks in an answer the long names that say their word."""
    for point in points if isinstance(points, list) else []:
        name = point.get("markName") if isinstance(point, dict) else None
        if isinstance(name, str) and name in marks:
            point["markName"] = mark_name(text[slice(*marks[name])], marks[name])
