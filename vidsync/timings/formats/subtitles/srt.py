"""SubRip (SRT): numbered blocks of text with a start and an end.

    1
    00:00:01,000 --> 00:00:02,500
    Hello <i>there</i>.

Markup is removed. As in other readers, numbers may be missing, blank lines may occur inside
a text, and a point may replace the comma.
"""

from __future__ import annotations

import re

from vidsync.errors import FormatError, TimingError
from vidsync.timings.reading.blocks import Block, BlockFormat, Blocks, sort_blocks, split_pieces
from vidsync.timings.reading.clock import CLOCK, parse_clock_time

TIMING = re.compile(rf"\s*({CLOCK})\s*-->\s*({CLOCK})(?:\s+(.*))?\s*")
_MARKUP = re.compile(r"</?[A-Za-z][^<>\n]{0,200}>|\{\\[^{}\n]{0,400}\}")
# An invisible character that keeps plain text from being read as markup or a time.
_KEPT_APART = re.compile("(?<=[<{])\u2060|(?<=--)\u2060(?=>)")


class SrtFormat(BlockFormat):
    """SubRip subtitles."""

    name = "srt"
    title = "SubRip subtitles (SRT)"

    def recognises(self, value: object) -> bool:
        """Tell whether the text begins with a number and a line of times, or with such a line."""
        if not isinstance(value, str):
            return False
        lines = [line for line in value[:4096].splitlines() if line.strip()][:2]
        return any(TIMING.fullmatch(line) for line in lines) and (
            TIMING.fullmatch(lines[0]) is not None or lines[0].strip().isdecimal()
        )

    def blocks(self, text: str) -> Blocks:
        """Return the blocks; a line of times begins each."""
        lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
        at = [number for number, line in enumerate(lines) if TIMING.fullmatch(line)]
        if not at:
            raise FormatError("the document has no line like 00:00:01,000 --> 00:00:02,000")
        found = []
        for number, line_number in enumerate(at):
            until = at[number + 1] if number + 1 < len(at) else len(lines)
            body = lines[line_number + 1 : until]
            if number + 1 < len(at):
                body = _drop_next_number(body)
            start, end = parse_times(lines[line_number], f"block {number + 1}")
            shown = [tuple(split_pieces(strip_markup(line))) for line in body]
            found.append(Block(start, end, tuple(line for line in shown if line)))
        return Blocks(sort_blocks(found))


def parse_times(line: str, name: str) -> tuple[float, float]:
    """Return the start and the end in a line with an arrow.

    Raises:
        TimingError: the end is before the start.
    """
    match = TIMING.fullmatch(line)
    if match is None:
        raise FormatError(f"{name}: {line[:60]!r} has no two times with an arrow between")
    start, end = parse_clock_time(match[1], name), parse_clock_time(match[2], name)
    if end < start:
        raise TimingError(f"{name}: its end {end:g} s is before its start {start:g} s")
    return start, end


def strip_markup(line: str) -> str:
    """Return a line without its markup."""
    return _KEPT_APART.sub("", _MARKUP.sub("", line))


def _drop_next_number(body: list[str]) -> list[str]:
    """Return a block's lines without the number of the next block."""
    while body and not body[-1].strip():
        body = body[:-1]
    if body and body[-1].strip().isdecimal():
        body = body[:-1]
    return body
