"""What LMNT's REST API and its sessions have in common: formats, times, chunks and errors."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from vidsync.audio import Samples
from vidsync.gateway import encode
from vidsync.gateway.encode import AudioFormat, Encoder
from vidsync.gateway.narrator import SpokenText
from vidsync.gateway.refusal import Kind, Refusal
from vidsync.timings.formats.services import lmnt
from vidsync.transcript import Transcript

FORMATS = ["aac", "mp3", "ulaw", "wav", "webm", "pcm_s16le", "pcm_f32le", "raw", "mulaw"]
SAMPLE_RATES = [8000, 16000, 24000]

_LAST_SILENCE_SECONDS = 0.01
_CHUNK_SECONDS = 0.5

Entry = dict[str, object]

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
    """Return a refusal in the form of LMNT's current generation."""
    kind = _TYPES.get(refusal.kind, "invalid_request_error")
    if refusal.status == 402:
        kind = "payment_required_error"
    elif refusal.status == 403:
        kind = "permission_error"
    return {"type": kind, "message": refusal.message}


def audio_format(name: str, sample_rate: int | None) -> AudioFormat:
    """Return the audio format of one of `FORMATS`; older names work too."""
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


def timestamps(transcript: Transcript) -> list[Entry]:
    """Return a transcript's entries. They begin and end with a silence, of length 0 if need be.

    Punctuation lasts until the next entry. After the last one only a short silence is left.
    """
    entries = lmnt.build_timestamps(transcript)
    if not entries or entries[0]["text"] != "":
        entries.insert(0, entry("", 0.0, 0.0))
    if entries[-1]["text"] != "" or len(entries) == 1:
        entries.append(entry("", transcript.duration, transcript.duration))
    mark, silence = entries[-2:]
    if str(mark["text"]).strip() and mark["duration"] == 0.0:
        start = float(str(mark["start"]))
        end = max(start, transcript.duration - _LAST_SILENCE_SECONDS)
        entries[-2] = entry(str(mark["text"]), start, end)
        entries[-1] = entry(str(silence["text"]), end, transcript.duration)
    return entries


def entry(text: str, start: float, end: float) -> Entry:
    """Return one entry in its wire form."""
    return {"text": text, "start": start, "duration": round(end - start, 6)}


@dataclass(frozen=True, slots=True)
class Chunk:
    """A part of a session's audio and its entries.

    Attributes:
        entries: on the utterance's clock; each starts where the one before ends.
        start: seconds from the start of the utterance.
        audio: in the session's format.
    """

    entries: Sequence[Entry]
    start: float
    audio: bytes

    def timed(self, offset: float) -> list[Entry]:
        """Return the entries moved later by `offset` seconds, contiguous to the microsecond."""
        spans = [_span(each) for each in self.entries]
        times = [
            round(max(0.0, time + offset), 6) for time in (*(s for s, _ in spans), spans[-1][1])
        ]
        return [
            entry(str(each["text"]), start, max(start, end))
            for each, start, end in zip(self.entries, times, times[1:], strict=False)
        ]


def chunks(encoder: Encoder, spoken: SpokenText, sample_rate: int) -> list[Chunk]:
    """Return an utterance in chunks that are cut between entries.

    Args:
        encoder: of the session's format.
        spoken: of any rate.
        sample_rate: of the session's format.
    """
    utterance = spoken.resampled(sample_rate)
    data, duration = utterance.samples.data, utterance.samples.duration
    made: list[Chunk] = []
    begun: list[Entry] = []
    audio, start, first_frame = b"", 0.0, 0
    entries = timestamps(utterance.transcript)
    for number, each in enumerate(entries, 1):
        begun.append(each)
        is_last = number == len(entries)
        end = duration if is_last else _span(each)[1]
        # A remainder that is too short does not become a chunk of its own.
        if not is_last and (end - start < _CHUNK_SECONDS or duration - end < _CHUNK_SECONDS / 2):
            continue
        last_frame = len(data) if is_last else round(end * sample_rate)
        audio += encoder.encode(Samples(data[first_frame:last_frame], sample_rate))
        first_frame = last_frame
        # A codec may hold back a short chunk: its times are then sent with the next one.
        if audio:
            made.append(Chunk(begun, start, audio))
            begun, audio, start = [], b"", end
    if begun and made:
        made[-1] = replace(made[-1], entries=[*made[-1].entries, *begun])
    return made


def _span(each: Entry) -> tuple[float, float]:
    start = float(str(each["start"]))
    return start, start + float(str(each["duration"]))
