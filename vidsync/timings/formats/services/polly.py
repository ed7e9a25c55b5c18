"""Amazon Polly: speech marks.

    {"time": 373, "type": "word", "start": 5, "end": 8, "value": "had"}
    {"time": 373, "type": "viseme", "value": "k"}

There is one JSON object on each line. Times are milliseconds, and there are no ends. A word
lasts until the mouth is silent, or else until the next word; the last word may last until
the audio ends. A viseme lasts until the next one. Offsets count bytes of the source text,
which the document does not have, so they are ignored, as are sentences and marks; words
are searched for in the text instead.
"""

from __future__ import annotations

from dataclasses import replace
from math import inf

from vidsync.timings.base import Entry, TimingFormat, Timings
from vidsync.timings.reading import fields
from vidsync.timings.reading.fields import Object
from vidsync.transcript import Viseme

SET = "polly"
_TYPES = {"word", "sentence", "viseme", "ssml"}
_SILENCE = "sil"


class PollyFormat(TimingFormat):
    """Polly's speech marks."""

    name = "polly"
    title = "Amazon Polly speech marks"
    shape = ("time", "type", "value")

    def recognises(self, value: object) -> bool:
        """Tell whether there are marks with a time, a type and a value."""
        marks = value if isinstance(value, list) else [value]
        return any(
            isinstance(mark, dict)
            and {"time", "type", "value"} <= mark.keys()
            and isinstance(mark["type"], str)
            and mark["type"] in _TYPES
            for mark in marks[:64]
        )

    def read(self, value: object) -> Timings:
        """Return the words, each up to the silence or the word after it."""
        marks = fields.as_list(value if isinstance(value, list) else [value], "the document")
        entries: list[Entry] = []
        visemes: list[Viseme] = []
        for number, item in enumerate(marks, 1):
            mark = fields.as_object(item, f"mark {number}")
            kind = fields.get_text(mark, "type", f"mark {number}")
            if kind == "viseme":
                _add_viseme(visemes, mark, f"mark {number}")
            is_silence = kind == "viseme" and mark.get("value") == _SILENCE
            if kind != "word" and not is_silence:
                continue
            word = fields.get_text(mark, "value", f"mark {number}")
            name = fields.name_item("word", len(entries), word)
            time = fields.get_seconds(mark, "time", name, unit=1000)
            if entries and entries[-1].end is None and (not is_silence or time > entries[-1].start):
                entries[-1] = entries[-1]._replace(end=time)
            if not is_silence:
                entries.append(Entry(name, word, time, None, is_word=bool(word.strip())))
        return Timings(
            entries=tuple(entries),
            missing="" if entries else "it has no marks of words",
            visemes=tuple(visemes),
        )


def _add_viseme(visemes: list[Viseme], mark: Object, name: str) -> None:
    """Append a viseme, and end the one before it there."""
    shape = fields.get_text(mark, "value", name)
    start = fields.get_seconds(mark, "time", name, unit=1000)
    if visemes:
        visemes[-1] = replace(visemes[-1], end=start)
    visemes.append(Viseme(SET, shape, start, inf))
