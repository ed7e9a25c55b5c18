"""Scenarist SCC: CEA-608 closed captions as pairs of bytes.

    Scenarist_SCC V1.0

    00:00:01;00	9420 9420 94ae 94ae 9470 9470 c8e5 ecec ef80 942f 942f

Pop-on, paint-on and roll-up captions of the first channel are read. Each pair takes one frame, so
a pop-on caption appears after its line's time by as many frames as there are pairs before its
end-of-caption code.
"""

from __future__ import annotations

import re

from vidsync.errors import FormatError
from vidsync.timings.formats.subtitles.scc_decoder import FRAME_RATE, Caption, Decoder
from vidsync.timings.reading.blocks import Block, BlockFormat, Blocks, sort_blocks, split_pieces

HEADER = "Scenarist_SCC V1.0"
_LINE = re.compile(
    r"\s*(\d{1,2})[:;](\d\d)[:;](\d\d)([:;.,])(\d\d)\s+((?:[0-9a-fA-F]{4}(?:\s+|$))+)"
)
_FIRST_LINE = re.compile(r"\d\d:\d\d:\d\d[:;.,]\d\d[ \t]+[0-9A-Fa-f]{4}[ \t]+[0-9A-Fa-f]{4}\b")
_CUT_LINE = re.compile(r"\s*\d{1,2}[:;]\d\d[:;]\d\d[:;.,]\d\d\s*")


class SccFormat(BlockFormat):
    """CEA-608 captions in Scenarist's file."""

    name = "scc"
    title = "Scenarist captions (SCC, CEA-608)"

    def recognises(self, value: object) -> bool:
        """Tell whether the first line is that of an SCC file."""
        return isinstance(value, str) and is_scc(value)

    def blocks(self, text: str) -> Blocks:
        """Return the captions that the decoder displays, with their times."""
        return Blocks(sort_blocks([_build_block(caption) for caption in decode_scc(text)]))


def is_scc(text: str) -> bool:
    """Tell whether a text begins like an SCC file; its first line may be missing."""
    head = text.lstrip("\ufeff \t\r\n")[:80]
    return head[:13].lower() == "scenarist_scc" or _FIRST_LINE.match(head) is not None


def decode_scc(text: str) -> list[Caption]:
    """Return the captions of a file.

    Raises:
        FormatError: it is not an SCC file, or a line is not a time with pairs of bytes.
    """
    if not is_scc(text):
        raise FormatError(f"the document does not begin with {HEADER!r}")
    decoder = Decoder()
    lines = text.lstrip("\ufeff \t\r\n").splitlines()
    for number, line in enumerate(lines, 1):
        if number == 1 and not _FIRST_LINE.match(line):
            continue
        if not line.strip() or _CUT_LINE.fullmatch(line):
            continue
        match = _LINE.fullmatch(line)
        if match is None:
            raise FormatError(f"line {number} is not a time with pairs of bytes")
        hours, minutes, seconds, separator, frames, pairs = match.groups()
        frame = count_frames(
            int(hours), int(minutes), int(seconds), int(frames), drops=separator in ";,"
        )
        for pair in pairs.split():
            decoder.take(int(pair[:2], 16) & 0x7F, int(pair[2:], 16) & 0x7F, frame)
            frame += 1
    return decoder.finish()


def _build_block(caption: Caption) -> Block:
    lines = tuple(tuple(split_pieces(row.text)) for row in caption.rows)
    return Block(caption.start / FRAME_RATE, caption.end / FRAME_RATE, lines)


def count_frames(hours: int, minutes: int, seconds: int, frames: int, *, drops: bool) -> int:
    """Return the frame of a time code at 29.97 frames per second, from 0.

    Drop-frame codes skip the numbers 0 and 1 in every minute except each tenth, to stay in
    step with the clock.

    Source:
        SMPTE ST 12-1.
    """
    total = ((hours * 60 + minutes) * 60 + seconds) * 30 + frames
    whole_minutes = hours * 60 + minutes
    return total - 2 * (whole_minutes - whole_minutes // 10) if drops else total
