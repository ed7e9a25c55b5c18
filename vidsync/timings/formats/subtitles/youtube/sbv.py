"""SubViewer as YouTube writes it (SBV): a line of two times above each block.

    0:00:01.000,0:00:02.000
    Hi there.

``[br]`` breaks a line. A name in capitals after ``>>`` is the speaker.
"""

from __future__ import annotations

import re

from vidsync.errors import FormatError, TimingError
from vidsync.timings.reading.blocks import Block, BlockFormat, Blocks, sort_blocks, split_pieces
from vidsync.timings.reading.clock import parse_clock_time

_TIME = r"\d{1,3}:\d{1,2}:\d{1,2}[.,]\d{1,3}"
_TIMING = re.compile(rf"[ \t]*({_TIME})[ \t]*,[ \t]*({_TIME})[ \t]*")
_SPEAKER = re.compile(r"[ \t]*(?:>>|-)?[ \t]*([^\W\d_a-z][^\na-z:]{0,40}):[ \t]+")


class SbvFormat(BlockFormat):
    """YouTube's SBV subtitles."""

    name = "sbv"
    title = "YouTube SBV subtitles"

    def recognises(self, value: object) -> bool:
        """Tell whether the first line that is not blank has two times."""
        if not isinstance(value, str):
            return False
        first = value.lstrip("\ufeff \t\r\n")[:200].splitlines()
        return bool(first) and _TIMING.fullmatch(first[0]) is not None

    def blocks(self, text: str) -> Blocks:
        """Return the blocks; a line of times begins each."""
        lines = text.lstrip("\ufeff").replace("\r\n", "\n").replace("\r", "\n").split("\n")
        at = [number for number, line in enumerate(lines) if _TIMING.fullmatch(line)]
        if not at:
            raise FormatError("the document has no line like 0:00:01.000,0:00:02.000")
        found = []
        for number, first in enumerate(at, 1):
            until = at[number] if number < len(at) else len(lines)
            match = _TIMING.fullmatch(lines[first])
            if match is None:
                continue
            start, end = (parse_clock_time(match[side], f"block {number}") for side in (1, 2))
            if end < start:
                raise TimingError(
                    f"block {number}: its end {end:g} s is before its start {start:g} s"
                )
            body = "\n".join(lines[first + 1 : until]).replace("[br]", "\n").strip()
            speaker = _SPEAKER.match(body)
            if speaker:
                body = body[speaker.end() :]
            shown = [tuple(split_pieces(line)) for line in body.split("\n")]
            name = speaker[1].strip() if speaker else ""
            found.append(Block(start, end, tuple(line for line in shown if line), name))
        return Blocks(sort_blocks(found))
