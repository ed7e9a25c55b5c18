"""OpenTimelineIO: the markers of a timeline, or else its clips, by their names.

    {"OTIO_SCHEMA": "Timeline.1", "tracks": {"OTIO_SCHEMA": "Stack.1", "markers": [
      {"OTIO_SCHEMA": "Marker.2", "name": "Hi there.", "marked_range": {
        "start_time": {"rate": 24, "value": 12}, "duration": {"rate": 24, "value": 36}}}],
      "children": [{"OTIO_SCHEMA": "Track.1", "children": [{"OTIO_SCHEMA": "Clip.2", …}]}]}}

The times of a marker count from the start of the media of its clip or track, so they are
moved to where that lies in the timeline. A marker without a duration lasts as long as its
letters. What is disabled is left out.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from vidsync.errors import FormatError, TimingError
from vidsync.timings.base import TimingFormat, Timings
from vidsync.timings.reading import fields
from vidsync.timings.reading.fields import Object
from vidsync.timings.word_lists.collector import WordCollector
from vidsync.timings.word_lists.shapes import get_path, list_objects

_DEEPEST = 30
_SCHEMA = "OTIO_SCHEMA"


@dataclass(frozen=True, slots=True)
class _Label:
    """A name on the timeline; without a duration it marks a moment."""

    start: float
    duration: float
    text: str
    is_marker: bool


class OtioFormat(TimingFormat):
    """A timeline of OpenTimelineIO."""

    name = "otio"
    title = "OpenTimelineIO markers and clips"
    shape = ("OTIO_SCHEMA", "tracks", "children", "markers")

    def recognises(self, value: object) -> bool:
        """Tell whether the document names a schema of OpenTimelineIO."""
        return isinstance(value, dict) and isinstance(value.get(_SCHEMA), str)

    def read(self, value: object) -> Timings:
        """Return the words of the markers; if there are none, those of the clips' names."""
        document = fields.as_object(value, "the document")
        root = document.get("tracks") or document
        labels = list(_walk(fields.as_object(root, "tracks"), 0.0, 0))
        # Some programs count the markers of a timeline from its first time code.
        first = _read_rational(document.get("global_start_time"), "global_start_time") or 0.0
        begin = first if labels and min(label.start for label in labels) >= first else 0.0
        markers = [label for label in labels if label.is_marker]
        words = WordCollector()
        for label in sorted(markers or labels, key=lambda label: label.start):
            start = label.start - begin
            end = start + label.duration if label.duration > 0 else None
            words.add_segment(label.text, start, end)
        return words.build(missing="it has no markers and no clips with names")


def _walk(item: Object, begin: float, depth: int) -> Iterator[_Label]:
    """Yield the labels of an item that begins at a time of the timeline."""
    if depth > _DEEPEST:
        raise FormatError("the document is nested too deeply to be a timeline")
    if item.get("enabled") is False:
        return
    name = fields.get_text(item, "name", "an item", default="").strip()
    where = f"{str(item.get(_SCHEMA))[:20]} {fields.shorten(name)}"
    first = _read_rational(get_path(item, "source_range", "start_time"), where) or 0.0
    for marker in list_objects(item, "markers", where):
        yield from _read_marker(marker, begin - first)
    if _is_a(item, "Clip") and name:
        yield _Label(begin, _measure(item, where, depth), name, is_marker=False)
    now = begin - first
    for child in list_objects(item, "children", where):
        if _is_a(child, "Transition"):
            continue
        yield from _walk(child, now, depth + 1)
        if _is_a(item, "Track"):
            now += _measure(child, where, depth)


def _is_a(item: Object, schema: str) -> bool:
    return str(item.get(_SCHEMA, ""))[:40].partition(".")[0] == schema


def _read_marker(marker: Object, offset: float) -> Iterator[_Label]:
    text = ""
    for key in ("name", "comment"):
        text = text or fields.get_text(marker, key, "a marker", default="").strip()
    name = f"marker {fields.shorten(text)}"
    marked = fields.as_object(marker.get("marked_range") or {}, f"{name}: marked_range")
    start = _read_rational(marked.get("start_time"), f"{name}: start_time")
    length = get_path(marked, "duration", "value")
    duration = _read_rational(marked.get("duration"), f"{name}: duration") or 0.0
    if text and start is not None:
        # Programs give a marker of a moment the duration of a frame.
        moment = isinstance(length, int | float) and length <= 1
        yield _Label(start + offset, 0.0 if moment else duration, text, is_marker=True)


def _measure(item: Object, name: str, depth: int) -> float:
    """Return the duration of an item in seconds."""
    if depth > _DEEPEST:
        raise FormatError("the document is nested too deeply to be a timeline")
    given = _read_rational(get_path(item, "source_range", "duration"), name)
    if given is not None:
        return given
    active = item.get("active_media_reference_key") or "DEFAULT_MEDIA"
    reference = get_path(item, "media_references", str(active)) or item.get("media_reference")
    available = _read_rational(get_path(reference, "available_range", "duration"), name)
    if available is not None:
        return available
    lengths = [
        _measure(child, name, depth + 1)
        for child in list_objects(item, "children", name)
        if not _is_a(child, "Transition")
    ]
    return sum(lengths) if _is_a(item, "Track") else max(lengths, default=0.0)


def _read_rational(value: object, name: str) -> float | None:
    """Return a rational time in seconds; None if there is none."""
    if value is None:
        return None
    time = fields.as_object(value, name)
    rate = fields.get_seconds(time, "rate", name)
    if rate <= 0:
        raise TimingError(f"{name}: a rate of {rate:g} is not a rate of frames")
    return fields.get_seconds(time, "value", name, unit=rate)
