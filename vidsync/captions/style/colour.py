"""Colours, their contrast and their difference."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Self

from vidsync.errors import PresetError

_HEX = re.compile(r"#([0-9A-Fa-f]{6})([0-9A-Fa-f]{2})?")


@dataclass(frozen=True, slots=True)
class Colour:
    """An sRGB colour with opacity, each part 0 to 255."""

    red: int
    green: int
    blue: int
    opacity: int = 255

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read ``#RRGGBB`` or ``#RRGGBBAA``, where AA = FF is opaque.

        Raises:
            PresetError: the text has another form.
        """
        match = _HEX.fullmatch(text)
        if not match:
            raise PresetError(f"{text!r} is not a colour", hint="write #RRGGBB or #RRGGBBAA")
        red, green, blue = bytes.fromhex(match[1])
        return cls(red, green, blue, int(match[2] or "FF", 16))

    def __str__(self) -> str:
        return f"#{self.red:02X}{self.green:02X}{self.blue:02X}{self.opacity:02X}"

    @property
    def luminance(self) -> float:
        """Relative luminance, 0 (black) to 1 (white).

        Source:
            Web Content Accessibility Guidelines 2.1.
        """
        red, green, blue = map(_linear, (self.red, self.green, self.blue))
        return 0.2126 * red + 0.7152 * green + 0.0722 * blue

    def towards(self, other: Colour, share: float) -> Colour:
        """Return the colour at a fraction of the way to another."""
        ours = (self.red, self.green, self.blue, self.opacity)
        theirs = (other.red, other.green, other.blue, other.opacity)
        return Colour(*(round(a + (b - a) * share) for a, b in zip(ours, theirs, strict=True)))


WHITE = Colour(255, 255, 255)
BLACK = Colour(0, 0, 0)


def contrast(one: Colour, other: Colour) -> float:
    """Return the contrast ratio of two opaque colours, 1 to 21.

    Source:
        Web Content Accessibility Guidelines 2.1: 4.5 for text, 3 for large text.
    """
    lighter, darker = sorted((one.luminance, other.luminance), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def difference(one: Colour, other: Colour) -> float:
    """Return how different two colours look, 0 to about 100.

    Source:
        Distance in the CIE L*a*b* space (CIE 1976); about 2 is just noticeable, and 20 is
        distinct at a glance.
    """
    squares = ((a - b) ** 2 for a, b in zip(_lab(one), _lab(other), strict=True))
    return float(sum(squares) ** 0.5)


def _linear(part: int) -> float:
    value = part / 255
    return value / 12.92 if value <= 0.04045 else float(((value + 0.055) / 1.055) ** 2.4)


def _lab(colour: Colour) -> tuple[float, float, float]:
    red, green, blue = map(_linear, (colour.red, colour.green, colour.blue))
    x = (0.4124 * red + 0.3576 * green + 0.1805 * blue) / 0.9505
    y = 0.2126 * red + 0.7152 * green + 0.0722 * blue
    z = (0.0193 * red + 0.1192 * green + 0.9505 * blue) / 1.089
    fx, fy, fz = (t ** (1 / 3) if t > 0.008856 else 7.787 * t + 16 / 116 for t in (x, y, z))
    return 116 * fy - 16, 500 * (fx - fy), 200 * (fy - fz)
