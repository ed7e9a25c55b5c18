r"""Reads ASS and SSA with their styles, places and karaoke.

Styles count where they differ from the style that most of the dialogue has.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import replace
from typing import TYPE_CHECKING

from vidsync.captions.conversion.colours import from_ass_colour
from vidsync.captions.conversion.document import (
    Place,
    Span,
    StyledCue,
    StyledDocument,
    TextStyle,
    place_from_numpad,
)
from vidsync.timings.formats.subtitles.ass import FURIGANA, parse_file

if TYPE_CHECKING:
    import pysubs2

_TAGS = re.compile(
    r"\\(an[1-9]|pos\([^)]*\)|[ibu]\d{1,4}|1?c(?:&H[0-9A-Fa-f]{1,8}&?)?"
    r"|k[fot]?\d{1,6}|K\d{1,6}|p\d|r[^\\}]*)"
)
_MOST_CUES = 1_000_000


def read_ass(text: str, _frame_rate: float | None = None) -> StyledDocument:
    """Read an ASS or SSA file.

    Raises:
        FormatError: it is not well formed.
    """
    kind = "ssa" if re.search(r"^\[V4 Styles\]", text, re.MULTILINE | re.IGNORECASE) else "ass"
    document = parse_file(text, kind)
    events = [event for event in document.events if event.type == "Dialogue"]
    names = Counter(event.style for event in events)
    usual = names.most_common(1)[0][0] if names else ""
    styles = document.styles
    main = _read_style(styles[usual]) if usual in styles else TextStyle()
    found = []
    notes: list[str] = []
    for event in document.events[:_MOST_CUES]:
        if event.type != "Dialogue":
            notes.append(event.text)
            continue
        own = styles.get(event.style)
        cue = _read_event(event, own, main, _read_height(document))
        if cue.lines:
            found.append(replace(cue, notes=tuple(notes)))
            notes = []
    language = document.info.get("Language", "")
    return StyledDocument(tuple(found), language, notes=tuple(notes))


def _read_height(document: pysubs2.SSAFile) -> float:
    try:
        return max(1.0, float(document.info.get("PlayResY", 288)))
    except ValueError:
        return 288.0


def _read_style(style: pysubs2.SSAStyle) -> TextStyle:
    colour = style.primarycolor
    return TextStyle(
        bool(style.italic),
        bool(style.bold),
        bool(style.underline),
        f"#{colour.r:02x}{colour.g:02x}{colour.b:02x}",
    )


def _read_event(
    event: pysubs2.SSAEvent, style: pysubs2.SSAStyle | None, main: TextStyle, height: float
) -> StyledCue:
    base = _read_style(style) if style else main
    # What all dialogue has is the look of the file, and not of a cue.
    base = replace(base, colour="" if base.colour == main.colour else base.colour)
    if base == replace(main, colour=""):
        base = TextStyle()
    place = place_from_numpad(int(style.alignment)) if style else Place()
    now = start = max(0.0, event.start / 1000)
    current = base
    until: float | None = None
    begin: float | None = None
    drawing = False
    lines: list[list[Span]] = [[]]
    for index, part in enumerate(re.split(r"(?<!\\)\{([^{}]*)\}", event.text)):
        if index % 2:
            for tag in _TAGS.findall(part):
                if tag.startswith("an"):
                    place = replace(place_from_numpad(int(tag[2])), top=place.top)
                elif tag.startswith("pos"):
                    place = replace(place, top=_read_top(tag, height))
                elif tag[0] in "kK":
                    digits = int(re.sub(r"\D", "", tag)) / 100
                    if tag.startswith("kt"):
                        now = start + digits
                        continue
                    begin, until = now, now + digits
                    now = until
                elif tag[0] == "p":
                    drawing = tag != "p0"
                else:
                    current = _apply(current, tag, base)
            continue
        if drawing or not part:
            continue
        for number, text in enumerate(re.split(r"\\N|\\n", part)):
            if number:
                lines.append([])
            text = re.sub(r"\\([{}])", r"\1", text.replace("\\h", "\u00a0"))
            furigana = FURIGANA.fullmatch(text) if begin is not None else None
            if furigana and furigana[1] == "#" and lines[-1]:
                last = lines[-1][-1]
                lines[-1][-1] = replace(last, ruby=last.ruby + furigana[2], end=until)
            elif text:
                ruby = furigana[2] if furigana else ""
                shown = (furigana[1] if furigana else text).replace("\u2060", "")
                lines[-1].append(Span(shown, current, ruby, begin, until))
            begin = until = None
    kept = tuple(tuple(line) for line in lines if any(span.text.strip() for span in line))
    return StyledCue(start, max(start, event.end / 1000), kept, event.name.strip(), place)


def _read_top(tag: str, height: float) -> float | None:
    numbers = re.findall(r"-?\d+(?:\.\d+)?", tag)
    return min(1.0, max(0.0, float(numbers[1]) / height)) if len(numbers) == 2 else None


def _apply(style: TextStyle, tag: str, base: TextStyle) -> TextStyle:
    if tag[0] == "i":
        return replace(style, italic=tag[1:] != "0")
    if tag[0] == "b":
        return replace(style, bold=tag[1:] != "0")
    if tag[0] == "u":
        return replace(style, underline=tag[1:] != "0")
    if tag[0] == "r":
        return base
    value = tag.lstrip("1").removeprefix("c")
    return replace(style, colour=from_ass_colour(value) if value else base.colour)
