"""Scenarist SCC: CEA-608 closed captions as pairs of bytes.

    Scenarist_SCC V1.0

    00:00:01;00	9420 9420 94ae 94ae 9470 9470 c8e5 ecec ef80 942f 942f

Pop-on, paint-on and roll-up captions of the first channel are read as text; colours and
positions are ignored. Each pair takes one frame, so a pop-on caption appears after its
line's time by as many frames as there are pairs before its end-of-caption code.
"""

from __future__ import annotations

import re

from vidsync.errors import FormatError
from vidsync.timings.reading.blocks import Block, BlockFormat, Blocks, sort_blocks, split_pieces

FRAME_RATE = 30000 / 1001
HEADER = "Scenarist_SCC V1.0"

STANDARD = {
    0x2A: "á", 0x5C: "é", 0x5E: "í", 0x5F: "ó", 0x60: "ú", 0x7B: "ç", 0x7C: "÷", 0x7D: "Ñ",
    0x7E: "ñ", 0x7F: "█",
}  # fmt: skip
"""Codes of the basic set that differ from ASCII. Source: CEA-608, table 50."""

SPECIAL = "®°½¿™¢£♪à\u00a0èâêîôû"
"""Codes 0x30 to 0x3F after 0x11. Source: CEA-608."""

EXTENDED = {
    0x12: "ÁÉÓÚÜü‘¡*’—©℠•“”ÀÂÇÈÊËëÎÏïÔÙùÛ«»",
    0x13: "ÃãÍÌìÒòÕõ{}\\^_|~ÄäÖöß¥¤│ÅåØø┌┐└┘",
}
"""Codes 0x20 to 0x3F after 0x12 and 0x13; each overwrites the character before it."""

RESUME_LOADING, RESUME_DIRECT, RESUME_TEXT = 0x20, 0x29, 0x2B
ROLL_UPS = (0x25, 0x26, 0x27)
ERASE_SHOWN, RETURN, ERASE_LOADED, SHOW = 0x2C, 0x2D, 0x2E, 0x2F
BACKSPACE = 0x21
# Seconds that a caption stays if nothing erases it.
_LAST = 4.0
_LINE = re.compile(r"\s*(\d{1,2}):(\d\d):(\d\d)([:;])(\d\d)\s+((?:[0-9a-fA-F]{4}\s*)+)")


class SccFormat(BlockFormat):
    """CEA-608 captions in Scenarist's file."""

    name = "scc"
    title = "Scenarist captions (SCC, CEA-608)"

    def recognises(self, value: object) -> bool:
        """Tell whether the first line is that of an SCC file."""
        return isinstance(value, str) and value.lstrip().startswith("Scenarist_SCC")

    def blocks(self, text: str) -> Blocks:
        """Return the captions that the decoder displays, with their times."""
        if not self.recognises(text):
            raise FormatError(f"the document does not begin with {HEADER!r}")
        decoder = _Decoder()
        for number, line in enumerate(text.splitlines()[1:], 2):
            if not line.strip():
                continue
            match = _LINE.fullmatch(line)
            if match is None:
                raise FormatError(f"line {number} is not a time with pairs of bytes")
            hours, minutes, seconds, separator, frames, pairs = match.groups()
            frame = count_frames(
                int(hours), int(minutes), int(seconds), int(frames), drops=separator == ";"
            )
            for pair in pairs.split():
                decoder.take(int(pair[:2], 16) & 0x7F, int(pair[2:], 16) & 0x7F, frame)
                frame += 1
        return Blocks(sort_blocks(decoder.finish()))


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


class _Decoder:
    """The state of a receiver: the caption being loaded, the one on screen, and its start."""

    def __init__(self) -> None:
        self._loaded: list[str] = [""]
        self._shown: list[str] = [""]
        self._since = 0
        self._pops_on = True
        self._last: tuple[int, int] = (0, 0)
        self._done: list[Block] = []

    def take(self, first: int, second: int, frame: int) -> None:
        if 0x10 <= first <= 0x1F and (first, second) == self._last:
            # Control codes are sent twice for safety; the second is ignored.
            self._last = (0, 0)
            return
        self._last = (first, second)
        if first >= 0x20:
            self._write("".join(map(_decode_basic, (first, second))), frame)
        elif first == 0x14 and 0x20 <= second <= 0x2F:
            self._run_command(second, frame)
        elif first == 0x11 and 0x30 <= second <= 0x3F:
            self._write(SPECIAL[second - 0x30], frame)
        elif first in EXTENDED and 0x20 <= second <= 0x3F:
            lines = self._choose_target(frame)
            lines[-1] = lines[-1][:-1] + EXTENDED[first][second - 0x20]
        elif 0x10 <= first <= 0x17 and second >= 0x40:
            # A preamble moves the cursor to a row: a new line.
            lines = self._choose_target(frame)
            if lines[-1].strip():
                lines.append("")

    def finish(self) -> list[Block]:
        self._end_caption(self._since + round(_LAST * FRAME_RATE))
        return self._done

    def _choose_target(self, frame: int) -> list[str]:
        if self._pops_on:
            return self._loaded
        if not any(line.strip() for line in self._shown):
            self._since = frame
        return self._shown

    def _write(self, text: str, frame: int) -> None:
        self._choose_target(frame)[-1] += text

    def _run_command(self, code: int, frame: int) -> None:
        if code == RESUME_LOADING:
            self._pops_on = True
        elif code == RESUME_DIRECT or code in ROLL_UPS:
            if code in ROLL_UPS and self._pops_on:
                self._end_caption(frame)
            self._pops_on = False
        elif code == ERASE_LOADED:
            self._loaded = [""]
        elif code == ERASE_SHOWN:
            self._end_caption(frame)
        elif code == SHOW:
            self._end_caption(frame)
            self._shown, self._loaded = self._loaded, [""]
            self._since = frame
        elif code == RETURN and not self._pops_on:
            self._end_caption(frame)
        elif code == BACKSPACE:
            lines = self._choose_target(frame)
            lines[-1] = lines[-1][:-1]

    def _end_caption(self, frame: int) -> None:
        lines = tuple(tuple(split_pieces(line)) for line in self._shown if line.strip())
        if lines and frame > self._since:
            self._done.append(Block(self._since / FRAME_RATE, frame / FRAME_RATE, lines))
        self._shown = [""]


def _decode_basic(code: int) -> str:
    return "" if code < 0x20 else STANDARD.get(code, chr(code))
