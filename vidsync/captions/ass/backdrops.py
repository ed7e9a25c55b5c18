"""The shapes of a look: the box behind a cue, the pill behind a word, the line under it.

Each is a drawing centred on its place, so that a movement of words moves it too.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache
from itertools import groupby

from vidsync.captions.ass.vector import parallelogram, rounded_rectangle
from vidsync.captions.canvas import Box
from vidsync.captions.layout.placed import PlacedWord
from vidsync.captions.motion.keyframes import Keyframes, Motion
from vidsync.captions.motion.timeline import Timeline, bounding_box
from vidsync.captions.style.animations import REST, Pose
from vidsync.captions.style.colour import Colour
from vidsync.captions.style.style import Style

# A shape that appears grows from this fraction of its width.
_GROWS_FROM = 0.7

# A box, when it appears and disappears, and its movements.
_Bound = tuple[Box, int, int, list[Motion]]


@dataclass(frozen=True, slots=True)
class Shape:
    """A drawing with its place and time.

    Attributes:
        start: hundredths of a second.
        end: hundredths of a second.
        at: x, y of its middle.
        path: drawing commands.
        colour: of the whole shape.
        tracks: its own movements.
    """

    start: int
    end: int
    at: tuple[float, float]
    path: str
    colour: Colour
    tracks: tuple[Motion, ...]


def draw_boxes(style: Style, timeline: Timeline) -> Iterator[Shape]:
    """Return the box behind the whole cue, or one behind each of its lines."""
    placed, box = timeline.placed, style.box
    if not box.colour.opacity:
        return
    percent = placed.size / 100
    if box.around == "cue":
        bounds: list[_Bound] = [(placed.box, timeline.start, timeline.end, timeline.cue_tracks())]
    else:
        bounds = []
        for _, row in groupby(placed.words, key=lambda word: word.box.bottom):
            line = list(row)
            come, go = min(map(timeline.comes, line)), max(map(timeline.goes, line))
            tracks = [t for t in timeline.tracks(line[0]) if t is not None]
            by_itself = {style.entrance.unit, style.exit.unit} & {"word", "letter"}
            spring = timeline.spring(line[0])
            kept = [] if by_itself else [t for t in tracks if t != spring]
            bounds.append((bounding_box(line), come, go, kept))
        if placed.label is not None and placed.label.tag is None:
            bounds = _with_name(bounds, placed.label.box, timeline)
    for bound, start, end, tracks in bounds:
        path = rounded_rectangle(
            round(bound.width + 2 * box.padding_x * percent, 1),
            round(bound.height + 2 * box.padding_y * percent, 1),
            round(box.radius * percent, 1),
        )
        yield Shape(start, end, bound.centre, path, box.colour, tuple(tracks))


def _with_name(bounds: list[_Bound], name: Box, timeline: Timeline) -> list[_Bound]:
    """Return the boxes of lines; that of the name's line is wide enough for both."""
    (line, come, go, tracks), *others = bounds
    if line.bottom != name.bottom:
        return [(name, timeline.start, timeline.end, timeline.cue_tracks()), *bounds]
    both = replace(line, left=min(line.left, name.left), right=max(line.right, name.right))
    return [(both, come, go, tracks), *others]


def draw_markers(style: Style, timeline: Timeline) -> Iterator[Shape]:
    """Return the shape behind or under the active word, gliding from word to word of a line."""
    if style.active.look not in ("pill", "underline"):
        return
    glide = style.pill.glide if style.active.look == "pill" else style.underline.glide
    stays = style.pill.stay if style.active.look == "pill" else style.underline.stay
    before: tuple[PlacedWord, Box, int] | None = None
    for word in timeline.placed.words:
        start, end = timeline.lit(word)
        if end <= start:
            continue
        box = _marker_box(style, word, timeline.placed.size / 100)
        takes = min(round(glide * 100), (end - start) // 2)
        # A glide across lines would pass behind words that are not being spoken.
        follows = before is not None and before[2] == start and not stays
        if before is not None and follows and before[0].box.bottom == word.box.bottom:
            shift = (before[1].centre[0] - box.centre[0]) / timeline.placed.size
            course = _gliding(takes, round(before[1].width / box.width, 2))
        else:
            shift, course = 0.0, _appearing(takes)
        tracks = [Motion(course, start, box.centre, shift)] if takes else []
        tracks += timeline.tracks(word)
        until = timeline.goes(word) if stays else min(end, timeline.goes(word))
        colour = style.pill.colour if style.active.look == "pill" else style.underline.colour
        yield Shape(start, until, box.centre, _path(style, timeline, box), colour, tuple(tracks))
        before = (word, box, end)


@cache
def _gliding(takes: int, stretch: float) -> Keyframes:
    """Return keyframes from one em to the right and another width to rest."""
    return Keyframes([(0, Pose(x=1, stretch=stretch)), (takes, REST)])


@cache
def _appearing(takes: int) -> Keyframes:
    return Keyframes([(0, Pose(stretch=_GROWS_FROM, opacity=0.4)), (takes, REST)])


def _marker_box(style: Style, word: PlacedWord, percent: float) -> Box:
    """Return the box that a word's pill or underline covers."""
    if style.active.look == "underline":
        top = word.box.bottom + style.underline.gap * percent
        return Box(word.box.left, top, word.box.right, top + style.underline.thickness * percent)
    pill = style.pill
    return Box(
        word.box.left - pill.padding_x * percent,
        word.box.top - (pill.padding_y - pill.drop) * percent,
        word.box.right + pill.padding_x * percent,
        word.box.bottom + (pill.padding_y + pill.drop) * percent,
    )


def _path(style: Style, timeline: Timeline, box: Box) -> str:
    width, height = round(box.width, 1), round(box.height, 1)
    if style.active.look == "underline":
        return rounded_rectangle(width, height, round(height / 2, 1))
    if style.pill.lean:
        return parallelogram(width, height, round(height * style.pill.lean / 100, 1))
    return rounded_rectangle(
        width, height, round(style.pill.radius * timeline.placed.size / 100, 1)
    )
