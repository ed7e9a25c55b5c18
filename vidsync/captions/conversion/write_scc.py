"""Writes SCC with styles, rows and columns."""

from __future__ import annotations

from dataclasses import replace

from vidsync.captions.conversion.document import Place, Span, StyledDocument
from vidsync.captions.conversion.losses import (
    Losses,
    count_document_parts,
    count_identifiers,
    count_speakers,
    count_styles,
    count_word_times,
)
from vidsync.captions.conversion.merging import merge_styled
from vidsync.captions.conversion.readers.read_scc import MARGIN, SAFE_AREA
from vidsync.captions.conversion.words import WordShare, split_document
from vidsync.captions.cues.cue import Cue
from vidsync.captions.formats.reading import build_cues
from vidsync.captions.formats.scc import ScreenPlace, transmit
from vidsync.timings.formats.subtitles.scc_decoder import COLOURS, COLUMNS, ROWS, Pen


def write_scc(document: StyledDocument, losses: Losses, share: WordShare) -> str:
    """Return a document as SCC; colours become the nearest of its seven."""
    count_styles(document, losses, "bold", "ruby")
    count_document_parts(document, losses)
    count_identifiers(document, losses)
    merged = merge_styled(document)
    count_speakers(document, losses)
    count_word_times(document, losses)
    shown = [cue for cue in merged.cues if cue.text.strip()]
    blocks, spans = split_document(merged)
    pens = {number: _choose_pen(span) for number, span in enumerate(spans)}
    cues = []
    first = 0
    for cue, styled in zip(build_cues(blocks, share), shown, strict=True):
        numbered = _number_words(cue, first)
        first += len(cue.words)
        cues.append((numbered, _choose_place(styled.place, len(styled.lines))))
    return transmit(cues, pens)


def _number_words(cue: Cue, first: int) -> Cue:
    """Return a cue whose words have their number in the document as their span."""
    lines = []
    for line in cue.lines:
        lines.append(
            tuple(
                replace(word, span=(number, number + 1)) for number, word in enumerate(line, first)
            )
        )
        first += len(line)
    return replace(cue, lines=tuple(lines))


def _choose_pen(span: Span) -> Pen:
    style = span.style
    return Pen(_choose_colour(style.colour), style.italic, style.underline)


def _choose_colour(colour: str) -> str:
    """Return the nearest colour that SCC has; ``""`` is white."""
    if not colour:
        return ""

    def distance(other: str) -> int:
        pairs = ((int(colour[at : at + 2], 16), int(other[at : at + 2], 16)) for at in (1, 3, 5))
        return sum((a - b) ** 2 for a, b in pairs)

    nearest = min(("#ffffff", *COLOURS[1:]), key=distance)
    return "" if nearest == "#ffffff" else nearest


def _choose_place(place: Place, lines: int) -> ScreenPlace:
    row = {"top": 1, "middle": (ROWS - lines) // 2 + 1, "bottom": None}[place.row]
    if place.top is not None:
        row = max(1, round((place.top - MARGIN) * ROWS / SAFE_AREA) + 1)
    column = {"left": 0, "centre": None, "right": -1}[place.column]
    if place.left is not None:
        column = max(0, min(COLUMNS - 1, round((place.left - MARGIN) * COLUMNS / SAFE_AREA)))
    return ScreenPlace(row, column)
