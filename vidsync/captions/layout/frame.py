"""The space that cues of a style have on a canvas, in pixels."""

from __future__ import annotations

from dataclasses import dataclass
from math import radians, sin

from vidsync.captions.canvas import Box, Canvas
from vidsync.captions.style.animations import ANIMATIONS
from vidsync.captions.style.style import PlaceStyle, Style
from vidsync.errors import CaptionError

# The smallest legible text on a phone, as a fraction of the shorter side.
_LEGIBLE = 0.022
# Height of the middle of a lower third, as a fraction of the picture's.
_LOWER_THIRD = 0.8
_ALIGNMENTS = {"left": 0.0, "centre": 0.5, "right": 1.0}


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
    # Captions stand around their middle, so the larger margin counts on both sides.
    centre = canvas.width * (0.5 if style.place.x is None else style.place.x)
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
        caption_y=_middle_of_cues(style.place, canvas, box),
        reach=reach,
        reach_y=(_reach_y(style) + sway_y + (grown - 1) / 2) * size + turned * half,
        grown=grown,
        avoid=canvas.boxes_to_avoid,
        align=_ALIGNMENTS[style.place.align],
    )


def _middle_of_cues(place: PlaceStyle, canvas: Canvas, box: Box) -> float:
    """Return the height at which the middle of a cue stands, in pixels from the top."""
    if place.y is not None:
        return place.y * canvas.height
    heights = {
        "top": box.top,
        "middle": box.centre[1],
        "lower-third": min(_LOWER_THIRD * canvas.height, box.bottom),
        "bottom": box.bottom,
    }
    return heights.get(place.position, canvas.height * canvas.area.caption_centre)


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
