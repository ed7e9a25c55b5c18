r"""Reads the text of an event: its lines, its overrides, its karaoke and its readings.

``\k``, ``\kf``, ``\ko`` and ``\K`` give syllables times, and ``\kt`` sets the start of the next.
Of a syllable with a reading (``name|reading``) only the name is text. Drawings are no text.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import NamedTuple

from vidsync.timings.formats.subtitles.substation.ass_file import (
    AssEvent,
    AssStyle,
    read_ass_colour,
)

_OVERRIDE = re.compile(r"(?<!\\)\{([^}]*)\}")
_ESCAPED = re.compile(r"\\([{}])")
_BREAK = re.compile(r"\\N|\\n|\n")
_TAG = re.compile(
    r"\\(?:(?P<call>t|i?clip|pos|move|org|fade?)\s*\((?P<arguments>(?:[^()]|\([^()]{0,200}\))*)\)?"
    r"|(?P<name>alpha|blur|[xy]?bord|[xy]?shad|fsc[xy]|fsp|fs|fn|fe|fr[xyz]?|fa[xy]"
    r"|[1-4]?c(?![a-z])|[1-4]a|an|a|be|k[fot]|k|K|pbo|p|q|r|b|i|u|s)(?P<value>[^\\}]*))"
)
# A syllable and its reading; a number sign stands for the syllable before.
_FURIGANA = re.compile(r"(#|[^|｜]*\w[^|｜]*)[|｜](?!\u2060)[<!]?([^|｜]*\w[^|｜]*)")
# Overrides that do not change how the text looks.
_NO_LOOK = frozenset(("an", "a", "pbo", "q", "fe", "pos", "move", "org", "fad", "fade"))
_NO_LOOK_CALLS = frozenset(("clip", "iclip", "pos", "move", "org", "fad", "fade"))
_USUAL_LOOK = {"c": "&HFFFFFF&", "fscx": "100", "fscy": "100"}
_NO_CHANGE = {"b": "0", "i": "0", "u": "0", "s": "0", "alpha": "H00", "be": "0", "blur": "0"}
_COLOURS = frozenset(("c", "2c", "3c", "4c"))
# Places of SSA's override, in the order of a keypad.
_OLD_PLACES = {1: 1, 2: 2, 3: 3, 5: 7, 6: 8, 7: 9, 9: 4, 10: 5, 11: 6}


class TextRun(NamedTuple):
    """A part of a line in one style.

    Attributes:
        text: as displayed.
        look: the overrides that hold, by name.
        reading: furigana above it, or ``""``.
        start: seconds at which its syllable is sung, if the event has it.
        end: seconds, if the event has it.
    """

    text: str
    look: Mapping[str, str]
    reading: str = ""
    start: float | None = None
    end: float | None = None


class EventText(NamedTuple):
    """The text of an event.

    Attributes:
        lines: the runs of each line.
        numpad: the place that an override sets, 1 to 9 as on a keypad; None without one.
        position: x and y of the place in the picture; None without one.
    """

    lines: tuple[tuple[TextRun, ...], ...]
    numpad: int | None = None
    position: tuple[float, float] | None = None


def read_event_text(event: AssEvent, style: AssStyle | None) -> EventText:
    """Return the text of an event; its style tells which overrides change nothing."""
    reader = _Reader(event, style)
    for index, part in enumerate(_OVERRIDE.split(event.text)):
        if index % 2:
            reader.apply(part)
        elif part:
            reader.add(part)
    lines = tuple(tuple(line) for line in reader.lines if any(r.text.strip() for r in line))
    return EventText(lines, reader.numpad, reader.position)


class _Reader:
    """The overrides and the times that hold at a place in the text."""

    def __init__(self, event: AssEvent, style: AssStyle | None) -> None:
        self.lines: list[list[TextRun]] = [[]]
        self.numpad: int | None = None
        self.position: tuple[float, float] | None = None
        self._event = event
        values = style.values if style and style.values else _USUAL_LOOK
        self._usual = {name: _normalise(name, value) for name, value in values.items()}
        self._look: dict[str, str] = {}
        self._drawing = False
        self._now = event.start
        self._syllable: tuple[float | None, float | None] = (None, None)

    def add(self, part: str) -> None:
        if self._drawing:
            return
        for number, text in enumerate(_BREAK.split(part.replace("\\h", "\u00a0"))):
            if number:
                self.lines.append([])
                self._syllable = (None, None)
            if text:
                self._add_run(_ESCAPED.sub(r"\1", text))

    def _add_run(self, text: str) -> None:
        start, end = self._syllable
        line = self.lines[-1]
        has_reading = start is not None and ("|" in text or "｜" in text)
        match = _FURIGANA.fullmatch(text) if has_reading else None
        if match is None:
            line.append(TextRun(text, dict(self._look), "", start, end))
        elif match[1] == "#" and line:
            line[-1] = line[-1]._replace(reading=line[-1].reading + match[2], end=end)
        else:
            line.append(TextRun(match[1], dict(self._look), match[2], start, end))

    def apply(self, text: str) -> None:
        """Apply the overrides of one pair of braces."""
        for match in _TAG.finditer(text):
            name, value = match["name"] or match["call"], match["value"] or match["arguments"] or ""
            value = value.strip()
            if name[0] in "kK":
                self._time(name, value)
            elif name == "p":
                self._drawing = value not in ("", "0")
            elif name == "r":
                self._look = {"r": value} if value and value != self._event.style else {}
            elif name == "an":
                self.numpad = int(value) if re.fullmatch("[1-9]", value) else self.numpad
            elif name == "a" and value.isdecimal():
                self.numpad = _OLD_PLACES.get(int(value[:3]), self.numpad)
            elif name in ("pos", "move"):
                numbers = re.findall(r"-?\d{1,6}(?:\.\d{1,6})?", value)
                if len(numbers) > 1:
                    self.position = (float(numbers[0]), float(numbers[1]))
            elif name not in _NO_LOOK and name not in _NO_LOOK_CALLS:
                self._change("c" if name == "1c" else name, value)

    def _change(self, name: str, value: str) -> None:
        value = _normalise(name, value)
        usual = _NO_CHANGE.get(name) if name not in self._usual else self._usual[name]
        if not value or value == usual:
            self._look.pop(name, None)
        else:
            self._look[name] = value

    def _time(self, name: str, value: str) -> None:
        match = re.match(r"\d{1,7}(?:\.\d{1,6})?", value)
        length = float(match[0]) / 100 if match else 0.0
        if name == "kt":
            self._now = self._event.start + length
            return
        end = max(self._event.start, self._event.end)
        self._syllable = min(self._now, end), min(self._now + length, end)
        self._now += length


def _normalise(name: str, value: str) -> str:
    """Return the value of an override in one form, so that it can be compared."""
    if name in _COLOURS:
        return read_ass_colour(value) if value else ""
    if re.fullmatch(r"-?\d{1,6}(?:\.\d{1,6})?", value):
        number = float(value)
        return f"{abs(number) if name in 'bius' else number:g}"
    return value.strip("&").upper() if name.endswith("a") or name == "alpha" else value
