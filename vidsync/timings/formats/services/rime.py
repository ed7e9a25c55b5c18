"""Rime: word times among the messages of its websocket.

    {"type": "timestamps", "word_timestamps": {"words": ["Hi"], "start": [0.0], "end": [0.3]},
     "contextId": null}
    {"type": "chunk", "data": "…", "contextId": null}

Times are seconds, in parallel arrays, from the start of the current synthesis. After a
flush they begin at 0 again; all messages are placed on one clock.
"""

from __future__ import annotations

from vidsync.timings.base import Entry, TimingFormat, Timings
from vidsync.timings.reading import fields
from vidsync.timings.reading.columns import ChunkClock, Columns
from vidsync.timings.reading.fields import Object

_COLUMNS = Columns("words", "start", "end")


class RimeFormat(TimingFormat):
    """Rime's messages."""

    name = "rime"
    title = "Rime timestamps"
    shape = ("contextId", "word_timestamps")

    def recognises(self, value: object) -> bool:
        """Tell whether these are Rime's messages: each has a context."""
        messages = value if isinstance(value, list) else [value]
        return any(
            isinstance(message, dict)
            and "contextId" in message
            and ("word_timestamps" in message or message.get("type") == "chunk")
            for message in messages[:64]
        )

    def read(self, value: object) -> Timings:
        """Return the words of all messages on one clock."""
        messages = fields.as_list(value if isinstance(value, list) else [value], "the document")
        clock = ChunkClock()
        entries: list[Entry] = []
        audio: list[str] = []
        for number, item in enumerate(messages, 1):
            message = fields.as_object(item, f"message {number}")
            if message.get("type") == "chunk":
                audio.append(fields.get_text(message, "data", f"message {number}", default=""))
            entries += read_entries(message, f"message {number}", clock)
        return Timings(
            entries=tuple(entries),
            audio=tuple(audio),
            missing="" if entries else "no message has word timestamps",
        )


def read_entries(message: Object, name: str, clock: ChunkClock) -> list[Entry]:
    """Return the words of a message, on the clock of all messages.

    Raises:
        FormatError: its table is malformed.
        TimingError: a time is not a number.
    """
    if message.get("word_timestamps") is None:
        return []
    chunk = _COLUMNS.read(message["word_timestamps"], f"{name}: word_timestamps")
    return [
        Entry(fields.name_item("word", index, text), text, start, end, is_word=bool(text.strip()))
        for index, (text, start, end) in enumerate(clock.place(chunk))
    ]
