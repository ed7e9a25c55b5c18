"""The schemas of Speechbase's requests, and what they ask for."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from vidsync.gateway import encode
from vidsync.gateway.encode import AudioFormat
from vidsync.gateway.narrator import Manner
from vidsync.gateway.pronunciations import Respelling, respell
from vidsync.gateway.refusal import Refusal
from vidsync.gateway.validation import Schema

_LONGEST_TEXT = 20_000
_NAME: Schema = {"type": "string", "minLength": 1, "maxLength": 200}
_TEXT: Schema = {"type": "string", "minLength": 1, "maxLength": _LONGEST_TEXT}
_SPEED: Schema = {"type": "number", "minimum": 0.25, "maximum": 4}
_CODEC: Schema = {"enum": ["wav", "mp3", "pcm"]}
_OUTPUT: Schema = {
    "oneOf": [
        _CODEC,
        {
            "type": "object",
            "required": ["format"],
            "properties": {
                "format": _CODEC,
                "bitrate": {"type": "integer", "minimum": 8, "maximum": 320},
                "sampleRate": {"enum": [8000, 16000, 22050, 24000, 32000, 44100, 48000]},
            },
        },
    ]
}
_SHARED: Schema = {
    "mode": {"enum": ["inline", "voice", "conversation"]},
    "voiceId": _NAME,
    "model": _NAME,
    "voice": _NAME,
    "providerOptions": {"type": "object"},
    "output": _OUTPUT,
    "timestamps": {"enum": ["on", "off"]},
    "pronunciations": {
        "type": "object",
        "required": ["rules"],
        "properties": {
            "rules": {
                "type": "array",
                "maxItems": 500,
                "items": {
                    "type": "object",
                    "required": ["word", "replacement"],
                    "properties": {
                        "word": {"type": "string", "minLength": 1, "maxLength": 200},
                        "replacement": {"type": "string", "maxLength": 500},
                        "caseSensitive": {"type": "boolean"},
                    },
                },
            }
        },
    },
    "volumeDbfs": {"type": "number", "minimum": -100, "maximum": 0},
    "speed": _SPEED,
}
SPEECH: Schema = {
    "type": "object",
    "required": ["text"],
    "properties": {**_SHARED, "text": _TEXT},
}
CONVERSATION: Schema = {
    "type": "object",
    "required": ["turns"],
    "properties": {
        **_SHARED,
        "gapMs": {"type": "number", "minimum": 0, "maximum": 10_000},
        "split": {"const": False},
        "turns": {
            "type": "array",
            "minItems": 1,
            "maxItems": 200,
            "items": {
                "type": "object",
                "required": ["text"],
                "properties": {
                    "text": _TEXT,
                    "voiceId": _NAME,
                    "model": _NAME,
                    "voice": _NAME,
                    "speed": _SPEED,
                    "providerOptions": {"type": "object"},
                },
            },
        },
    },
}


def respelling(body: Mapping[str, Any], text: str) -> Respelling:
    """Apply the pronunciations of a request to a text."""
    return respell(text, body.get("pronunciations", {}).get("rules", ()))


def manner(body: Mapping[str, Any], *, field: tuple[str | int, ...] = ()) -> Manner:
    """Return the voice settings of a request, which has two ways to give them.

    Raises:
        Refusal: both ways are used, or neither.
    """
    inline = [name for name in ("model", "voice") if name in body]
    if "voiceId" in body and inline:
        message = "give either voiceId or model and voice, not both"
        raise Refusal("invalid", message, field=(*field, "voiceId"))
    if "voiceId" not in body and len(inline) < 2:
        missing = "voice" if "model" in body else "model"
        message = f"{missing} is missing: give voiceId, or model and voice"
        raise Refusal("invalid", message, field=(*field, missing))
    return Manner(voice=body.get("voiceId") or body["voice"], speed=body.get("speed", 1.0))


def manners_of_turns(body: Mapping[str, Any]) -> list[Manner]:
    """Return the voice settings of each turn of a conversation.

    Raises:
        Refusal: a turn has no voice or two, or all turns together are too long.
    """
    if sum(len(turn["text"]) for turn in body["turns"]) > _LONGEST_TEXT:
        message = f"all turns together have more than {_LONGEST_TEXT} characters"
        raise Refusal("too_long", message, field=("turns",))
    shared = {"model": body["model"]} if "model" in body else {}
    manners = []
    for index, turn in enumerate(body["turns"]):
        if shared and "model" in turn:
            message = "give one model for all turns or one for each, not both"
            raise Refusal("invalid", message, field=("turns", index, "model"))
        both = turn if "voiceId" in turn else {**shared, **turn}
        manners.append(manner(both, field=("turns", index)))
    return manners


def audio_format(output: str | Mapping[str, Any]) -> AudioFormat:
    """Return the audio format that an ``output`` asks for."""
    wanted: Mapping[str, Any] = {"format": output} if isinstance(output, str) else output
    rate = wanted.get("sampleRate", 24000)
    match wanted["format"]:
        case "mp3":
            return encode.mp3(rate, wanted.get("bitrate", 96))
        case "pcm":
            return encode.raw("pcm_s16le", rate)
        case _:
            return encode.wav(rate)
