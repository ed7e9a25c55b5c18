"""TTML, IMSC and EBU-TT: paragraphs with times, and spans with times inside them.

    <p begin="00:00:01.000" end="00:00:02.500"><span begin="0s">Hello</span> …</p>

Styles, regions and layout are ignored. Times inside an element are relative to its begin; in
lyrics by Apple and AMLL, all times count from the start of the sound.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from xml.etree import ElementTree

from vidsync.errors import FormatError, TimingError
from vidsync.timings.formats.subtitles.cue_text import read_words
from vidsync.timings.formats.subtitles.cue_times import build_blocks
from vidsync.timings.formats.subtitles.text_cues import Stretch
from vidsync.timings.formats.subtitles.ttml_xml import (
    DEEPEST,
    METADATA,
    STYLING,
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
        language = root.get(f"{XML}lang", "")
        found = (
            []
            if body is None
            else list(_read_paragraphs(body, clock, (0.0, None), agents, language, 0))
        )
        return build_blocks(found, language=language)


def _read_paragraphs(
    element: ElementTree.Element,
    clock: TtmlClock,
    parent: Interval,
    agents: dict[str, str],
    language: str,
    depth: int,
) -> Iterator[Block]:
    if depth > DEEPEST:
        raise FormatError("the document is nested too deeply to be TTML")
    name = f"element {get_tag(element)} {shorten(element.get(f'{XML}id', ''))}"
    interval = read_interval(element, clock, parent, name)
    if get_tag(element) != "p":
        for child in element:
            yield from _read_paragraphs(child, clock, interval, agents, language, depth + 1)
        return
    begin, end = interval
    if element.get(f"{STYLING}display") == "none" or not "".join(element.itertext()).strip():
        return
    if end is None:
        raise TimingError(f"{name}: it has no end")
    lines: list[list[Stretch]] = [[]]
    for text, span in _read_texts(element, clock, interval, depth):
        if text == "\n":
            lines.append([])
        elif text:
            first, last = (None, None) if span == interval else span
            lines[-1].append(Stretch(text, start=first, end=last))
    agent = element.get(f"{METADATA}agent", "")
    speaker = agents.get(agent, agent)
    pieces = (tuple(read_words(line, "", language)) for line in lines if line)
    yield Block(begin, end, tuple(line for line in pieces if line), speaker)


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
        elif tag == "span" and not _is_aside(child):
            own = read_interval(child, clock, interval, "a span")
            highlight = next((inner for inner in child if get_tag(inner) == "set"), None)
            if highlight is not None and len(child) == 1:
                # A word that is highlighted while it is spoken, but displayed the whole time.
                lit = read_interval(highlight, clock, own, "a set")
                yield _collapse(highlight.tail), lit
                yield _collapse(child.tail), interval
                continue
            yield from _read_texts(child, clock, own, depth + 1)
        yield _collapse(child.tail), interval


def _collapse(text: str | None) -> str:
    """Return a text with one space for each run of XML's white space; layout is no text."""
    return re.sub(r"[ \t\r\n]+", " ", text or "")


def _is_aside(span: ElementTree.Element) -> bool:
    """Tell whether a span is not spoken: the reading of a ruby, or a translation."""
    if span.get(f"{STYLING}ruby") in ("text", "textContainer", "delimiter"):
        return True
    return span.get(f"{METADATA}role", "") in ("x-translation", "x-roman")
