"""Reads SRT and WebVTT with their markup, places and notes."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import pairwise
from types import MappingProxyType

from vidsync.captions.conversion.colours import read_colour
from vidsync.captions.conversion.document import (
    DEFAULT_PLACE,
    Column,
    Place,
    Row,
    Span,
    StyledCue,
    StyledDocument,
    TextStyle,
    place_from_numpad,
    row_at,
)
from vidsync.timings.formats.subtitles.cue_text import decode_references, read_stretches
from vidsync.timings.formats.subtitles.highlights import time_highlights
from vidsync.timings.formats.subtitles.repeats import drop_repeats, join_cut_words
from vidsync.timings.formats.subtitles.text_cues import (
    TextCue,
    find_cues,
    find_timings,
    split_lines,
)
from vidsync.timings.formats.subtitles.webvtt import LANGUAGE, YOUTUBE, drop_notes
from vidsync.timings.reading.clock import CLOCK, parse_clock_time

_TOKEN = re.compile(
    rf"<(?P<time>{CLOCK})>"
    r"|<(?P<close>/?)(?P<tag>[A-Za-z]+)(?P<classes>(?:\.[^\s<>.]{1,80}){0,9})"
    r"(?P<rest>\s[^<>\n]{0,400})?>"
    r"|\{\\(?P<override>[^{}\n]{0,200})\}"
)
_NUMPAD = re.compile(r"an([1-9])")
_COLOUR = re.compile(r"color\s*=\s*[\"']?([#\w]+)")
_CLASS_RULE = re.compile(r"::cue\(\.([\w-]{1,80})\)\s*\{([^{}]{0,2000})\}")
# The rules that vidsync writes for the colours of the text.
_OWN_RULES = re.compile(r"(?:::cue\(\.c([0-9a-f]{6})\) \{ color: #\1; \}\n?)+")
# WebVTT's default classes of colours.
_CLASS_COLOURS = {
    "white": "#ffffff",
    "lime": "#00ff00",
    "cyan": "#00ffff",
    "red": "#ff0000",
    "yellow": "#ffff00",
    "magenta": "#ff00ff",
    "blue": "#0000ff",
    "black": "#000000",
}
# Lines that stand for the top and the middle, without an exact place.
_USUAL_LINES = ("0%", "50%")
_SIDES: dict[str, Column] = {"start": "left", "left": "left", "end": "right", "right": "right"}


def read_srt(text: str, frame_rate: float | None = None) -> StyledDocument:
    """Read a SubRip file; the frame rate is for times that count frames."""
    lines = split_lines(text)
    timings = find_timings(lines, frame_rate)
    cues = find_cues(lines, timings, identified=False)
    numbers = [_find_identifier(lines, timing.number) for timing in timings]
    found = []
    for number, cue in _read_cues(cues, is_vtt=False):
        name = numbers[number] if numbers[number].isdecimal() else ""
        found.append(replace(cue, identifier=name))
    return StyledDocument(tuple(found))


def read_vtt(text: str, frame_rate: float | None = None) -> StyledDocument:
    """Read a WebVTT file; the frame rate is for times that count frames."""
    lines = split_lines(text)
    timings = find_timings(lines, frame_rate)
    cues = find_cues(lines, timings, identified=True)
    edges = [-1, *(timing.number for timing in timings), len(lines)]
    header = "\n".join(lines[: edges[1]])
    language = LANGUAGE.search(header)
    around = [_find_asides(lines[first + 1 : last]) for first, last in pairwise(edges)]
    cues = [cue._replace(lines=drop_notes(cue.lines)) for cue in cues]
    rolls = YOUTUBE.search(header) is not None
    sheets = [body for kind, body in around[0] if kind == "STYLE"]
    classes = _read_classes(sheets)
    found = []
    for number, cue in _read_cues(cues, is_vtt=True, rolls=rolls, classes=classes):
        notes = tuple(
            body for kind, body in around[number] if kind == "NOTE" and not LANGUAGE.match(body)
        )
        place = _read_place(timings[number].beside)
        identifier = _find_identifier(lines, timings[number].number)
        found.append(replace(cue, place=place, identifier=identifier, notes=notes))
    return StyledDocument(
        tuple(found),
        language[1] if language else "",
        tuple(sheet for sheet in sheets if not _OWN_RULES.fullmatch(sheet)),
        tuple(body for kind, body in around[0] if kind == "REGION"),
        tuple(body for kind, body in around[-1] if kind == "NOTE" and len(around) > 1),
    )


def _read_classes(sheets: Sequence[str]) -> dict[str, TextStyle]:
    """Return what the style sheets say about the classes of spans."""
    found: dict[str, TextStyle] = {}
    for sheet in sheets:
        for name, rules in _CLASS_RULE.findall(sheet):
            values = dict(re.findall(r"([a-z-]{1,40})\s*:\s*([^;{}]{1,80})", rules.lower()))
            found[name] = TextStyle(
                values.get("font-style", "").strip() == "italic",
                values.get("font-weight", "").strip() == "bold",
                "underline" in values.get("text-decoration", ""),
                read_colour(values.get("color", "")),
            )
    return found


def _find_identifier(lines: Sequence[str], at: int) -> str:
    """Return the line above the times of a cue, if it stands after a blank line."""
    above = lines[at - 1].strip() if at else ""
    begins = at < 2 or not lines[at - 2].strip()
    return above if begins and not above.upper().startswith("WEBVTT") else ""


def _find_asides(lines: Sequence[str]) -> list[tuple[str, str]]:
    """Return the notes, style sheets and regions among lines, each with its kind."""
    found: list[tuple[str, str]] = []
    for paragraph in re.split(r"\n[ \t]*\n", "\n".join(lines)):
        match = re.match(r"\s*(NOTE|STYLE|REGION)(?=\s|$)[ \t]*\n?", paragraph)
        if match:
            found.append((match[1], paragraph[match.end() :].strip("\n")))
    return found


def _read_cues(
    cues: Sequence[TextCue],
    *,
    is_vtt: bool,
    rolls: bool = False,
    classes: Mapping[str, TextStyle] = MappingProxyType({}),
) -> Iterator[tuple[int, StyledCue]]:
    """Yield the cues with their indexes in the file.

    A sentence that is repeated for a moving highlight, and a line that stays on the screen
    from the cue before, are read once.
    """
    stretched = [read_stretches(cue, is_vtt=is_vtt) for cue in cues]
    timed = any(part.start is not None for cue in stretched for s in cue.stretches for part in s)
    for cue in drop_repeats(time_highlights(join_cut_words(stretched)), rolls=rolls and timed):
        number = cue.number
        if cue is stretched[number]:
            read = _read_markup(cue, classes)
        else:
            lines = tuple(
                tuple(Span(part.text, start=part.start, end=part.end) for part in line)
                for line in cue.stretches
            )
            start = max(0.0, cue.start)
            read = StyledCue(start, max(start, cue.end), lines, _find_speaker(cue))
        if read.lines and read.end > 0:
            yield number, read


def _find_speaker(cue: TextCue) -> str:
    return next((part.speaker for line in cue.stretches for part in line if part.speaker), "")


def _read_place(settings: str) -> Place:
    values = dict(part.split(":", 1) for part in settings.split() if ":" in part)
    row: Row = "bottom"
    top: float | None = None
    line = values.get("line", "").split(",")[0]
    if re.fullmatch(r"\d{1,3}(\.\d+)?%", line):
        top = float(line[:-1]) / 100
        row = row_at(top)
        top = None if line in _USUAL_LINES else top
    elif re.fullmatch(r"\d{1,2}", line):
        row = "top" if int(line) < 5 else "middle" if int(line) < 10 else "bottom"
    column: Column = _SIDES.get(values.get("align", ""), "centre")
    left: float | None = None
    position = values.get("position", "").split(",")[0]
    if column == "left" and re.fullmatch(r"\d{1,3}(\.\d+)?%", position):
        left = float(position[:-1]) / 100 or None
    return Place(row, column, top, left, settings)


def _read_markup(cue: TextCue, classes: Mapping[str, TextStyle]) -> StyledCue:
    reader = _MarkupReader(cue, classes)
    lines = tuple(reader.read_line(line) for line in cue.lines if line.strip())
    start = max(0.0, cue.start)
    return StyledCue(start, max(start, cue.end), lines, reader.speaker, reader.place)


class _MarkupReader:
    """Reads the lines of a cue; markup may stay open from one line to the next."""

    def __init__(self, cue: TextCue, classes: Mapping[str, TextStyle]) -> None:
        self.speaker = ""
        self.place = DEFAULT_PLACE
        self._cue = cue
        self._classes = classes
        self._styles: list[tuple[str, TextStyle]] = [("", TextStyle())]
        self._ruby_text: str | None = None
        self._start: float | None = None

    def read_line(self, line: str) -> tuple[Span, ...]:
        """Return the spans of a line."""
        spans: list[Span] = []
        position = 0
        for match in _TOKEN.finditer(line):
            self._add(spans, line[position : match.start()])
            position = match.end()
            self._apply(match, spans)
        self._add(spans, line[position:])
        return tuple(spans)

    def _add(self, spans: list[Span], text: str) -> None:
        if not text:
            return
        text = decode_references(text).replace("\u2060", "")
        if self._ruby_text is not None:
            self._ruby_text += text
            return
        spans.append(Span(text, self._styles[-1][1], start=self._start))
        self._start = None

    def _apply(self, match: re.Match[str], spans: list[Span]) -> None:
        if match["time"]:
            time = parse_clock_time(match["time"], self._cue.name)
            self._start = min(max(time, self._cue.start), self._cue.end)
        elif match["override"] is not None:
            self._apply_override(match["override"])
        elif match["tag"].lower() == "rt":
            if match["close"]:
                self._close_ruby(spans)
            else:
                self._ruby_text = ""
        elif match["close"]:
            if match["tag"].lower() == "ruby":
                self._close_ruby(spans)
            self._close(match["tag"].lower())
        else:
            self._open(match["tag"].lower(), match["classes"], match["rest"] or "")

    def _close_ruby(self, spans: list[Span]) -> None:
        if self._ruby_text and spans:
            spans[-1] = replace(spans[-1], ruby=self._ruby_text)
        self._ruby_text = None

    def _close(self, tag: str) -> None:
        names = [name for name, _ in self._styles]
        if tag in names[1:]:
            del self._styles[len(names) - 1 - names[::-1].index(tag)]

    def _open(self, tag: str, classes: str, rest: str) -> None:
        style = self._styles[-1][1]
        if tag == "v":
            self.speaker = self.speaker or html.unescape(rest).strip()
            return
        if tag == "i":
            style = replace(style, italic=True)
        elif tag == "b":
            style = replace(style, bold=True)
        elif tag == "u":
            style = replace(style, underline=True)
        elif tag == "font" and (colour := _COLOUR.search(rest)):
            style = replace(style, colour=read_colour(colour[1]) or style.colour)
        for name in classes.split("."):
            if name in _CLASS_COLOURS:
                style = replace(style, colour=_CLASS_COLOURS[name])
            if name in self._classes:
                own = self._classes[name]
                style = TextStyle(
                    style.italic or own.italic,
                    style.bold or own.bold,
                    style.underline or own.underline,
                    own.colour or style.colour,
                )
        if len(self._styles) < 40:
            self._styles.append((tag, style))

    def _apply_override(self, text: str) -> None:
        if numpad := _NUMPAD.search(text):
            self.place = place_from_numpad(int(numpad[1]))
        style = self._styles[-1][1]
        for flag, on in re.findall(r"([ibu])([01])", text):
            style = {
                "i": replace(style, italic=on == "1"),
                "b": replace(style, bold=on == "1"),
                "u": replace(style, underline=on == "1"),
            }[flag]
        self._styles[-1] = (self._styles[-1][0], style)
