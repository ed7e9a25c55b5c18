"""What LMNT's REST API and its sessions have in common: formats, times, errors."""

from __future__ import annotations

from vidsync.gateway import encode
from vidsync.gateway.encode import AudioFormat
from vidsync.gateway.refusal import Kind, Refusal
from vidsync.timings import lmnt
from vidsync.transcript import Transcript

FORMATS = ["aac", "mp3", "ulaw", "wav", "webm", "pcm_s16le", "pcm_f32le", "raw", "mulaw"]
SAMPLE_RATES = [8000, 16000, 24000]

_LAST_SILENCE_SECONDS = 0.01

_TYPES: dict[Kind, str] = {
    "unauthorized": "authentication_error",
    "unknown_voice": "not_found_error",
    "not_found": "not_found_error",
    "too_many": "rate_limit_error",
    "internal": "internal_server_error",
    "unavailable": "internal_server_error",
    "timestamps_unavailable": "internal_server_error",
}


def error_of(refusal: Refusal) -> dict[str, str]:
    """A refusal as LMNT's current generation has it."""
    kind = _TYPES.get(refusal.kind, "invalid_request_error")
    if refusal.status == 402:
        kind = "payment_required_error"
    elif refusal.status == 403:
        kind = "permission_error"
    return {"type": kind, "message": refusal.message}


def audio_format(name: str, sample_rate: int | None) -> AudioFormat:
    """What one of `FORMATS` is, by its older names too."""
    rate = sample_rate or (8000 if name == "mulaw" else 24000)
    match name:
        case "aac":
            return encode.aac(rate)
        case "wav":
            return encode.wav(rate)
        case "webm":
            return encode.opus(rate, container="webm")
        case "ulaw" | "mulaw":
            return encode.wav(rate, "pcm_mulaw")
        case "pcm_s16le" | "raw":
            return encode.raw("pcm_s16le", rate)
        case "pcm_f32le":
            return encode.raw("pcm_f32le", rate)
        case _:
            return encode.mp3(rate, 96)


def timestamps(transcript: Transcript) -> list[dict[str, object]]:
    """A transcript's entries, which begin and end with a silence, if only one of no length.

    Punctuation lasts until what follows it; after the last one only a breath of silence is
    left.
    """
    entries = lmnt.timestamps(transcript)
    if not entries or entries[0]["text"] != "":
        entries.insert(0, _entry("", 0.0, 0.0))
    if entries[-1]["text"] != "" or len(entries) == 1:
        entries.append(_entry("", transcript.duration, transcript.duration))
    mark, silence = entries[-2:]
    if str(mark["text"]).strip() and mark["duration"] == 0.0:
        start = float(str(mark["start"]))
        end = max(start, transcript.duration - _LAST_SILENCE_SECONDS)
        entries[-2] = _entry(str(mark["text"]), start, end)
        entries[-1] = _entry(str(silence["text"]), end, transcript.duration)
    return entries


def _entry(text: str, start: float, end: float) -> dict[str, object]:
    return {"text": text, "start": start, "duration": round(end - start, 6)}
