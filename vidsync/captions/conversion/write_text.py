"""Writes SRT and WebVTT with styles, places, speakers and notes."""

from __future__ import annotations

import re

from vidsync.captions.conversion.document import (
    DEFAULT_PLACE,
    Place,
    Span,
    StyledCue,
    StyledDocument,
)
from vidsync.captions.conversion.losses import (
    Losses,
    count_document_parts,
    count_exact_places,
    count_identifiers,
    count_speakers,
    count_styles,
    count_word_times,
)
from vidsync.captions.conversion.merging import join_spans, merge_styled
from vidsync.captions.cues.overlap import drop_empty
from vidsync.captions.formats.srt_vtt import escape_srt
from vidsync.timecode import milliseconds, srt_time, vtt_time

_VTT_ESCAPES = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;", "\u00a0": "&nbsp;"})
_CLASSES = {
    "#ffffff": "white",
    "#00ff00": "lime",
    "#00ffff": "cyan",
    "#ff0000": "red",
    "#ffff00": "yellow",
    "#ff00ff": "magenta",
    "#0000ff": "blue",
    "#000000": "black",
}
_ALIGNS = {"left": "start", "centre": "", "right": "end"}
_LINES = {"top": "line:0", "middle": "line:50%", "bottom": ""}


def write_srt(document: StyledDocument, losses: Losses) -> str:
    """Return a document as SubRip; cues that overlap are merged, with their speakers' names."""
    count_styles(document, losses, "ruby")
    count_document_parts(document, losses)
    count_exact_places(document, losses)
    count_identifiers(document, losses)
    merged = merge_styled(document)
    count_speakers(merged, losses)
    count_word_times(document, losses)
    blocks = []
    for number, cue in enumerate(drop_empty(merged.cues), 1):
        place = f"{{\\an{cue.place.numpad}}}" if cue.place.numpad != DEFAULT_PLACE.numpad else ""
        text = place + "\n".join("".join(map(_srt_span, join_spans(line))) for line in cue.lines)
        blocks.append(f"{number}\n{srt_time(cue.start)} --> {srt_time(cue.end)}\n{text}\n")
    return "\n".join(blocks)


def _srt_span(span: Span) -> str:
    text = escape_srt(span.text)
    style = span.style
    if not text.strip():
        return text
    for tag, on in (("u", style.underline), ("b", style.bold), ("i", style.italic)):
        text = f"<{tag}>{text}</{tag}>" if on else text
    return f'<font color="{style.colour}">{text}</font>' if style.colour else text


def write_vtt(document: StyledDocument, _losses: Losses) -> str:
    """Return a document as WebVTT, which holds all that a document has."""
    blocks = ["WEBVTT\n"]
    if re.fullmatch(r"[A-Za-z0-9-]+", document.language):
        blocks.append(f"NOTE Language: {document.language}\n")
    blocks += [f"REGION\n{region}\n" for region in document.regions]
    blocks += [f"STYLE\n{_css(sheet)}\n" for sheet in document.style_sheets]
    colours = {span.style.colour for cue in document.cues for span in cue.spans}
    own = sorted(colour for colour in colours if colour and colour not in _CLASSES)
    if own:
        rules = [f"::cue(.c{colour[1:]}) {{ color: {colour}; }}" for colour in own]
        blocks.append("STYLE\n" + "\n".join(rules) + "\n")
    for cue in drop_empty(document.cues):
        blocks += [_note(note) for note in cue.notes]
        blocks.append(_vtt_cue(cue))
    blocks += [_note(note) for note in document.notes]
    return "\n".join(blocks)


def _note(note: str) -> str:
    text = re.sub(r"\n\s*\n", "\n", note.replace("-->", "->"))
    return f"NOTE\n{text}\n" if "\n" in text else f"NOTE {text}\n"


def _css(sheet: str) -> str:
    return re.sub(r"\n\s*\n", "\n", sheet.replace("-->", "->"))


def _vtt_cue(cue: StyledCue) -> str:
    name = cue.identifier.replace("\n", " ").replace("-->", "->").strip()
    heading = f"{name}\n" if name else ""
    settings = _settings(cue.place)
    times = f"{vtt_time(cue.start)} --> {vtt_time(cue.end)}{settings and ' ' + settings}"
    speaker = " ".join(cue.speaker.split()).translate(_VTT_ESCAPES)
    voice = f"<v {speaker}>" if speaker else ""
    last = milliseconds(cue.start)
    lines = []
    for line in cue.lines:
        written = ""
        for span in line:
            if span.start is not None and last < milliseconds(span.start) < milliseconds(cue.end):
                last = milliseconds(span.start)
                written += f"<{vtt_time(span.start)}>"
            written += _vtt_span(span)
        lines.append(written)
    text = "\n".join(lines)
    return f"{heading}{times}\n{voice}{text}\n"


def _settings(place: Place) -> str:
    """Return the settings of a cue: those of the file, or the nearest to a place."""
    if place.settings:
        return place.settings
    line = _LINES[place.row]
    if place.top is not None:
        line = f"line:{round(place.top * 100, 2):g}%"
    align = _ALIGNS[place.column]
    side = {"start": "position:0%", "end": "position:100%"}.get(align, "")
    if place.left is not None:
        side = f"position:{round(place.left * 100, 2):g}%"
    return " ".join(part for part in (line, side, f"align:{align}" if align else "") if part)


def _vtt_span(span: Span) -> str:
    text = span.text.translate(_VTT_ESCAPES)
    style = span.style
    if span.ruby:
        text = f"<ruby>{text}<rt>{span.ruby.translate(_VTT_ESCAPES)}</rt></ruby>"
    if not text.strip():
        return text
    for tag, on in (("u", style.underline), ("b", style.bold), ("i", style.italic)):
        text = f"<{tag}>{text}</{tag}>" if on else text
    if style.colour:
        text = f"<c.{_CLASSES.get(style.colour, f'c{style.colour[1:]}')}>{text}</c>"
    return text
