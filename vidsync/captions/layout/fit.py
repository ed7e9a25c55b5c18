"""Fits a cue into its frame: measured pieces, line breaks, shrinking, hyphenation.

Lengths are in em of the main font; the frame is in pixels.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import radians, sin

from vidsync.captions.canvas import Box, Canvas
from vidsync.captions.cues.breaks import break_cost, break_lines
from vidsync.captions.layout.shaping import Run, Typesetter
from vidsync.captions.style.animations import ANIMATIONS
from vidsync.captions.style.style import Style
from vidsync.captions.text import bidi
from vidsync.captions.text.hyphenation import even_parts, is_hyphenated, syllables
from vidsync.captions.text.text import clean_text, split_clusters
from vidsync.errors import CaptionError
from vidsync.transcript import Word
from vidsync.transcript.spacing import gap_between

# A cue shrinks to this fraction of its size before more lines or hyphens are tried.
_SHRINK = 0.62
# A cue shrunk to at least this fraction does not look smaller than its neighbours.
_LITTLE = 0.9
# A word that must be smaller than this to fit a line is hyphenated, if its language allows, at
# the first of these sizes that needs few lines.
_HYPHENATES = 0.75
_WHILE_HYPHENATED = (1.0, 0.92, 0.84, 0.78)
# Extra lines a hyphenated word may use.
_MORE_LINES = 1
# Size of a cue whose words must be cut anywhere, before it becomes smaller still.
_CUT = 0.8
# The smallest legible text on a phone, as a fraction of the shorter side.
_LEGIBLE = 0.022
# Few fonts have the narrow no-break space and the figure space.
_COMMON_SPACES = str.maketrans("\u202f\u2007", "\u00a0\u00a0")


@dataclass(frozen=True, slots=True)
class Piece:
    """A word or part of one, measured; lengths in em of the main font.

    Attributes:
        word: the whole word.
        index: of the word in its cue.
        text: the part that is shown, with a hyphen at the cut.
        width: of its advance.
        ascent: from the baseline up to its highest ink.
        descent: from the baseline down to its lowest ink.
        type: how it is set.
    """

    word: Word
    index: int
    text: str
    width: float
    ascent: float
    descent: float
    type: Type


@dataclass(frozen=True, slots=True)
class Type:
    """How a word is set.

    Attributes:
        setter: shapes it.
        scale: its size relative to other words; with another font, such that the letters of
            both are equally tall at 1.
    """

    setter: Typesetter
    scale: float = 1.0

    @property
    def cap_height(self) -> float:
        """The height of a capital, in em of the main font."""
        return self.setter.cap_height * self.scale

    def shape(self, text: str, level: int) -> tuple[Run, ...]:
        """Shape text; runs in em of the main font."""
        runs = self.setter.shape(text, level)
        return runs if self.scale == 1 else tuple(run.enlarged(self.scale) for run in runs)


@dataclass(frozen=True, slots=True)
class Frame:
    """The space for cues of a style on a canvas, in pixels.

    Attributes:
        size: of the em at full size.
        smallest: of the em at which text is still legible.
        width: for the letters of a line.
        box: the limit for everything, decoration included.
        caption_y: the middle of a cue.
        reach: how far decoration extends beyond the letters, to the sides.
        reach_y: the same above and below, where the active word grows too.
        grown: the largest scale of the active word; 1 if it does not grow.
        avoid: regions to keep clear of where possible.
        align: where lines stand in the box: 0 at its left, 0.5 in its middle, 1 at its right.
    """

    size: float
    smallest: float
    width: float
    box: Box
    caption_y: float
    reach: float
    reach_y: float
    grown: float
    avoid: tuple[Box, ...] = ()
    align: float = 0.5

    def left_of(self, width: float) -> float:
        """Return where a line begins; at an edge of the box, its outer word has room to grow."""
        left, right = self.box.left + self.reach, self.box.right - self.reach
        inset = abs(2 * self.align - 1) * max(
            0.0, min(right - left - width, 1.5 * (self.grown - 1) * self.size)
        )
        free = right - left - width - 2 * inset
        return left + inset + free * self.align


def make_frame(style: Style, canvas: Canvas) -> Frame:
    """Return the frame of a style on a canvas.

    Raises:
        CaptionError: the text is too large for the safe area.
    """
    size = canvas.shorter_side * style.text.size / 100
    safe = canvas.safe_box
    # Captions stand in the middle of the picture, so the larger margin counts on both sides.
    centre = canvas.width / 2
    half = min(centre - safe.left, safe.right - centre, canvas.width * style.text.max_width / 200)
    sway_x, sway_y, swell = _sway(style)
    reach = (_reach(style) + sway_x) * size
    grown = swell
    if style.active.look != "none":
        grown = max(grown, style.active.scale / 100, style.active.overshoot / 100)
    lean = _lean(style, half / canvas.shorter_side, size / canvas.shorter_side)
    half -= (1 - 1 / lean) * half
    turned = sin(radians(abs(style.tilt.z)))
    reach += turned * size
    width = 2 * (half - reach)
    if width < size:
        raise CaptionError(
            f"text of {size:.0f} px leaves no room for words in a safe area {2 * half:.0f} px wide",
            hint="choose a smaller size, or a safe area with smaller margins",
        )
    box = Box(centre - half, safe.top, centre + half, safe.bottom)
    return Frame(
        size=size,
        smallest=min(size, _LEGIBLE * canvas.shorter_side),
        width=width,
        box=box,
        caption_y=canvas.height * canvas.area.caption_centre,
        reach=reach,
        reach_y=(_reach_y(style) + sway_y + (grown - 1) / 2) * size + turned * half,
        grown=grown,
        avoid=canvas.boxes_to_avoid,
    )


def line_capacity(
    words: Sequence[str], style: Style, canvas: Canvas, typesetter: Typesetter
) -> int:
    """Return how many characters of such words fit on a line, shrunk a little at most."""
    texts = [text for word in words if (text := clean_text(word, case=style.text.case))]
    if not texts:
        return 1
    width = sum(measure_width(text, typesetter) for text in texts)
    characters = sum(len(split_clusters(text)) for text in texts)
    frame = make_frame(style, canvas)
    return max(1, int(frame.width / (frame.size * _LITTLE * max(0.05, width / characters))))


def measure_width(text: str, typesetter: Typesetter | Type) -> float:
    """Return the width of a text by itself, in em."""
    return sum(run.advance for run in _shaped(text, typesetter))


def _reach(style: Style) -> float:
    """Return how far decoration extends beyond the letters to the sides, in em."""
    around_cue = max(style.box.padding_x, style.box.padding_y) if style.box.colour.opacity else 0.0
    around_word = 0.0
    if style.active.look == "pill":
        pill = style.pill
        around_word = max(pill.padding_x, pill.padding_y + abs(pill.drop))
        around_word += pill.lean / 100 * (pill.padding_y + 40) if pill.lean else 0
    return max(_fringe(style), around_cue, around_word) / 100


def _reach_y(style: Style) -> float:
    """Return how far decoration extends beyond the letters above and below, in em."""
    under = 0.0
    if style.active.look == "underline":
        under = (style.underline.gap + style.underline.thickness) / 100
    return max(_reach(style), under)


def _fringe(style: Style) -> float:
    """Return how far outline, shadow and glow extend, in percent of the size."""
    outline, glow = style.outline, style.glow
    light = glow.width + 2 * glow.blur if glow.colour.opacity else 0.0
    return max(outline.width + outline.shadow + 2 * outline.blur, light)


def _sway(style: Style) -> tuple[float, float, float]:
    """Return how far an entrance or exit moves, in em, and the largest scale."""
    kinds = {style.entrance.kind, style.exit.kind} - {"none"}
    sways = [(0.0, 0.0, 1.0), *(ANIMATIONS[kind].sway for kind in kinds)]
    x, y, swell = (max(parts) for parts in zip(*sways, strict=True))
    return x, y, swell


def _lean(style: Style, half_width: float, size: float) -> float:
    """Return how much a tilted plane enlarges its nearest part; sizes in shorter sides.

    Source:
        libass views from 312.5 px away; the tilt is scaled to a side of 1080 px.
    """
    near = half_width * sin(radians(abs(style.tilt.y)))
    near += size * style.text.max_lines * 0.7 * sin(radians(abs(style.tilt.x)))
    return 1 / max(0.3, 1 - near * 1080 / 312.5)


def measure(word: Word, index: int, text: str, type_: Type) -> Piece:
    """Measure a text of a word.

    Raises:
        FontError: no font has one of its characters.
    """
    text = text.translate(_COMMON_SPACES)
    runs = _shaped(text, type_)
    return Piece(
        word,
        index,
        text,
        sum(run.advance for run in runs),
        max(run.ascent for run in runs),
        max(run.descent for run in runs),
        type_,
    )


def _shaped(text: str, typesetter: Typesetter | Type) -> tuple[Run, ...]:
    """Return the runs of a word by itself, which is enough to measure it."""
    if bidi.is_left_to_right(text):
        return typesetter.shape(text, 0)
    word_levels = bidi.levels(text, bidi.paragraph_level(text))
    return tuple(
        run
        for stretch, level in split_by_level(text, word_levels)
        for run in typesetter.shape(stretch, level)
    )


def split_by_level(text: str, text_levels: Sequence[int]) -> list[tuple[str, int]]:
    """Split text where the level changes, without the control characters for levels."""
    found: list[tuple[str, int]] = []
    for character, level in zip(text, text_levels, strict=True):
        if character in _CONTROLS:
            continue
        if found and found[-1][1] == level:
            found[-1] = (found[-1][0] + character, level)
        else:
            found.append((character, level))
    return found


_CONTROLS = frozenset("\u200e\u200f\u061c\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


def fit(
    pieces: list[Piece], space: float, style: Style, frame: Frame, language: str
) -> tuple[float, list[tuple[Piece, ...]]]:
    """Find the scale and the lines at which a cue fits its frame.

    Full size on as few lines as possible comes first. Then a slightly smaller size on the
    most lines the style allows, or long words hyphenated as in their language. Then words are
    cut anywhere, on as many lines as necessary.

    Args:
        pieces: the words of the cue.
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
    gaps = gaps_before(pieces, space)
    costs = _costs(pieces, language)
    widths = [piece.width for piece in pieces]
    scale = 0.0
    rows = [tuple(pieces)]
    for lines in range(1, min(style.text.max_lines, len(pieces)) + 1):
        ends = break_lines(widths, gaps, costs, lines=lines)
        scale = capacity / max(_row_width(widths, gaps, ends, frame.grown), 1e-6)
        rows = _rows(pieces, ends)
        if scale >= 1:
            break
    scale = min(1.0, scale) * _height_factor(rows, min(1.0, scale), style, frame)

    def parted(scale: float, *, anywhere: bool) -> list[tuple[Piece, ...]] | None:
        room = capacity / scale / frame.grown
        cut = _parted(pieces, room, language, anywhere=anywhere)
        rows = _rows(cut, _greedy([p.width for p in cut], gaps_before(cut, space), room))
        return rows if _height_factor(rows, scale, style, frame) >= 1 else None

    if scale < _HYPHENATES and max(widths) * frame.grown * _HYPHENATES > capacity:
        for size in _WHILE_HYPHENATED:
            well = parted(size, anywhere=False)
            if (
                well
                and len(well) <= style.text.max_lines + _MORE_LINES
                and max(p.width for row in well for p in row) * size * frame.grown <= capacity
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


def measure_space(style: Style, typesetter: Typesetter) -> float:
    """Return the width of the gap between two words, in em."""
    return typesetter.space * style.text.word_space / 100


def gaps_before(pieces: Sequence[Piece], space: float) -> list[float]:
    """Return the space before each piece, in em; none inside a hyphenated word."""
    gaps = [0.0]
    for left, right in pairwise(pieces):
        spaced = left.index != right.index and gap_between(left.word, right.word)
        gaps.append(space if spaced else 0.0)
    return gaps


def _costs(pieces: Sequence[Piece], language: str) -> list[float]:
    following = pairwise(pieces)
    return [*(break_cost(left.text, right.text, language) for left, right in following), 0.0]


def _rows(pieces: Sequence[Piece], ends: Sequence[int]) -> list[tuple[Piece, ...]]:
    return [tuple(pieces[a:b]) for a, b in zip([0, *ends], ends, strict=False)]


def _row_width(
    widths: Sequence[float], gaps: Sequence[float], ends: Sequence[int], grown: float
) -> float:
    """Return the width of the widest line, with its outer words grown."""
    widest = 0.0
    for start, end in zip([0, *ends], ends, strict=False):
        line = sum(widths[start:end]) + sum(gaps[start + 1 : end])
        widest = max(widest, line + max(widths[start], widths[end - 1]) * (grown - 1))
    return widest


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
        hyphen = "-" if is_hyphenated(piece.text) else ""
        free = max(0.1, room - (measure_width(hyphen, piece.type) if hyphen else 0.0))
        units: list[tuple[str, float]] = []
        for unit in syllables(piece.text, language):
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


def ink_extent(row: Sequence[Piece]) -> tuple[float, float]:
    """Return the highest and the lowest ink of a line, from its baseline, in em."""
    return max(piece.ascent for piece in row), max(piece.descent for piece in row)


def line_distances(rows: Sequence[Sequence[Piece]], style: Style) -> list[float]:
    """Return the distances of baselines, in em: the style's, or more where ink would touch."""
    edge = style.outline.width / 100
    return [
        max(style.text.line_height / 100, ink_extent(upper)[1] + ink_extent(lower)[0] + 0.04 + edge)
        for upper, lower in pairwise(rows)
    ]
