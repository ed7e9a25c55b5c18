"""Reads SCC with its styles, rows and columns."""

from __future__ import annotations

from vidsync.captions.conversion.document import (
    DEFAULT_PLACE,
    Place,
    Span,
    StyledCue,
    StyledDocument,
    TextStyle,
    row_at,
)
from vidsync.timings.formats.subtitles.scc import decode_scc
from vidsync.timings.formats.subtitles.scc_decoder import COLUMNS, FRAME_RATE, ROWS, Caption, Row

# The rows and columns fill the middle 80% of the picture. Source: CEA-608, safe caption area.
SAFE_AREA = 0.8
MARGIN = 0.1
# Columns by which the sides of a centred row differ: a preamble can only indent by four.
_UNEVEN = 4


def read_scc(text: str, _frame_rate: float | None = None) -> StyledDocument:
    """Read an SCC file.

    Raises:
        FormatError: it is not well formed.
    """
    return StyledDocument(
        tuple(
            StyledCue(
                caption.start / FRAME_RATE,
                caption.end / FRAME_RATE,
                tuple(_read_row(row) for row in caption.rows),
                place=_find_place(caption),
            )
            for caption in decode_scc(text)
        )
    )


def _read_row(row: Row) -> tuple[Span, ...]:
    spans: list[Span] = []
    for text, pen in row.runs:
        # The code of a style is shown as a space, and often a space stands beside it.
        bare = text.lstrip(" ")
        if spans and bare != text and not spans[-1].text.endswith(" "):
            spans[-1] = Span(spans[-1].text + " ", spans[-1].style)
        text = bare if spans else text
        if text:
            spans.append(Span(text, TextStyle(pen.italic, False, pen.underline, pen.colour)))
    return tuple(spans)


def _find_place(caption: Caption) -> Place:
    first, last = caption.rows[0].number, caption.rows[-1].number
    top = MARGIN + (first - 1) * SAFE_AREA / ROWS
    row = row_at(top) if last < ROWS - 1 else "bottom"
    is_usual = (row == "bottom" and last >= ROWS - 1) or (row == "top" and first <= 2)
    exact = None if is_usual else round(top, 4)
    spare = [(row.column, COLUMNS - row.column - len(row.text)) for row in caption.rows]
    if all(abs(left - right) <= _UNEVEN for left, right in spare):
        return Place(row, "centre", exact) if (row, exact) != ("bottom", None) else DEFAULT_PLACE
    if all(right <= 1 < left for left, right in spare):
        return Place(row, "right", exact)
    column = min(left for left, _ in spare)
    left = MARGIN + column * SAFE_AREA / COLUMNS if column else None
    return Place(row, "left", exact, None if left is None else round(left, 4))
