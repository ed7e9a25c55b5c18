"""Speechbase: the timestamps envelope of speech and of conversations.

    {"audio": base64, "mediaType": "audio/wav", "warnings": ["…"],
     "timestamps": [{"text": "Well,", "start": 0.05, "end": 0.31, "turnIndex": 0}, …]}

Times are seconds; punctuation is part of the word before it; silences are gaps. Only
conversations have ``turnIndex``. A bare list of such entries is read too.
"""

from __future__ import annotations

from vidsync.errors import FormatError
from vidsync.timings.base import Entry, TimingFormat, Timings
from vidsync.timings.formats.recognizers.whisper import is_list_of_segments
from vidsync.timings.reading import fields
from vidsync.transcript import Transcript, Turn

_MOST_TURNS = 10_000
_FIELDS = {"text", "start", "end", "turnIndex"}


class SpeechbaseFormat(TimingFormat):
    """Speechbase's timestamps envelope, of speech or a conversation."""

    name = "speechbase"
    title = "Speechbase timestamps"
    shape = ("mediaType", "timestamps", "turnIndex")

    def recognises(self, value: object) -> bool:
        """Tell whether there are entries with an end, or an envelope without entries."""
        if isinstance(value, dict):
            entries = value.get("timestamps")
            if entries or "durations" in value:
                return _has_ends(entries)
            return "mediaType" in value and ("audio" in value or "timestamps" in value)
        # Lists with words that have no time come from elsewhere.
        return (
            _has_ends(value)
            and not is_list_of_segments(value)
            and isinstance(value, list)
            and not any(_is_foreign(item) for item in value[:16])
        )

    def read(self, value: object) -> Timings:
        """Return the entries, the audio, and the service's warnings."""
        envelope = {"timestamps": value} if isinstance(value, list) else value
        document = fields.as_object(envelope, "the document")
        items = fields.as_list(document.get("timestamps") or [], "timestamps")
        warnings = fields.as_list(document.get("warnings") or [], "warnings")
        entries = tuple(_read_entry(item, index) for index, item in enumerate(items))
        turns = 1 + max((entry.turn for entry in entries if entry.turn is not None), default=-1)
        audio = fields.get_text(document, "audio", "the document", default="")
        media_type = fields.get_text(document, "mediaType", "the document", default="")
        return Timings(
            entries=entries,
            turns=(Turn(),) * turns,
            audio=(audio,) if audio else (),
            media_type=media_type,
            raw_audio=media_type == "application/octet-stream",
            notices=tuple(_read_notice(warning) for warning in warnings),
            missing="" if entries else "its list of timestamps is empty",
        )

    def write(self, transcript: Transcript) -> object:
        """Return the envelope without audio."""
        return {"warnings": [], "timestamps": build_timestamps(transcript)}


def build_timestamps(transcript: Transcript) -> list[dict[str, object]]:
    """Return a transcript's words as Speechbase lists them."""
    return [
        {"text": word.text, "start": word.start, "end": word.end}
        | ({} if word.turn is None else {"turnIndex": word.turn})
        for word in transcript.words
    ]


def _is_foreign(entry: object) -> bool:
    """Tell whether an entry has other fields than the service's, or no start."""
    if not isinstance(entry, dict) or not isinstance(entry.get("text"), str):
        return False
    return "start" not in entry or not entry.keys() <= _FIELDS


def _has_ends(entries: object) -> bool:
    return isinstance(entries, list) and any(
        isinstance(entry, dict)
        and all(key in entry for key in ("text", "start", "end"))
        and not isinstance(entry["start"], str)
        for entry in entries[:16]
    )


def _read_entry(value: object, index: int) -> Entry:
    item = fields.as_object(value, f"word {index + 1}")
    name = fields.name_item("word", index, item.get("text"))
    text = fields.get_text(item, "text", name)
    has_end = item.get("end") is not None
    has_turn = item.get("turnIndex") is not None
    return Entry(
        name=name,
        text=text,
        start=fields.get_seconds(item, "start", name),
        end=fields.get_seconds(item, "end", name) if has_end else None,
        is_word=bool(text.strip()),
        turn=fields.get_index(item, "turnIndex", name, most=_MOST_TURNS) if has_turn else None,
    )


def _read_notice(warning: object) -> str:
    if isinstance(warning, str):
        return fields.check_text(warning[:500], "a warning")
    if isinstance(warning, dict) and isinstance(warning.get("message"), str):
        return fields.check_text(warning["message"][:500], "a warning")
    raise FormatError(f"warnings: {fields.shorten(warning)} is not a sentence")
