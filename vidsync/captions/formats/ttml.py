"""Writes TTML in the text profile of IMSC 1.1: paragraphs, with each word's time as an animation.

A span with times of its own would be hidden outside them. Therefore the words are always visible,
and a ``set`` changes the colour of each while it is heard, as far as IMSC's render model allows.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Protocol
from xml.sax.saxutils import escape, quoteattr

from vidsync.captions.cues.cue import Cue
from vidsync.captions.cues.overlap import drop_empty
from vidsync.captions.formats.base import CaptionFormat, Subtitles
from vidsync.captions.formats.render_model import Canvas, Lit, lit_times
from vidsync.timecode import vtt_time
from vidsync.transcript.spacing import word_gaps

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
TAIL = "  </div>\n </body>\n</tt>\n"
HIGHLIGHT = "#FFE100"
"""The colour of a word while it is heard."""

_BOTTOM = (
    '   <region xml:id="bottom" tts:origin="10% 75%" tts:extent="80% 20%" '
    'tts:displayAlign="after" tts:textAlign="center"/>\n'
)
# The region above, and letters of 100 %: a fifteenth of the picture's height.
_CANVAS = Canvas(region=0.8 * 0.2, glyph=15**-2)
# Characters that XML 1.0 does not allow.
_UNFIT = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


class Imsc(CaptionFormat):
    """TTML, IMSC 1.1 text profile."""

    name = "ttml"
    title = "TTML (IMSC 1.1 text)"
    suffixes = (".ttml", ".xml", ".dfxp")

    def write(self, subtitles: Subtitles) -> str:
        """Return the whole document."""
        agents = number_agents(subtitles.cues)
        head = write_head(subtitles.language, agents, _BOTTOM)
        cues = drop_empty(subtitles.cues)
        paragraphs = [
            _paragraph(cue, lit, agents.get(cue.speaker, ""))
            for cue, lit in zip(cues, lit_times(cues, _CANVAS), strict=True)
        ]
        return head + "".join(paragraphs) + TAIL


class _Spoken(Protocol):
    @property
    def speaker(self) -> str: ...


def number_agents(cues: Iterable[_Spoken]) -> dict[str, str]:
    """Return an identifier for each speaker."""
    speakers = dict.fromkeys(cue.speaker for cue in cues if cue.speaker.strip())
    return {speaker: f"speaker{number}" for number, speaker in enumerate(speakers, 1)}


def write_head(language: str, agents: Mapping[str, str], regions: str) -> str:
    """Return a document up to its first paragraph.

    Args:
        language: BCP 47 tag; left out if it is not one.
        agents: the identifiers of the speakers, by name.
        regions: the elements of the regions.
    """
    valid = re.fullmatch(r"[A-Za-z0-9-]+", language)
    named = "".join(
        f'   <ttm:agent xml:id="{identity}" type="person"><ttm:name type="full">'
        f"{escape_text(speaker)}</ttm:name></ttm:agent>\n"
        for speaker, identity in agents.items()
    )
    return _HEAD.format(
        language=quoteattr(language if valid else ""),
        metadata=f"  <metadata>\n{named}  </metadata>\n" if named else "",
        regions=regions,
    )


def _paragraph(cue: Cue, lit: list[Lit], agent: str) -> str:
    times = iter(lit if cue.word_times else [None] * len(lit))
    lines = []
    for line in cue.lines:
        written = ""
        for gap, word in zip(word_gaps(line), line, strict=True):
            written += f"{gap}<span>{_highlight(next(times))}{escape_text(word.text)}</span>"
        lines.append(written)
    by = f' ttm:agent="{agent}"' if agent else ""
    return (
        f'   <p begin="{vtt_time(cue.start)}" end="{vtt_time(cue.end)}" region="bottom" '
        f'style="plain"{by}>{"<br/>".join(lines)}</p>\n'
    )


def _highlight(lit: Lit) -> str:
    """Return the animation of a word; times inside a paragraph count from its begin."""
    if lit is None:
        return ""
    begin, end = (vtt_time(time / 1000) for time in lit)
    return f'<set begin="{begin}" end="{end}" tts:color="{HIGHLIGHT}"/>'


def escape_text(text: str) -> str:
    """Return a text for XML, without the characters that it does not allow."""
    return escape(_UNFIT.sub("", text))
