"""Transcripts as text, with the speaker and the time on lines above each paragraph.

    Ann  0:01                             export of Otter, Descript and others: a name,
    Hi there.                             and a time, optionally in brackets

    00:00:01:05 - 00:00:03:10             Premiere's export: two time codes, then the name
    Ann
    Hi there.

Premiere does not write the frame rate of its time codes. The lowest usual frame rate that
has all of their frame numbers is taken.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from vidsync.errors import FormatError, TimingError
from vidsync.timings.reading.blocks import Block, BlockFormat, Blocks, sort_blocks, split_pieces
from vidsync.timings.reading.clock import CLOCK, parse_clock_time

_NAME = r"[^\n\[\]():<>{}|\t]{1,60}?"
_TIME = rf"\[({CLOCK})\]|\(({CLOCK})\)|({CLOCK})"
_HEAD = re.compile(rf"^({_NAME}):?[ \t]+(?:{_TIME}):?[ \t]*$", re.MULTILINE)
_CODE = r"(\d{2,3})[:;](\d\d)[:;](\d\d)[:;](\d\d)"
_SPAN = re.compile(rf"^{_CODE}[ \t]+-[ \t]+{_CODE}[ \t]*$", re.MULTILINE)
_RATES = (24, 25, 30, 50, 60)
# Seconds of a last paragraph for each character: people speak about 15 characters a second.
_A_CHARACTER = 1 / 15


class HeadedTextFormat(BlockFormat):
    """A transcript as text, with lines of times and speakers above its paragraphs."""

    name = "headed-text"
    title = "text with a speaker and a time on a line above each paragraph"

    def recognises(self, value: object) -> bool:
        """Tell whether the text begins with such a line; a name and a time must occur twice."""
        if not isinstance(value, str):
            return False
        opening = value.lstrip("\ufeff \t\r\n")[:8192].replace("\r\n", "\n")
        return _SPAN.match(opening) is not None or (
            _HEAD.match(opening) is not None and len(_HEAD.findall(opening)) > 1
        )

    def blocks(self, text: str) -> Blocks:
        """Return the paragraphs; one without an end lasts until the next."""
        text = text.replace("\r\n", "\n").replace("\r", "\n")
        found = list(_read_spans(text, self.frame_rate)) or list(_read_heads(text))
        if not found:
            raise FormatError("the document has no line like 'Ann  0:01' above a paragraph")
        return Blocks(sort_blocks(found))


def _read_heads(text: str) -> Iterator[Block]:
    heads = list(_HEAD.finditer(text))
    starts = [
        parse_clock_time(head[2] or head[3] or head[4], f"paragraph {number}")
        for number, head in enumerate(heads, 1)
    ]
    for index, (head, body) in enumerate(_split_paragraphs(heads, text)):
        words = tuple(split_pieces(body))
        start = starts[index]
        end = start + _A_CHARACTER * sum(len(word.text) + 1 for word in words)
        if index + 1 < len(starts) and starts[index + 1] >= start:
            end = starts[index + 1]
        yield Block(start, end, (words,) if words else (), head[1].strip())


def _read_spans(text: str, frame_rate: float | None) -> Iterator[Block]:
    spans = list(_SPAN.finditer(text))
    most = max((int(span[at]) for span in spans for at in (4, 8)), default=0)
    rate = frame_rate or next((rate for rate in _RATES if rate > most), 100)
    for number, (span, body) in enumerate(_split_paragraphs(spans, text), 1):
        speaker, _, said = body.strip("\n").partition("\n")
        if not said.strip():
            speaker, said = "", body
        words = tuple(split_pieces(said))
        start, end = (
            int(hours) * 3600 + int(minutes) * 60 + int(seconds) + int(frames) / rate
            for hours, minutes, seconds, frames in (span.groups()[:4], span.groups()[4:])
        )
        if end < start:
            raise TimingError(f"paragraph {number}: it ends before it begins")
        yield Block(start, end, (words,) if words else (), speaker.strip())


def _split_paragraphs(
    heads: Sequence[re.Match[str]], text: str
) -> Iterator[tuple[re.Match[str], str]]:
    """Yield each heading with the text up to the next one."""
    until = [*(head.start() for head in heads[1:]), len(text)]
    for head, end in zip(heads, until, strict=False):
        yield head, text[head.end() : end]
