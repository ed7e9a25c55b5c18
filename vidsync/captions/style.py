"""How a caption looks, as data: fonts, sizes, colours, the active word, the entrance.

Values only, checked when they are made. Files of them are presets; what they come to in
pixels is layout's work, and in ASS the compiler's.

Lengths are relative, so that a style looks the same on every canvas: the size of the text
is a percentage of the canvas' shorter side, every other length a percentage of the size
of the text.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, fields
from math import isfinite
from typing import Any, Literal, Self, get_args, get_origin, get_type_hints

from vidsync.captions.text import Case
from vidsync.errors import PresetError, near_matches

Look = Literal["colour", "pop", "pill", "sweep", "none"]
EntranceKind = Literal["none", "fade", "rise"]

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
            PresetError: it is written otherwise.
        """
        match = _HEX.fullmatch(text)
        if not match:
            raise PresetError(f"{text!r} is not a colour", hint="write #RRGGBB or #RRGGBBAA")
        red, green, blue = bytes.fromhex(match[1])
        return cls(red, green, blue, int(match[2] or "FF", 16))

    def __str__(self) -> str:
        return f"#{self.red:02X}{self.green:02X}{self.blue:02X}{self.opacity:02X}"


WHITE = Colour(255, 255, 255)
BLACK = Colour(0, 0, 0)


def _limited(low: float, high: float) -> dict[str, tuple[float, float]]:
    return {"range": (low, high)}


def _check(name: str, value: Any, hint: Any, metadata: Any) -> None:
    """Refuse a value that is not of its field's type, or out of its range."""
    if get_origin(hint) is Literal:
        choices = get_args(hint)
        if value not in choices:
            raise PresetError(
                f"{name} is {value!r}, which is no choice", hint=near_matches(str(value), choices)
            )
    elif hint in (float, int):
        whole = hint is int
        if isinstance(value, bool) or not isinstance(value, int if whole else (int, float)):
            raise PresetError(f"{name} is {value!r}, not a {'whole ' * whole}number")
        low, high = metadata["range"]
        if not isfinite(value) or not low <= value <= high:
            raise PresetError(f"{name} is {value:g}: it must be {low:g} to {high:g}")
    elif hint is str and not (isinstance(value, str) and value.strip()):
        raise PresetError(f"{name} is {value!r}, not a text")


class _Checked:
    """A section whose fields have their declared type and range."""

    __slots__ = ()

    def __post_init__(self) -> None:
        hints = get_type_hints(type(self))
        for item in fields(self):  # type: ignore[arg-type]
            _check(item.name, getattr(self, item.name), hints[item.name], item.metadata)


@dataclass(frozen=True, slots=True)
class TextStyle(_Checked):
    """The letters.

    Attributes:
        font: a bundled or installed font's full name, or the path of a font file.
        fallback: fonts for what `font` lacks, before the bundled ones are tried.
        size: percent of the canvas' shorter side.
        case: how the words are written, whatever they came as.
        colour: of a word before it is spoken.
        after: of a word that has been spoken; None for `colour`.
        line_height: from baseline to baseline, in percent of the size.
        word_space: between words, in percent of the font's own space.
        max_lines: lines on screen at once.
        max_width: percent of the canvas' width, inside the safe area.
    """

    font: str = "Inter SemiBold"
    fallback: tuple[str, ...] = ()
    size: float = field(default=6.0, metadata=_limited(1, 40))
    case: Case = "as-is"
    colour: Colour = WHITE
    after: Colour | None = None
    line_height: float = field(default=120.0, metadata=_limited(60, 400))
    word_space: float = field(default=100.0, metadata=_limited(0, 400))
    max_lines: int = field(default=2, metadata=_limited(1, 8))
    max_width: float = field(default=90.0, metadata=_limited(10, 100))


@dataclass(frozen=True, slots=True)
class OutlineStyle(_Checked):
    """A line around the letters, and a hard shadow under both.

    Attributes:
        width: percent of the text's size; 0 for none.
        colour: of the line.
        shadow: how far down and right the shadow falls, percent of the text's size.
        shadow_colour: of the shadow.
        blur: softens line and shadow, percent of the text's size.
    """

    width: float = field(default=0.0, metadata=_limited(0, 40))
    colour: Colour = BLACK
    shadow: float = field(default=0.0, metadata=_limited(0, 40))
    shadow_colour: Colour = Colour(0, 0, 0, 128)
    blur: float = field(default=0.0, metadata=_limited(0, 20))


@dataclass(frozen=True, slots=True)
class ActiveStyle(_Checked):
    """The word that is being spoken.

    Attributes:
        look: ``colour`` changes its colour; ``pop`` also makes it spring up; ``pill``
            puts a rounded shape behind it; ``sweep`` fills it as it is spoken.
        colour: of its letters.
        scale: percent it grows to and stays at. It never touches its neighbours: a long
            word grows less.
        overshoot: percent it springs to before it settles at `scale`.
        spring: seconds from the first frame to the settled size.
        hold: seconds a word stays lit into the silence that follows it. Where the next
            word comes within that time, it stays lit until then.
    """

    look: Look = "colour"
    colour: Colour = Colour(255, 214, 10)
    scale: float = field(default=100.0, metadata=_limited(50, 200))
    overshoot: float = field(default=100.0, metadata=_limited(50, 250))
    spring: float = field(default=0.18, metadata=_limited(0, 1))
    hold: float = field(default=0.3, metadata=_limited(0, 2))


@dataclass(frozen=True, slots=True)
class PillStyle(_Checked):
    """The shape behind the active word, for the look ``pill``.

    Attributes:
        colour: of the shape.
        padding_x: at the left and right of the word, percent of the text's size.
        padding_y: above the capitals and below the baseline, percent of the text's size.
        radius: of the corners, percent of the text's size; enough makes them round.
        drop: how much lower than the capitals its middle hangs, for the sake of letters
            like g, percent of the text's size.
        glide: seconds it takes to slide over from the word before; 0 to jump.
    """

    colour: Colour = Colour(124, 58, 237)
    padding_x: float = field(default=20.0, metadata=_limited(0, 200))
    padding_y: float = field(default=24.0, metadata=_limited(0, 200))
    radius: float = field(default=26.0, metadata=_limited(0, 200))
    drop: float = field(default=5.0, metadata=_limited(-50, 50))
    glide: float = field(default=0.09, metadata=_limited(0, 1))


@dataclass(frozen=True, slots=True)
class BoxStyle(_Checked):
    """A rounded box behind the whole cue.

    Attributes:
        colour: of the box; fully transparent for none.
        padding_x: at the left and right, percent of the text's size.
        padding_y: above the capitals and below the baseline, percent of the text's size.
        radius: of the corners, percent of the text's size.
    """

    colour: Colour = Colour(0, 0, 0, 0)
    padding_x: float = field(default=40.0, metadata=_limited(0, 200))
    padding_y: float = field(default=32.0, metadata=_limited(0, 200))
    radius: float = field(default=18.0, metadata=_limited(0, 200))


@dataclass(frozen=True, slots=True)
class EntranceStyle(_Checked):
    """How a cue comes on screen.

    Attributes:
        kind: ``none``, ``fade``, or ``rise``, which also comes up from below.
        duration: seconds.
    """

    kind: EntranceKind = "none"
    duration: float = field(default=0.12, metadata=_limited(0, 1))


@dataclass(frozen=True, slots=True)
class Style:
    """How a cue looks.

    Attributes:
        text: the letters.
        outline: the line around them and their shadow.
        active: the word that is being spoken.
        pill: the shape behind that word.
        box: the box behind the whole cue.
        entrance: how a cue comes on screen.
    """

    text: TextStyle = TextStyle()
    outline: OutlineStyle = OutlineStyle()
    active: ActiveStyle = ActiveStyle()
    pill: PillStyle = PillStyle()
    box: BoxStyle = BoxStyle()
    entrance: EntranceStyle = EntranceStyle()
