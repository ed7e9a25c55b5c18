"""WebVTT: cues with voices, and times inside their text.

    WEBVTT

    00:00:01.000 --> 00:00:02.500 align:center
    <v Ann><c>Hello,</c> <00:00:01.600><c>there.</c>

Styles, regions, positions and notes are ignored. YouTube's captions roll: a cue begins
with the last line of the cue before, and a short cue between two others repeats the text
that stays on screen. A repeated line is read once.
"""

from __future__ import annotations

import html
import re
from dataclasses import replace
from itertools import pairwise

from vidsync.errors import FormatError
from vidsync.timings.formats.subtitles.srt import TIMING, parse_times
from vidsync.timings.reading.blocks import (
    Block,
    BlockFormat,
    Blocks,
    Piece,
    sort_blocks,
    split_pieces,
)
from vidsync.timings.reading.clock import CLOCK, parse_clock_time
from vidsync.writing import is_spaceless

_TOKEN = re.compile(rf"<({CLOCK})>|<v(?:\.[^\s>]*)?\s+([^<>]*)>|<rt[^<>]*>[^<]*(?:</rt>)?|<[^<>]*>")
# Seconds; shorter than any cue with new text, and than any pause.
_STANDS = 0.05
_YOUTUBE = re.compile(r"^Kind: *captions *$", re.MULTILINE)
_LANGUAGE = re.compile(r"^(?:NOTE )?Language:\s*([A-Za-z0-9-]{1,35})\s*$", re.MULTILINE)


class WebVttFormat(BlockFormat):
    """WebVTT captions."""

    name = "webvtt"
    title = "WebVTT captions"

    def recognises(self, value: object) -> bool:
        """Tell whether the text begins with WEBVTT."""
        return isinstance(value, str) and re.match("WEBVTT(?:[ \t\r\n]|$)", value) is not None

    def blocks(self, text: str) -> Blocks:
        """Return the cues, with their voices and inner times."""
        if not self.recognises(text):
            raise FormatError("the document does not begin with WEBVTT")
        text = text.replace("\r\n", "\n").replace("\r", "\n")
        # A line with a space counts as text, not as a blank line.
        header, *sections = re.split(r"\n\n", text)
        language = _LANGUAGE.search(header) or _LANGUAGE.match(next(iter(sections), ""))
        tag = language[1] if language else ""
        found: list[Block] = []
        for section in sections:
            lines = section.strip("\n").split("\n")
            at = next((n for n, line in enumerate(lines[:2]) if TIMING.fullmatch(line)), None)
            if at is None:
                continue
            start, end = parse_times(lines[at], f"cue {len(found) + 1}")
            found.append(_read_cue(start, end, lines[at + 1 :], f"cue {len(found) + 1}", tag))
        ordered = sort_blocks(found)
        return Blocks(
            _drop_repeated_lines(ordered) if _YOUTUBE.search(header) else ordered, language=tag
        )


def _drop_repeated_lines(blocks: tuple[Block, ...]) -> tuple[Block, ...]:
    """Return the cues without the lines repeated from the cue before."""
    kept: list[Block] = []
    standing: str | None = None
    until = 0.0
    for block in blocks:
        first, *others = (" ".join(piece.text for piece in line) for line in block.lines)
        lines = block.lines
        if (
            first == standing
            and -_STANDS < block.start - until < _STANDS
            # Words that are spoken again would have times.
            and not any(piece.start is not None for piece in lines[0][1:])
            and (_is_timed(lines[1:]) or (not others and block.end - block.start < _STANDS))
        ):
            lines = lines[1:]
        standing, until = (others or [first])[-1], block.end
        if lines:
            kept.append(replace(block, lines=lines))
    return tuple(kept)


def _is_timed(lines: tuple[tuple[Piece, ...], ...]) -> bool:
    return any(piece.start is not None for line in lines for piece in line)


def _read_cue(start: float, end: float, lines: list[str], name: str, language: str) -> Block:
    speaker = ""
    inner: float | None = None
    timed = any(match[1] for line in lines for match in _TOKEN.finditer(line))
    if timed:
        inner = start
    shown: list[tuple[Piece, ...]] = []
    for line in lines:
        stretches: list[tuple[str, float | None]] = []
        position = 0
        for match in _TOKEN.finditer(line):
            stretches.append((line[position : match.start()], inner))
            position = match.end()
            if match[1]:
                inner = min(max(parse_clock_time(match[1], name), start), end)
            elif match[2]:
                speaker = speaker or html.unescape(match[2]).strip()
        stretches.append((line[position:], inner))
        shown.append(tuple(_read_words(stretches, language)))
    return Block(start, end, tuple(line for line in shown if line), speaker)


def _read_words(stretches: list[tuple[str, float | None]], language: str) -> list[Piece]:
    """Return the words of a line: the first word after a time starts there.

    The other words share the rest of the time.
    """
    text = ""
    stamps: dict[int, float] = {}
    known: float | None = None
    for stretch, time in stretches:
        shown = html.unescape(stretch)
        if time is not None and time != known and shown.strip():
            stamps[len(text) + len(shown) - len(shown.lstrip())] = time
            known = time
        text += shown
    pieces: list[Piece] = []
    position = 0
    for piece in split_pieces(text, language=language):
        position = text.index(piece.text, position)
        until = position + len(piece.text)
        # In scripts without spaces, a time begins a word.
        cuts = [
            at
            for at in stamps
            if position < at < until and is_spaceless(text[at - 1]) and is_spaceless(text[at])
        ]
        for first, last in pairwise([position, *cuts, until]):
            pieces.append(Piece(text[first:last], stamps.get(first)))
        position = until
    return pieces
