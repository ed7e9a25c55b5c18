"""What Cartesia's endpoints have in common: requests, events and errors."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from http import HTTPStatus
from math import inf
from operator import attrgetter
from typing import Any, TypeVar

from starlette.requests import HTTPConnection

from vidsync.audio import Samples
from vidsync.gateway import encode
from vidsync.gateway.encode import AudioFormat
from vidsync.gateway.narrator import Manner, SpokenText
from vidsync.gateway.refusal import Kind, Refusal
from vidsync.gateway.service import base64_text
from vidsync.gateway.validation import Schema
from vidsync.transcript import Phone, Word

STRUCTURED_ERRORS_SINCE = "2026-03-01"

_CODES: dict[Kind, str] = {
    "unauthorized": "unauthorized",
    "unknown_voice": "voice_not_found",
    "too_many": "concurrency_limited",
    "too_long": "transcript_too_long",
    "internal": "internal_error",
    "unavailable": "unavailable",
}
_STATUSES = {status.value for status in HTTPStatus}

_ENCODINGS = ["pcm_f32le", "pcm_s16le", "pcm_mulaw", "pcm_alaw"]
_SAMPLE_RATES = [8000, 16000, 22050, 24000, 44100, 48000]
_Timed = TypeVar("_Timed", Word, Phone)

_CHUNK_SECONDS = 0.25
_SPEEDS = {"slow": 0.8, "normal": 1.0, "fast": 1.25}

_RAW: Schema = {
    "type": "object",
    "required": ["container", "encoding", "sample_rate"],
    "properties": {
        "container": {"const": "raw"},
        "encoding": {"enum": _ENCODINGS},
        "sample_rate": {"enum": _SAMPLE_RATES},
    },
}
_WAV: Schema = {
    "type": "object",
    "required": ["container", "encoding", "sample_rate"],
    "properties": {**_RAW["properties"], "container": {"const": "wav"}},
}
_MP3: Schema = {
    "type": "object",
    "required": ["container", "sample_rate"],
    "properties": {
        "container": {"const": "mp3"},
        "sample_rate": {"enum": _SAMPLE_RATES},
        "bit_rate": {"enum": [32000, 64000, 96000, 128000, 192000]},
    },
}
_OF_CONTAINER = {"raw": _RAW, "wav": _WAV, "mp3": _MP3}
_FLAG: Schema = {"type": ["boolean", "null"]}
_PROPERTIES: Schema = {
    "model_id": {"type": "string", "minLength": 1, "maxLength": 200},
    "transcript": {"type": "string", "maxLength": 20_000},
    "voice": {
        "oneOf": [
            {"type": "string", "minLength": 1, "maxLength": 200},
            {
                "type": "object",
                "required": ["id"],
                "properties": {
                    "mode": {"const": "id"},
                    "id": {"type": "string", "minLength": 1, "maxLength": 200},
                },
            },
        ]
    },
    "language": {"type": ["string", "null"], "maxLength": 35},
    "locale": {"type": ["string", "null"], "maxLength": 35},
    "normalization": {"type": ["string", "null"], "maxLength": 35},
    "add_timestamps": {"type": ["boolean", "null"]},
    "add_phoneme_timestamps": {"type": ["boolean", "null"]},
    "use_normalized_timestamps": {"type": ["boolean", "null"]},
    "context_id": {"type": ["string", "null"], "maxLength": 200},
    "generation_config": {
        "type": "object",
        "properties": {
            "speed": {"type": "number", "minimum": 0.6, "maximum": 1.5},
            "volume": {"type": "number", "minimum": 0.5, "maximum": 2},
            "emotion": {"type": ["string", "null"]},
        },
    },
    "speed": {"enum": list(_SPEEDS)},
    "pronunciation_dict_id": {"type": ["string", "null"], "maxLength": 200},
    "save": {"type": ["boolean", "null"]},
}


def request_schema(*containers: str, **further: Schema) -> Schema:
    """Return the schema of a request, for the given containers and further fields."""
    formats = [_OF_CONTAINER[container] for container in containers]
    # The container's name is checked first, so that a mistake in another field is named as such.
    output: Schema = {
        "type": "object",
        "required": ["container"],
        "properties": {"container": {"enum": list(containers)}},
        "allOf": [
            {
                "if": {"properties": {"container": format_["properties"]["container"]}},
                "then": format_,
            }
            for format_ in formats
        ],
    }
    return {
        "type": "object",
        "required": ["model_id", "transcript", "voice", "output_format"],
        "properties": {**_PROPERTIES, "output_format": output, **further},
    }


SOCKET_SCHEMA = request_schema(
    "raw",
    context_id={"type": "string", "minLength": 1, "maxLength": 200},
    **{"continue": _FLAG, "flush": _FLAG},
    max_buffer_delay_ms={"type": ["integer", "null"], "minimum": 0, "maximum": 5000},
    duration={"type": ["number", "null"]},
)


def audio_format(output: Mapping[str, Any]) -> AudioFormat:
    """Return the audio format that an ``output_format`` asks for."""
    rate = output["sample_rate"]
    match output["container"]:
        case "mp3":
            return encode.mp3(rate, output.get("bit_rate", 128_000) // 1000)
        case "wav":
            return encode.wav(rate, output["encoding"])
        case _:
            return encode.raw(output["encoding"], rate)


def manner(body: Mapping[str, Any]) -> Manner:
    """Return the voice settings of a request.

    Raises:
        Refusal: both a language and a locale are given.
    """
    if body.get("language") and body.get("locale"):
        raise Refusal("invalid", "give language or locale, not both", field=("locale",))
    config = body.get("generation_config", {})
    return Manner(
        voice=body["voice"] if isinstance(body["voice"], str) else body["voice"]["id"],
        language=body.get("language") or body.get("locale") or "",
        speed=config.get("speed", 1.0) * _SPEEDS[body.get("speed", "normal")],
        volume=config.get("volume", 1.0),
    )


@dataclass(frozen=True, slots=True)
class Wanted:
    """The events that a client asked for.

    Attributes:
        format: of the samples.
        words: whether word timestamps are sent.
        phonemes: whether phoneme timestamps are sent.
        marks: fields that every event carries: ``context_id`` and the like.
    """

    format: AudioFormat
    words: bool
    phonemes: bool
    marks: Mapping[str, object]


def wanted(body: Mapping[str, Any], *, timestamps_unavailable: bool, **marks: object) -> Wanted:
    """Return the events that a request asks for."""
    has_times = not timestamps_unavailable
    return Wanted(
        audio_format(body["output_format"]),
        bool(body.get("add_timestamps")) and has_times,
        bool(body.get("add_phoneme_timestamps")) and has_times,
        marks,
    )


def events(
    utterance: SpokenText, clock: float, wanted: Wanted, *, step_ms: float
) -> Iterator[dict[str, object]]:
    """Return an utterance as events: samples in chunks, each before the times that begin in it.

    Args:
        utterance: at the format's rate.
        clock: seconds of audio before it.
        wanted: which events to send.
        step_ms: milliseconds that it took to make.
    """
    samples = utterance.samples
    words = utterance.transcript.words
    phones = tuple(phone for word in words for phone in word.phones)
    size = round(_CHUNK_SECONDS * samples.sample_rate)
    common: dict[str, object] = {"done": False, "status_code": 206, **wanted.marks}
    for first in range(0, len(samples.data), size):
        piece = Samples(samples.data[first : first + size], samples.sample_rate)
        data = base64_text(encode.encoded(piece, wanted.format))
        yield {"type": "chunk", "data": data, "step_time": step_ms, **common}
        start = first / samples.sample_rate
        is_last = first + size >= len(samples.data)
        end = inf if is_last else (first + size) / samples.sample_rate
        if wanted.words and (begun := _select_by_start(words, start, end)):
            times = {"words": [word.text for word in begun], **_times(begun, clock)}
            yield {"type": "timestamps", "word_timestamps": times, **common}
        if wanted.phonemes and (sounded := _select_by_start(phones, start, end)):
            times = {"phonemes": [phone.ipa for phone in sounded], **_times(sounded, clock)}
            yield {"type": "phoneme_timestamps", "phoneme_timestamps": times, **common}


def _select_by_start(items: Sequence[_Timed], start: float, end: float) -> Sequence[_Timed]:
    first = bisect_left(items, start, key=attrgetter("start"))
    return items[first : bisect_left(items, end, key=attrgetter("start"))]


def _times(items: Sequence[Word | Phone], clock: float) -> dict[str, list[float]]:
    return {
        "start": [round(clock + item.start, 6) for item in items],
        "end": [round(clock + item.end, 6) for item in items],
    }


def done_event(wanted: Wanted) -> dict[str, object]:
    """Return the last event."""
    return {"type": "done", "done": True, "status_code": 206, **wanted.marks}


def error_event(
    refusal: Refusal, request_id: str, version: str, **marks: object
) -> dict[str, object]:
    """Return a refusal as an event, in the form of the client's version."""
    event: dict[str, object] = {"type": "error", "done": True, "status_code": refusal.status}
    if version and version < STRUCTURED_ERRORS_SINCE:
        return {**event, "error": f"{title_of(refusal)}: {refusal.message}", **marks}
    return {**event, **error_body(refusal, request_id), **marks}


def error_body(refusal: Refusal, request_id: str) -> dict[str, object]:
    """Return a refusal in the form of the current version."""
    return {
        "error_code": _CODES.get(refusal.kind),
        "title": title_of(refusal),
        "message": refusal.message,
        "request_id": request_id,
    }


def title_of(refusal: Refusal) -> str:
    """Return a short title for the status."""
    return HTTPStatus(refusal.status).phrase if refusal.status in _STATUSES else "Error"


def version_of(connection: HTTPConnection) -> str:
    """Return a client's version date; the query takes precedence over the header."""
    return connection.query_params.get("cartesia_version") or connection.headers.get(
        "cartesia-version", ""
    )
