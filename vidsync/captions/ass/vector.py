"""Vector drawings for ASS: rounded rectangles, and emoji as flat-coloured outlines.

A drawing is a string of drawing commands around (0, 0), so that scaling grows it about its middle.
"""

from __future__ import annotations

import struct
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache

import uharfbuzz as hb

from vidsync.captions.layout.fonts import Font, emoji_font
from vidsync.captions.style.colour import BLACK, Colour

SUBPIXELS = 8
"""Drawings are in eighths of a pixel, which ASS calls ``\\p4``."""

# Distance of the control points of a quarter circle along its tangents.
_QUARTER = 0.5523
# The palette index of the OpenType COLR table for "the text's colour".
_TEXT_COLOUR = 0xFFFF


@dataclass(frozen=True, slots=True)
class EmojiLayer:
    """One colour of an emoji.

    Attributes:
        path: drawing commands, for an emoji of `EMOJI_PIXELS` pixels' height.
        colour: of the layer.
    """

    path: str
    colour: Colour


EMOJI_PIXELS = 64
"""The height at which emoji are drawn before they are scaled."""


@cache
def rounded_rectangle(width: float, height: float, radius: float) -> str:
    """Draw a rectangle with round corners, its middle at (0, 0).

    Args:
        width: pixels.
        height: pixels.
        radius: pixels; at most half the shorter side is used.
    """
    right, bottom = round(width / 2 * SUBPIXELS), round(height / 2 * SUBPIXELS)
    left, top = -right, -bottom
    r = round(min(radius * SUBPIXELS, right, bottom))
    if r <= 0:
        return f"m {left} {top} l {right} {top} {right} {bottom} {left} {bottom}"
    c = round(r * (1 - _QUARTER))
    return (
        f"m {left + r} {top} l {right - r} {top} "
        f"b {right - c} {top} {right} {top + c} {right} {top + r} l {right} {bottom - r} "
        f"b {right} {bottom - c} {right - c} {bottom} {right - r} {bottom} l {left + r} {bottom} "
        f"b {left + c} {bottom} {left} {bottom - c} {left} {bottom - r} l {left} {top + r} "
        f"b {left} {top + c} {left + c} {top} {left + r} {top}"
    )


@cache
def parallelogram(width: float, height: float, lean: float) -> str:
    """Draw a parallelogram with horizontal edges, its middle at (0, 0).

    Args:
        width: of each horizontal edge, in pixels.
        height: pixels.
        lean: pixels by which the top is further right than the bottom; negative is left.
    """
    right, bottom = round(width / 2 * SUBPIXELS), round(height / 2 * SUBPIXELS)
    shift = round(lean / 2 * SUBPIXELS)
    return (
        f"m {shift - right} {-bottom} l {shift + right} {-bottom} "
        f"{right - shift} {bottom} {-right - shift} {bottom}"
    )


@cache
def emoji_layers(glyph: int) -> tuple[EmojiLayer, ...]:
    """Return the layers of a Twemoji glyph, back to front; neighbours of one colour are joined.

    Source:
        OpenType COLR version 0: each layer is a plain outline in one palette colour.
    """
    font = emoji_font()
    palette = _palette(font)
    layers: list[EmojiLayer] = []
    for layer in font.shaper.face.get_glyph_color_layers(glyph):
        path = _outline(font, layer.glyph)
        if not path:
            continue
        colour = BLACK
        if layer.color_index != _TEXT_COLOUR:
            colour = palette[layer.color_index]
        if layers and layers[-1].colour == colour and colour.opacity == 255:
            layers[-1] = EmojiLayer(f"{layers[-1].path} {path}", colour)
        else:
            layers.append(EmojiLayer(path, colour))
    return tuple(layers)


@cache
def _palette(font: Font) -> tuple[Colour, ...]:
    """Return the colours of the first palette.

    They are read from the CPAL table: uharfbuzz 0.57 never returns from a palette of more than
    a few hundred colours.
    """
    table = bytes(font.shaper.face.reference_table("CPAL").data)
    count, _, _, offset, first = struct.unpack_from(">HHHLH", table, 2)
    records = table[offset + 4 * first : offset + 4 * (first + count)]
    return tuple(Colour(r, g, b, a) for b, g, r, a in struct.iter_unpack(">BBBB", records))


def _outline(font: Font, glyph: int) -> str:
    """Return a glyph's outline as drawing commands, the middle of its em box at (0, 0)."""
    pen = _Pen(_to_pixels(font))
    font.shaper.draw_glyph(glyph, _draw_functions(), pen)
    return " ".join(pen.commands)


def _to_pixels(font: Font) -> Callable[[float, float], str]:
    unit = EMOJI_PIXELS * SUBPIXELS / font.units_per_em
    middle_x = font.units_per_em / 2
    middle_y = (font.win_ascent - font.win_descent) / 2

    def point(x: float, y: float) -> str:
        return f"{round((x - middle_x) * unit)} {round((middle_y - y) * unit)}"

    return point


class _Pen:
    """Collects an outline; quadratic curves become cubic ones, the only ones ASS has."""

    def __init__(self, point: Callable[[float, float], str]) -> None:
        self.point = point
        self.commands: list[str] = []
        self.at = (0.0, 0.0)

    def move(self, x: float, y: float) -> None:
        self.commands.append(f"m {self.point(x, y)}")
        self.at = (x, y)

    def line(self, x: float, y: float) -> None:
        self.commands.append(f"l {self.point(x, y)}")
        self.at = (x, y)

    def quadratic(self, cx: float, cy: float, x: float, y: float) -> None:
        x0, y0 = self.at
        self.cubic(
            x0 + (cx - x0) * 2 / 3,
            y0 + (cy - y0) * 2 / 3,
            x + (cx - x) * 2 / 3,
            y + (cy - y) * 2 / 3,
            x,
            y,
        )

    def cubic(self, ax: float, ay: float, bx: float, by: float, x: float, y: float) -> None:
        self.commands.append(f"b {self.point(ax, ay)} {self.point(bx, by)} {self.point(x, y)}")
        self.at = (x, y)


@cache
def _draw_functions() -> hb.DrawFuncs:
    functions = hb.DrawFuncs()
    functions.set_move_to_func(lambda x, y, pen: pen.move(x, y))
    functions.set_line_to_func(lambda x, y, pen: pen.line(x, y))
    functions.set_quadratic_to_func(lambda cx, cy, x, y, pen: pen.quadratic(cx, cy, x, y))
    functions.set_cubic_to_func(lambda ax, ay, bx, by, x, y, pen: pen.cubic(ax, ay, bx, by, x, y))
    return functions
