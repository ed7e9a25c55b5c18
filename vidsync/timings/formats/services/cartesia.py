"""Cartesia: the event stream of its SSE and websocket endpoints.

    data: {"type": "chunk", "data": base64, "done": false, …}
    data: {"type": "timestamps", "word_timestamps":
           {"words": ["Well,", "yes."], "start": [0.02, 0.51], "end": [0.43, 0.96]}, …}
    data: {"type": "phoneme_timestamps", "phoneme_timestamps": {"phonemes": […], …}, …}
    data: {"type": "done", "done": true, …}

The document is a saved SSE body, JSON lines, or a JSON list of the events. Times are
seconds, in parallel arrays that are concatenated; punctuation is part of its word. The
chunks are samples without a header. Their encoding and rate are in the request: an object
with ``output_format`` in the list, or arguments of the caller.
"""

from __future__ import annotations

import json

from vidsync.errors import FormatError
from vidsync.timings.base import Entry, TimingFormat, Timings
from vidsync.timings.reading import fields
from vidsync.timings.reading.fields import Object
from vidsync.timings.reading.phones import SILENCES, assign_phones
from vidsync.transcript import Phone, Transcript

_BROKEN_OFF = "the stream has no 'done' event: it may have been cut short"


class CartesiaFormat(TimingFormat):
    """Cartesia's events: words, phonemes and raw audio."""

    name = "cartesia"
    title = "Cartesia event stream"
    shape = ("type", "word_timestamps", "done")

    def recognises(self, value: object) -> bool:
        """Tell whether these are Cartesia's events, or one such event."""
        if isinstance(value, dict) and isinstance(value.get("events"), list):
            value = value["events"]
        events = value if isinstance(value, list) else [value]
        return any(isinstance(event, dict) and _is_event(event) for event in events[:64])

    def read(self, value: object) -> Timings:
        """Return the content of all events; they must have one context."""
        document = value if isinstance(value, dict) else {}
        events = document.get("events", value if isinstance(value, list) else [value])
        collected = _Collected()
        if "output_format" in document:
            collected.take_output_format(document, "the document")
        for number, event in enumerate(fields.as_list(events, "events"), 1):
            collected.take(fields.as_object(event, f"event {number}"), f"event {number}")
        return collected.build_timings()

    def write(self, transcript: Transcript) -> object:
        """Return the list of events, without audio."""
        return build_events(transcript)

    def dump(self, transcript: Transcript) -> str:
        """Return the events as an SSE body."""
        return "".join(
            f"data: {json.dumps(event, ensure_ascii=False)}\n\n"
            for event in build_events(transcript)
        )


def build_events(transcript: Transcript) -> list[dict[str, object]]:
    """Return a transcript as Cartesia's events: words and phonemes by sentence, then done."""
    result: list[dict[str, object]] = []
    for sentence in transcript.sentences():
        result.append(
            {
                "type": "timestamps",
                "done": False,
                "status_code": 206,
                "word_timestamps": {
                    "words": [word.text for word in sentence],
                    "start": [word.start for word in sentence],
                    "end": [word.end for word in sentence],
                },
            }
        )
        phones = [phone for word in sentence for phone in word.phones]
        if phones:
            result.append(
                {
                    "type": "phoneme_timestamps",
                    "done": False,
                    "status_code": 206,
                    "phoneme_timestamps": {
                        "phonemes": [phone.ipa for phone in phones],
                        "start": [phone.start for phone in phones],
                        "end": [phone.end for phone in phones],
                    },
                }
            )
    result.append({"type": "done", "done": True, "status_code": 206})
    return result


class _Collected:
    """The content of the events so far."""

    def __init__(self) -> None:
        self._words: list[Entry] = []
        self._phones: list[Phone] = []
        self._audio: list[str] = []
        self._contexts: set[str] = set()
        self._output: tuple[str, int | None] = ("", None)
        self._done = False

    def take(self, event: Object, name: str) -> None:
        context = fields.get_text(event, "context_id", name, default="")
        if context:
            self._contexts.add(context)
        if len(self._contexts) > 1:
            raise FormatError(
                f"{name} belongs to a second context, {fields.shorten(context)}: each context has "
                "a clock and audio of its own",
                hint="save each context's events in a file of its own",
            )
        if "output_format" in event:
            self.take_output_format(event, name)
        kind = event.get("type")
        if kind == "error" or event.get("error") is not None:
            raise FormatError(f"{name}: the service reported an error: {_read_message(event)}")
        if event.get("word_timestamps") is not None:
            words, times = _read_columns(event, "word_timestamps", "words", name)
            for word, (start, end) in zip(words, times, strict=True):
                entry_name = fields.name_item("word", len(self._words), word)
                self._words.append(Entry(entry_name, word, start, end, is_word=bool(word.strip())))
        if event.get("phoneme_timestamps") is not None:
            phones, times = _read_columns(event, "phoneme_timestamps", "phonemes", name)
            self._phones += (
                Phone(phone, start, end)
                for phone, (start, end) in zip(phones, times, strict=True)
                if phone.strip() not in SILENCES
            )
        if kind == "chunk":
            self._audio.append(fields.get_text(event, "data", name, default=""))
        self._done = self._done or kind == "done"

    def take_output_format(self, item: Object, name: str) -> None:
        output = fields.as_object(item["output_format"], f"{name}: output_format")
        encoding = fields.get_text(output, "encoding", f"{name}: output_format", default="")
        rate = None
        if output.get("sample_rate") is not None:
            rate = fields.get_index(output, "sample_rate", f"{name}: output_format")
        self._output = (encoding, rate)

    def build_timings(self) -> Timings:
        missing = ""
        if not self._words:
            missing = "no event has word timestamps (add_timestamps was not asked for)"
        encoding, sample_rate = self._output
        return Timings(
            entries=tuple(assign_phones(self._words, self._phones)),
            audio=tuple(self._audio),
            encoding=encoding,
            sample_rate=sample_rate,
            raw_audio=True,
            # A file with word events alone is a selection, so it lacks nothing.
            notices=(_BROKEN_OFF,) if self._audio and not self._done else (),
            missing=missing,
        )


def _is_event(event: Object) -> bool:
    # Rime's events have the same names, but spell this field in another way.
    if "contextId" in event:
        return False
    if "word_timestamps" in event or "phoneme_timestamps" in event:
        return True
    kind = event.get("type")
    return (kind == "chunk" and "data" in event) or (
        kind in ("done", "error", "flush_done") and "done" in event
    )


def _read_message(event: Object) -> str:
    parts = (event.get(field) for field in ("title", "message", "error"))
    return fields.shorten(
        ": ".join(part for part in parts if isinstance(part, str)) or "no message"
    )


def _read_columns(
    event: Object, field: str, column: str, name: str
) -> tuple[list[str], list[tuple[float, float]]]:
    """Return the texts and the times of an event's parallel arrays."""
    name = f"{name}: {field}"
    table = fields.as_object(event[field], name)
    texts, starts, ends = (
        fields.as_list(fields.get_required(table, key, name), f"{name}.{key}")
        for key in (column, "start", "end")
    )
    if not len(texts) == len(starts) == len(ends):
        raise FormatError(
            f"{name} has {len(texts)} {column}, {len(starts)} starts and {len(ends)} ends"
        )
    result: list[str] = []
    times: list[tuple[float, float]] = []
    for index, (text, start, end) in enumerate(zip(texts, starts, ends, strict=True)):
        item: Object = {"text": text, "start": start, "end": end}
        label = f"{name}, {fields.name_item('item', index, text)}"
        result.append(fields.get_text(item, "text", label))
        times.append(
            (fields.get_seconds(item, "start", label), fields.get_seconds(item, "end", label))
        )
    return result, times
