"""Where mouths stand on a picture: where they were asked for, else clear of the captions.

The captions are asked how much room they take at most; a mouth without a place of its own
gets what is free above or below them, inside the platform's safe area.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from vidsync.captions import Box, Canvas, Captions
from vidsync.mouths.mouth import Mouth
from vidsync.mouths.sets import MouthSet

# Free height between captions and a mouth, as a fraction of the shorter side.
_APART = 0.02
# What captions take about their centre where they are not laid out, likewise.
_USUAL_REACH = 0.12
# A mouth that finds no room is drawn so small at least, likewise.
_SMALLEST = 0.12
# Of its share of the width, what a mouth takes at most.
_FILLING = 0.92


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
        """The same, as captions avoid it."""
        return Box(self.left, self.top, self.left + self.width, self.top + self.height)


def find_requested_place(mouth: Mouth, visemes: MouthSet, canvas: Canvas) -> MouthPlace | None:
    """Where a mouth was asked to stand; None if it was not said."""
    if mouth.at is None:
        return None
    width = canvas.width * mouth.width if mouth.width else visemes.width * canvas.shorter_side
    x, y = mouth.at
    return _place(x * canvas.width, y * canvas.height, width, visemes)


def place_mouths(
    mouths: Sequence[tuple[Mouth, MouthSet]], canvas: Canvas, captions: Captions | None = None
) -> list[MouthPlace]:
    """A place for each mouth.

    Args:
        mouths: and their sets.
        canvas: the picture.
        captions: what is drawn on it, if anything is; laid out here.

    Returns:
        In the same order: what was asked for; the others side by side next to the captions,
        one alone in the middle of an upright picture and at the right of a wide one.

    Raises:
        CaptionError: a word can't be laid out; FontError: a font fails.
    """
    free = [index for index, (mouth, _) in enumerate(mouths) if mouth.at is None]
    room = _free_box(canvas, captions) if free else canvas.safe_box
    above = room.centre[1] <= canvas.height * canvas.area.caption_centre
    found = []
    for index, (mouth, visemes) in enumerate(mouths):
        asked = find_requested_place(mouth, visemes, canvas)
        if asked is not None:
            found.append(asked)
            continue
        slot = room.width / len(free)
        shape = visemes.size[1] / visemes.size[0]
        if mouth.width:
            width = canvas.width * mouth.width
        else:
            width = min(visemes.width * canvas.shorter_side, slot * _FILLING, room.height / shape)
            width = max(width, _SMALLEST * canvas.shorter_side)
        if len(free) > 1:
            x = room.left + slot * (free.index(index) + 0.5)
        elif canvas.width > canvas.height:
            x = room.right - width / 2
        else:
            x = canvas.width / 2
        y = room.bottom - width * shape / 2 if above else room.top + width * shape / 2
        found.append(_place(x, y, width, visemes))
    return found


def _place(x: float, y: float, width: float, visemes: MouthSet) -> MouthPlace:
    across = max(2, 2 * round(width / 2))
    down = max(2, 2 * round(width * visemes.size[1] / visemes.size[0] / 2))
    return MouthPlace(2 * round((x - across / 2) / 2), 2 * round((y - down / 2) / 2), across, down)


def _free_box(canvas: Canvas, captions: Captions | None) -> Box:
    """The larger part of the safe area above or below the captions."""
    top, bottom = _reach(canvas, captions)
    apart = _APART * canvas.shorter_side
    safe = canvas.safe_box
    above = Box(safe.left, safe.top, safe.right, max(safe.top, top - apart))
    below = Box(safe.left, min(safe.bottom, bottom + apart), safe.right, safe.bottom)
    return above if above.height >= below.height else below


def _reach(canvas: Canvas, captions: Captions | None) -> tuple[float, float]:
    """The top and the bottom of all that captions draw, decoration included."""
    # Fonts and their metrics are loaded only when something is laid out.
    from vidsync.captions.layout.fit import frame_for

    lanes = [lane for lane in (captions, captions and captions.second) if lane and lane.placed]
    if not lanes:
        centre = canvas.height * canvas.area.caption_centre
        reach = _USUAL_REACH * canvas.shorter_side
        return centre - reach, centre + reach
    tops, bottoms = [], []
    for lane in lanes:
        beyond = frame_for(lane.preset.style, lane.canvas).reach_y
        tops += [min(cue.top, cue.box.top - beyond) for cue in lane.placed]
        # A cue's box ends at its last baseline: letters hang below it.
        bottoms += [cue.box.bottom + beyond + cue.size * 0.3 for cue in lane.placed]
    return min(tops), max(bottoms)
