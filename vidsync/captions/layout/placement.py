"""Lays out cues: where every run of every word stands, in pixels of the canvas.

Lines are broken by measured width. A cue is fitted by shrinking it, or by hyphenating a word that
is too long for any line. Words are put in visual order, and everything stays inside the safe area
with room for the active word to grow.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from types import MappingProxyType

from vidsync.captions.canvas import Box, Canvas
from vidsync.captions.cues.cue import Cue
from vidsync.captions.layout.common_size import find_common_scale, limit_jumps, round_down_to_step
from vidsync.captions.layout.fit import fit, line_distances
from vidsync.captions.layout.frame import Frame, make_frame
from vidsync.captions.layout.free_space import find_free_shift
from vidsync.captions.layout.measuring import (
    Piece,
    Type,
    Types,
    gaps_before,
    ink_extent,
    make_types,
    measure,
    measure_space,
    split_by_level,
)
from vidsync.captions.layout.placed import PlacedCue, PlacedRun, PlacedWord
from vidsync.captions.layout.shaping import Run, Typesetter, is_strong
from vidsync.captions.style.style import Style
from vidsync.captions.text import bidi
from vidsync.captions.text.emphasis import Key, word_key

# The fraction of the visible gap beside a word that stays free when the word grows. While the
# next word grows, the one before it still shrinks.
_KEPT_GAP = 0.75
# Right-to-left languages, for a line without any letter.
_RIGHT_TO_LEFT = frozenset(("ar", "arc", "ckb", "dv", "fa", "he", "ps", "sd", "ug", "ur", "yi"))


def place_cues(
    cues: Sequence[Cue],
    style: Style,
    canvas: Canvas,
    *,
    typesetter: Typesetter | None = None,
    emphasised: Collection[Key] = (),
    frames: Mapping[str, Frame] = MappingProxyType({}),
) -> tuple[PlacedCue, ...]:
    """Place the words of cues on a canvas.

    Args:
        cues: from `segment`. Their lines are broken again, by measured width.
        style: how they look.
        canvas: where they stand.
        typesetter: shares what is already shaped; None makes one for the style's font.
        emphasised: the emphasised words.
        frames: of speakers whose captions have another place than the style's.

    Returns:
        As many placed cues, in the same order.

    Raises:
        FontError: the font is missing, or no font has a character.
        CaptionError: a word is too long to be legible, or the style leaves no room.
    """
    typesetter = typesetter or Typesetter(style.text.font, fallback=style.text.fallback)
    frame = make_frame(style, canvas)
    tag = typesetter.language.split("-")[0].lower()
    whole = 1 if tag in _RIGHT_TO_LEFT else bidi.majority_level(cue.text for cue in cues)
    types = make_types(style, typesetter)
    space = measure_space(style, typesetter)
    measures = [_measure_words(cue, types, emphasised) for cue in cues]
    own = [frames.get(cue.speaker, frame) for cue in cues]
    lines = [[len(line) for line in cue.lines] for cue in cues]
    fitted = _fit_cues(measures, lines, space, style, own, typesetter.language)
    common = find_common_scale([scale for scale, _ in fitted], frame)
    if common < 1:
        smaller = [replace(of, size=of.size * common) for of in own]
        fitted = _fit_cues(measures, lines, space, style, smaller, typesetter.language)
    least = frame.smallest / (frame.size * common)
    scales = limit_jumps([round_down_to_step(scale, least) for scale, _ in fitted])
    return tuple(
        _place(cue, style, of, types, whole, common * scale, rows)
        for cue, of, scale, (_, rows) in zip(cues, own, scales, fitted, strict=True)
    )


def _measure_words(cue: Cue, types: Types, emphasised: Collection[Key]) -> list[Piece]:
    return [
        measure(
            word, index, word.text, types.emphasis if word_key(word) in emphasised else types.main
        )
        for index, word in enumerate(cue.words)
    ]


def _fit_cues(
    measures: Sequence[list[Piece]],
    lines: Sequence[Sequence[int]],
    space: float,
    style: Style,
    frames: Sequence[Frame],
    language: str,
) -> list[tuple[float, list[tuple[Piece, ...]]]]:
    """Return the scale and the lines of each cue by itself."""
    return [
        fit(pieces, of, space, style, frame, language)
        for pieces, of, frame in zip(measures, lines, frames, strict=True)
    ]


def _place(
    cue: Cue,
    style: Style,
    frame: Frame,
    types: Types,
    whole: int,
    scale: float,
    rows: Sequence[Sequence[Piece]],
) -> PlacedCue:
    typesetter = types.main.setter
    space = measure_space(style, typesetter)
    size = frame.size * scale
    baselines = _baselines(rows, size, style, frame, typesetter.cap_height * size)
    base, row_runs = _order_runs(rows, space, whole)
    widest = max(sum(item[2] for item in items) for items in row_runs) * size
    area = _find_area(baselines, size, frame, rows, widest, typesetter.cap_height * size)
    shift = find_free_shift(area, frame.box, frame.avoid) or 0.0
    baselines = [baseline + shift for baseline in baselines]
    outline = style.outline.width / 100 * size
    placed: list[PlacedWord] = []
    for row, runs, baseline in zip(rows, row_runs, baselines, strict=True):
        line = _Line(runs, size, baseline, base)
        for piece, word in zip(row, line.words(row, frame, outline), strict=True):
            if types.active and piece.type is types.main:
                word = replace(word, active_runs=_in_another_type(word, types.active, size))
            if piece.type is types.emphasis:
                word = replace(word, emphasised=True)
            placed.append(word)
    box = Box(
        min(word.box.left for word in placed),
        baselines[0] - typesetter.cap_height * size,
        max(word.box.right for word in placed),
        baselines[-1],
    )
    return PlacedCue(cue, tuple(placed), size, scale, box)


def _baselines(
    rows: Sequence[Sequence[Piece]], size: float, style: Style, frame: Frame, capitals: float
) -> list[float]:
    """Return the y of each line: the block centred at its place, inside the safe area."""
    steps = [pitch * size for pitch in line_distances(rows, style)]
    above = max(ink_extent(rows[0])[0] * size, capitals) + frame.reach_y
    below = max(ink_extent(rows[-1])[1] * size, 0.0) + frame.reach_y
    first = frame.caption_y + (capitals - sum(steps)) / 2
    first = min(first, frame.box.bottom - below - sum(steps))
    first = max(first, frame.box.top + above)
    baselines = [first]
    for step in steps:
        baselines.append(baselines[-1] + step)
    return baselines


def _in_another_type(word: PlacedWord, type_: Type, size: float) -> tuple[PlacedRun, ...]:
    """Return the runs of a word in another font, at most as wide as there is room.

    A word of several runs keeps its own font.
    """
    (run, *others) = word.runs
    if others or run.run.emoji is not None:
        return ()
    shaped = type_.shape(run.run.text, run.run.level)
    if len(shaped) != 1 or shaped[0].emoji is not None:
        return ()
    room = word.box.width * word.largest
    fitted = min(1.0, room / max(1e-6, shaped[0].advance * size))
    (own,) = shaped
    return (PlacedRun(own, size * own.scale * fitted, run.centre, run.baseline),)


def _find_area(
    baselines: Sequence[float],
    size: float,
    frame: Frame,
    rows: Sequence[Sequence[Piece]],
    widest: float,
    capitals: float,
) -> Box:
    """Return the box around all that is drawn of a cue."""
    left = frame.left_of(widest) - frame.reach
    return Box(
        left,
        baselines[0] - max(ink_extent(rows[0])[0] * size, capitals) - frame.reach_y,
        left + widest + 2 * frame.reach,
        baselines[-1] + max(ink_extent(rows[-1])[1] * size, 0.0) + frame.reach_y,
    )


# The index of a piece in its row and one of its runs, or None for a space; and its width in em.
_Item = tuple[int | None, Run | None, float]


def _order_runs(
    rows: Sequence[Sequence[Piece]], space: float, whole: int
) -> tuple[int, list[list[_Item]]]:
    """Return the paragraph level of the cue, and the items of each line from left to right.

    Levels are resolved on the whole cue (UAX 9, P1), order on each line (L1, L2). A cue is a
    part of a longer text: where that runs right to left, a cue does too, even if it begins
    with a foreign name, unless all of it is foreign.
    """
    text = ""
    for row in rows:
        for piece, gap in zip(row, gaps_before(row, space), strict=True):
            text += (" " if gap else "") + piece.text
        text += " "
    if whole and (bidi.has_right_to_left(text) or not is_strong(text)):
        base = 1
    else:
        base = bidi.paragraph_level(text)
    all_levels = bidi.levels(text, base)
    position = 0
    lines = []
    for row in rows:
        gaps = gaps_before(row, space)
        length = sum(len(piece.text) for piece in row) + sum(1 for gap in gaps if gap)
        line_text = text[position : position + length]
        levels = bidi.trailing_reset(line_text, all_levels[position : position + length], base)
        lines.append(_items(row, gaps, levels))
        position += length + 1
    return base, lines


def _items(row: Sequence[Piece], gaps: Sequence[float], levels: Sequence[int]) -> list[_Item]:
    items: list[_Item] = []
    item_levels: list[int] = []
    position = 0
    for index, (piece, gap) in enumerate(zip(row, gaps, strict=True)):
        if gap:
            items.append((None, None, gap))
            item_levels.append(levels[position])
            position += 1
        end = position + len(piece.text)
        for stretch, level in split_by_level(piece.text, levels[position:end]):
            for run in piece.type.shape(stretch, level):
                items.append((index, run, run.advance))
                item_levels.append(level)
        position = end
    return [items[index] for index in bidi.visual_order(item_levels)]


class _Line:
    """The items of one line, from left to right."""

    def __init__(self, items: Sequence[_Item], size: float, baseline: float, base: int) -> None:
        self.items = items
        self.size = size
        self.baseline = baseline
        self.base = base

    def words(self, row: Sequence[Piece], frame: Frame, outline: float) -> list[PlacedWord]:
        """Return the pieces of the line with their places, in spoken order."""
        x = frame.left_of(sum(item[2] for item in self.items) * self.size)
        runs_of: list[list[PlacedRun]] = [[] for _ in row]
        for index, run, advance in self.items:
            width = advance * self.size
            if index is not None and run is not None:
                placed = PlacedRun(run, self.size * run.scale, x + width / 2, self.baseline)
                runs_of[index].append(placed)
            x += width
        boxes = [
            Box(
                min(run.centre - run.width / 2 for run in runs),
                self.baseline - piece.type.cap_height * self.size,
                max(run.centre + run.width / 2 for run in runs),
                self.baseline,
            )
            for piece, runs in zip(row, runs_of, strict=True)
        ]
        return [
            PlacedWord(
                word=piece.word,
                index=piece.index,
                runs=tuple(runs),
                box=box,
                largest=self._find_largest_scale(box, boxes, frame, outline),
                right_to_left=self._is_right_to_left(runs),
            )
            for piece, runs, box in zip(row, runs_of, boxes, strict=True)
        ]

    def _find_largest_scale(
        self, box: Box, boxes: Sequence[Box], frame: Frame, outline: float
    ) -> float:
        """Return the scale to which a word can grow about its middle, into the gaps beside it.

        Most of the visible gap, between the outlines of the word and its neighbour, stays free.
        """
        room = min(box.left - frame.box.left, frame.box.right - box.right) - frame.reach
        for other in boxes:
            if other is not box:
                gap = max(other.left - box.right, box.left - other.right)
                visible = gap - 2 * outline  # the word's outline and its neighbour's
                room = min(room, (1 - _KEPT_GAP) * visible)
        return 1 + 2 * max(0.0, room) / max(box.width, 1e-6)

    def _is_right_to_left(self, runs: Sequence[PlacedRun]) -> bool:
        odd = sum(run.width for run in runs if run.run.level % 2)
        even = sum(run.width for run in runs) - odd
        return odd > even or (odd == even and self.base % 2 == 1)
