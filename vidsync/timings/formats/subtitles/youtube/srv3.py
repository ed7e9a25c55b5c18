"""YouTube's captions as XML: ``srv3``, ``srv2`` and ``srv1``.

    <timedtext format="3"><body><p t="160" d="4000"><s>hi</s><s t="400"> all</s></p></body>
    <timedtext><text t="160" d="4000">hi all</text></timedtext>
    <transcript><text start="0.16" dur="4">hi all</text></transcript>

The first two count milliseconds, the last seconds.
Automatic captions stay on the screen while the next ones come; a block ends at the start of
the next one if its words have times.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from xml.etree import ElementTree

from vidsync.errors import FormatError
from vidsync.timings.reading.blocks import (
    Block,
    BlockFormat,
    Blocks,
    Piece,
    sort_blocks,
    split_pieces,
)
from vidsync.timings.reading.clock import parse_seconds

_ROOT = re.compile(r"\s*(?:<\?xml[^>]*\?>)?\s*<(?:timedtext|transcript)[\s>]")


class YouTubeSrv3Format(BlockFormat):
    """YouTube's timed text."""

    name = "youtube-srv3"
    title = "YouTube captions (srv3, srv2, srv1)"

    def recognises(self, value: object) -> bool:
        """Tell whether the root element is that of YouTube's captions."""
        return isinstance(value, str) and _ROOT.match(value[:4096]) is not None

    def blocks(self, text: str) -> Blocks:
        """Return the paragraphs, with the times of their words."""
        found = sort_blocks(list(_read_paragraphs(parse_timed_text(text))))
        return Blocks(tuple(_end_timed(found)))


def parse_timed_text(text: str) -> ElementTree.Element:
    """Return the root element of a document.

    Raises:
        FormatError: it is not well-formed XML.
    """
    if "<!DOCTYPE" in text or "<!ENTITY" in text:
        raise FormatError("the document declares entities, which captions have no use for")
    try:
        return ElementTree.fromstring(re.sub(r"^\s*<\?xml[^>]*\?>", "", text))
    except (ElementTree.ParseError, ValueError) as error:
        raise FormatError(f"the document is not well-formed XML: {error}") from None
    except RecursionError:
        raise FormatError("the document is nested too deeply to be captions") from None


def _read_paragraphs(root: ElementTree.Element) -> Iterator[Block]:
    for number, (element, start, end) in enumerate(list_paragraphs(root), 1):
        lines = tuple(line for line in _read_lines(element, start, f"paragraph {number}") if line)
        yield Block(start, end, lines)


def list_paragraphs(
    root: ElementTree.Element,
) -> Iterator[tuple[ElementTree.Element, float, float]]:
    """Yield the paragraphs of a document, each with its start and its end in seconds.

    Raises:
        TimingError: a time is not a number.
    """
    paragraphs = [element for element in root.iter() if element.tag in ("p", "text")]
    for number, element in enumerate(paragraphs, 1):
        name = f"paragraph {number}"
        has_seconds = element.get("start") is not None
        unit, first, last = (1.0, "start", "dur") if has_seconds else (1e3, "t", "d")
        start = parse_seconds(element.get(first, "0"), f"{name}: {first}") / unit
        duration = parse_seconds(element.get(last, "0"), f"{name}: {last}") / unit
        yield element, start, start + duration


def _read_lines(
    paragraph: ElementTree.Element, start: float, name: str
) -> Iterator[tuple[Piece, ...]]:
    spans = [child for child in paragraph if child.tag == "s"]
    if not any(span.get("t") is not None for span in spans):
        # srv1 escapes its text twice.
        shown = html.unescape("".join(paragraph.itertext())).replace("\u200b", "")
        for line in shown.splitlines():
            yield tuple(split_pieces(line))
        return
    pieces: list[Piece] = []
    touches = False
    for span in spans:
        text = "".join(span.itertext()).replace("\u200b", "")
        offset = parse_seconds(span.get("t", "0"), f"{name}: t") / 1000
        found = split_pieces(text, start=start + offset)
        if found and touches and not text[0].isspace():
            pieces[-1] = pieces[-1]._replace(text=pieces[-1].text + found.pop(0).text)
        pieces += found
        touches = bool(pieces) and not text[-1:].isspace()
    yield tuple(pieces)


def _end_timed(blocks: tuple[Block, ...]) -> Iterator[Block]:
    for index, block in enumerate(blocks):
        following = blocks[index + 1].start if index + 1 < len(blocks) else block.end
        is_timed = any(piece.start is not None for piece in block.pieces)
        if is_timed and block.start <= following < block.end:
            yield block._replace(end=following)
        else:
            yield block
