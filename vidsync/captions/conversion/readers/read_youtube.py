"""Reads YouTube's captions as XML, with their pens and places."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from xml.etree.ElementTree import Element

from vidsync.captions.conversion.colours import read_colour
from vidsync.captions.conversion.document import (
    COLUMNS,
    PLAIN,
    Place,
    Row,
    Span,
    StyledCue,
    StyledDocument,
    TextStyle,
    row_at,
)
from vidsync.timings.formats.subtitles.youtube.srv3 import list_paragraphs, parse_timed_text
from vidsync.timings.reading.clock import parse_seconds

_ROWS: tuple[Row, ...] = ("top", "middle", "bottom")
# What begins this near to an edge of the picture has no exact place.
_EDGE = 0.06


def read_youtube(text: str, _frame_rate: float | None = None) -> StyledDocument:
    """Read captions in srv3, srv2 or srv1.

    Raises:
        FormatError: the document is not well-formed XML.
        TimingError: a time is not a number.
    """
    root = parse_timed_text(text)
    pens = {pen.get("id", ""): _read_pen(pen) for pen in root.iter("pen")}
    places = {place.get("id", ""): _read_place(place) for place in root.iter("wp")}
    cues = []
    for number, (element, start, end) in enumerate(list_paragraphs(root), 1):
        name = f"paragraph {number}"
        lines = tuple(line for line in _read_lines(element, start, pens, name) if line)
        if lines:
            place = places.get(element.get("wp", ""), Place())
            cues.append(StyledCue(start, end, lines, place=place))
    cues.sort(key=lambda cue: cue.start)
    return StyledDocument(tuple(_end_timed(cues)))


def _read_pen(pen: Element) -> TextStyle:
    on = {name: pen.get(name, "0") == "1" for name in "ibu"}
    colour = read_colour(pen.get("fc", ""))
    # White is the colour of text without a pen.
    return TextStyle(on["i"], on["b"], on["u"], "" if colour == "#ffffff" else colour)


def _read_place(place: Element) -> Place:
    """Return the place of an anchor, 0 at the top left to 8 at the bottom right."""
    anchor, x, y = (
        _read_number(place.get(name, ""), usual)
        for name, usual in (("ap", 7), ("ah", 50), ("av", 100))
    )
    row, column = _ROWS[min(8, anchor) // 3], COLUMNS[min(8, anchor) % 3]
    left = x / 100 if column == "left" and x / 100 > _EDGE else None
    if row == "top":
        return Place(row_at(y / 100), column, y / 100 if y / 100 > _EDGE else None, left)
    return Place(row_at(y / 100), column, None, left)


def _read_number(text: str, usual: int) -> int:
    return min(100, int(text)) if re.fullmatch(r"\d{1,3}", text) else usual


def _read_lines(
    element: Element, start: float, pens: dict[str, TextStyle], name: str
) -> Iterator[tuple[Span, ...]]:
    style = pens.get(element.get("p", ""), PLAIN)
    timed = any(child.get("t") is not None for child in element if child.tag == "s")
    # srv1 escapes its text twice.
    spans = [Span(_decode(element.text), style)]
    for child in element:
        if child.tag == "br":
            spans.append(Span("\n", style))
        elif child.tag == "s":
            offset = parse_seconds(child.get("t", "0"), f"{name}: t") / 1000
            own = pens.get(child.get("p", ""), style)
            begin = start + offset if timed else None
            spans.append(Span(_decode("".join(child.itertext())), own, start=begin))
        spans.append(Span(_decode(child.tail), style))
    line: list[Span] = []
    for span in spans:
        for number, text in enumerate(span.text.split("\n")):
            if number:
                yield _trim(line)
                line = []
            if text:
                line.append(replace(span, text=text))
    yield _trim(line)


def _decode(text: str | None) -> str:
    return html.unescape(text or "").replace("\u200b", "")


def _trim(line: Sequence[Span]) -> tuple[Span, ...]:
    """Return a line without white space at its ends."""
    spans = list(line)
    while spans and not spans[0].text.strip():
        spans.pop(0)
    while spans and not spans[-1].text.strip():
        spans.pop()
    if spans:
        spans[0] = replace(spans[0], text=spans[0].text.lstrip())
        spans[-1] = replace(spans[-1], text=spans[-1].text.rstrip())
    return tuple(spans)


def _end_timed(cues: Sequence[StyledCue]) -> Iterator[StyledCue]:
    """Yield the cues; one whose words have times ends when the next one begins."""
    for index, cue in enumerate(cues):
        following = cues[index + 1].start if index + 1 < len(cues) else cue.end
        timed = any(span.start is not None for span in cue.spans)
        ends = timed and cue.start <= following < cue.end
        yield replace(cue, end=following) if ends else cue
