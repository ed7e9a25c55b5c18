"""Reads TTML, IMSC and EBU-TT with their styles, regions and ruby."""

from __future__ import annotations

import re
from dataclasses import replace
from xml.etree.ElementTree import Element

from vidsync.captions.conversion.colours import read_colour
from vidsync.captions.conversion.document import (
    PLAIN,
    Column,
    Place,
    Row,
    Span,
    StyledCue,
    StyledDocument,
    TextStyle,
)
from vidsync.errors import FormatError
from vidsync.timings.formats.subtitles.ttml_xml import (
    DEEPEST,
    METADATA,
    STYLING,
    XML,
    Interval,
    Paragraph,
    TtmlClock,
    get_tag,
    is_aside,
    list_paragraphs,
    parse_document,
    read_agents,
    read_clock,
    read_interval,
    stands_apart,
)

_ROWS: dict[str, Row] = {"before": "top", "center": "middle", "after": "bottom"}
_COLUMNS: dict[str, Column] = {"start": "left", "left": "left", "end": "right", "right": "right"}
# A region that begins this near to the top is at the top, and no exact place.
_EDGE = 0.06
# Most regions begin this far from the left.
_MARGIN = 0.101
_PERCENT = re.compile(r"(\d{1,3}(?:\.\d{1,9})?)%\s+(\d{1,3}(?:\.\d{1,9})?)%")


def read_ttml(text: str, _frame_rate: float | None = None) -> StyledDocument:
    """Read a TTML document.

    Raises:
        FormatError: it is not well-formed TTML.
        TimingError: a time is not one of TTML.
    """
    root = parse_document(text)
    reader = _Reader(root)
    paragraphs = list_paragraphs(root, read_clock(root))
    cues = [cue for paragraph in paragraphs if (cue := reader.read(paragraph)) is not None]
    cues.sort(key=lambda cue: cue.start)
    return StyledDocument(tuple(cues), root.get(f"{XML}lang", ""))


class _Reader:
    """Reads the cues of a document with its styles, regions and agents."""

    def __init__(self, root: Element) -> None:
        self._clock: TtmlClock = read_clock(root)
        self._agents = read_agents(root)
        named = {element.get(f"{XML}id", ""): element for element in root.iter()}
        self._styles = {name: e for name, e in named.items() if get_tag(e) == "style"}
        self._regions = {name: e for name, e in named.items() if get_tag(e) == "region"}
        # The colour of all text is the look of the file, and not of a cue.
        body = next((child for child in root if get_tag(child) == "body"), None)
        colours = {
            self._style_of(p, PLAIN).colour
            for p in (body.iter() if body is not None else ())
            if get_tag(p) == "p"
        }
        self._usual = colours.pop() if len(colours) == 1 else ""

    def read(self, paragraph: Paragraph) -> StyledCue | None:
        """Return the cue of a paragraph, or None if it shows nothing."""
        element, interval, _, ancestors = paragraph
        style, region = PLAIN, ""
        for each in (*ancestors, element):
            style = self._style_of(each, style)
            region = each.get("region", region)
        if style.colour == self._usual:
            style = replace(style, colour="")
        lines: list[list[Span]] = [[]]
        self._read_spans(element, interval, interval, style, lines, len(ancestors))
        agent = element.get(f"{METADATA}agent", "")
        kept = tuple(line for line in map(_trim, lines) if line)
        if not kept:
            return None
        speaker = self._agents.get(agent, agent)
        place = self._place(region, element)
        return StyledCue(*interval, kept, speaker, place, element.get(f"{XML}id", ""))

    def _style_of(self, element: Element, style: TextStyle, depth: int = 0) -> TextStyle:
        """Return the style inside an element, from the styles it names and its own."""
        if depth < DEEPEST:
            for name in element.get("style", "").split():
                if name in self._styles:
                    style = self._style_of(self._styles[name], style, depth + 1)
        get = element.get
        if slant := get(f"{STYLING}fontStyle"):
            style = replace(style, italic=slant in ("italic", "oblique"))
        if weight := get(f"{STYLING}fontWeight"):
            style = replace(style, bold=weight == "bold")
        if decoration := get(f"{STYLING}textDecoration"):
            style = replace(style, underline="underline" in decoration.split())
        if colour := get(f"{STYLING}color"):
            style = replace(style, colour=read_colour(colour))
        return style

    def _place(self, name: str, paragraph: Element) -> Place:
        region = self._regions.get(name)
        if region is None:
            return Place()
        attributes = dict(region.attrib)
        for child in (
            *region,
            *(self._styles[s] for s in region.get("style", "").split() if s in self._styles),
        ):
            if get_tag(child) == "style":
                attributes = {**child.attrib, **attributes}
        align = attributes.get(f"{STYLING}displayAlign", "before")
        side = paragraph.get(f"{STYLING}textAlign") or attributes.get(f"{STYLING}textAlign", "")
        top = left = None
        column = _COLUMNS.get(side, "centre")
        row: Row = _ROWS.get(align, "bottom")
        if match := _PERCENT.fullmatch(attributes.get(f"{STYLING}origin", "")):
            origin = float(match[2]) / 100
            height = _PERCENT.fullmatch(attributes.get(f"{STYLING}extent", ""))
            tall = height is not None and float(height[2]) > 50
            if not tall:  # the region itself says where the text stands
                row = "top" if origin < 0.34 else "middle" if origin < 0.6 else "bottom"
                top = origin if align == "before" and origin > _EDGE else None
            if column == "left" and float(match[1]) / 100 > _MARGIN:
                left = float(match[1]) / 100
        return Place(row, column, top, left)

    def _read_spans(
        self,
        element: Element,
        interval: Interval,
        cue: Interval,
        style: TextStyle,
        lines: list[list[Span]],
        depth: int,
    ) -> None:
        if depth > DEEPEST:
            raise FormatError("the document is nested too deeply to be TTML")
        self._add(lines, element.text, interval, cue, style)
        for child in element:
            tag = get_tag(child)
            if tag == "br":
                lines.append([])
            elif tag == "set":
                # A word that is highlighted while it is spoken, but displayed the whole time.
                lit = read_interval(child, self._clock, interval, "a set")
                self._add(lines, child.tail, lit, cue, style)
                continue
            elif tag == "span" and child.get(f"{STYLING}ruby") == "text":
                reading = " ".join("".join(child.itertext()).split())
                if lines[-1]:
                    lines[-1][-1] = replace(lines[-1][-1], ruby=reading)
            elif tag == "span" and not is_aside(child):
                if stands_apart(child):
                    self._add(lines, " ", interval, cue, style)
                own = read_interval(child, self._clock, interval, "a span")
                inner = self._style_of(child, style)
                self._read_spans(child, own, cue, inner, lines, depth + 1)
                if stands_apart(child):
                    self._add(lines, " ", interval, cue, style)
            self._add(lines, child.tail, interval, cue, style)

    def _add(
        self,
        lines: list[list[Span]],
        text: str | None,
        interval: Interval,
        cue: Interval,
        style: TextStyle,
    ) -> None:
        if not text:
            return
        shown = re.sub(r"[ \t\r\n]+", " ", text)
        timed = interval != cue and bool(shown.strip())
        start, end = interval if timed else (None, None)
        lines[-1].append(Span(shown, style, "", start, end))


def _trim(line: list[Span]) -> tuple[Span, ...]:
    """Return a line without white space at its ends; layout in the file is no text."""
    spans = list(line)
    while spans and not spans[0].text.strip():
        spans.pop(0)
    while spans and not spans[-1].text.strip():
        spans.pop()
    if spans:
        spans[0] = replace(spans[0], text=spans[0].text.lstrip(" "))
        spans[-1] = replace(spans[-1], text=spans[-1].text.rstrip(" "))
    return tuple(spans)
