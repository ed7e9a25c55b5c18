"""The syntax of ASS: events, styles, colours, escaping, and the whole file."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from vidsync.captions.canvas import Canvas
from vidsync.captions.layout.fonts import Font
from vidsync.captions.style.colour import Colour

_RIGHT_TO_LEFT_MARK = "\u200f"
_WORD_JOINER = "\u2060"

_ESCAPES = str.maketrans(
    {
        # libass interprets \N, \n, \h, \{ and \}. An invisible joiner after the backslash separates
        # it from the next character, and the text is drawn literally.
        "\\": "\\" + _WORD_JOINER,
        "{": "\\{",
        "}": "\\}",
        # libass trims a plain space at either end of an event.
        " ": "\u00a0",
        "\n": "\u00a0",
        "\r": "\u00a0",
    }
)


@dataclass(frozen=True, slots=True)
class Face:
    """A named ASS style: one font at one size, in one colour.

    Attributes:
        name: of the style.
        font: the font.
        size: pixels to the font's em.
        colour: of the letters.
        outline: width in pixels.
        outline_colour: of the outline.
        shadow: pixels down and right.
        shadow_colour: of the shadow.
    """

    name: str
    font: Font
    size: float
    colour: Colour
    outline: float
    outline_colour: Colour
    shadow: float
    shadow_colour: Colour

    def line(self) -> str:
        """Return the style's line in the file."""
        colours = (self.colour, self.colour, self.outline_colour, self.shadow_colour)
        return (
            f"Style: {self.name},{self.font.ass_name},{decimal(self.size * self.font.ass_size)},"
            + ",".join(f"&H{255 - c.opacity:02X}{_bgr(c)}" for c in colours)
            + f",0,0,0,0,100,100,0,0,1,{decimal(self.outline)},{decimal(self.shadow)},5,0,0,0,-1"
        )


class Event(NamedTuple):
    """One drawn element, or copies of it that differ in some tags.

    Attributes:
        layer: higher ones are drawn over lower ones.
        start: hundredths of a second.
        end: hundredths of a second; it is no longer drawn at this time.
        face: the name of the style.
        tags: override tags, without braces.
        text: escaped text, or a drawing.
        copies: the further tags of each copy.
    """

    layer: int
    start: int
    end: int
    face: str
    tags: str
    text: str
    copies: tuple[str, ...] = ("",)

    def lines(self) -> list[str]:
        """Return the event's lines in the file, one for each copy."""
        layer, start, end, face, tags, text, copies = self
        head = f"Dialogue: {layer},{_time(start)},{_time(end)},{face},,0,0,0,,{{{tags}"
        return [f"{head}{copy}}}{text}" for copy in copies]


def write_script(
    faces: Iterable[Face], lines: Iterable[str], canvas: Canvas, *, language: str = ""
) -> str:
    """Return a whole ASS file.

    Args:
        faces: every style that an event uses.
        lines: of events, in their drawing order within a layer.
        canvas: the picture, in whose pixels positions count, and its colour matrix.
        language: BCP 47 tag for shaping.
    """
    # A language tag is letters, digits and hyphens; other characters are dropped.
    tag = language if language.replace("-", "").isalnum() and language.isascii() else "en"
    head = (
        "[Script Info]",
        "ScriptType: v4.00+",
        f"PlayResX: {canvas.width}",
        f"PlayResY: {canvas.height}",
        f"LayoutResX: {canvas.width}",
        f"LayoutResY: {canvas.height}",
        "ScaledBorderAndShadow: yes",
        "WrapStyle: 2",
        "Kerning: yes",
        f"Language: {tag}",
        f"YCbCr Matrix: {canvas.matrix}",
        "",
        "[V4+ Styles]",
        "Format: Name, Fontname, Fontsize, PrimaryColour, SecondaryColour, OutlineColour, "
        "BackColour, Bold, Italic, Underline, StrikeOut, ScaleX, ScaleY, Spacing, Angle, "
        "BorderStyle, Outline, Shadow, Alignment, MarginL, MarginR, MarginV, Encoding",
        *(face.line() for face in faces),
        "",
        "[Events]",
        "Format: Layer, Start, End, Style, Name, MarginL, MarginR, MarginV, Effect, Text",
    )
    return "\n".join([*head, *lines, ""])


def escape(text: str, *, level: int = 0, strong: bool = True) -> str:
    """Escape text so that it is drawn literally.

    Args:
        text: the text.
        level: embedding level of all of it.
        strong: whether it has a letter that determines its direction; if not, and it runs from
            right to left, marks are added.
    """
    safe = text.translate(_ESCAPES)
    # libass assumes left to right. Where the font lacks a mark, builds before 0.15 take it from
    # another font and set the whole word lower, so no mark is written.
    if strong or level % 2 == 0:
        return safe
    return f"{_RIGHT_TO_LEFT_MARK}{safe}{_RIGHT_TO_LEFT_MARK}"


def decimal(value: float) -> str:
    """Format a number with at most two decimals, without trailing zeros."""
    text = f"{value:.2f}"
    if text[-1] == "0":
        text = text[:-1] if text[-2] != "0" else text[:-3]
    return "0" if text == "-0" else text


def colour_tags(colour: Colour) -> str:
    """Return the tags for a colour and its opacity."""
    alpha = f"\\1a&H{255 - colour.opacity:02X}&" if colour.opacity < 255 else ""
    return f"\\1c&H{_bgr(colour)}&{alpha}"


def scale_tags(scale: tuple[float, ...]) -> str:
    """Return the tags that scale width and height."""
    return f"\\fscx{decimal(100 * scale[0])}\\fscy{decimal(100 * scale[1])}"


def _bgr(colour: Colour) -> str:
    return f"{colour.blue:02X}{colour.green:02X}{colour.red:02X}"


@lru_cache(maxsize=1024)
def _time(hundredths: int) -> str:
    minutes, rest = divmod(hundredths, 6000)
    return f"{minutes // 60}:{minutes % 60:02}:{rest // 100:02}.{rest % 100:02}"
