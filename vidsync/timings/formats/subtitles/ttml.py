"""TTML, IMSC and EBU-TT: paragraphs with times, and spans with times inside them.

    <p begin="00:00:01.000" end="00:00:02.500"><span begin="0s">Hello</span> …</p>

Styles, regions and layout are ignored. Times inside an element are relative to its begin.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from xml.etree import ElementTree

from vidsync.errors import FormatError, TimingError
from vidsync.timings.formats.subtitles.ttml_xml import (
    DEEPEST,
    METADATA,
    XML,
    Interval,
    TtmlClock,
    get_tag,
    parse_document,
    read_agents,
    read_clock,
    read_interval,
)
from vidsync.timings.reading.blocks import (
    Block,
    BlockFormat,
    Blocks,
    Piece,
    sort_blocks,
    split_pieces,
)
from vidsync.timings.reading.fields import shorten

_ROOT = re.compile(r"<(?:\w+:)?tt[\s>]")


class TtmlFormat(BlockFormat):
    """Timed Text Markup Language."""

    name = "ttml"
    title = "TTML or IMSC captions"

    def recognises(self, value: object) -> bool:
        """Tell whether the root element is that of TTML."""
        return isinstance(value, str) and _ROOT.search(value[:4096]) is not None

    def blocks(self, text: str) -> Blocks:
        """Return the paragraphs."""
        root = parse_document(text)
        agents = read_agents(root)
        clock = read_clock(root)
        body = next((child for child in root if get_tag(child) == "body"), None)
        found = [] if body is None else list(_read_paragraphs(body, clock, (0.0, None), agents, 0))
        return Blocks(sort_blocks(found), language=root.get(f"{XML}lang", ""))


def _read_paragraphs(
    element: ElementTree.Element,
    clock: TtmlClock,
    parent: Interval,
    agents: dict[str, str],
    depth: int,
) -> Iterator[Block]:
    if depth > DEEPEST:
        raise FormatError("the document is nested too deeply to be TTML")
    name = f"element {get_tag(element)} {shorten(element.get(f'{XML}id', ''))}"
    interval = read_interval(element, clock, parent, name)
    if get_tag(element) != "p":
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
    agent = element.get(f"{METADATA}agent", "")
    speaker = agents.get(agent, agent)
    yield Block(begin, end, tuple(tuple(line) for line in lines if line), speaker)


def _read_texts(
    element: ElementTree.Element, clock: TtmlClock, interval: Interval, depth: int
) -> Iterator[tuple[str, Interval]]:
    """Yield the texts inside an element with their times; a line feed is a line break."""
    if depth > DEEPEST:
        raise FormatError("the document is nested too deeply to be TTML")
    yield " ".join((element.text or "").split()), interval
    for child in element:
        tag = get_tag(child)
        if tag == "br":
            yield "\n", interval
        elif tag == "span":
            own = read_interval(child, clock, interval, "a span")
            highlight = next((inner for inner in child if get_tag(inner) == "set"), None)
            if highlight is not None and len(child) == 1:
                # A word that is highlighted while it is spoken, but displayed the whole time.
                lit = read_interval(highlight, clock, own, "a set")
                yield " ".join((highlight.tail or "").split()), lit
                yield " ".join((child.tail or "").split()), interval
                continue
            yield from _read_texts(child, clock, own, depth + 1)
        yield " ".join((child.tail or "").split()), interval
