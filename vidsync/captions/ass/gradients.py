"""Gradients of letters: bands of one colour each, under clips that share a word's height.

ASS has no gradients; bands that are narrow enough look the same.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

from vidsync.captions.canvas import Box, Canvas
from vidsync.captions.style.colour import Colour

# Bands per em: enough that no step is visible.
_BANDS = 15


def gradient_bands(
    box: Box, size: float, colour: Colour, goal: Colour, canvas: Canvas
) -> Sequence[tuple[str, Colour]]:
    """Return the bands over letters: clips, and the colours under them.

    Args:
        box: of the letters, from capital height to baseline.
        size: of the em, in pixels.
        colour: of the letters, kept at their top.
        goal: the colour at their bottom.
        canvas: the canvas they are drawn on.
    """
    count = max(3, round(box.height / size * _BANDS))
    edges = tuple(round(box.top + box.height * place / count) for place in range(count + 1))
    return _between(edges, colour, goal, canvas.width, canvas.height)


# Lines stand at few heights, and all their words share the bands.
@lru_cache(maxsize=256)
def _between(
    edges: tuple[int, ...], colour: Colour, goal: Colour, width: int, height: int
) -> Sequence[tuple[str, Colour]]:
    # The last band includes what hangs below the baseline.
    feet = [*edges[2:-1], height]
    return [
        (
            f"\\clip(0,{upper},{width},{foot})",
            colour.towards(goal, place / (len(edges) - 2)),
        )
        for place, (upper, foot) in enumerate(zip(edges[1:], feet, strict=False), 1)
    ]
