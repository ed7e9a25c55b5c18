"""Decodes the pairs of bytes of CEA-608 into captions: rows of text with their places and styles.

Pop-on captions are loaded out of sight and shown at once. Paint-on captions are written on the
screen, and roll-up captions too, where each new row pushes the others up.

Source: CEA-608 (line 21 captions), tables 50 to 53, and 47 CFR 15.119.
"""

from __future__ import annotations

from typing import NamedTuple

FRAME_RATE = 30000 / 1001

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

COLOURS = ("", "#00ff00", "#0000ff", "#00ffff", "#ff0000", "#ffff00", "#ff00ff")
"""Colours in the order of their codes; white is the usual one."""

COLUMNS = 32
ROWS = 15

ROW_CODES = {
    0x11: (1, 2), 0x12: (3, 4), 0x15: (5, 6), 0x16: (7, 8), 0x17: (9, 10), 0x10: (11, 11),
    0x13: (12, 13), 0x14: (14, 15),
}  # fmt: skip
"""The two rows of each first byte of a preamble."""

_RESUME_LOADING, _BACKSPACE, _DELETE, _RESUME_DIRECT = 0x20, 0x21, 0x24, 0x29
_TEXT_MODES = (0x2A, 0x2B)
_ROLL_UPS = {0x25: 2, 0x26: 3, 0x27: 4}
_ERASE_SHOWN, _RETURN, _ERASE_LOADED, _SHOW = 0x2C, 0x2D, 0x2E, 0x2F
# Seconds that a caption stays if nothing erases it.
_LAST = 4.0


class Pen(NamedTuple):
    """The style of a character.

    Attributes:
        colour: ``#rrggbb``, or ``""`` for white.
        italic: whether it is italic.
        underline: whether it is underlined.
    """

    colour: str = ""
    italic: bool = False
    underline: bool = False


class Row(NamedTuple):
    """A row of a caption.

    Attributes:
        number: 1 at the top to 15 at the bottom.
        column: of its first character, 0 to 31.
        runs: its text in parts of one style.
    """

    number: int
    column: int
    runs: tuple[tuple[str, Pen], ...]

    @property
    def text(self) -> str:
        """Its text without styles."""
        return "".join(text for text, _ in self.runs)


class Caption(NamedTuple):
    """What the screen shows for some time.

    Attributes:
        start: its first frame.
        end: the frame after its last.
        rows: from the top.
    """

    start: int
    end: int
    rows: tuple[Row, ...]


_Screen = dict[int, list[tuple[str, Pen] | None]]


class Decoder:
    """The state of a receiver: the caption being loaded, the one on screen, and its start."""

    def __init__(self) -> None:
        self.captions: list[Caption] = []
        self._loaded: _Screen = {}
        self._shown: _Screen = {}
        self._since: int | None = None
        self._mode = "pop"
        self._heard = True
        self._row, self._column, self._pen = ROWS, 0, Pen()
        self._last: tuple[int, int] = (0, 0)

    def take(self, first: int, second: int, frame: int) -> None:
        """Take a pair of bytes, without parity, at a frame."""
        if 0x10 <= first <= 0x1F:
            if (first, second) == self._last:
                # Control codes are sent twice for safety; the second is ignored.
                self._last = (0, 0)
                return
            self._last = (first, second)
            # The second channel of the line is another language.
            self._heard = first < 0x18
            if self._heard:
                self._take_control(first, second, frame)
            return
        self._last = (0, 0)
        if first >= 0x20 and self._heard:
            for code in (first, second):
                if code >= 0x20:
                    self._write(STANDARD.get(code, chr(code)), frame)

    def finish(self) -> list[Caption]:
        """Return all captions; the last stays for some seconds."""
        self._end_caption((self._since or 0) + round(_LAST * FRAME_RATE))
        return self.captions

    def _take_control(self, first: int, second: int, frame: int) -> None:
        if first in (0x14, 0x15) and 0x20 <= second <= 0x2F:
            self._run_command(second, frame)
        elif first == 0x11 and 0x20 <= second <= 0x2F:
            self._set_mid_row((second & 0x0E) >> 1, underline=bool(second & 1))
            self._write(" ", frame)
        elif first == 0x11 and 0x30 <= second <= 0x3F:
            self._write(SPECIAL[second - 0x30], frame)
        elif first in EXTENDED and 0x20 <= second <= 0x3F:
            self._step_back()
            self._write(EXTENDED[first][second - 0x20], frame)
        elif first == 0x17 and 0x21 <= second <= 0x23:
            self._column = min(COLUMNS - 1, self._column + second - 0x20)
        elif second >= 0x40 and first in ROW_CODES:
            self._set_preamble(ROW_CODES[first][second >> 5 & 1], second, frame)

    def _set_mid_row(self, kind: int, *, underline: bool) -> None:
        if kind == 7:
            self._pen = Pen(self._pen.colour, True, underline)
        else:
            self._pen = Pen(COLOURS[kind], False, underline)

    def _set_preamble(self, row: int, code: int, frame: int) -> None:
        kind, underline = (code & 0x1E) >> 1, bool(code & 1)
        if self._mode == "paint" and self._is_covered(row):
            self._end_caption(frame)
        if self._mode == "roll" and self._row in self._shown:
            self._shown = {row: self._shown[self._row]}  # the whole window moves
        self._row = row
        self._column = (kind - 8) * 4 if kind >= 8 else 0
        self._pen = Pen(COLOURS[kind] if kind < 7 else "", kind == 7, underline)

    def _is_covered(self, row: int) -> bool:
        return any(cell is not None for cell in self._shown.get(row, ()))

    def _run_command(self, code: int, frame: int) -> None:
        if code == _RESUME_LOADING:
            self._mode = "pop"
        elif code == _RESUME_DIRECT:
            self._mode = "paint"
        elif code in _ROLL_UPS:
            if self._mode != "roll":
                self._end_caption(frame)
                self._row, self._column, self._pen = ROWS, 0, Pen()
            self._mode = "roll"
        elif code in _TEXT_MODES:
            self._heard = False
        elif code == _ERASE_LOADED:
            self._loaded = {}
        elif code == _ERASE_SHOWN:
            self._end_caption(frame)
        elif code == _SHOW:
            self._end_caption(frame)
            self._shown, self._loaded = self._loaded, {}
            self._since = frame
            self._mode = "pop"
        elif code == _RETURN and self._mode == "roll":
            # Each row is a caption of its own: those above it were read before.
            self._end_caption(frame)
            self._column, self._pen = 0, Pen()
        elif code == _BACKSPACE:
            self._step_back()
        elif code == _DELETE:
            cells = self._screen().get(self._row, [])
            cells[self._column :] = [None] * (len(cells) - self._column)

    def _screen(self) -> _Screen:
        return self._loaded if self._mode == "pop" else self._shown

    def _step_back(self) -> None:
        cells = self._screen().get(self._row)
        if cells is not None and self._column:
            self._column -= 1
            cells[self._column] = None

    def _write(self, character: str, frame: int) -> None:
        if self._mode != "pop" and not any(map(self._is_covered, self._shown)):
            self._since = frame
        cells = self._screen().setdefault(self._row, [None] * COLUMNS)
        cells[min(self._column, COLUMNS - 1)] = (character, self._pen)
        self._column = min(COLUMNS, self._column + 1)

    def _end_caption(self, frame: int) -> None:
        rows = tuple(
            row
            for number, cells in sorted(self._shown.items())
            if (row := _build_row(number, cells)) is not None
        )
        if rows and self._since is not None and frame > self._since:
            self.captions.append(Caption(self._since, frame, rows))
        self._shown = {}


def _build_row(number: int, cells: list[tuple[str, Pen] | None]) -> Row | None:
    """Return a row without the blanks around its text; None if it is blank."""
    filled = [at for at, cell in enumerate(cells) if cell is not None and cell[0].strip()]
    if not filled:
        return None
    runs: list[tuple[str, Pen]] = []
    pen = Pen()
    for cell in cells[filled[0] : filled[-1] + 1]:
        character, pen = cell if cell is not None else (" ", pen)
        if runs and runs[-1][1] == pen:
            runs[-1] = (runs[-1][0] + character, pen)
        else:
            runs.append((character, pen))
    return Row(number, filled[0], tuple(runs))
