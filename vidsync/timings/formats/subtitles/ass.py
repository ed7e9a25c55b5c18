r"""ASS, SSA and older text subtitles: dialogue events, with optional karaoke tags.

pysubs2 reads the file, and its events become blocks. ``\k``, ``\kf``, ``\ko`` and ``\K``
give syllables times; a word of several syllables lasts from its first to its last.
Drawings and comments are ignored.
"""

from __future__ import annotations

import re
import warnings
from collections.abc import Iterable

from vidsync.errors import FormatError, TimingError
from vidsync.timings.reading.blocks import (
    Block,
    BlockFormat,
    Blocks,
    Piece,
    sort_blocks,
    split_pieces,
)
from vidsync.timings.reading.fields import LONGEST
from vidsync.writing import is_spaceless

_OVERRIDE = re.compile(r"(?<!\\)\{([^{}]*)\}")
_ESCAPED = re.compile(r"\\([{}])")
_KARAOKE = re.compile(r"\\(?:k[fo]?|K)(\d{1,6})")
_DRAWING = re.compile(r"\\p[1-9]")
_HEADER = re.compile(r"^\ufeff?\s*\[script info\]", re.IGNORECASE)


class AssFormat(BlockFormat):
    """Advanced SubStation Alpha."""

    name = "ass"
    title = "ASS or SSA subtitles"

    def recognises(self, value: object) -> bool:
        """Tell whether the text begins with the section of script info."""
        return isinstance(value, str) and _HEADER.match(value) is not None

    def blocks(self, text: str) -> Blocks:
        """Return the dialogue."""
        return Blocks(sort_blocks([block for block in read_events(text, "ass") if block.pieces]))


class OtherSubtitlesFormat(BlockFormat):
    """Older text subtitles that pysubs2 reads: SAMI, MicroDVD, MPL2, TMP."""

    name = "subtitles"
    title = "SAMI, MicroDVD, MPL2 or TMP subtitles"

    _OPENINGS = (
        ("sami", re.compile(r"\s*<sami>", re.IGNORECASE)),
        ("microdvd", re.compile(r"\s*\{\d+\}\{\d+\}")),
        ("mpl2", re.compile(r"\s*\[\d+\]\[\d+\]")),
        # Does not match two time codes, such as those of Premiere.
        ("tmp", re.compile(r"\s*\d{1,2}:\d\d:\d\d:(?!\d{2,3}\s*[-–—−=~→])\S")),
    )

    def recognises(self, value: object) -> bool:
        """Tell whether the text begins like one of these formats."""
        return isinstance(value, str) and bool(self._detect_kind(value))

    def blocks(self, text: str) -> Blocks:
        """Return the dialogue; MicroDVD without a frame rate of its own is read at 23.976."""
        kind = self._detect_kind(text)
        if not kind:
            raise FormatError(f"the document is none of {self.title}")
        return Blocks(sort_blocks([block for block in read_events(text, kind) if block.pieces]))

    def _detect_kind(self, text: str) -> str:
        return next((kind for kind, opening in self._OPENINGS if opening.match(text)), "")


def read_events(text: str, kind: str) -> Iterable[Block]:
    """Return the dialogue events of a file that pysubs2 reads."""
    import pysubs2  # only when such a file is read

    options = {"fps": 24000 / 1001} if kind == "microdvd" and "{1}{1}" not in text[:40] else {}
    try:
        # It warns about fields that affect only the look, such as a layer or a margin.
        with warnings.catch_warnings(action="ignore"):
            document = pysubs2.SSAFile.from_string(text, format_=kind, **options)
    except (pysubs2.Pysubs2Error, ValueError, LookupError, ArithmeticError, TypeError) as error:
        raise FormatError(f"the document is not well formed: {error}") from None
    for number, event in enumerate(document.events, 1):
        if event.type != "Dialogue":
            continue
        start, end = event.start / 1000, event.end / 1000
        if not 0 <= start <= end <= LONGEST:
            raise TimingError(f"event {number}: {start:g} s to {end:g} s is not a stretch of time")
        yield Block(start, end, _read_lines(event.text, start, end), event.name.strip())


def _read_lines(text: str, start: float, end: float) -> tuple[tuple[Piece, ...], ...]:
    lines = []
    now = start
    for line in re.split(r"\\N|\\n(?=.)|\n", text.replace("\\h", " ")):
        syllables: list[tuple[str, float | None, float | None]] = []
        begin: float | None = None
        until: float | None = None
        drawing = False
        for index, part in enumerate(_OVERRIDE.split(line)):
            if index % 2 == 0:
                if part and not drawing:
                    syllables.append((_ESCAPED.sub(r"\1", part), begin, until))
                continue
            drawing = bool(_DRAWING.search(part)) or (drawing and "\\p0" not in part)
            for match in _KARAOKE.finditer(part):
                begin, until = min(now, end), min(now + int(match[1]) / 100, end)
                now += int(match[1]) / 100
        lines.append(tuple(_join_syllables(syllables)))
    return tuple(line for line in lines if line)


def _join_syllables(syllables: list[tuple[str, float | None, float | None]]) -> list[Piece]:
    """Join syllables into words; a space anywhere ends a word."""
    words: list[Piece] = []
    open_word = False
    for text, start, end in syllables:
        tokens = text.split()
        for index, token in enumerate(tokens):
            first, last = index == 0, index == len(tokens) - 1
            begin, until = start if first else None, end if last else None
            if first and open_word and not text[0].isspace() and _joins(words[-1].text, token):
                before = words[-1]
                words[-1] = Piece(before.text + token, before.start, until or before.end)
            else:
                words += split_pieces(token, start=begin, end=until)
        open_word = not text[-1].isspace() and (bool(tokens) or open_word)
        if not tokens:
            open_word = False
    return words


def _joins(left: str, right: str) -> bool:
    """Tell whether two syllables without a space between them are one word."""
    return not (is_spaceless(left[-1]) and is_spaceless(right[0]))
