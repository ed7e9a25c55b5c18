"""A caption file with everything that it says about its cues: styles, places, notes, speakers."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Literal

Row = Literal["top", "middle", "bottom"]
Column = Literal["left", "centre", "right"]
ROWS: tuple[Row, ...] = ("bottom", "middle", "top")
COLUMNS: tuple[Column, ...] = ("left", "centre", "right")


@dataclass(frozen=True, slots=True)
class TextStyle:
    """How a text is written.

    Attributes:
        italic: whether it is italic.
        bold: whether it is bold.
        underline: whether it is underlined.
        colour: ``#rrggbb``, or ``""`` for the player's colour.
    """

    italic: bool = False
    bold: bool = False
    underline: bool = False
    colour: str = ""


PLAIN = TextStyle()


@dataclass(frozen=True, slots=True)
class Span:
    """A part of a line in one style.

    Attributes:
        text: as displayed.
        style: how it is written.
        ruby: its reading, shown above it, or ``""``.
        start: seconds at which its first word is spoken, if the file has it.
        end: seconds, if the file has it.
    """

    text: str
    style: TextStyle = PLAIN
    ruby: str = ""
    start: float | None = None
    end: float | None = None


@dataclass(frozen=True, slots=True)
class Place:
    """Where a cue is shown.

    Attributes:
        row: the third of the picture.
        column: the side of the picture.
        top: distance of the cue's top from the picture's, as a fraction of its height, if the
            file has an exact place.
        left: distance of its left edge from the picture's, as a fraction of its width, if the
            file has an exact place and the column is the left one.
        settings: the settings of a WebVTT cue, as written.
    """

    row: Row = "bottom"
    column: Column = "centre"
    top: float | None = None
    left: float | None = None
    settings: str = ""

    @property
    def numpad(self) -> int:
        """The place as ASS and SRT number it: 1 to 9, as on a keypad."""
        return ROWS.index(self.row) * 3 + COLUMNS.index(self.column) + 1


DEFAULT_PLACE = Place()


def row_at(top: float) -> Row:
    """Return the third of the picture at a distance from its top, a fraction of its height."""
    return "top" if top < 0.34 else "middle" if top < 0.67 else "bottom"


def place_from_numpad(number: int) -> Place:
    """Return the place of a number from 1 to 9."""
    row, column = divmod(number - 1, 3)
    return Place(ROWS[row], COLUMNS[column])


@dataclass(frozen=True, slots=True)
class StyledCue:
    """A cue of a caption file.

    Attributes:
        start: seconds.
        end: seconds.
        lines: the spans of each line.
        speaker: the speaker's name, or ``""``.
        place: where it is shown.
        identifier: its name in the file, or ``""``.
        notes: comments before it.
    """

    start: float
    end: float
    lines: tuple[tuple[Span, ...], ...]
    speaker: str = ""
    place: Place = DEFAULT_PLACE
    identifier: str = ""
    notes: tuple[str, ...] = ()

    @property
    def spans(self) -> Iterator[Span]:
        """The spans of all lines."""
        return (span for line in self.lines for span in line)

    @property
    def text(self) -> str:
        """The lines as text, with line feeds between."""
        return "\n".join("".join(span.text for span in line) for line in self.lines)


@dataclass(frozen=True, slots=True)
class StyledDocument:
    """A caption file.

    Attributes:
        cues: in the file's order.
        language: BCP 47 tag, or ``""``.
        style_sheets: the CSS of WebVTT.
        regions: the definitions of WebVTT regions.
        notes: comments after the last cue.
    """

    cues: tuple[StyledCue, ...]
    language: str = ""
    style_sheets: tuple[str, ...] = ()
    regions: tuple[str, ...] = ()
    notes: tuple[str, ...] = field(default=())
