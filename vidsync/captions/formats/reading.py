"""Other people's caption files as cues, cut as they are."""

from __future__ import annotations

import os

from vidsync.captions.cue import Cue
from vidsync.captions.formats.base import Subtitles
from vidsync.timings import load_blocks
from vidsync.timings.blocks import Block, Piece, completed
from vidsync.transcript import Word


def read(
    source: str | os.PathLike[str] | bytes,
    *,
    format: str | None = None,  # noqa: A002 - what every reader calls it
) -> Subtitles:
    """Read a caption file as it is cut: its cues and lines, whatever they are like.

    Args:
        source: a file's path, or the document itself as bytes: SRT, WebVTT, ASS, TTML, SCC,
            LRC, SAMI, MicroDVD, …
        format: its name, if the content is not to decide.

    Returns:
        Its cues; words without a time of their own share their cue's.

    Raises:
        InputError: the file can't be read.
        FormatError: it is no caption file, or malformed.
        TimingError: times that make no sense.
    """
    document = load_blocks(source, format=format)
    cues = tuple(_cue(block) for block in document.blocks)
    return Subtitles(
        cues,
        language=document.language,
        duration=max([document.duration or 0.0, *(cue.end for cue in cues)]),
    )


def _cue(block: Block) -> Cue:
    pieces = completed(block)
    lines = []
    earliest = block.start
    for line in block.lines:
        words = []
        for _, piece in zip(line, pieces, strict=False):
            word = _word(piece, earliest)
            earliest = word.start
            words.append(word)
        lines.append(tuple(words))
    return Cue(tuple(lines), block.start, block.end, block.speaker)


def _word(piece: Piece, earliest: float) -> Word:
    start = max(earliest, piece.start or 0.0)
    return Word(piece.text, start, max(start, piece.end or 0.0))
