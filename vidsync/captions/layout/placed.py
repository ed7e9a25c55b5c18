"""Placed cues: where every run of every word stands, in pixels of the canvas."""

from __future__ import annotations

from dataclasses import dataclass

from vidsync.captions.canvas import Box
from vidsync.captions.cues.cue import Cue
from vidsync.captions.layout.shaping import Run
from vidsync.captions.style.colour import Colour
from vidsync.transcript import Word


@dataclass(frozen=True, slots=True)
class PlacedRun:
    """A run and its place.

    Attributes:
        run: what is drawn.
        size: pixels to the em of the run's own font; of an emoji, its height.
        centre: x of the middle of its advance.
        baseline: y.
    """

    run: Run
    size: float
    centre: float
    baseline: float

    @property
    def width(self) -> float:
        """Pixels of its advance."""
        return self.run.advance * self.size / self.run.scale

    @property
    def anchor(self) -> tuple[float, float]:
        """x, y of the middle of its line box, the point that ``\an5`` positions."""
        x = self.centre + self.run.anchor * self.size / self.run.scale
        if self.run.emoji is not None:
            height = (self.run.ascent - self.run.descent) * self.size / self.run.scale
            return x, self.baseline - height / 2
        font = self.run.font
        height = (font.win_ascent - font.win_descent) * self.size / font.units_per_em
        return x, self.baseline - height / 2


@dataclass(frozen=True, slots=True)
class PlacedWord:
    """A word, or one piece of a hyphenated word, and its place.

    Attributes:
        word: with its times.
        index: of the word in its cue.
        runs: from left to right.
        box: from capital height to baseline, as wide as the word.
        largest: the scale to which it can grow about its centre without touching a neighbour
            or leaving the safe area.
        right_to_left: whether it is read that way.
        emphasised: whether it is an emphasised word.
        active_runs: the runs while it is active, if that state has another font.
    """

    word: Word
    index: int
    runs: tuple[PlacedRun, ...]
    box: Box
    largest: float
    right_to_left: bool
    emphasised: bool = False
    active_runs: tuple[PlacedRun, ...] = ()

    @property
    def pivot(self) -> tuple[float, float]:
        """The point about which it grows; of one run, the point that libass positions."""
        return self.runs[0].anchor if len(self.runs) == 1 else self.box.centre


@dataclass(frozen=True, slots=True)
class PlacedLabel:
    """The speaker's name and its place.

    Attributes:
        runs: from left to right.
        box: from capital height to baseline, as wide as the name.
        colour: of its letters; None for the text's.
        tag: the shape behind it, if there is one, and its colour.
        steady: whether it was shown just before the cue.
    """

    runs: tuple[PlacedRun, ...]
    box: Box
    colour: Colour | None = None
    tag: tuple[Box, Colour] | None = None
    steady: bool = False


@dataclass(frozen=True, slots=True)
class PlacedCue:
    """A cue whose words have their places.

    Attributes:
        cue: what is shown, and when.
        words: in the order in which they are spoken.
        size: pixels to the em of the main font.
        scale: how far the cue was shrunk to fit; 1 if it was not.
        box: around all lines, from the first one's capital height to the last baseline.
        colour: of the speaker; None for the style's.
        label: the speaker's name, if it is shown.
    """

    cue: Cue
    words: tuple[PlacedWord, ...]
    size: float
    scale: float
    box: Box
    colour: Colour | None = None
    label: PlacedLabel | None = None

    @property
    def top(self) -> float:
        """The top of its capitals, or of its name's tag above them."""
        tag = self.label.tag if self.label else None
        return min(self.box.top, tag[0].top) if tag else self.box.top
