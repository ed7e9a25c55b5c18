"""YouTube's captions as JSON (``json3``), automatic ones and those of people.

    {"wireMagic": "pb3", "events": [{"tStartMs": 160, "dDurationMs": 4000, "segs": [
      {"utf8": "hi"}, {"utf8": " all", "tOffsetMs": 400}]}]}

Events without text and those that only break a line are left out. Automatic captions stay
on the screen while the next ones come, so a word lasts until the next one at most. The words
of an event without inner times share its time.
"""

from __future__ import annotations

from dataclasses import dataclass

from vidsync.timings.base import TimingFormat, Timings
from vidsync.timings.reading import fields
from vidsync.timings.reading.fields import Object
from vidsync.timings.reading.tokens import Token
from vidsync.timings.word_lists.collector import WordCollector
from vidsync.timings.word_lists.shapes import get_path, has_some_object, list_objects
from vidsync.timings.word_lists.values import read_optional_time


@dataclass(frozen=True, slots=True)
class _Event:
    """The text of an event in pieces, each with its start."""

    start: float
    end: float | None
    pieces: tuple[tuple[str, float], ...]
    timed: bool


class YouTubeJson3Format(TimingFormat):
    """YouTube's json3 captions."""

    name = "youtube-json3"
    title = "YouTube captions (json3)"
    shape = ("wireMagic", "events", "tStartMs", "segs", "utf8")

    def recognises(self, value: object) -> bool:
        """Tell whether there are events with a start in milliseconds."""
        events = get_path(value, "events")
        return (
            has_some_object(events, "tStartMs") or has_some_object(events, "dDurationMs", "segs")
        ) or (events == [] and get_path(value, "wireMagic") is not None)

    def read(self, value: object) -> Timings:
        """Return the words of all events."""
        document = fields.as_object(value, "the document")
        found: list[_Event] = []
        latest = 0.0
        for number, item in enumerate(list_objects(document, "events", ""), 1):
            event = _read_event(item, f"event {number}", latest)
            latest = event.start if event.end is None else event.end
            found.append(event)
        events = [event for event in found if any(text.strip() for text, _ in event.pieces)]
        words = WordCollector()
        for index, event in enumerate(events):
            following = events[index + 1].start if index + 1 < len(events) else None
            end = event.end
            if event.timed and following is not None and following >= event.start:
                end = following if end is None else min(end, following)
            if not event.timed:
                words.add_segment("".join(text for text, _ in event.pieces), event.start, end)
                continue
            ends = [*(start for _, start in event.pieces[1:]), end]
            words.add_tokens(
                [
                    Token(text, start, until)
                    for (text, start), until in zip(event.pieces, ends, strict=True)
                ]
            )
        return words.build()


def _read_event(event: Object, name: str, latest: float) -> _Event:
    """Read an event; one without a start begins where the one before it ends."""
    segments = list_objects(event, "segs", name)
    if not segments:
        return _Event(latest, None, (), timed=False)
    start = read_optional_time(event, "tStartMs", name, unit=1000)
    start = latest if start is None else start
    duration = read_optional_time(event, "dDurationMs", name, unit=1000)
    pieces = []
    for segment in segments:
        text = fields.get_text(segment, "utf8", name, default="").replace("\u200b", "")
        offset = read_optional_time(segment, "tOffsetMs", name, unit=1000)
        if text:
            pieces.append((text, start + (offset or 0.0)))
    return _Event(
        start,
        None if duration is None else start + duration,
        tuple(pieces),
        timed=any(segment.get("tOffsetMs") for segment in segments),
    )
