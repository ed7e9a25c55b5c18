"""WebVTT: cues with voices, and times inside their text.

    WEBVTT

    00:00:01.000 --> 00:00:02.500 align:center
    <v Ann><c>Hello,</c> <00:00:01.600><c>there.</c>

Styles, regions, positions and notes are ignored. YouTube's captions roll: a cue begins
with the last line of the cue before, and a short cue between two others repeats the text
that stays on screen. A repeated line is read once.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from vidsync.errors import FormatError
from vidsync.timings.formats.subtitles.cue_text import build_block, read_stretches
from vidsync.timings.formats.subtitles.cue_times import build_blocks
from vidsync.timings.formats.subtitles.highlights import time_highlights
from vidsync.timings.formats.subtitles.repeats import drop_repeats, join_cut_words
from vidsync.timings.formats.subtitles.text_cues import (
    find_cues,
    find_timings,
    is_timing,
    split_lines,
)
from vidsync.timings.reading.blocks import BlockFormat, Blocks

YOUTUBE = re.compile(r"^Kind: *captions *$", re.MULTILINE)
LANGUAGE = re.compile(r"^(?:NOTE )?Language:\s*([A-Za-z0-9-]{1,35})\s*$", re.MULTILINE)
_HEADER = re.compile(r"\s*WEBVTT(?:[ \t:-].*)?\s*", re.IGNORECASE)
# Signs of WebVTT in a file without its header, which SRT does not have.
_SIGNS = re.compile(
    r"^(?:NOTE(?:[ \t].*)?|STYLE|REGION)[ \t]*$"
    r"|^[ \t]*(?:\d{2,}:)?\d\d:\d\d\.\d{3}[ \t]+-->[ \t]+(?:\d{2,}:)?\d\d:\d\d\.\d{3}[ \t]+"
    r"(?:align|line|position|size|vertical|region):\S"
    r"|^[ \t]*\d\d:\d\d\.\d{3}[ \t]+-->[ \t]+\d\d:\d\d\.\d{3}[ \t]*$"
    r"|<(?:v[ .]|c[.>]|(?:\d{2,}:)?\d\d:\d\d\.\d{3}>)",
    re.MULTILINE,
)
_NOT_SHOWN = re.compile(r"(?:NOTE(?:[ \t]|$)|(?:STYLE|REGION)\s*$)")


class WebVttFormat(BlockFormat):
    """WebVTT captions."""

    name = "webvtt"
    title = "WebVTT captions"

    def recognises(self, value: object) -> bool:
        """Tell whether the text has the header of WebVTT, or other signs of it."""
        return isinstance(value, str) and is_webvtt(value)

    def blocks(self, text: str) -> Blocks:
        """Return the cues, with their voices and inner times."""
        lines = split_lines(text)
        timings = find_timings(lines, self.frame_rate)
        if not (timings or is_webvtt(text)):
            raise FormatError("the document has no line like 00:01.000 --> 00:02.000")
        cues = find_cues(lines, timings, identified=True)
        header = "\n".join(lines[: timings[0].number] if timings else lines)
        language = LANGUAGE.search(header)
        tag = language[1] if language else ""
        cues = [
            read_stretches(cue._replace(lines=drop_notes(cue.lines)), is_vtt=True) for cue in cues
        ]
        timed = any(part.start is not None for cue in cues for s in cue.stretches for part in s)
        rolls = timed and YOUTUBE.search(header) is not None
        cues = drop_repeats(time_highlights(join_cut_words(cues)), rolls=rolls)
        return build_blocks([build_block(cue, tag) for cue in cues], language=tag)


def is_webvtt(text: str) -> bool:
    """Tell whether a text is WebVTT.

    Its header may be in small letters, or stand below another text. A file without it has other
    signs: notes, settings, voices or short times with a full stop.
    """
    lines = [line for line in split_lines(text[:8192]) if line.strip()]
    first = next((number for number, line in enumerate(lines) if is_timing(line)), None)
    header = next((number for number, line in enumerate(lines) if _HEADER.fullmatch(line)), None)
    if first is None or header is not None:
        return header == 0 or (header is not None and first is not None and header < first)
    return "," not in lines[first] and _SIGNS.search("\n".join(lines)) is not None


def drop_notes(lines: Sequence[str]) -> tuple[str, ...]:
    """Return a cue's lines without the notes, styles and regions that follow it.

    A blank line ends a cue, but the text of many a file goes on after it.
    """
    kept = []
    shown = True
    for number, line in enumerate(lines):
        if not line.strip():
            shown = True
        elif number and not lines[number - 1].strip() and _NOT_SHOWN.match(line):
            shown = False
        if shown:
            kept.append(line)
    return tuple(kept)
