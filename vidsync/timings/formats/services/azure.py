"""Azure Speech: the metadata that its websocket sends with the audio.

    {"Metadata": [{"Type": "WordBoundary", "Data": {"Offset": 500000, "Duration": 3000000,
     "text": {"Text": "Hi", "Length": 2, "BoundaryType": "WordBoundary"}}},
     {"Type": "Viseme", "Data": {"Offset": 500000, "VisemeId": 12}}, …]}

The document is one such object or a list of them. Times are ticks of 100 ns. Punctuation
has entries of its own; a viseme lasts until the next one. Blend shapes come inside viseme
events, in pieces of text. Sentences and bookmarks may occur between words and are ignored.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from math import inf

from vidsync.errors import InputError
from vidsync.timings.base import Entry, TimingFormat, Timings
from vidsync.timings.formats.services.azure_animation import read_blend_shapes
from vidsync.timings.reading import fields
from vidsync.timings.reading.fields import Object
from vidsync.transcript import Viseme
from vidsync.writing import has_core

SET = "azure"
_TICKS = 10_000_000
_LAST_VISEME = 21
_TYPES = ("WordBoundary", "SentenceBoundary", "Bookmark", "Viseme", "SessionEnd")


class AzureFormat(TimingFormat):
    """Azure's word boundaries, visemes and blend shapes."""

    name = "azure"
    title = "Azure word boundaries"
    shape = ("Metadata", "Type", "Data", "Offset")

    def recognises(self, value: object) -> bool:
        """Tell whether this is Azure's metadata, in one message or several."""
        messages = value if isinstance(value, list) else [value]
        return any(
            isinstance(item, dict) and item.get("Type") in _TYPES
            for message in messages[:64]
            for item in _read_items(message)
        )

    def read(self, value: object) -> Timings:
        """Return the words with the punctuation after them, whose own time becomes a pause."""
        messages = fields.as_list(value if isinstance(value, list) else [value], "the document")
        events = [
            event for number, item in enumerate(messages, 1) for event in _read_events(item, number)
        ]
        # Marks that are words here join the word beside them; their own time becomes a pause.
        entries = read_entries(events)
        words = any(entry.is_word for entry in entries)
        entries = [
            entry._replace(is_word=True) if words and _is_mark(entry.text) else entry
            for entry in entries
        ]
        visemes = [
            data for data in _iterate_visemes(events) if data.get("IsLastAnimation") is not False
        ]
        notices: tuple[str, ...] = ()
        blend_shapes = None
        try:
            blend_shapes = read_blend_shapes(list(_iterate_visemes(events)))
        except InputError as error:
            notices = (f"its blend shapes are left out: {error.message}",)
        return Timings(
            entries=tuple(entries),
            notices=notices,
            missing="" if words else "it has no word boundaries",
            visemes=_read_visemes(visemes),
            blend_shapes=blend_shapes,
        )


def _is_mark(text: str) -> bool:
    """Tell whether a text is punctuation."""
    return bool(text.strip()) and not has_core(text)


def read_message(message: object) -> list[Entry]:
    """Return the words and the punctuation of one message.

    Raises:
        FormatError: the message is malformed.
        TimingError: a time is not a number.
    """
    return read_entries(_read_events(message, 1))


def read_entries(events: Iterator[Object] | list[Object]) -> list[Entry]:
    """Return the words and the punctuation of events."""
    entries: list[Entry] = []
    for event in events:
        if event.get("Type") == "WordBoundary":
            entries.append(_read_entry(event, len(entries)))
    return entries


def _read_events(message: object, number: int) -> Iterator[Object]:
    name = f"message {number}"
    items = fields.as_object(message, name).get("Metadata", [])
    for item in fields.as_list(items, f"{name}: Metadata"):
        yield fields.as_object(item, f"{name}: an event")


def _read_items(message: object) -> Iterator[Object]:
    items = message.get("Metadata") if isinstance(message, dict) else None
    yield from items[:16] if isinstance(items, list) else []


def _get_data(event: Object) -> Object:
    return fields.as_object(fields.get_required(event, "Data", "an event"), "an event's Data")


def _read_entry(event: Object, index: int) -> Entry:
    data = _get_data(event)
    text = fields.as_object(fields.get_required(data, "text", "an event's Data"), "an event's text")
    word = fields.get_text(text, "Text", "an event's text")
    name = fields.name_item("word", index, word)
    start = fields.get_seconds(data, "Offset", name, unit=_TICKS)
    duration = fields.get_seconds(data, "Duration", name, unit=_TICKS)
    kind = fields.get_text(text, "BoundaryType", name, default="WordBoundary")
    return Entry(
        name=name,
        text=word,
        start=start,
        end=start + duration,
        is_word=kind == "WordBoundary" and bool(word.strip()),
    )


def _iterate_visemes(events: list[Object]) -> Iterator[Object]:
    return (_get_data(event) for event in events if event.get("Type") == "Viseme")


def _read_visemes(items: list[Object]) -> tuple[Viseme, ...]:
    """Return visemes that each last until the next one."""
    found: list[Viseme] = []
    for index, data in enumerate(items, 1):
        name = f"viseme {index}"
        shape = fields.get_index(data, "VisemeId", name, most=_LAST_VISEME)
        start = fields.get_seconds(data, "Offset", name, unit=_TICKS)
        found.append(Viseme(SET, str(shape), start, inf))
    found.sort(key=lambda viseme: viseme.start)
    ends = [*(viseme.start for viseme in found[1:]), inf]
    return tuple(replace(viseme, end=end) for viseme, end in zip(found, ends, strict=False))
