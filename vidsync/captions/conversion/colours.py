"""Colours as caption files write them."""

from __future__ import annotations

import re

from PIL import ImageColor


def read_colour(text: str) -> str:
    """Return a colour as ``#rrggbb``; ``""`` if it is not one.

    Args:
        text: a CSS name, ``#rgb``, ``#rrggbb``, ``#rrggbbaa`` or the same digits without #.
    """
    text = text.strip().lower()
    if re.fullmatch(r"[0-9a-f]{6}", text):
        text = f"#{text}"
    try:
        red, green, blue = ImageColor.getrgb(text)[:3]
    except ValueError:
        return ""
    return f"#{red:02x}{green:02x}{blue:02x}"


def to_ass_colour(colour: str) -> str:
    """Return ``#rrggbb`` as ASS writes it: ``&HBBGGRR&``."""
    return f"&H{colour[5:7]}{colour[3:5]}{colour[1:3]}&".upper()
