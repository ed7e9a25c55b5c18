"""Places of mouths on a picture.

A mouth stands where the user asked for it. Otherwise it is placed above or below the
captions, in the safe area of the platform.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from vidsync.captions import Box, Canvas, Captions
from vidsync.mouths.mouth import Mouth
from vidsync.mouths.sets import MouthSet

# Fractions of the shorter side of the picture:
_APART = 0.02
"""The free height between captions and a mouth."""
_USUAL_REACH = 0.12
"""The height of captions on each side of their centre, if they are not laid out."""
_SMALLEST = 0.12
"""The least width of a mouth, even if there is no room for it."""

_FILLING = 0.92
"""The part of the width of its slot that a mouth takes at most."""


@dataclass(frozen=True, slots=True)
class MouthPlace:
    """A rectangle in whole pixels, all of its numbers even.

    Attributes:
        left: pixels from the left edge; may be negative.
        top: pixels from the upper edge.
        width: pixels.
        height: pixels.
    """

    left: int
    top: int
    width: int
    height: int

    @property
    def box(self) -> Box:
        """The rectangle as a box, which captions can avoid."""
        return Box(self.left, self.top, self.left + self.width, self.top + self.height)


def find_requested_place(mouth: Mouth, pictures: MouthSet, canvas: Canvas) -> MouthPlace | None:
    """Find the place that the user asked for; None if there is none."""
    if mouth.at is None:
        return None
    width = canvas.width * mouth.width if mouth.width else pictures.width * canvas.shorter_side
    x, y = mouth.at
    return _place(x * canvas.width, y * canvas.height, width, pictures)


def place_mouths(
    mouths: Sequence[tuple[Mouth, MouthSet]], canvas: Canvas, captions: Captions | None = None
) -> list[MouthPlace]:
    """Find a place for each mouth.

    A mouth has the place that the user asked for. The others are side by side next to the
    captions. A single one is in the middle of an upright picture and at the right of a wide
    one.

    Args:
        mouths: each with its set.
        canvas: the picture.
        captions: on the picture, if there are any; they are laid out here.

    Returns:
        The places, in the order of the mouths.

    Raises:
        CaptionError: a word cannot be laid out.
        FontError: a font cannot be used.
    """
    free = [index for index, (mouth, _) in enumerate(mouths) if mouth.at is None]
    room = _free_box(canvas, captions) if free else canvas.safe_box
    above = room.centre[1] <= canvas.height * canvas.area.caption_centre
    found = []
    for index, (mouth, pictures) in enumerate(mouths):
        requested = find_requested_place(mouth, pictures, canvas)
        if requested is not None:
            found.append(requested)
            continue
        slot = room.width / len(free)
        shape = pictures.size[1] / pictures.size[0]
        if mouth.width:
            width = canvas.width * mouth.width
        else:
            width = min(pictures.width * canvas.shorter_side, slot * _FILLING, room.height / shape)
            width = max(width, _SMALLEST * canvas.shorter_side)
        if len(free) > 1:
            x = room.left + slot * (free.index(index) + 0.5)
        elif canvas.width > canvas.height:
            x = room.right - width / 2
        else:
            x = canvas.width / 2
        y = room.bottom - width * shape / 2 if above else room.top + width * shape / 2
        found.append(_place(x, y, width, pictures))
    return found


def _place(x: float, y: float, width: float, pictures: MouthSet) -> MouthPlace:
    across = max(2, 2 * round(width / 2))
    down = max(2, 2 * round(width * pictures.size[1] / pictures.size[0] / 2))
    return MouthPlace(2 * round((x - across / 2) / 2), 2 * round((y - down / 2) / 2), across, down)


def _free_box(canvas: Canvas, captions: Captions | None) -> Box:
    """Return the larger of the parts of the safe area above and below the captions."""
    top, bottom = _caption_extent(canvas, captions)
    apart = _APART * canvas.shorter_side
    safe = canvas.safe_box
    above = Box(safe.left, safe.top, safe.right, max(safe.top, top - apart))
    below = Box(safe.left, min(safe.bottom, bottom + apart), safe.right, safe.bottom)
    return above if above.height >= below.height else below


def _caption_extent(canvas: Canvas, captions: Captions | None) -> tuple[float, float]:
    """Return the top and the bottom of everything that captions draw."""
    # Imported here: it loads fonts and their metrics.
    from vidsync.captions.layout.frame import make_frame

    lanes = [lane for lane in (captions, captions and captions.second) if lane and lane.placed]
    if not lanes:
        centre = canvas.height * canvas.area.caption_centre
        reach = _USUAL_REACH * canvas.shorter_side
        return centre - reach, centre + reach
    tops, bottoms = [], []
    for lane in lanes:
        beyond = make_frame(lane.preset.style, lane.canvas).reach_y
        tops += [min(cue.top, cue.box.top - beyond) for cue in lane.placed]
        # A cue's box ends at its last baseline, and letters reach below it.
        bottoms += [cue.box.bottom + beyond + cue.size * 0.3 for cue in lane.placed]
    return min(tops), max(bottoms)
