"""The XML of TTML: its root, its agents and its times."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from xml.etree import ElementTree

from vidsync.errors import FormatError, TimingError
from vidsync.timings.reading.fields import LONGEST, shorten

# Files in the wild leave out the hours or the unit, and write a semicolon before frames.
_CLOCK = re.compile(
    r"(?:(\d{1,6}):)?(\d{1,3}):(\d{1,2})(?:([.,]\d{1,12})|[:;](\d{1,3}(?:\.\d{1,3})?))?"
)
_OFFSET = re.compile(r"(\d{1,12}(?:\.\d{1,12})?)(h|ms|m|s|f|t)|(\d{1,12}\.\d{1,12})")
# DFXP, the draft of TTML, has the same names in spaces of its own.
_DRAFT = re.compile(r"http://www\.w3\.org/2006/(?:04|10)/ttaf1(?=[#\"'])")
_PARAMETER = "{http://www.w3.org/ns/ttml#parameter}"
METADATA = "{http://www.w3.org/ns/ttml#metadata}"
STYLING = "{http://www.w3.org/ns/ttml#styling}"
XML = "{http://www.w3.org/XML/1998/namespace}"
# Seconds by which a span may leave its paragraph.
_SLACK = 0.1
DEEPEST = 40
"""Levels of elements; a deeper document is refused."""

Interval = tuple[float, float | None]
"""A begin and an end in seconds; None if there is no end."""


def parse_document(text: str) -> ElementTree.Element:
    """Return the root element of a TTML document.

    Raises:
        FormatError: it is not well-formed XML, or its root is another element.
    """
    if "<!DOCTYPE" in text or "<!ENTITY" in text:
        raise FormatError("the document declares entities, which TTML has no use for")
    try:
        text = _DRAFT.sub("http://www.w3.org/ns/ttml", text)
        root = ElementTree.fromstring(re.sub(r"^\s*<\?xml[^>]*\?>", "", text))
    except (ElementTree.ParseError, ValueError) as error:
        raise FormatError(f"the document is not well-formed XML: {error}") from None
    except RecursionError:
        raise FormatError("the document is nested too deeply to be TTML") from None
    if get_tag(root) != "tt":
        raise FormatError(f"the document's root is {get_tag(root)!r}, not 'tt'")
    return root


def read_agents(root: ElementTree.Element) -> dict[str, str]:
    """Return the names of the speakers by their identifiers."""
    return {
        agent.get(f"{XML}id", ""): " ".join("".join(agent.itertext()).split())
        for agent in root.iter(f"{METADATA}agent")
    }


@dataclass(frozen=True, slots=True)
class TtmlClock:
    """The document's clock.

    Attributes:
        frame_rate: frames in a second.
        tick_rate: ticks in a second.
        absolute: whether all times count from the start of the sound.
    """

    frame_rate: float
    tick_rate: float
    absolute: bool = False

    def seconds(self, text: str, name: str) -> float:
        """Return a time of the document in seconds.

        Raises:
            TimingError: it is not one of TTML; the message begins with `name`.
        """
        text = text.strip()
        if match := _CLOCK.fullmatch(text):
            hours, minutes, seconds, fraction, frames = match.groups()
            whole = int(hours or 0) * 3600 + int(minutes) * 60 + int(seconds)
            time = (
                float(f"{whole}{(fraction or '').replace(',', '.')}")
                + float(frames or 0) / self.frame_rate
            )
        elif match := _OFFSET.fullmatch(text):
            units = {
                "h": 3600.0,
                "m": 60.0,
                "s": 1.0,
                "ms": 0.001,
                "f": 1 / self.frame_rate,
                "t": 1 / self.tick_rate,
            }
            time = float(match[1] or match[3]) * units[match[2] or "s"]
        else:
            raise TimingError(f"{name}: {shorten(text)} is not a TTML time")
        if time > LONGEST:
            raise TimingError(f"{name}: {shorten(text)} is not a time in a recording")
        return time


def read_clock(root: ElementTree.Element) -> TtmlClock:
    """Return the clock of a document.

    Raises:
        FormatError: a rate is not a number, or out of range.
    """
    try:
        rate = float(root.get(f"{_PARAMETER}frameRate", "30"))
        multiplier = re.split(
            r"[\s:]+", root.get(f"{_PARAMETER}frameRateMultiplier", "1 1").strip()
        )
        rate *= float(multiplier[0]) / float(multiplier[1])
        ticks = float(root.get(f"{_PARAMETER}tickRate", "1"))
    except (ValueError, ZeroDivisionError, IndexError):
        raise FormatError("the document's frame or tick rate is not a number") from None
    if not (0 < rate < 1e9 and 0 < ticks < 1e12):
        raise FormatError("the document's frame or tick rate is out of range")
    clock = TtmlClock(rate, ticks)
    return replace(clock, absolute=_has_absolute_times(root, clock))


def _has_absolute_times(root: ElementTree.Element, clock: TtmlClock) -> bool:
    """Tell whether elements fit into their parents only if their times are not added to them."""
    absolute = False
    waiting: list[tuple[ElementTree.Element, Interval | None]] = [(root, None)]
    while waiting:
        element, parent = waiting.pop()
        own = parent
        if element.get("begin") and element.get("end") and get_tag(element) != "set":
            try:
                own = begin, end = read_interval(element, clock, (0.0, None), "an element")
            except TimingError:
                return False  # it is told when the element is read
            if parent is not None and parent[1] is not None and end is not None:
                inside = begin >= parent[0] - _SLACK and end <= parent[1] + _SLACK
                if not inside:
                    return False
                absolute = absolute or parent[0] + end > parent[1] + _SLACK
        waiting += ((child, own) for child in element)
    return absolute


def read_interval(
    element: ElementTree.Element, clock: TtmlClock, parent: Interval, name: str
) -> Interval:
    """Return when an element begins and ends, from its own times and its parent's.

    Raises:
        TimingError: a time is not one of TTML, or the end is before the begin.
    """
    begin, end = parent
    base = 0.0 if clock.absolute and get_tag(element) != "set" else begin
    if (given := element.get("begin")) is not None:
        begin = base + clock.seconds(given, name)
    if (given := element.get("end")) is not None:
        end = base + clock.seconds(given, name)
    elif (given := element.get("dur")) is not None:
        end = begin + clock.seconds(given, name)
    if end is not None and end < begin:
        raise TimingError(
            f"{name}: its end {end:g} s is before its begin {begin:g} s",
            hint="correct one of them; an editor of subtitles lists such cues",
        )
    return begin, end


def get_tag(element: ElementTree.Element) -> str:
    """Return the name of an element without its namespace."""
    return str(element.tag).rpartition("}")[2]
