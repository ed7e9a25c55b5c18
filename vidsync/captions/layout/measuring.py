"""Measures words as they are drawn. Lengths are in em of the main font."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from itertools import pairwise

from vidsync.captions.canvas import Canvas
from vidsync.captions.cues.boundaries import Ruler
from vidsync.captions.layout.frame import make_frame
from vidsync.captions.layout.shaping import Run, Typesetter
from vidsync.captions.style.style import Style
from vidsync.captions.text import bidi
from vidsync.captions.text.emphasis import Key, word_key
from vidsync.transcript import Word
from vidsync.transcript.spacing import gap_between

LITTLE_SMALLER = 0.9
"""A cue shrunk to at least this fraction does not look smaller than its neighbours."""

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
class Types:
    """How words are set: most words, emphasised words, and the active word."""

    main: Type
    emphasis: Type
    active: Type | None


def make_types(style: Style, typesetter: Typesetter) -> Types:
    """Return how the words of a style are set."""

    def type_of(font: str | None, scale: float) -> Type:
        if font is None:
            return Type(typesetter, scale)
        setter = Typesetter(font, fallback=style.text.fallback, language=typesetter.language)
        return Type(setter, scale * setter.font.scale_beside(typesetter.font))

    return Types(
        Type(typesetter),
        type_of(style.emphasis.font, style.emphasis.scale / 100),
        type_of(style.active.font, 1.0) if style.active.font else None,
    )


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


def measure_width(text: str, typesetter: Typesetter | Type) -> float:
    """Return the width of a text by itself, in em."""
    return sum(run.advance for run in _shaped(text, typesetter))


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


def ink_extent(row: Sequence[Piece]) -> tuple[float, float]:
    """Return the highest and the lowest ink of a line, from its baseline, in em."""
    return max(piece.ascent for piece in row), max(piece.descent for piece in row)


def make_ruler(
    style: Style, canvas: Canvas, typesetter: Typesetter, emphasised: Collection[Key]
) -> Ruler:
    """Return what measures the words of a style, for lines that fit its frame on a canvas.

    Raises:
        CaptionError: the text is too large for the safe area.
    """
    frame = make_frame(style, canvas)
    types = make_types(style, typesetter)

    def measure_word(word: Word) -> float:
        type_ = types.emphasis if word_key(word) in emphasised else types.main
        return measure_width(word.text.translate(_COMMON_SPACES), type_)

    return Ruler(
        measure_word,
        space=measure_space(style, typesetter),
        room=frame.width / (frame.size * LITTLE_SMALLER),
        grown=frame.grown,
    )
