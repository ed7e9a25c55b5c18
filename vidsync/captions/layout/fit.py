"""Fits a cue into its frame: measured pieces, line breaks, shrinking, hyphenation.

Lengths are in em of the main font; the frame is in pixels.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import accumulate, pairwise

from vidsync.captions.cues.boundaries import reserve_growth
from vidsync.captions.cues.breaks import break_cost, break_lines
from vidsync.captions.layout.frame import Frame
from vidsync.captions.layout.measuring import (
    LITTLE_SMALLER,
    Piece,
    gaps_before,
    ink_extent,
    measure,
    measure_width,
)
from vidsync.captions.style.style import Style
from vidsync.captions.text.addresses import is_address, split_address
from vidsync.captions.text.hyphenation import even_parts, is_hyphenated, syllables
from vidsync.captions.text.text import split_clusters
from vidsync.errors import CaptionError

# A cue shrinks to this fraction of its size before more lines or hyphens are tried.
_SHRINK = 0.62
# A word that must be smaller than this to fit a line is hyphenated, if its language allows, at
# the first of these sizes that needs few lines.
_HYPHENATES = 0.82
_WHILE_HYPHENATED = (1.0, 0.94, 0.88, 0.84)
# Extra lines a hyphenated word may use.
_MORE_LINES = 1
# Size of a cue whose words must be cut anywhere, before it becomes smaller still.
_CUT = 0.8
# Fractions of the full size that are tried, from the largest, before words are cut.
_SIZES = (1.0, 0.96, LITTLE_SMALLER, 0.85, 0.8, 0.75, 0.7, 0.66, _SHRINK)


def fit(
    pieces: list[Piece],
    lines: Sequence[int],
    space: float,
    style: Style,
    frame: Frame,
    language: str,
) -> tuple[float, list[tuple[Piece, ...]]]:
    """Find the scale and the lines at which a cue fits its frame.

    The lines that the cue has come first, if they need to shrink by a tenth at most. Then other
    lines are tried, up to the most that the style allows, at the largest size that any of them
    fits. Then long words are hyphenated as in their language. Then words are cut anywhere, on
    as many lines as necessary.

    Args:
        pieces: the words of the cue.
        lines: the number of words of each line of the cue.
        space: between words, in em.
        style: the number of lines, and their distance.
        frame: the space to fit.
        language: BCP 47 tag of the words.

    Returns:
        Scale, at most 1, and the pieces of each line.

    Raises:
        CaptionError: not even the smallest legible text fits.
    """
    capacity = frame.width / frame.size
    widths = [piece.width for piece in pieces]
    gaps = gaps_before(pieces, space)
    rows = _rows(pieces, list(accumulate(lines)))
    scale = _scale_of(rows, space, style, frame)
    if scale >= LITTLE_SMALLER:
        return scale, rows
    scale, rows = _fit_largest(pieces, widths, gaps, style, frame, language)

    def parted(scale: float, *, anywhere: bool) -> list[tuple[Piece, ...]] | None:
        room = _room_for_word(capacity / scale, frame.grown)
        cut = _parted(pieces, room, language, anywhere=anywhere)
        rows = _rows(cut, _greedy([p.width for p in cut], gaps_before(cut, space), room))
        return rows if _height_factor(rows, scale, style, frame) >= 1 else None

    if scale < _HYPHENATES and max(widths) > _room_for_word(capacity / _HYPHENATES, frame.grown):
        for size in _WHILE_HYPHENATED:
            well = parted(size, anywhere=False)
            if (
                well
                and len(well) <= style.text.max_lines + _MORE_LINES
                and max(p.width for row in well for p in row)
                <= _room_for_word(capacity / size, frame.grown)
            ):
                return size, well
    if scale >= _SHRINK:
        return scale, rows
    scale = _CUT
    while frame.size * scale >= frame.smallest:
        cut = parted(scale, anywhere=True)
        if cut:
            return scale, cut
        scale *= 0.92
    longest = max(pieces, key=lambda piece: piece.width)
    raise CaptionError(
        f"the word {longest.text[:24] + '…'!r} has {len(longest.text)} characters: "
        "it can't be shown legibly",
        hint="shorten it, or split it into words",
    )


def _room_for_word(room: float, grown: float) -> float:
    """Return the largest width of a word that fills a line and has room to grow."""
    return max(room / grown, room - reserve_growth(room, grown))


def _costs(pieces: Sequence[Piece], language: str) -> list[float]:
    texts = ["", *(piece.text for piece in pieces)]
    near = zip(texts, texts[1:], texts[2:], strict=False)
    return [*(break_cost(left, right, language, before) for before, left, right in near), 0.0]


def _rows(pieces: Sequence[Piece], ends: Sequence[int]) -> list[tuple[Piece, ...]]:
    return [tuple(pieces[a:b]) for a, b in zip([0, *ends], ends, strict=False)]


def _scale_of(rows: Sequence[tuple[Piece, ...]], space: float, style: Style, frame: Frame) -> float:
    """Return the scale at which lines fit, with their outer words grown; at most 1."""
    widest = max(
        sum(piece.width for piece in row)
        + sum(gaps_before(row, space))
        + reserve_growth(max(row[0].width, row[-1].width), frame.grown)
        for row in rows
    )
    scale = min(1.0, frame.width / frame.size / max(widest, 1e-6))
    return scale * _height_factor(rows, scale, style, frame)


def _fit_largest(
    pieces: Sequence[Piece],
    widths: Sequence[float],
    gaps: Sequence[float],
    style: Style,
    frame: Frame,
    language: str,
) -> tuple[float, list[tuple[Piece, ...]]]:
    """Return the largest scale at which words fit, and their lines; 0 if none is legible."""
    costs = _costs(pieces, language)
    ends = [0.0, *accumulate(gap + width for gap, width in zip(gaps, widths, strict=True))]

    def width(start: int, end: int) -> float:
        outer = max(widths[start], widths[end - 1])
        return ends[end] - ends[start] - gaps[start] + reserve_growth(outer, frame.grown)

    for size in _SIZES:
        room = frame.width / (frame.size * size)

        def fits(start: int, end: int, room: float = room) -> bool:
            return width(start, end) <= room + 1e-9

        for count in range(1, min(style.text.max_lines, len(pieces)) + 1):
            cut = break_lines(widths, gaps, costs, lines=count, fits=fits)
            if all(fits(start, end) for start, end in pairwise([0, *cut])):
                rows = _rows(pieces, cut)
                return size * _height_factor(rows, size, style, frame), rows
    return 0.0, [tuple(pieces)]


def _height_factor(
    rows: Sequence[Sequence[Piece]], scale: float, style: Style, frame: Frame
) -> float:
    """Return 1 if the lines fit the safe area's height, else the factor to shrink them by."""
    height = sum(line_distances(rows, style)) + ink_extent(rows[0])[0] + ink_extent(rows[-1])[1]
    return min(1.0, (frame.box.height - 2 * frame.reach_y) / (height * frame.size * scale))


def _parted(pieces: Sequence[Piece], room: float, language: str, *, anywhere: bool) -> list[Piece]:
    """Return the pieces, with those wider than a line cut into narrower parts.

    Args:
        pieces: words.
        room: the width of a line, in em.
        language: says where words may be cut.
        anywhere: whether they may be cut between any two letters if that is not enough.
    """
    cut: list[Piece] = []
    for piece in pieces:
        if piece.width <= room:
            cut.append(piece)
            continue
        # The sum of clusters overestimates joined scripts, so a part never overflows.
        address = is_address(piece.text)
        hyphen = "-" if is_hyphenated(piece.text) and not address else ""
        free = max(0.1, room - (measure_width(hyphen, piece.type) if hyphen else 0.0))
        units: list[tuple[str, float]] = []
        for unit in split_address(piece.text) if address else syllables(piece.text, language):
            width = measure_width(unit, piece.type)
            smaller = split_clusters(unit) if anywhere and width > free else [unit]
            units += [(part, measure_width(part, piece.type)) for part in smaller]
        ends = even_parts([width for _, width in units], free)
        for start, end in zip([0, *ends], ends, strict=False):
            text = "".join(unit for unit, _ in units[start:end])
            goes_on = end < len(units) and not text.endswith(("-", "\u2010"))
            cut.append(measure(piece.word, piece.index, text + hyphen * goes_on, piece.type))
    return cut


def _greedy(widths: Sequence[float], gaps: Sequence[float], capacity: float) -> tuple[int, ...]:
    ends: list[int] = []
    line = 0.0
    for index, (width, gap) in enumerate(zip(widths, gaps, strict=True)):
        if line and line + gap + width > capacity:
            ends.append(index)
            line = width
        else:
            line += gap + width
    return (*ends, len(widths))


def line_distances(rows: Sequence[Sequence[Piece]], style: Style) -> list[float]:
    """Return the distances of baselines, in em: the style's, or more where ink would touch."""
    edge = style.outline.width / 100
    return [
        max(style.text.line_height / 100, ink_extent(upper)[1] + ink_extent(lower)[0] + 0.04 + edge)
        for upper, lower in pairwise(rows)
    ]
