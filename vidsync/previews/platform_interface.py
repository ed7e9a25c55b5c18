"""Draws a platform's safe area and a sketch of its interface over a picture.

The sketch fills the margins that the platform's file names, so it covers what the app may cover.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from vidsync.captions import platform as platform_area

if TYPE_CHECKING:
    from PIL import Image, ImageDraw

# Platforms whose apps place buttons at the right side and text at the bottom.
_VERTICAL = ("tiktok", "reels", "shorts", "universal", "universal-strict")
_GLASS = (255, 255, 255, 64)
_BUTTON = (255, 255, 255, 190)
_COVERED = (255, 48, 64, 46)
_EDGE = (72, 255, 150, 230)


def draw_interface(picture: Image.Image, name: str, *, buttons: bool = True) -> Image.Image:
    """Draw what a platform covers over a picture.

    Args:
        picture: of any size.
        name: of the platform.
        buttons: also draw a sketch of its buttons and texts.

    Returns:
        Another RGB picture of the same size.

    Raises:
        PresetError: no platform has this name.
    """
    from PIL import Image, ImageDraw

    area = platform_area(name)
    width, height = picture.size
    left, right = width * area.left, width * (1 - area.right)
    top, bottom = height * area.top, height * (1 - area.bottom)
    cover = Image.new("RGBA", picture.size, (0, 0, 0, 0))
    draw = ImageDraw.Draw(cover)
    for box in (
        (0, 0, width, top),
        (0, bottom, width, height),
        (0, top, left, bottom),
        (right, top, width, bottom),
    ):
        draw.rectangle(box, fill=_COVERED)
    unit = width / 100
    if buttons and name in _VERTICAL:
        _buttons(draw, right, bottom, width, unit)
        _texts(draw, bottom, height, width, unit)
        _tabs(draw, top, width, unit)
    draw.rectangle((left, top, right, bottom), outline=_EDGE, width=max(1, round(unit / 3)))
    return Image.alpha_composite(picture.convert("RGBA"), cover).convert("RGB")


def _buttons(
    draw: ImageDraw.ImageDraw, right: float, bottom: float, width: float, unit: float
) -> None:
    """Like, comment, share, save: round buttons upwards from the foot, right of the area."""
    x = max(right + 5 * unit, width - 7 * unit)
    x = (right + width) / 2 if width - right > 4 * unit else x
    radius = min(4.2 * unit, (width - right) * 0.36)
    for place in range(5):
        y = bottom - (4 + 13 * place) * unit
        draw.ellipse((x - radius, y - radius, x + radius, y + radius), fill=_BUTTON)


def _texts(
    draw: ImageDraw.ImageDraw, bottom: float, height: float, width: float, unit: float
) -> None:
    """Draw placeholders for a name, a description of two lines and the title of the sound."""
    room = height - bottom
    for place, length in ((0.12, 30), (0.26, 68), (0.36, 55), (0.5, 42)):
        y = bottom + room * place
        draw.rounded_rectangle(
            (4 * unit, y, (4 + length) * unit, y + room * 0.06), room * 0.03, fill=_BUTTON
        )
    bar = height - room * 0.2
    draw.rectangle((0, bar, width, height), fill=_GLASS)
    for place in range(5):
        x, y = width * (place + 0.5) / 5, (bar + height) / 2
        draw.ellipse((x - 2 * unit, y - 2 * unit, x + 2 * unit, y + 2 * unit), fill=_BUTTON)


def _tabs(draw: ImageDraw.ImageDraw, top: float, width: float, unit: float) -> None:
    """Two tabs in the middle of the head, and a magnifier at its right."""
    y = top * 0.55
    for centre in (0.38, 0.6):
        x = width * centre
        draw.rounded_rectangle(
            (x - 8 * unit, y, x + 8 * unit, y + 3 * unit), 1.5 * unit, fill=_BUTTON
        )
    x = width * 0.93
    draw.ellipse((x - 2 * unit, y - unit, x + 2 * unit, y + 3 * unit), outline=_BUTTON)
