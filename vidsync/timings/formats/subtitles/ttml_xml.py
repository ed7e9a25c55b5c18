"""The XML of TTML: its root, its agents and its times."""

from __future__ import annotations

import html
import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import NamedTuple
from xml.etree import ElementTree

from vidsync.errors import FormatError, TimingError
from vidsync.timings.formats.subtitles.cue_times import estimate_reading_time
from vidsync.timings.reading.fields import LONGEST, shorten

# Files in the wild leave out the hours or the unit, and write a semicolon before frames.
_CLOCK = re.compile(
    r"(?:(\d{1,6}):)?(\d{1,3}):(\d{1,2})(?:([.,]\d{1,12})|[:;](\d{1,3}(?:\.\d{1,3})?))?"
)
_OFFSET = re.compile(r"(-?\d{1,12}(?:\.\d{1,12})?)(h|ms|m|s|f|t)?")
# DFXP, the draft of TTML, has the same names in spaces of its own.
_DRAFT = re.compile(r"http://www\.w3\.org/2006/(?:04|10)/ttaf1(?=[#\"'])")
_PARAMETER = "{http://www.w3.org/ns/ttml#parameter}"
METADATA = "{http://www.w3.org/ns/ttml#metadata}"
STYLING = "{http://www.w3.org/ns/ttml#styling}"
XML = "{http://www.w3.org/XML/1998/namespace}"
_DOCTYPE = re.compile(r"<!DOCTYPE[^<>\[\]]{0,500}>")
_ENTITY = re.compile(r"&(?!(?:amp|lt|gt|quot|apos);)[A-Za-z][A-Za-z0-9]{1,30};")
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
    text = _DOCTYPE.sub("", text, count=1)
    if "<!DOCTYPE" in text or "<!ENTITY" in text:
        raise FormatError("the document declares entities, which TTML has no use for")
    try:
        text = _DRAFT.sub("http://www.w3.org/ns/ttml", text)
        # Entities of HTML, which no document declares.
        text = _ENTITY.sub(lambda match: html.unescape(match[0]), text)
        root = ElementTree.fromstring(re.sub(r"^\s*<\?xml[^>]*\?>", "", text))
    except (ElementTree.ParseError, ValueError) as error:
        raise FormatError(f"the document is not well-formed XML: {error}") from None
    except RecursionError:
        raise FormatError("the document is nested too deeply to be TTML") from None
    if get_tag(root) != "tt":
        raise FormatError(f"the document's root is {get_tag(root)!r}, not 'tt'")
    _resolve_ruby(root)
    return root


def _resolve_ruby(root: ElementTree.Element) -> None:
    """Give elements the attribute of ruby that their styles have."""
    names = {
        style.get(f"{XML}id", ""): style.get(f"{STYLING}ruby", "")
        for style in root.iter()
        if get_tag(style) == "style" and style.get(f"{STYLING}ruby")
    }
    for element in root.iter() if names else ():
        found = [names[name] for name in element.get("style", "").split() if name in names]
        if found and element.get(f"{STYLING}ruby") is None:
            element.set(f"{STYLING}ruby", found[-1])


def is_aside(span: ElementTree.Element) -> bool:
    """Tell whether a span is not spoken: the reading of a ruby, or a translation."""
    if span.get(f"{STYLING}ruby") in ("text", "textContainer", "delimiter"):
        return True
    return span.get(f"{METADATA}role", "") in ("x-translation", "x-roman")


def stands_apart(span: ElementTree.Element) -> bool:
    """Tell whether a span is sung by others, so that it is no part of the words beside it."""
    return span.get(f"{METADATA}role", "") == "x-bg"


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
        nominal_rate: the rate at which time codes of SMPTE count; None if clocks tell the time.
        drops: whether these leave out frame numbers to keep in step with the clock.
    """

    frame_rate: float
    tick_rate: float
    absolute: bool = False
    nominal_rate: float | None = None
    drops: bool = False

    def seconds(self, text: str, name: str) -> float:
        """Return a time of the document in seconds.

        Raises:
            TimingError: it is not one of TTML; the message begins with `name`.
        """
        text = text.strip()
        if match := _CLOCK.fullmatch(text):
            hours, minutes, seconds, fraction, frames = match.groups()
            whole = int(hours or 0) * 3600 + int(minutes) * 60 + int(seconds)
            if self.nominal_rate is not None and not fraction:
                counted = whole * self.nominal_rate + float(frames or 0)
                if self.drops:
                    counted -= 2 * (whole // 60 - whole // 600)
                return counted / self.frame_rate
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
            time = float(match[1]) * units[match[2] or "s"]
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
        nominal = rate
        rate *= float(multiplier[0]) / float(multiplier[1])
        own = root.get(f"{_PARAMETER}frameRate") is not None
        sub_frames = float(root.get(f"{_PARAMETER}subFrameRate", "1"))
        ticks = float(root.get(f"{_PARAMETER}tickRate", rate * sub_frames if own else 1))
    except (ValueError, ZeroDivisionError, IndexError):
        raise FormatError("the document's frame or tick rate is not a number") from None
    if not (0 < rate < 1e9 and 0 < ticks < 1e12):
        raise FormatError("the document's frame or tick rate is out of range")
    codes = root.get(f"{_PARAMETER}timeBase") == "smpte"
    drops = codes and root.get(f"{_PARAMETER}dropMode") == "dropNTSC"
    clock = TtmlClock(rate, ticks, nominal_rate=nominal if codes else None, drops=drops)
    return replace(clock, absolute=_has_absolute_times(root, clock))


def _has_absolute_times(root: ElementTree.Element, clock: TtmlClock) -> bool:
    """Tell whether elements fit into their parents only if their times are not added to them."""
    # Lyrics by Apple and AMLL always count so, even where both readings fit.
    absolute = any(
        "music.apple.com" in name or (name == f"{METADATA}role" and value.startswith("x-"))
        for element in root.iter()
        for name, value in element.items()
    )
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
    if given := element.get("begin", "").strip():
        begin = base + clock.seconds(given, name)
    if given := element.get("end", "").strip():
        end = base + clock.seconds(given, name)
    elif given := element.get("dur", "").strip():
        end = begin + clock.seconds(given, name)
    if end is not None and end < begin:
        raise TimingError(
            f"{name}: its end {end:g} s is before its begin {begin:g} s",
            hint="correct one of them; an editor of subtitles lists such cues",
        )
    return begin, end


class Paragraph(NamedTuple):
    """A paragraph that is shown.

    Attributes:
        element: its element.
        interval: when it is shown.
        name: its name in errors.
        ancestors: the elements around it, from the body on.
    """

    element: ElementTree.Element
    interval: tuple[float, float]
    name: str
    ancestors: tuple[ElementTree.Element, ...]


def list_paragraphs(root: ElementTree.Element, clock: TtmlClock) -> list[Paragraph]:
    """Return the paragraphs with text, in the order of the document.

    One without an end ends with its last span, or else lasts until the next paragraph, but no
    longer than it takes to read.

    Raises:
        FormatError: elements are nested too deeply.
        TimingError: a time is not one of TTML, or an end is before its begin.
    """
    body = next((child for child in root if get_tag(child) == "body"), None)
    found = [] if body is None else list(_walk(body, clock, (0.0, None), ()))
    begins = sorted({begin for _, (begin, _), _, _ in found})
    paragraphs = []
    for element, (begin, end), name, ancestors in found:
        if end is None:
            spans = [_find_end(span, clock, (begin, None), name) for span in element]
            end = max((time for time in spans if time is not None), default=None)
        if end is None:
            following = begins[bisect_right(begins, begin) :][:1]
            letters = len(" ".join("".join(element.itertext()).split()))
            end = min([begin + estimate_reading_time(letters), *following])
        paragraphs.append(Paragraph(element, (begin, end), name, ancestors))
    return paragraphs


def _walk(
    element: ElementTree.Element,
    clock: TtmlClock,
    parent: Interval,
    ancestors: tuple[ElementTree.Element, ...],
) -> Iterator[tuple[ElementTree.Element, Interval, str, tuple[ElementTree.Element, ...]]]:
    """Yield the paragraphs in an element; in a sequence each begins after the one before."""
    if len(ancestors) > DEEPEST:
        raise FormatError("the document is nested too deeply to be TTML")
    name = f"element {get_tag(element)} {shorten(element.get(f'{XML}id', ''))}"
    interval = begin, _ = read_interval(element, clock, parent, name)
    if get_tag(element) == "p":
        shown = element.get(f"{STYLING}display") != "none"
        if shown and "".join(element.itertext()).strip():
            yield element, interval, name, ancestors
        return
    latest = begin
    for child in element:
        within = interval
        if element.get("timeContainer") == "seq":
            within = latest, interval[1]
            latest = read_interval(child, clock, within, name)[1] or latest
        yield from _walk(child, clock, within, (*ancestors, element))


def _find_end(
    element: ElementTree.Element, clock: TtmlClock, parent: Interval, name: str
) -> float | None:
    """Return the latest end inside an element, or None."""
    if get_tag(element) not in ("span", "set"):
        return None
    interval = read_interval(element, clock, parent, name)
    inside = [_find_end(child, clock, interval, name) for child in element]
    return max((time for time in (interval[1], *inside) if time is not None), default=None)


def get_tag(element: ElementTree.Element) -> str:
    """Return the name of an element without its namespace."""
    return str(element.tag).rpartition("}")[2]
