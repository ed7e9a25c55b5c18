"""PlayKit's API: speech, speech with word or sentence times, and voices.

Source: the wire format of its JavaScript SDK 1.6.0, and docs.playkit.ai.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from dataclasses import replace
from functools import partial
from typing import Any, ClassVar

from starlette.requests import HTTPConnection
from starlette.responses import JSONResponse, Response

from vidsync.gateway import encode, narrator
from vidsync.gateway.encode import AudioFormat
from vidsync.gateway.narrator import Manner, SpokenText
from vidsync.gateway.playkit.markup import passages
from vidsync.gateway.refusal import Kind, Refusal
from vidsync.gateway.service import Call, Operation, Service, base64_text, json_error
from vidsync.gateway.validation import Schema, bearer_token
from vidsync.timecode import milliseconds
from vidsync.timings.formats.services import playkit
from vidsync.transcript import Transcript

_CODES: dict[Kind, str] = {
    "unauthorized": "UNAUTHORIZED",
    "unknown_voice": "VOICE_NOT_FOUND",
    "not_found": "NOT_FOUND",
    "too_many": "RATE_LIMIT_EXCEEDED",
    "internal": "INTERNAL_ERROR",
    "unavailable": "SERVICE_UNAVAILABLE",
    "timestamps_unavailable": "SERVICE_UNAVAILABLE",
}

_RATES = "8000|16000|22050|24000|32000|44100|48000"
_VOICE: Schema = {"type": "string", "minLength": 1, "maxLength": 200}
_SPEECH: Schema = {
    "type": "object",
    "required": ["model", "text"],
    "properties": {
        "model": {"type": "string", "minLength": 1},
        "text": {"type": "string", "minLength": 1, "maxLength": 10_000},
        "voice": _VOICE,
        "voice_mix": {
            "type": "array",
            "minItems": 1,
            "maxItems": 4,
            "items": {
                "type": "object",
                "required": ["voice", "weight"],
                "properties": {
                    "voice": _VOICE,
                    "weight": {"type": "number", "minimum": 1, "maximum": 100},
                },
            },
        },
        "voice_settings": {
            "type": "object",
            "properties": {
                "speed": {"type": "number", "minimum": 0.5, "maximum": 2},
                "volume": {"type": "number", "minimum": 0, "maximum": 10},
                "pitch": {"type": "number", "minimum": -12, "maximum": 12},
                "emotion": {"type": "string"},
            },
        },
        "output_format": {
            "type": "string",
            "pattern": f"^(mp3|pcm|wav|flac|opus|aac)(_({_RATES})(_[1-9][0-9]{{0,2}})?)?$",
        },
        "language": {"type": "string", "maxLength": 100},
        "provider_options": {"type": "object"},
    },
}
TIMED_SPEECH: Schema = {
    **_SPEECH,
    "properties": {**_SPEECH["properties"], "subtitle_type": {"enum": ["word", "sentence"]}},
}


class PlayKitService(Service):
    """PlayKit's endpoints below ``/ai/{game}/v2/audio``."""

    name: ClassVar[str] = "PlayKit"
    clients: ClassVar[tuple[str, ...]] = (
        'new PlayKitSDK({ gameId, developerToken: "any", mode: "server", baseURL: "<http>" })',
    )
    prefixes: ClassVar[tuple[str, ...]] = ("/ai/", "/api/external/")

    def operations(self) -> tuple[Operation, ...]:
        """Return the endpoints: speech with and without times, voices, the SDK's first call."""
        audio = "/ai/{game_id}/v2/audio"
        return (
            Operation(
                method="POST",
                path=f"{audio}/speech",
                summary="Speak, and answer with the audio",
                answer=self._speech,
                answers="audio/mpeg",
                body=_SPEECH,
            ),
            Operation(
                method="POST",
                path=f"{audio}/speech-with-timestamps",
                summary="Speak, and answer with the audio and the times of words or sentences",
                answer=self._speech_with_timestamps,
                body=TIMED_SPEECH,
            ),
            Operation(
                method="GET",
                path=f"{audio}/voices",
                summary="The embedded engines' voices",
                answer=self._voices,
                speaks=False,
            ),
            Operation(
                method="GET",
                path="/api/external/player-info",
                summary="A player with credits to spare",
                answer=self._player_info,
                speaks=False,
            ),
        )

    def key_of(self, connection: HTTPConnection) -> str:
        """Return the bearer token."""
        return bearer_token(connection)

    def refused(self, refusal: Refusal, request_id: str, request: HTTPConnection) -> Response:  # noqa: ARG002
        """Return ``{"message", "code"}``."""
        code = _CODES.get(refusal.kind, "INVALID_REQUEST")
        if refusal.status == 402:
            code = "INSUFFICIENT_CREDITS"
        return json_error(refusal, {"message": refusal.message, "code": code})

    async def _speech(self, call: Call) -> Response:
        utterance, content, format_ = await self._speak(call.body)
        headers = {
            "x-usage-characters": str(len(call.body["text"])),
            "x-audio-length-ms": str(milliseconds(utterance.samples.duration)),
        }
        return Response(content, media_type=format_.media_type, headers=headers)

    async def _speech_with_timestamps(self, call: Call) -> Response:
        utterance, content, _ = await self._speak(call.body)
        has_times = not call.effects.timestamps_unavailable
        alignment = None
        if has_times and call.body.get("subtitle_type") == "sentence":
            alignment = _sentence_alignment(utterance.transcript)
        elif has_times:
            alignment = playkit.build_alignment(_trim_spans(utterance.transcript))
        return JSONResponse(
            {
                "audio_base64": base64_text(content),
                "format": call.body.get("output_format", "mp3"),
                "usage_characters": len(call.body["text"]),
                "audio_length_ms": milliseconds(utterance.samples.duration) if has_times else None,
                "alignment": alignment,
            }
        )

    async def _speak(self, body: Mapping[str, Any]) -> tuple[SpokenText, bytes, AudioFormat]:
        format_ = _format(body.get("output_format", "mp3"))
        manner = _manner(body)
        parts = [
            narrator.silence(part, narrator.SAMPLE_RATE)
            if isinstance(part, float)
            else _shift_spans(await self.narrator.speak(part.text, manner), part.offset)
            for part in passages(body["text"])
        ]
        utterance = narrator.join(parts, body["text"])
        content = await self.narrator.run(partial(encode.encoded, utterance.samples, format_))
        return utterance, content, format_

    async def _voices(self, call: Call) -> Response:  # noqa: ARG002
        voices = [
            {
                "voice_id": each.name,
                "name": each.label,
                "language": each.language,
                "kind": "system",
            }
            for each in await self.narrator.run(narrator.embedded_voices)
        ]
        return JSONResponse({"voices": voices, "total": len(voices)})

    async def _player_info(self, call: Call) -> Response:  # noqa: ARG002
        return JSONResponse({"userId": "local", "credits": 1_000_000, "balance": 1_000_000})


def _shift_spans(utterance: SpokenText, offset: int) -> SpokenText:
    """Return the utterance with its spans pointing into the whole text."""
    words = tuple(
        replace(word, span=word.span and (word.span[0] + offset, word.span[1] + offset))
        for word in utterance.transcript.words
    )
    return replace(utterance, transcript=replace(utterance.transcript, words=words, text=""))


def _manner(body: Mapping[str, Any]) -> Manner:
    if ("voice" in body) == ("voice_mix" in body):
        message = "give either voice or voice_mix"
        raise Refusal("invalid", message, field=("voice",))
    # The embedded engine cannot mix voices: the voice with the largest weight speaks.
    name = body.get("voice") or max(body["voice_mix"], key=lambda part: part["weight"])["voice"]
    settings = body.get("voice_settings", {})
    return Manner(
        voice=name,
        language=body.get("language", ""),
        speed=settings.get("speed", 1.0),
        semitones=settings.get("pitch", 0.0),
        volume=settings.get("volume", 1.0),
    )


def _format(name: str) -> AudioFormat:
    codec, _, rest = name.partition("_")
    rate_text, _, bitrate_text = rest.partition("_")
    rate = int(rate_text or 24000)
    bitrate = int(bitrate_text) if bitrate_text else None
    match codec:
        case "mp3":
            return encode.mp3(rate, bitrate or 128)
        case "aac":
            return encode.aac(rate, bitrate or 96)
        case "opus":
            return encode.opus(rate, bitrate or 64)
        case "wav":
            return encode.wav(rate)
        case "flac":
            return encode.flac(rate)
        case _:
            return replace(encode.raw("pcm_s16le", rate), media_type="audio/pcm")


def _trim_spans(transcript: Transcript) -> Transcript:
    """Return every word's span without the punctuation around it, which the service leaves out."""
    words = tuple(
        replace(word, span=word.span and _trim_punctuation(transcript.text, *word.span))
        for word in transcript.words
    )
    return replace(transcript, words=words)


def _trim_punctuation(text: str, first: int, last: int) -> tuple[int, int]:
    begun, ended = first, last
    while begun < ended and _is_punctuation(text[begun]):
        begun += 1
    while ended > begun and _is_punctuation(text[ended - 1]):
        ended -= 1
    return (begun, ended) if begun < ended else (first, last)


def _is_punctuation(character: str) -> bool:
    return unicodedata.category(character).startswith("P")


def _sentence_alignment(transcript: Transcript) -> dict[str, object]:
    items: list[dict[str, object]] = []
    end = 0
    for sentence in transcript.sentences():
        first, last = sentence[0], sentence[-1]
        item: dict[str, object] = {
            "text": " ".join(word.text for word in sentence),
            "start_ms": milliseconds(first.start),
            "end_ms": milliseconds(last.end),
        }
        if first.span and last.span:
            start, end = _sentence_span(transcript.text, end, first.span[0], last.span[1])
            item |= {"text": transcript.text[start:end], "text_start": start, "text_end": end}
        items.append(item)
    return {"granularity": "sentence", "items": items}


def _sentence_span(text: str, earliest: int, first: int, last: int) -> tuple[int, int]:
    """Return a sentence's span with the punctuation around its words."""
    while first > earliest and not text[first - 1].isspace():
        first -= 1
    while last < len(text) and not text[last].isspace():
        last += 1
    return first, last
