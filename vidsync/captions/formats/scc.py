"""Writes SCC: CEA-608 pop-on captions for broadcast, at 29.97 frames per second, drop frame.

The screen has four rows of 32 characters in the character set of 1980s television. A longer cue
becomes several, each from its own first word on. A character without a code is replaced by its
nearest letter, with a warning.
"""

from __future__ import annotations

import unicodedata
import warnings
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from vidsync.captions.cues.breaks import break_cost, break_lines
from vidsync.captions.cues.cue import Cue
from vidsync.captions.formats.base import CaptionFormat, Subtitles
from vidsync.errors import VidsyncWarning
from vidsync.timecode import nearest_frame
from vidsync.timings.formats.subtitles.scc import HEADER
from vidsync.timings.formats.subtitles.scc_decoder import (
    COLOURS,
    COLUMNS,
    EXTENDED,
    FRAME_RATE,
    ROW_CODES,
    ROWS,
    SPECIAL,
    STANDARD,
    Pen,
)
from vidsync.transcript import Word
from vidsync.transcript.spacing import gap_between, join_words

# Frames; a caption that comes this late is still with its word.
_LATE = 6
_MOST_ROWS = 4
# Words of a line whose rows are chosen with care; a longer line is no caption.
_MOST_WORDS = 100
# The preamble's two bytes for each row. Source: CEA-608, table 53.
_PREAMBLES = {
    row: (first, 0x40 + 0x20 * index)
    for first, rows in ROW_CODES.items()
    for index, row in enumerate(rows)
} | {11: (0x10, 0x40)}
_PLAIN_PEN = Pen()
_ENM, _RCL, _EOC, _EDM = 0x142E, 0x1420, 0x142F, 0x142C
_BASIC = {character: code for code, character in STANDARD.items()}
_NOT_ASCII = frozenset(STANDARD)
_SPECIAL = {character: 0x1130 + index for index, character in enumerate(SPECIAL)}
_EXTENDED = {
    character: (first << 8) + 0x20 + index
    for first, characters in EXTENDED.items()
    for index, character in enumerate(characters)
}
_PLAIN = str.maketrans(
    {"…": "...", "–": "-", "‑": "-", "„": '"', "‚": "'", "′": "'", "\u00a0": " "}
)


@dataclass(frozen=True, slots=True)
class ScreenPlace:
    """Where a caption stands on the screen.

    Attributes:
        row: of its first line, 1 to 15; None puts the last line into the lowest row.
        column: of its lines, 0 to 31; None centres them, -1 puts them to the right.
    """

    row: int | None = None
    column: int | None = None


class Scc(CaptionFormat):
    """CEA-608 captions."""

    name = "scc"
    title = "Scenarist captions (SCC, CEA-608)"
    suffixes = (".scc",)
    one_at_a_time = True

    def write(self, subtitles: Subtitles) -> str:
        """Load each caption before it is due, and erase it if nothing follows at once."""
        return transmit([(cue, ScreenPlace()) for cue in subtitles.cues], {})


def transmit(cues: Sequence[tuple[Cue, ScreenPlace]], pens: Mapping[int, Pen]) -> str:
    """Return cues as SCC.

    Args:
        cues: with their places; one is shown at a time.
        pens: the styles of words, by the start of their span.

    Warns:
        VidsyncWarning: a character has no code, or a cue comes late.
    """
    lines: list[str] = []
    free_from = 0
    lost: set[str] = set()
    late: list[tuple[Cue, int]] = []
    screens = [(part, place) for cue, place in cues if cue.words for part in _screens(cue)]
    for (cue, place), following in zip(screens, [*screens[1:], None], strict=False):
        codes = [_RCL, _RCL, _ENM, _ENM, *_caption(cue, place, pens, lost)]
        due = nearest_frame(cue.start, FRAME_RATE)
        # It pops on with the pair after those that load it.
        begin = max(free_from, due - len(codes))
        codes += [_EOC, _EOC]
        lines.append(f"{_time_code(begin)}\t{_hex(codes)}\n")
        free_from = begin + len(codes)
        if free_from - due > _LATE:
            late.append((cue, free_from - due))
        until = nearest_frame(cue.end, FRAME_RATE)
        if following is None or nearest_frame(following[0].start, FRAME_RATE) > until:
            erase = max(free_from, until)
            lines.append(f"{_time_code(erase)}\t{_hex([_EDM, _EDM])}\n")
            free_from = erase + 2
    if lost:
        warnings.warn(
            f"SCC has no code for {' '.join(sorted(lost)[:20])}: written by what is nearest",
            VidsyncWarning,
            stacklevel=4,
        )
    if late:
        warnings.warn(_describe_late(late), VidsyncWarning, stacklevel=4)
    return f"{HEADER}\n\n" + "\n".join(lines)


def _describe_late(late: list[tuple[Cue, int]]) -> str:
    """Say which cues can't be transmitted in time: a frame carries two characters."""
    cue, frames = max(late, key=lambda item: item[1])
    count = f"{len(late)} cues appear" if len(late) > 1 else "1 cue appears"
    return (
        f"{count} late, because SCC transmits two characters a frame: the latest is "
        f"{join_words(cue.words)[:40]!r} at {cue.start:.2f} s, by {frames / FRAME_RATE:.2f} s"
    )


def _caption(cue: Cue, place: ScreenPlace, pens: Mapping[int, Pen], lost: set[str]) -> list[int]:
    rows = [_encode_styled(row, pens, lost) for row in cue.lines]
    first = ROWS + 1 - len(rows)
    if place.row is not None:
        first = max(1, min(first, place.row))
    codes: list[int] = []
    for number, row in enumerate(rows, first):
        column = max(0, (COLUMNS - len(row)) // 2)
        if place.column is not None:
            spare = max(0, COLUMNS - len(row))
            column = spare if place.column < 0 else min(place.column, spare)
        codes += _preamble(number, column)
        codes += _pair_codes(row)
    return codes


def _preamble(row: int, column: int) -> list[int]:
    """Return the codes that move the cursor; codes inside the row set the style."""
    first, second = _PREAMBLES[row]
    preamble = (first << 8) + second + 0x10 + (column // 4 << 1)
    tab = [0x1720 + column % 4] * 2 if column % 4 else []
    return [preamble, preamble, *tab]


def _encode_styled(words: Sequence[Word], pens: Mapping[int, Pen], lost: set[str]) -> list[int]:
    """Return the codes of a row, with those of its styles."""
    known = [pens.get(word.span[0], _PLAIN_PEN) if word.span else _PLAIN_PEN for word in words]
    if not any(pen != _PLAIN_PEN for pen in known):
        return _encode_row(join_words(words), lost)
    codes: list[int] = []
    pen = _PLAIN_PEN
    for number, (word, own) in enumerate(zip(words, known, strict=True)):
        gap = gap_between(words[number - 1], word) if number else ""
        changes = _change_pen(pen, own)
        if changes:
            gap = gap[:-1]  # a code of style is shown as a space
        codes += _encode_row(gap, lost) + changes + _encode_row(word.text, lost)
        pen = own
    return codes[:COLUMNS]


def _change_pen(before: Pen, after: Pen) -> list[int]:
    """Return the codes between two styles; a colour ends italics."""
    if before == after:
        return []
    underline = int(after.underline)
    if not after.italic:
        return [0x1120 + (COLOURS.index(after.colour) << 1) + underline]
    colour = [0x1120 + (COLOURS.index(after.colour) << 1)] if before.colour != after.colour else []
    return [*colour, 0x112E + underline]


def _screens(cue: Cue) -> Iterator[Cue]:
    """Return the cue with lines as long as rows; several screens if it has more than four."""
    rows = [row for line in cue.lines if line for row in _rows(line)]
    needed = -(-len(rows) // _MOST_ROWS)
    # Distributed evenly, so that no single word is left for the last.
    cuts = [round(len(rows) * number / needed) for number in range(needed + 1)]
    starts = [cue.start, *(max(cue.start, rows[cut][0].start) for cut in cuts[1:-1]), cue.end]
    for (first, last), (start, end) in zip(pairwise(cuts), pairwise(starts), strict=True):
        yield replace(cue, lines=tuple(rows[first:last]), start=start, end=max(start, end))


def _rows(line: tuple[Word, ...]) -> list[tuple[Word, ...]]:
    """Return a line as rows of the screen."""
    words = [part for word in line for part in _parts(word)]
    if len(words) > _MOST_WORDS:
        return _fill_rows(words)
    texts = [word.text for word in words]
    needed = min(len(texts), -(-len(join_words(words)) // COLUMNS)) or 1
    gaps = [0] + [len(gap_between(left, right)) for left, right in pairwise(words)]
    costs = [break_cost(left, right) for left, right in pairwise(texts)]
    lengths = [len(text) for text in texts]
    while True:
        ends = break_lines(lengths, gaps, [*costs, 0.0], lines=needed, room=COLUMNS)
        rows = [tuple(words[a:b]) for a, b in pairwise([0, *ends])]
        longest = max(len(join_words(row)) for row in rows)
        if needed == len(texts) or longest <= COLUMNS:
            return rows
        needed += 1


def _fill_rows(words: Sequence[Word]) -> list[tuple[Word, ...]]:
    """Return words as rows, each as full as it can be."""
    rows: list[tuple[Word, ...]] = []
    row: list[Word] = []
    used = 0
    for word in words:
        gap = len(gap_between(row[-1], word)) if row else 0
        if row and used + gap + len(word.text) > COLUMNS:
            rows.append(tuple(row))
            row, used, gap = [], 0, 0
        row.append(word)
        used += gap + len(word.text)
    return [*rows, tuple(row)] if row else rows


def _parts(word: Word) -> Iterator[Word]:
    """Return a word, or its parts on each row if it is longer than one."""
    # Three points stand for an ellipsis, which has no code.
    text = unicodedata.normalize("NFC", word.text).translate(_PLAIN)
    for at in range(0, len(text), COLUMNS):
        yield replace(word, text=text[at : at + COLUMNS])


def _encode_row(text: str, lost: set[str]) -> list[int]:
    """Return a row's characters as codes: one byte, or two if the code has its own pair.

    Each item is one column; an extended character stands for itself and its substitute.
    """
    codes: list[int] = []
    for character in text:
        if character in _BASIC:
            codes.append(_BASIC[character])
        elif (
            " " <= character <= "~"
            and ord(character) not in _NOT_ASCII
            and (character not in _EXTENDED)
        ):
            codes.append(ord(character))
        elif character in _SPECIAL or character in _EXTENDED:
            codes.append(_SPECIAL.get(character) or _EXTENDED[character])
        elif unicodedata.combining(character) == 0:
            plain = unicodedata.normalize("NFKD", character).encode("ascii", "ignore").decode()
            lost.add(character)
            codes += [ord(c) for c in plain if ord(c) not in _NOT_ASCII] or [ord("?")]
    return codes[:COLUMNS]


def _pair_codes(row: list[int]) -> list[int]:
    """Return codes as pairs of bytes; a code with a pair of its own begins a new pair."""
    pairs: list[int] = []
    half: int | None = None
    for code in row:
        if code <= 0x7F:
            if half is None:
                half = code
            else:
                pairs.append((half << 8) + code)
                half = None
            continue
        extended = code >> 8 in EXTENDED
        # Decoders that lack the extended set show the substitute before it.
        substitute = ord("-") if extended else None
        if half is not None:
            pairs.append((half << 8) + (substitute or 0))
            half = None
        elif substitute:
            pairs.append(substitute << 8)
        pairs += [code, code]
    if half is not None:
        pairs.append(half << 8)
    return pairs


def _hex(codes: list[int]) -> str:
    return " ".join(
        f"{_with_parity(code >> 8):02x}{_with_parity(code & 0xFF):02x}" for code in codes
    )


def _with_parity(byte: int) -> int:
    """Return seven bits with an eighth that makes the number of ones odd."""
    return byte if byte.bit_count() % 2 else byte | 0x80


def _time_code(frame: int) -> str:
    """Return the drop-frame time code of a frame at 29.97. Source: SMPTE ST 12-1."""
    tens, rest = divmod(frame, 17982)
    frame += 18 * tens + (2 * ((rest - 2) // 1798) if rest > 2 else 0)
    seconds, frames = divmod(frame, 30)
    hours, minutes = seconds // 3600, seconds // 60 % 60
    return f"{hours:02}:{minutes:02}:{seconds % 60:02};{frames:02}"
