"""Parses an ASS or SSA file: its events, its styles and its script info.

    [Events]
    Format: Layer, Start, End, Style, Name, MarginL, MarginR, MarginV, Effect, Text
    Dialogue: 0,0:00:01.00,0:00:02.50,Default,Ann,0,0,0,,Hello {\\i1}there{\\i0}.

The line ``Format:`` may name the fields in any order. As in players, lines that are not
understood are skipped.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple

from vidsync.errors import FormatError

_SECTION = re.compile(r"\[([^\[\]]{1,60})\]")
_TIME = re.compile(
    r"(?P<sign>-?)(?:(?:(?P<hours>\d{1,7}):)?(?P<minutes>\d{1,7}):)?"
    r"(?P<seconds>\d{1,7})(?:[.:,;](?P<fraction>\d{1,9}))?"
)
_LONG_TIME = re.compile(r"-?\d{1,7}[:.]\d{1,2}[:.]\d{1,2}[:.,;]\d{1,9}")
_EVENT_FIELDS = (
    *("layer", "start", "end", "style", "name", "marginl", "marginr", "marginv", "effect", "text"),
)
_STYLE_FIELDS = (
    *("name", "fontname", "fontsize", "primarycolour", "secondarycolour", "outlinecolour"),
    *("backcolour", "bold", "italic", "underline", "strikeout", "scalex", "scaley", "spacing"),
    *("angle", "borderstyle", "outline", "shadow", "alignment", "marginl", "marginr", "marginv"),
    "encoding",
)
_SAME = {"actor": "name", "marked": "layer"}
# The fields of a style that an override changes, by the override's name.
_OVERRIDDEN = {
    "c": "primarycolour", "2c": "secondarycolour", "3c": "outlinecolour", "4c": "backcolour",
    "b": "bold", "i": "italic", "u": "underline", "s": "strikeout", "fn": "fontname",
    "fs": "fontsize", "fscx": "scalex", "fscy": "scaley", "fsp": "spacing", "frz": "angle",
    "bord": "outline", "shad": "shadow",
}  # fmt: skip
# SSA numbers the places from the bottom, 4 more at the top, 8 more in the middle.
_SSA_PLACES = {1: 1, 2: 2, 3: 3, 5: 7, 6: 8, 7: 9, 9: 4, 10: 5, 11: 6}


class AssEvent(NamedTuple):
    """A line of dialogue, or a comment.

    Attributes:
        start: seconds; may be negative.
        end: seconds.
        text: with overrides in braces.
        style: the name of its style.
        name: the speaker's name, or ``""``.
        effect: what scripts note, such as ``karaoke`` or ``fx``.
        layer: of the picture.
        is_comment: whether it is not shown.
    """

    start: float
    end: float
    text: str
    style: str = ""
    name: str = ""
    effect: str = ""
    layer: str = "0"
    is_comment: bool = False


@dataclass(frozen=True, slots=True)
class AssStyle:
    """A style of events.

    Attributes:
        italic: whether the text is italic.
        bold: whether it is bold.
        underline: whether it is underlined.
        colour: ``#rrggbb``, or ``""`` if the file does not say.
        numpad: the place, 1 to 9 as on a keypad.
        values: what overrides may change, by the names of the overrides.
    """

    italic: bool = False
    bold: bool = False
    underline: bool = False
    colour: str = ""
    numpad: int = 2
    values: Mapping[str, str] | None = None


@dataclass(frozen=True, slots=True)
class AssFile:
    """A parsed file.

    Attributes:
        events: in the order of the file.
        styles: by name.
        info: the fields of the script info, with names in small letters.
    """

    events: tuple[AssEvent, ...]
    styles: Mapping[str, AssStyle]
    info: Mapping[str, str]


def parse_ass(text: str) -> AssFile:
    """Return the events and styles of an ASS or SSA file.

    Raises:
        FormatError: none of its lines is an event, and some look like one.
    """
    events: list[AssEvent] = []
    styles: dict[str, AssStyle] = {}
    info: dict[str, str] = {}
    section = "events"
    event_fields: tuple[str, ...] = _EVENT_FIELDS
    style_fields: tuple[str, ...] = _STYLE_FIELDS
    is_ssa = False
    broken = ""
    for line in text.replace("\r\n", "\n").replace("\r", "\n").split("\n"):
        line = line.strip(" \t\ufeff")
        if match := _SECTION.fullmatch(line):
            section = match[1].strip().lower()
            is_ssa = is_ssa or section == "v4 styles"
            continue
        kind, colon, rest = line.partition(":")
        kind = kind.strip().lower()
        if not colon or line.startswith(";"):
            continue
        if section == "script info":
            info[kind] = rest.strip()
        elif kind == "format":
            names = tuple(name.strip().lower() for name in rest.split(","))
            names = tuple(_SAME.get(name, name) for name in names)
            if "styles" in section:
                style_fields = names
            elif {"start", "end", "text"} <= set(names):
                event_fields = names
        elif kind == "style":
            name, style = _parse_style(_split_fields(rest, style_fields, "name"), is_ssa=is_ssa)
            styles[name] = style
        elif kind in ("dialogue", "comment"):
            event = _parse_event(_split_fields(rest, event_fields, "text"), kind == "comment")
            if event is not None:
                events.append(event)
            elif kind == "dialogue":
                broken = broken or line
    if broken and not events:
        raise FormatError(
            f"the document is not well formed: {broken[:60]!r} is not an event",
            hint="an event is like Dialogue: 0,0:00:01.00,0:00:02.00,Default,,0,0,0,,Hello",
        )
    return AssFile(tuple(events), styles, info)


def _split_fields(rest: str, names: tuple[str, ...], free: str) -> dict[str, str]:
    """Return the fields of a line by name; only the free one may hold commas."""
    parts = rest.split(",")
    after = len(names) - 1 - names.index(free) if free in names else 0
    before = len(names) - 1 - after
    if len(parts) < len(names):
        return {name: part.strip() for name, part in zip(names, parts, strict=False)}
    middle = ",".join(parts[before : len(parts) - after])
    kept = (*parts[:before], middle, *parts[len(parts) - after :])
    return {
        name: part if name == free else part.strip() for name, part in zip(names, kept, strict=True)
    }


def _parse_event(fields: Mapping[str, str], is_comment: bool) -> AssEvent | None:
    start, end = (parse_ass_time(fields.get(name, "")) for name in ("start", "end"))
    if start is None or end is None or "text" not in fields:
        return None
    return AssEvent(
        start,
        end,
        fields["text"].strip(),
        fields.get("style", "").lstrip("*"),
        fields.get("name", ""),
        fields.get("effect", ""),
        fields.get("layer", "0"),
        is_comment,
    )


def parse_ass_time(text: str) -> float | None:
    """Return the seconds of a time, or None; the last of four groups of digits is a fraction."""
    if _LONG_TIME.fullmatch(text):
        text = ":".join(re.split("[:.,;]", text)[:3]) + "." + re.split("[:.,;]", text)[3]
    match = _TIME.fullmatch(text)
    if match is None:
        return None
    whole = (
        int(match["hours"] or 0) * 3600 + int(match["minutes"] or 0) * 60 + int(match["seconds"])
    )
    seconds = float(f"{whole}.{match['fraction'] or 0}")
    return -seconds if match["sign"] else seconds


def _parse_style(fields: Mapping[str, str], *, is_ssa: bool) -> tuple[str, AssStyle]:
    number = fields.get("alignment", "2")
    place = int(number) if re.fullmatch(r"\d{1,2}", number) else 2
    numpad = _SSA_PLACES.get(place, 2) if is_ssa else place if 1 <= place <= 9 else 2
    on = {name: fields.get(name, "0") not in ("0", "") for name in ("italic", "bold", "underline")}
    values = {name: fields[field] for name, field in _OVERRIDDEN.items() if field in fields}
    colour = read_ass_colour(fields.get("primarycolour", ""))
    style = AssStyle(on["italic"], on["bold"], on["underline"], colour, numpad, values)
    return fields.get("name", "").strip().lstrip("*"), style


def read_ass_colour(text: str) -> str:
    """Return a colour of ASS or SSA as ``#rrggbb``; ``""`` if it is not one.

    Args:
        text: ``&HBBGGRR&`` with or without transparency, or the same as a decimal number.
    """
    text = text.strip()
    if re.fullmatch(r"-?\d{1,11}", text):
        digits = f"{int(text) & 0xFFFFFF:06x}"
    else:
        digits = text.strip("&").lstrip("Hh").zfill(6)[-6:].lower()
    if not re.fullmatch(r"[0-9a-f]{6}", digits):
        return ""
    return f"#{digits[4:6]}{digits[2:4]}{digits[0:2]}"
