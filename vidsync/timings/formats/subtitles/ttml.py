"""TTML, IMSC and EBU-TT: paragraphs with times, and spans with times inside them.

    <p begin="00:00:01.000" end="00:00:02.500"><span begin="0s">Hello</span> …</p>

Styles, regions and layout are ignored. Times inside an element are relative to its begin; in
lyrics by Apple and AMLL, all times count from the start of the sound.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from xml.etree import ElementTree

from vidsync.errors import FormatError
from vidsync.timings.formats.subtitles.cue_text import read_words
from vidsync.timings.formats.subtitles.cue_times import build_blocks
from vidsync.timings.formats.subtitles.text_cues import Stretch
from vidsync.timings.formats.subtitles.ttml_xml import (
    DEEPEST,
    METADATA,
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
from vidsync.timings.reading.blocks import (
    Block,
    BlockFormat,
    Blocks,
)

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
        language = root.get(f"{XML}lang", "")
        found = [
            _read_paragraph(paragraph, clock, agents, language)
            for paragraph in list_paragraphs(root, clock)
        ]
        return build_blocks(found, language=language)


def _read_paragraph(
    paragraph: Paragraph, clock: TtmlClock, agents: dict[str, str], language: str
) -> Block:
    element, interval, _, ancestors = paragraph
    begin, end = interval
    lines: list[list[Stretch]] = [[]]
    for text, span in _read_texts(element, clock, interval, len(ancestors)):
        if text == "\n":
            lines.append([])
        elif text:
            first, last = (None, None) if span == interval else span
            lines[-1].append(Stretch(text, start=first, end=last))
    agent = element.get(f"{METADATA}agent", "")
    speaker = agents.get(agent, agent)
    pieces = (tuple(read_words(line, "", language)) for line in lines if line)
    return Block(begin, end, tuple(line for line in pieces if line), speaker)


def _read_texts(
    element: ElementTree.Element, clock: TtmlClock, interval: Interval, depth: int
) -> Iterator[tuple[str, Interval]]:
    """Yield the texts inside an element with their times; a line feed is a line break."""
    if depth > DEEPEST:
        raise FormatError("the document is nested too deeply to be TTML")
    yield _collapse(element.text), interval
    for child in element:
        tag = get_tag(child)
        if tag == "br":
            yield "\n", interval
        elif tag == "span" and not is_aside(child):
            own = read_interval(child, clock, interval, "a span")
            apart = " " if stands_apart(child) else ""
            yield apart, interval
            highlight = next((inner for inner in child if get_tag(inner) == "set"), None)
            if highlight is not None and len(child) == 1:
                # A word that is highlighted while it is spoken, but displayed the whole time.
                lit = read_interval(highlight, clock, own, "a set")
                yield _collapse(highlight.tail), lit
                yield _collapse(child.tail), interval
                continue
            yield from _read_texts(child, clock, own, depth + 1)
            yield apart, interval
        yield _collapse(child.tail), interval


def _collapse(text: str | None) -> str:
    """Return a text with one space for each run of XML's white space; layout is no text."""
    return re.sub(r"[ \t\r\n]+", " ", text or "")
