r"""ASS, SSA and older text subtitles: dialogue events, with optional karaoke tags.

pysubs2 reads the file, and its events become blocks. ``\k``, ``\kf``, ``\ko`` and ``\K``
give syllables times, and ``\kt`` sets the start of the next; a word of several syllables lasts
from its first to its last. Of a syllable with a reading (``name|reading``) only the name is text.
Drawings and comments are ignored.
"""

from __future__ import annotations

import re
import warnings
from collections.abc import Iterable
from typing import TYPE_CHECKING

from vidsync.errors import FormatError, TimingError
from vidsync.timings.formats.subtitles.cue_text import read_words
from vidsync.timings.formats.subtitles.cue_times import build_blocks
from vidsync.timings.formats.subtitles.text_cues import Stretch
from vidsync.timings.reading.blocks import Block, BlockFormat, Blocks, Piece
from vidsync.timings.reading.fields import LONGEST

if TYPE_CHECKING:
    import pysubs2

_OVERRIDE = re.compile(r"(?<!\\)\{([^{}]*)\}")
_ESCAPED = re.compile(r"\\([{}])")
_KARAOKE = re.compile(r"\\(k[fot]?|K)(\d{1,6})")
# A syllable and its reading; a number sign stands for the syllable before.
FURIGANA = re.compile(r"(#|[^|｜]*\w[^|｜]*)[|｜](?!\u2060)[<!]?([^|｜]*\w[^|｜]*)")
_DRAWING = re.compile(r"\\p[1-9]")
_HEADER = re.compile(
    r"(?:[ \t]*(?:[;!][^\n]{0,500})?\r?\n){0,100}[ \t]*\[(?:script info|v4\+? styles|events)\]",
    re.IGNORECASE,
)


class AssFormat(BlockFormat):
    """Advanced SubStation Alpha."""

    name = "ass"
    title = "ASS or SSA subtitles"

    def recognises(self, value: object) -> bool:
        """Tell whether the text begins with the section of script info."""
        return isinstance(value, str) and _HEADER.match(value) is not None

    def blocks(self, text: str) -> Blocks:
        """Return the dialogue."""
        return build_blocks(list(read_events(text, "ass")))


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
        return build_blocks(list(read_events(text, kind)))

    def _detect_kind(self, text: str) -> str:
        return next((kind for kind, opening in self._OPENINGS if opening.match(text)), "")


def parse_file(text: str, kind: str) -> pysubs2.SSAFile:
    """Return a file as pysubs2 reads it.

    Raises:
        FormatError: it is not well formed.
    """
    import pysubs2  # only when such a file is read

    options = {"fps": 24000 / 1001} if kind == "microdvd" and "{1}{1}" not in text[:40] else {}
    try:
        # It warns about fields that affect only the look, such as a layer or a margin.
        with warnings.catch_warnings(action="ignore"):
            return pysubs2.SSAFile.from_string(text, format_=kind, **options)
    except (pysubs2.Pysubs2Error, ValueError, LookupError, ArithmeticError, TypeError) as error:
        raise FormatError(f"the document is not well formed: {error}") from None


def read_events(text: str, kind: str) -> Iterable[Block]:
    """Return the dialogue events of a file that pysubs2 reads."""
    document = parse_file(text, kind)
    seen: set[tuple[int, int, str, tuple[tuple[Piece, ...], ...]]] = set()
    for number, event in enumerate(document.events, 1):
        if event.type != "Dialogue":
            continue
        start, end = event.start / 1000, event.end / 1000
        if not -LONGEST <= start <= end <= LONGEST:
            raise TimingError(f"event {number}: {start:g} s to {end:g} s is not a stretch of time")
        speaker = event.name.strip()
        lines = _read_lines(event.text, start, end)
        # An outline or a shadow is often a copy of the event on another layer.
        copy = (event.start, event.end, speaker, lines)
        if copy not in seen:
            seen.add(copy)
            yield Block(start, end, lines, speaker)


def _read_lines(text: str, start: float, end: float) -> tuple[tuple[Piece, ...], ...]:
    lines = []
    now = start
    drawing = False
    for line in re.split(r"\\N|\\n(?=.)|\n", text.replace("\\h", "\u00a0")):
        syllables: list[Stretch] = []
        begin: float | None = None
        until: float | None = None
        for index, part in enumerate(_OVERRIDE.split(line)):
            if index % 2 == 0:
                if part and not drawing:
                    _add_syllable(syllables, _ESCAPED.sub(r"\1", part), begin, until)
                continue
            drawing = bool(_DRAWING.search(part)) or (drawing and "\\p0" not in part)
            for kind, digits in _KARAOKE.findall(part):
                if kind == "kt":
                    now = start + int(digits) / 100
                    continue
                begin, until = min(now, end), min(now + int(digits) / 100, end)
                now += int(digits) / 100
        lines.append(tuple(read_words(syllables, "", "")) if syllables else ())
    return tuple(line for line in lines if line)


def _add_syllable(
    syllables: list[Stretch], text: str, start: float | None, end: float | None
) -> None:
    """Add a syllable without its reading, which karaoke shows above it."""
    match = FURIGANA.fullmatch(text) if start is not None else None
    if match is None:
        syllables.append(Stretch(text, start=start, end=end))
    elif match[1] == "#" and syllables:
        syllables[-1] = syllables[-1]._replace(end=end)
    else:
        syllables.append(Stretch(match[1], start=start, end=end))
