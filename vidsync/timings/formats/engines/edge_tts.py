"""edge-tts: the boundaries of words, in ticks of 100 ns.

    [{"type": "WordBoundary", "offset": 1000000, "duration": 4125000, "text": "Hello"}, …]

They come as a list, in a field of an object, or as JSON lines. Boundaries of sentences are
divided into words if there are none of words. Other programs leave the type out; node-edge-tts
writes ``{"part": "Hello ", "start": 100, "end": 512}`` in milliseconds.
"""

from __future__ import annotations

from vidsync.timings.base import TimingFormat, Timings
from vidsync.timings.reading import fields
from vidsync.timings.reading.fields import Object
from vidsync.timings.word_lists.collector import WordCollector
from vidsync.timings.word_lists.shapes import get_path, has_objects
from vidsync.timings.word_lists.values import read_time

_TICKS = 1e7
_WORD = "WordBoundary"
_SENTENCE = "SentenceBoundary"
# A millisecond of ticks; no word lasts so many seconds or milliseconds.
_SHORTEST = 10_000


class EdgeTtsFormat(TimingFormat):
    """edge-tts's boundaries."""

    name = "edge-tts"
    title = "edge-tts word boundaries"
    shape = ("type", "offset", "duration", "text")

    def recognises(self, value: object) -> bool:
        """Tell whether there are boundaries with an offset and a duration in ticks."""
        items = _find_items(value)
        return has_objects(items, "part", "start", "end") or any(map(_is_boundary, items[:64]))

    def read(self, value: object) -> Timings:
        """Return the words, or else the words of the sentences."""
        items = fields.as_list(_find_items(value), "the document")
        if has_objects(items, "part", "start", "end"):
            return _read_parts(items)
        boundaries = [
            fields.as_object(item, f"boundary {number}")
            for number, item in enumerate(items, 1)
            if _is_boundary(item)
        ]
        kinds = {boundary.get("type", _WORD) for boundary in boundaries}
        words = WordCollector()
        for boundary in boundaries:
            text = fields.get_text(boundary, "text", words.name(None))
            start, end = _read_span(boundary, words.name(text))
            if boundary.get("type", _WORD) == _WORD:
                words.add_word(text, start, end)
            elif _WORD not in kinds:
                words.add_segment(text, start, end)
        return words.build(source="native")


def _find_items(value: object) -> list[object]:
    """Return the boundaries: the document, a list in it, or the only one."""
    if isinstance(value, list):
        return value
    lists = list(value.values()) if isinstance(value, dict) else []
    inside = (
        item for item in lists if isinstance(item, list) and any(map(_is_boundary, item[:64]))
    )
    return next(inside, [value])


def _read_parts(items: list[object]) -> Timings:
    words = WordCollector()
    for number, item in enumerate(items):
        part = fields.as_object(item, f"part {number + 1}")
        text = fields.get_text(part, "part", f"part {number + 1}")
        name = fields.name_item("part", number, text)
        start, end = (read_time(part, key, name, unit=1000) for key in ("start", "end"))
        words.add_segment(text, start, end)
    return words.build(source="native")


def _is_boundary(item: object) -> bool:
    if not isinstance(item, dict) or not {"offset", "duration", "text"} <= item.keys():
        return False
    if "type" in item:
        return item["type"] in (_WORD, _SENTENCE)
    duration = get_path(item, "duration")
    return isinstance(duration, int | float) and duration >= _SHORTEST


def _read_span(boundary: Object, name: str) -> tuple[float, float]:
    start = read_time(boundary, "offset", name, unit=_TICKS)
    return start, start + read_time(boundary, "duration", name, unit=_TICKS)
