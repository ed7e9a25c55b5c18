"""Writes ASS with styles, places, speakers, notes and karaoke."""

from __future__ import annotations

from dataclasses import replace

from vidsync.captions.conversion.colours import to_ass_colour
from vidsync.captions.conversion.document import PLAIN, Place, Span, StyledCue, StyledDocument
from vidsync.captions.conversion.losses import Losses, count_identifiers, count_styles
from vidsync.captions.conversion.merging import fill_ends
from vidsync.timecode import ass_time, centiseconds

_HEADER = """[Script Info]
ScriptType: v4.00+
PlayResX: 1920
PlayResY: 1080
ScaledBorderAndShadow: yes
WrapStyle: 0
{language}
[V4+ Styles]
Format: Name, Fontname, Fontsize, PrimaryColour, SecondaryColour, OutlineColour, BackColour, Bold, \
Italic, Underline, StrikeOut, ScaleX, ScaleY, Spacing, Angle, BorderStyle, Outline, Shadow, \
Alignment, MarginL, MarginR, MarginV, Encoding
Style: Default,Arial,64,&H00FFFFFF,&H00FFFFFF,&H00000000,&H80000000,0,0,0,0,100,100,0,0,1,3,1,2,\
60,60,50,1

[Events]
Format: Layer, Start, End, Style, Name, MarginL, MarginR, MarginV, Effect, Text
"""


def write_ass(document: StyledDocument, losses: Losses) -> str:
    """Return a document as ASS."""
    count_styles(document, losses, "ruby")
    losses.add("style sheet", len(document.style_sheets))
    losses.add("region", len(document.regions))
    count_identifiers(document, losses)
    language = f"Language: {document.language}\n" if document.language.isascii() else ""
    events = []
    for cue in document.cues:
        if centiseconds(cue.end) <= centiseconds(cue.start):
            continue
        events += [_event("Comment", cue, _escape(note)) for note in cue.notes]
        events.append(_event("Dialogue", cue, _text(fill_ends(cue))))
    if document.notes and document.cues:
        events += [_event("Comment", document.cues[-1], _escape(note)) for note in document.notes]
    return _HEADER.format(language=language if document.language else "") + "".join(events)


def _event(kind: str, cue: StyledCue, text: str) -> str:
    name = " ".join(cue.speaker.replace(",", ";").split())
    start, end = ass_time(cue.start), ass_time(cue.end)
    return f"{kind}: 0,{start},{end},Default,{name},0,0,0,,{text}\n"


def _text(cue: StyledCue) -> str:
    place = _place(cue.place)
    now = centiseconds(cue.start)
    lines = []
    for line in cue.lines:
        written = ""
        for span in line:
            if span.start is not None:
                start = max(now, centiseconds(span.start))
                end = centiseconds(cue.end if span.end is None else span.end)
                gap = f"{{\\k{start - now}}}" if start > now else ""
                written += f"{gap}{{\\kf{max(0, end - start)}}}"
                now = max(start, end)
            written += _span(span)
        lines.append(written)
    return place + "\\N".join(lines)


def _place(place: Place) -> str:
    """Return the override of a place; an exact one is that of the text's top."""
    if place.top is None and place.left is None:
        return f"{{\\an{place.numpad}}}" if place.numpad != 2 else ""
    x = {"left": 60, "centre": 960, "right": 1860}[place.column]
    if place.left is not None:
        x = round(place.left * 1920)
    if place.top is None:
        y = {"top": 50, "middle": 540, "bottom": 1030}[place.row]
        return f"{{\\an{place.numpad}\\pos({x},{y})}}"
    anchor = replace(place, row="top").numpad
    return f"{{\\an{anchor}\\pos({x},{round(place.top * 1080)})}}"


def _span(span: Span) -> str:
    text, style = _escape(span.text), span.style
    if style == PLAIN or not text.strip():
        return text
    on = "".join(
        f"\\{tag}1"
        for tag, set_ in (("i", style.italic), ("b", style.bold), ("u", style.underline))
        if set_
    )
    off = on.replace("1", "0")
    if style.colour:
        on += f"\\c{to_ass_colour(style.colour)}"
        off += "\\c"
    return f"{{{on}}}{text}{{{off}}}"


def _escape(text: str) -> str:
    """Escape text: an invisible character after a backslash prevents overrides, and after a
    vertical bar that the rest is read as furigana.
    """
    text = (
        text.replace("|", "|\u2060")
        .replace("\\", "\\\u2060")
        .replace("{", "\\{")
        .replace("}", "\\}")
    )
    return text.replace("\u00a0", "\\h").replace("\n", "\\N")
