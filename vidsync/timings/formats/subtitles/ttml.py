"""TTML, IMSC and EBU-TT: paragraphs with times, and spans with times inside them.

    <p begin="00:00:01.000" end="00:00:02.500"><span begin="0s">Hello</span> …</p>

Styles, regions and layout are ignored. Times inside an element are relative to its begin.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from xml.etree import ElementTree

from vidsync.errors import FormatError, TimingError
from vidsync.timings.reading.blocks import (
    Block,
    BlockFormat,
    Blocks,
    Piece,
    sort_blocks,
    split_pieces,
)
from vidsync.timings.reading.fields import LONGEST, shorten

_ROOT = re.compile(r"<(?:\w+:)?tt[\s>]")
_CLOCK = re.compile(r"(\d{1,6}):(\d{1,2}):(\d{1,2})(?:(\.\d{1,12})|:(\d{1,3}(?:\.\d{1,3})?))?")
_OFFSET = re.compile(r"(\d{1,12}(?:\.\d{1,12})?)(h|ms|m|s|f|t)")
_PARAMETER = "{http://www.w3.org/ns/ttml#parameter}"
_METADATA = "{http://www.w3.org/ns/ttml#metadata}"
_XML = "{http://www.w3.org/XML/1998/namespace}"
_DEEPEST = 40


@dataclass(frozen=True, slots=True)
class _Clock:
    """The document's frame rate and tick rate."""

    frame_rate: float
    tick_rate: float

    def seconds(self, text: str, name: str) -> float:
        text = text.strip()
        if match := _CLOCK.fullmatch(text):
            hours, minutes, seconds, fraction, frames = match.groups()
            whole = int(hours) * 3600 + int(minutes) * 60 + int(seconds)
            time = float(f"{whole}{fraction or ''}") + float(frames or 0) / self.frame_rate
        elif match := _OFFSET.fullmatch(text):
            units = {
                "h": 3600.0,
                "m": 60.0,
                "s": 1.0,
                "ms": 0.001,
                "f": 1 / self.frame_rate,
                "t": 1 / self.tick_rate,
            }
            time = float(match[1]) * units[match[2]]
        else:
            raise TimingError(f"{name}: {shorten(text)} is not a TTML time")
        if time > LONGEST:
            raise TimingError(f"{name}: {shorten(text)} is not a time in a recording")
        return time


class TtmlFormat(BlockFormat):
    """Timed Text Markup Language."""

    name = "ttml"
    title = "TTML or IMSC captions"

    def recognises(self, value: object) -> bool:
        """Tell whether the root element is that of TTML."""
        return isinstance(value, str) and _ROOT.search(value[:4096]) is not None

    def blocks(self, text: str) -> Blocks:
        """Return the paragraphs."""
        if "<!DOCTYPE" in text or "<!ENTITY" in text:
            raise FormatError("the document declares entities, which TTML has no use for")
        try:
            root = ElementTree.fromstring(re.sub(r"^\s*<\?xml[^>]*\?>", "", text))
        except (ElementTree.ParseError, ValueError) as error:
            raise FormatError(f"the document is not well-formed XML: {error}") from None
        except RecursionError:
            raise FormatError("the document is nested too deeply to be TTML") from None
        if _get_tag(root) != "tt":
            raise FormatError(f"the document's root is {_get_tag(root)!r}, not 'tt'")
        agents = {
            agent.get(f"{_XML}id", ""): " ".join("".join(agent.itertext()).split())
            for agent in root.iter(f"{_METADATA}agent")
        }
        clock = _read_clock(root)
        body = next((child for child in root if _get_tag(child) == "body"), None)
        found = [] if body is None else list(_read_paragraphs(body, clock, (0.0, None), agents, 0))
        return Blocks(sort_blocks(found), language=root.get(f"{_XML}lang", ""))


_Interval = tuple[float, float | None]


def _read_clock(root: ElementTree.Element) -> _Clock:
    try:
        rate = float(root.get(f"{_PARAMETER}frameRate", "30"))
        multiplier = root.get(f"{_PARAMETER}frameRateMultiplier", "1 1").split()
        rate *= float(multiplier[0]) / float(multiplier[1])
        ticks = float(root.get(f"{_PARAMETER}tickRate", "1"))
    except (ValueError, ZeroDivisionError, IndexError):
        raise FormatError("the document's frame or tick rate is not a number") from None
    if not (0 < rate < 1e9 and 0 < ticks < 1e12):
        raise FormatError("the document's frame or tick rate is out of range")
    return _Clock(rate, ticks)


def _read_interval(
    element: ElementTree.Element, clock: _Clock, parent: _Interval, name: str
) -> _Interval:
    begin, end = parent
    base = begin
    if (given := element.get("begin")) is not None:
        begin = base + clock.seconds(given, name)
    if (given := element.get("end")) is not None:
        end = base + clock.seconds(given, name)
    elif (given := element.get("dur")) is not None:
        end = begin + clock.seconds(given, name)
    if end is not None and end < begin:
        raise TimingError(f"{name}: its end {end:g} s is before its begin {begin:g} s")
    return begin, end


def _read_paragraphs(
    element: ElementTree.Element,
    clock: _Clock,
    parent: _Interval,
    agents: dict[str, str],
    depth: int,
) -> Iterator[Block]:
    if depth > _DEEPEST:
        raise FormatError("the document is nested too deeply to be TTML")
    name = f"element {_get_tag(element)} {shorten(element.get(f'{_XML}id', ''))}"
    interval = _read_interval(element, clock, parent, name)
    if _get_tag(element) != "p":
        for child in element:
            yield from _read_paragraphs(child, clock, interval, agents, depth + 1)
        return
    begin, end = interval
    if end is None:
        raise TimingError(f"{name}: it has no end")
    lines: list[list[Piece]] = [[]]
    for text, span in _read_texts(element, clock, interval, depth):
        if text == "\n":
            lines.append([])
            continue
        own = span != interval
        lines[-1] += split_pieces(
            text, start=span[0] if own else None, end=span[1] if own else None
        )
    agent = element.get(f"{_METADATA}agent", "")
    speaker = agents.get(agent, agent)
    yield Block(begin, end, tuple(tuple(line) for line in lines if line), speaker)


def _read_texts(
    element: ElementTree.Element, clock: _Clock, interval: _Interval, depth: int
) -> Iterator[tuple[str, _Interval]]:
    """Yield the texts inside an element with their times; a line feed is a line break."""
    if depth > _DEEPEST:
        raise FormatError("the document is nested too deeply to be TTML")
    yield " ".join((element.text or "").split()), interval
    for child in element:
        tag = _get_tag(child)
        if tag == "br":
            yield "\n", interval
        elif tag == "span":
            own = _read_interval(child, clock, interval, "a span")
            highlight = next((inner for inner in child if _get_tag(inner) == "set"), None)
            if highlight is not None and len(child) == 1:
                # A word that is highlighted while it is spoken, but displayed the whole time.
                lit = _read_interval(highlight, clock, own, "a set")
                yield " ".join((highlight.tail or "").split()), lit
                yield " ".join((child.tail or "").split()), interval
                continue
            yield from _read_texts(child, clock, own, depth + 1)
        yield " ".join((child.tail or "").split()), interval


def _get_tag(element: ElementTree.Element) -> str:
    return str(element.tag).rpartition("}")[2]
