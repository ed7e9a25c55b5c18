"""Reads caption files as cues, with their original breaks."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable
from dataclasses import replace
from typing import Literal

from vidsync.captions.cues.cue import Cue
from vidsync.captions.formats.base import Subtitles
from vidsync.paths import PathLike
from vidsync.timings import load_blocks
from vidsync.timings.reading.blocks import Block, Blocks, Piece, Share, fill_times
from vidsync.transcript import Word


def read(
    source: PathLike | bytes,
    *,
    format: str | None = None,  # noqa: A002 - what every reader calls it
    share: Literal["characters", "even", "phones"] = "characters",
    language: str = "",
    text_encoding: str = "",
) -> Subtitles:
    """Read a caption file with its own cues and lines.

    Args:
        source: a file's path, or the document itself as bytes: SRT, WebVTT, ASS, TTML, SCC,
            LRC, SAMI, MicroDVD, …
        format: the name of the format; None detects it.
        share: how words without times of their own divide their cue's time: by their
            characters, evenly, or by the time that espeak-ng takes to say them.
        language: BCP 47 tag, if the file does not have one.
        text_encoding: of a file that is not UTF-8; ``""`` detects it, with a warning.

    Returns:
        Its cues. Words without times of their own share their cue's time.

    Raises:
        InputError: the file cannot be read.
        FormatError: it is not a caption file, or is malformed.
        TimingError: its times contradict each other.
        VoiceError: espeak-ng does not speak the language, with ``phones``.
    """
    document = load_blocks(source, format=format, text_encoding=text_encoding)
    language = document.language or language
    cues = build_cues(replace(document, language=language), share)
    return Subtitles(
        cues,
        language=language,
        duration=max([document.duration or 0.0, *(cue.end for cue in cues)]),
    )


def build_cues(document: Blocks, share: Literal["characters", "even", "phones"]) -> tuple[Cue, ...]:
    """Return blocks as cues whose words all have times.

    Args:
        document: words may lack times.
        share: as for `read`.
    """
    by: Share = share if share != "phones" else _word_durations(document, document.language)
    return tuple(_cue(block, by) for block in document.blocks)


def _word_durations(document: Blocks, language: str) -> Callable[[str], float]:
    """Return how many seconds espeak-ng takes for each word of a document."""
    from vidsync.espeak import pronounce  # a worker process, started only when needed

    texts = dict.fromkeys(piece.text for block in document.blocks for piece in block.pieces)
    lengths = dict.fromkeys(texts, 0.0)
    places: list[tuple[int, str]] = []
    at = 0
    for text in texts:
        places.append((at, text))
        at += len(text) + 1
    starts = [place for place, _ in places]
    for word in pronounce(" ".join(texts), voice=language or "en").words if texts else ():
        if word.span is not None:
            lengths[places[bisect_right(starts, word.span[0]) - 1][1]] += word.duration
    # Text that is not spoken, such as a dash, is on screen for a moment.
    return lambda text: max(0.02, lengths[text])


def _cue(block: Block, share: Share) -> Cue:
    pieces = fill_times(block, share=share)
    lines = []
    earliest = block.start
    for line in block.lines:
        words = []
        for _, piece in zip(line, pieces, strict=False):
            word = _word(piece, earliest)
            earliest = word.start
            words.append(word)
        lines.append(tuple(words))
    timed = any(piece.start is not None for piece in block.pieces)
    return Cue(tuple(lines), block.start, block.end, block.speaker, word_times=timed)


def _word(piece: Piece, earliest: float) -> Word:
    start = max(earliest, piece.start or 0.0)
    return Word(piece.text, start, max(start, piece.end or 0.0), gap=piece.gap)
