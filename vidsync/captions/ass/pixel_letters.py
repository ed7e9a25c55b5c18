"""A growing word, set letter by letter on whole pixels and in few sizes.

libass caches a bitmap of every letter at every size and eighth of a pixel, and of every word at
every size, until 192 MB are full. Letters set here look the same wherever they stand, and words are
composed of them: libass caches a few hundred small bitmaps, however long the video is.
"""

from __future__ import annotations

from functools import lru_cache

from PIL import ImageFont

from vidsync.captions.ass.letters import letters_of, never_joins
from vidsync.captions.ass.scale_steps import Steps
from vidsync.captions.ass.syntax import escape
from vidsync.captions.layout.fonts import Font
from vidsync.captions.layout.shaping import Run

# libass shapes every font at this height (ascent plus descent) and scales the result.
_SHAPED_AT = 256
# libass merges the letters of one run into one bitmap. Another secondary colour, which only
# karaoke tags would show, makes the next letter a run of its own.
_PARTINGS = ("\\2c&H0&", "\\2c&H1&")


@lru_cache(maxsize=4096)
def can_letter(run: Run) -> bool:
    """Whether the letters of a run can be set one by one: Latin and similar scripts."""
    return run.emoji is None and run.level % 2 == 0 and never_joins(run.text)


# The same words occur again and again, and nearly all of them grow in the same steps.
@lru_cache(maxsize=16384)
def draw_letters(run: Run, size: float, scales: Steps) -> str:
    """Return the text of an event that draws a run letter by letter, centred on whole pixels.

    Args:
        run: a run for which `can_letter` is true.
        size: pixels to the em of the run's font.
        scales: its scales from the event's start.
    """
    times = [f"\\t({time},{time}," for time, _ in scales[1:]]
    spacings = [_spacings(run, size, scale) for _, scale in scales]
    text = []
    for place, letter in enumerate(_escaped(run)):
        before = spacings[0][place]
        tags = _PARTINGS[place % 2] + before
        for time, spacing in zip(times, spacings[1:], strict=True):
            if spacing[place] != before:
                before = spacing[place]
                tags += f"{time}{before})"
        text.append(f"{{{tags}}}{letter}")
    return "".join(text)


@lru_cache(maxsize=4096)
def _escaped(run: Run) -> tuple[str, ...]:
    return tuple(escape(letter.run.text) for letter in letters_of(run))


@lru_cache(maxsize=16384)
def _spacings(run: Run, size: float, scale: float) -> tuple[str, ...]:
    """Return each letter's spacing tag, which moves the next letter to a whole pixel.

    The run is an even number of pixels wide, so that its middle is on a whole pixel too.
    """
    unit = size / run.scale * scale
    found = letters_of(run)
    edges = [round(letter.left * unit) for letter in found]
    edges.append(2 * round(found[-1].right * unit / 2))
    tags = []
    for letter, left, right in zip(found, edges, edges[1:], strict=False):
        advance = _advance(run.font, letter.run.text) * size * run.font.ass_size / _SHAPED_AT
        tags.append(f"\\fsp{(right - left) / scale - advance:.3f}")
    return tuple(tags)


@lru_cache(maxsize=4096)
def _advance(font: Font, letter: str) -> float:
    """Return how far a letter moves the pen in libass, in pixels.

    Source:
        libass, ass_shaper.c: metrics of glyphs as FreeType hints them, which rounds them.
        Pillow asks FreeType for the same.
    """
    return _hinted(font).getlength(letter)


@lru_cache(maxsize=64)
def _hinted(font: Font) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(
        font.path, _SHAPED_AT / font.ass_size, layout_engine=ImageFont.Layout.BASIC
    )
