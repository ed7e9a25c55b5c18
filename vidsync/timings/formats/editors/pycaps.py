"""pycaps: segments of lines of words, each with a time.

    {"segments": [{"time": {"start": 0.1, "end": 0.9}, "lines": [{"time": {…}, "words": [
      {"text": "Hi", "time": {"start": 0.1, "end": 0.4}, "semantic_tags": [], …}]}]}]}

Layout, clips and tags are dropped. A segment may have its words without lines, or only a text.
"""

from __future__ import annotations

from vidsync.timings.base import TimingFormat, Timings
from vidsync.timings.reading import fields
from vidsync.timings.reading.fields import Object
from vidsync.timings.word_lists.collector import WordCollector
from vidsync.timings.word_lists.shapes import get_path, list_objects
from vidsync.timings.word_lists.values import read_language, read_optional_time


class PycapsFormat(TimingFormat):
    """A document of pycaps."""

    name = "pycaps"
    title = "pycaps document"
    shape = ("segments", "lines", "words", "time")

    def recognises(self, value: object) -> bool:
        """Tell whether segments have lines of words, or words with a time of their own."""
        segment = get_path(value, "segments", 0)
        if not isinstance(segment, dict):
            return False
        return isinstance(get_path(segment, "lines", 0, "words"), list) or isinstance(
            get_path(segment, "words", 0, "time"), dict
        )

    def read(self, value: object) -> Timings:
        """Return the words of all lines."""
        document = fields.as_object(value, "the document")
        words = WordCollector()
        for number, segment in enumerate(list_objects(document, "segments", ""), 1):
            name = f"segment {number}"
            lines = list_objects(segment, "lines", name) or [segment]
            items = [word for line in lines for word in list_objects(line, "words", name)]
            for item in items:
                text = fields.get_text(item, "text", f"{name}, a word", default="")
                words.add_word(text, *_read_span(item, f"{name}, {words.name(text)}"))
            if not items:
                text = fields.get_text(segment, "text", name, default="")
                words.add_segment(text, *_read_span(segment, name))
        return words.build(language=read_language(document.get("language")))


def _read_span(item: Object, name: str) -> tuple[float | None, float | None]:
    time = fields.as_object(item.get("time") or item, f"{name}: time")
    return read_optional_time(time, "start", name), read_optional_time(time, "end", name)
