"""Writes TTML (IMSC 1.1 text) with styles, regions, speakers and ruby."""

from __future__ import annotations

import re
from xml.sax.saxutils import escape, quoteattr

from vidsync.captions.conversion.document import Place, Span, StyledCue, StyledDocument
from vidsync.captions.conversion.losses import Losses, count_document_parts
from vidsync.captions.conversion.merging import fill_ends
from vidsync.timecode import milliseconds, vtt_time

_HEAD = """<?xml version="1.0" encoding="UTF-8"?>
<tt xmlns="http://www.w3.org/ns/ttml" xmlns:ttp="http://www.w3.org/ns/ttml#parameter" \
xmlns:tts="http://www.w3.org/ns/ttml#styling" xmlns:ttm="http://www.w3.org/ns/ttml#metadata" \
ttp:contentProfiles="http://www.w3.org/ns/ttml/profile/imsc1.1/text" ttp:timeBase="media" \
xml:space="default" xml:lang={language}>
 <head>
{metadata}  <styling>
   <style xml:id="plain" tts:fontFamily="proportionalSansSerif" tts:fontSize="100%" \
tts:lineHeight="125%" tts:color="#FFFFFF" tts:backgroundColor="#000000C0"/>
  </styling>
  <layout>
{regions}  </layout>
 </head>
 <body>
  <div>
"""
_TAIL = "  </div>\n </body>\n</tt>\n"
_ALIGN = {"top": "before", "middle": "center", "bottom": "after"}
_TEXT_ALIGN = {"left": "start", "centre": "center", "right": "end"}
_ORIGINS = {"top": "10% 5%", "middle": "10% 40%", "bottom": "10% 75%"}
_HIGHLIGHT = "#FFE100"
_NAME = re.compile(r"[A-Za-z_][\w.-]*", re.ASCII)
# Characters that XML 1.0 does not allow.
_UNFIT = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def write_ttml(document: StyledDocument, losses: Losses) -> str:
    """Return a document as TTML."""
    count_document_parts(document, losses)
    cues = [cue for cue in document.cues if milliseconds(cue.end) > milliseconds(cue.start)]
    speakers = dict.fromkeys(cue.speaker for cue in cues if cue.speaker.strip())
    agents = {speaker: f"speaker{number}" for number, speaker in enumerate(speakers, 1)}
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
    valid = re.fullmatch(r"[A-Za-z0-9-]+", document.language)
    head = _HEAD.format(
        language=quoteattr(document.language if valid else ""),
        metadata=_metadata(agents),
        regions="".join(regions),
    )
    return head + "".join(paragraphs) + _TAIL


def _metadata(agents: dict[str, str]) -> str:
    named = "".join(
        f'   <ttm:agent xml:id="{identity}" type="person"><ttm:name type="full">'
        f"{_text(speaker)}</ttm:name></ttm:agent>\n"
        for speaker, identity in agents.items()
    )
    return f"  <metadata>\n{named}  </metadata>\n" if named else ""


def _region_name(place: Place) -> str:
    name = place.row if place.column == "centre" else f"{place.row}-{place.column}"
    return name if place.top is None else f"{name}-{round(place.top * 1000)}"


def _region(cue: StyledCue) -> str:
    place = cue.place
    origin = _ORIGINS[place.row]
    align, extent = _ALIGN[place.row], "80% 20%"
    if place.top is not None:
        top = min(round(place.top * 100, 1), 95)
        origin, align, extent = f"10% {top:g}%", "before", f"80% {min(20, 100 - top):g}%"
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
    text, style = _text(span.text), span.style
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
            f'<span tts:ruby="text">{_text(span.ruby)}</span></span>'
        )
    if span.start is not None:
        # A span with times of its own would be hidden outside them: only its colour is timed.
        begin = vtt_time(max(0.0, span.start - cue.start))
        end = vtt_time(max(0.0, (cue.end if span.end is None else span.end) - cue.start))
        text = f'<set begin="{begin}" end="{end}" tts:color="{_HIGHLIGHT}"/>{text}'
        return f"<span{attributes}>{text}</span>"
    return f"<span{attributes}>{text}</span>" if attributes else text


def _text(text: str) -> str:
    return escape(_UNFIT.sub("", text))
