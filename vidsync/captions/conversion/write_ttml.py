"""Writes TTML (IMSC 1.1 text) with styles, regions, speakers and ruby."""

from __future__ import annotations

import re

from vidsync.captions.conversion.document import Place, Span, StyledCue, StyledDocument
from vidsync.captions.conversion.losses import Losses, count_document_parts
from vidsync.captions.conversion.merging import fill_ends
from vidsync.captions.cues.overlap import drop_empty
from vidsync.captions.formats.ttml import (
    HIGHLIGHT,
    TAIL,
    escape_text,
    number_agents,
    write_head,
)
from vidsync.timecode import vtt_time

_ALIGN = {"top": "before", "middle": "center", "bottom": "after"}
_TEXT_ALIGN = {"left": "start", "centre": "center", "right": "end"}
_ORIGINS = {"top": "10% 5%", "middle": "10% 40%", "bottom": "10% 75%"}
_NAME = re.compile(r"[A-Za-z_][\w.-]*", re.ASCII)


def write_ttml(document: StyledDocument, losses: Losses) -> str:
    """Return a document as TTML."""
    count_document_parts(document, losses)
    cues = drop_empty(document.cues)
    agents = number_agents(cues)
    regions = dict.fromkeys(map(_region, cues))
    ids: set[str] = set()
    paragraphs = []
    for cue in cues:
        identity = ""
        if _NAME.fullmatch(cue.identifier) and cue.identifier not in ids:
            identity = cue.identifier
            ids.add(identity)
        elif cue.identifier and not cue.identifier.isdecimal():
            losses.add("identifier")
        paragraphs.append(_paragraph(fill_ends(cue), identity, agents.get(cue.speaker, "")))
    head = write_head(document.language, agents, "".join(regions))
    return head + "".join(paragraphs) + TAIL


def _region_name(place: Place) -> str:
    name = place.row if place.column == "centre" else f"{place.row}-{place.column}"
    for letter, exact in (("", place.top), ("x", place.left)):
        name += "" if exact is None else f"-{letter}{round(exact * 1000)}"
    return name


def _region(cue: StyledCue) -> str:
    place = cue.place
    origin = _ORIGINS[place.row]
    align, extent = _ALIGN[place.row], "80% 20%"
    if place.top is not None:
        top = min(round(place.top * 100, 1), 95)
        origin, align, extent = f"10% {top:g}%", "before", f"80% {min(20, 100 - top):g}%"
    if place.left is not None:
        left = min(round(place.left * 100, 1), 95)
        origin = f"{left:g}% {origin.split()[1]}"
        extent = f"{min(80, 100 - left):g}% {extent.split()[1]}"
    return (
        f'   <region xml:id="{_region_name(place)}" tts:origin="{origin}" tts:extent="{extent}" '
        f'tts:displayAlign="{align}" tts:textAlign="{_TEXT_ALIGN[place.column]}"/>\n'
    )


def _paragraph(cue: StyledCue, identity: str, agent: str) -> str:
    by = f' ttm:agent="{agent}"' if agent else ""
    name = f' xml:id="{identity}"' if identity else ""
    text = "<br/>".join("".join(_span(span, cue) for span in line) for line in cue.lines)
    return (
        f'   <p{name} begin="{vtt_time(cue.start)}" end="{vtt_time(cue.end)}" '
        f'region="{_region_name(cue.place)}" style="plain"{by}>{text}</p>\n'
    )


def _span(span: Span, cue: StyledCue) -> str:
    text, style = escape_text(span.text), span.style
    attributes = ""
    if style.italic:
        attributes += ' tts:fontStyle="italic"'
    if style.bold:
        attributes += ' tts:fontWeight="bold"'
    if style.underline:
        attributes += ' tts:textDecoration="underline"'
    if style.colour:
        attributes += f' tts:color="{style.colour}"'
    if span.ruby:
        text = (
            f'<span tts:ruby="container"><span tts:ruby="base">{text}</span>'
            f'<span tts:ruby="text">{escape_text(span.ruby)}</span></span>'
        )
    if span.start is not None:
        # A span with times of its own would be hidden outside them: only its colour is timed.
        begin = vtt_time(max(0.0, span.start - cue.start))
        end = vtt_time(max(0.0, (cue.end if span.end is None else span.end) - cue.start))
        text = f'<set begin="{begin}" end="{end}" tts:color="{HIGHLIGHT}"/>{text}'
        return f"<span{attributes}>{text}</span>"
    return f"<span{attributes}>{text}</span>" if attributes else text
