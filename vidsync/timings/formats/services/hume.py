"""Hume Octave: one event for each word and each sound.

    {"type": "timestamp", "snippet_id": "…", "timestamp":
     {"type": "word", "text": "Hi", "time": {"begin": 60, "end": 380}}}
    {"type": "audio", "audio": "…", "snippet_id": "…", "is_last_chunk": true}

A stream has these as lines; a buffered answer has the audio and the timestamps in
``generations[].snippets[][]``. Times are milliseconds; sounds are IPA.
"""

from __future__ import annotations

from collections.abc import Iterator

from vidsync.timings.base import Entry, TimingFormat, Timings
from vidsync.timings.reading import fields
from vidsync.timings.reading.fields import Object
from vidsync.timings.reading.phones import SILENCES, assign_phones
from vidsync.transcript import Phone


class HumeFormat(TimingFormat):
    """Hume's timestamps."""

    name = "hume"
    title = "Hume timestamps"
    shape = ("generations", "snippets", "timestamps", "time", "begin")

    def recognises(self, value: object) -> bool:
        """Tell whether there are timestamp events, or a buffered answer's generations."""
        if isinstance(value, dict) and isinstance(value.get("generations"), list):
            return True
        events = value if isinstance(value, list) else [value]
        return any(
            isinstance(event, dict)
            and event.get("type") == "timestamp"
            and isinstance(event.get("timestamp"), dict)
            for event in events[:64]
        )

    def read(self, value: object) -> Timings:
        """Return the words with their sounds."""
        words: list[Entry] = []
        phones: list[Phone] = []
        audio: list[str] = []
        for stamp, piece in _read_parts(value):
            if piece:
                audio.append(piece)
            if stamp is not None:
                _take(stamp, words, phones)
        return Timings(
            entries=tuple(assign_phones(words, phones)),
            audio=tuple(audio),
            missing="" if words else "no timestamps were asked for (include_timestamp_types)",
        )


def _read_parts(value: object) -> Iterator[tuple[Object | None, str]]:
    """Yield timestamps and pieces of audio, in order."""
    if isinstance(value, dict) and "generations" in value:
        generations = fields.as_list(value["generations"], "generations")
        # The other generations are other takes of the same text.
        generation = fields.as_object(generations[0] if generations else {}, "a generation")
        yield None, fields.get_text(generation, "audio", "a generation", default="")
        for group in fields.as_list(generation.get("snippets") or [], "snippets"):
            for item in fields.as_list(group, "snippets"):
                snippet = fields.as_object(item, "a snippet")
                for stamp in fields.as_list(snippet.get("timestamps") or [], "timestamps"):
                    yield fields.as_object(stamp, "a timestamp"), ""
        return
    events = fields.as_list(value if isinstance(value, list) else [value], "the document")
    for number, item in enumerate(events, 1):
        event = fields.as_object(item, f"event {number}")
        if event.get("type") == "timestamp":
            yield fields.as_object(event.get("timestamp"), f"event {number}: timestamp"), ""
        else:
            yield None, fields.get_text(event, "audio", f"event {number}", default="")


def _take(stamp: Object, words: list[Entry], phones: list[Phone]) -> None:
    text = fields.get_text(stamp, "text", "a timestamp")
    name = fields.name_item("word", len(words), text)
    time = fields.as_object(fields.get_required(stamp, "time", name), f"{name}: time")
    start = fields.get_seconds(time, "begin", name, unit=1000)
    end = fields.get_seconds(time, "end", name, unit=1000)
    if fields.get_text(stamp, "type", name) != "phoneme":
        words.append(Entry(name, text, start, end, is_word=bool(text.strip())))
    elif text.strip() not in SILENCES:
        phones.append(Phone(text, start, end))
