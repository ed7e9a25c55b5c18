"""Azure Speech: the metadata that its websocket sends beside the audio.

    {"Metadata": [{"Type": "WordBoundary", "Data": {"Offset": 500000, "Duration": 3000000,
     "text": {"Text": "Hi", "Length": 2, "BoundaryType": "WordBoundary"}}}, …]}

One such object or a list of them. Times are ticks of 100 ns; punctuation has entries of
its own. Visemes, blend shapes, sentences and bookmarks may stand between and are
passed over: they are no words.
"""

from __future__ import annotations

from collections.abc import Iterator

from vidsync.timings import fields
from vidsync.timings.base import Entry, TimingFormat, Timings
from vidsync.timings.fields import Object

_TICKS = 10_000_000
_TYPES = ("WordBoundary", "SentenceBoundary", "Bookmark", "Viseme", "SessionEnd")


class Azure(TimingFormat):
    """Azure's word boundaries."""

    name = "azure"
    title = "Azure word boundaries"

    def recognises(self, value: object) -> bool:
        """Its metadata, in one message or several."""
        messages = value if isinstance(value, list) else [value]
        return any(
            isinstance(item, dict) and item.get("Type") in _TYPES
            for message in messages[:64]
            for item in _items_of(message)
        )

    def read(self, value: object) -> Timings:
        """The words, and punctuation as pauses."""
        messages = fields.as_list(value if isinstance(value, list) else [value], "the document")
        entries: list[Entry] = []
        for number, message in enumerate(messages, 1):
            name = f"message {number}"
            items = fields.as_object(message, name).get("Metadata", [])
            for item in fields.as_list(items, f"{name}: Metadata"):
                event = fields.as_object(item, f"{name}: an event")
                if event.get("Type") == "WordBoundary":
                    entries.append(_entry(event, len(entries)))
        words = any(entry.is_word for entry in entries)
        return Timings(entries=tuple(entries), missing="" if words else "it has no word boundaries")


def _items_of(message: object) -> Iterator[Object]:
    items = message.get("Metadata") if isinstance(message, dict) else None
    yield from items[:16] if isinstance(items, list) else []


def _entry(event: Object, index: int) -> Entry:
    data = fields.as_object(fields.required(event, "Data", "an event"), "an event's Data")
    text = fields.as_object(fields.required(data, "text", "an event's Data"), "an event's text")
    word = fields.text_of(text, "Text", "an event's text")
    name = fields.named("word", index, word)
    start = fields.seconds_of(data, "Offset", name, unit=_TICKS)
    duration = fields.seconds_of(data, "Duration", name, unit=_TICKS)
    kind = fields.text_of(text, "BoundaryType", name, default="WordBoundary")
    return Entry(
        name=name,
        text=word,
        start=start,
        end=start + duration,
        is_word=kind == "WordBoundary" and bool(word.strip()),
    )
