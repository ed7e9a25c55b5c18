"""Writes cues as SRT and WebVTT.

The text is plain; words have their own times where the format has a place for them.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from vidsync.captions.cues.cue import Cue
from vidsync.captions.cues.overlap import drop_empty
from vidsync.errors import InputError
from vidsync.timecode import milliseconds, srt_time, vtt_time
from vidsync.transcript.spacing import word_gaps

_VTT_ESCAPES = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;"})
# Players take these for markup in SRT: an angle bracket that a tag could begin with, and a
# brace before a backslash, and a backslash that ASS would break the line at. A word joiner,
# which is invisible, makes them plain text.
_SRT_MARKUP = re.compile(r"<(?=[/A-Za-z])|\{(?=\\)|\\(?=[Nnh])")


@dataclass(frozen=True, slots=True)
class VttPlace:
    """Where a player is asked to draw WebVTT cues.

    Attributes:
        line: the top of the cue in per cent of the picture's height; None for the bottom.
        position: the cue's anchor in per cent of the width; None for the middle.
        size: the width of the cue's box in per cent.
        align: how the lines stand in the box.

    Raises:
        InputError: a number is not within 0 and 100.
    """

    line: float | None = None
    position: float | None = None
    size: float | None = None
    align: Literal["start", "center", "end", "left", "right"] = "center"

    def __post_init__(self) -> None:
        for name in ("line", "position", "size"):
            value = getattr(self, name)
            if value is not None and not 0 <= value <= 100:
                raise InputError(f"a WebVTT {name} of {value!r} is not within 0 and 100 per cent")
        if self.align not in ("start", "center", "end", "left", "right"):
            raise InputError(f"{self.align!r} is not an alignment of WebVTT cues")

    @property
    def settings(self) -> str:
        """The settings as they stand after a cue's times."""
        numbers = {"line": self.line, "position": self.position, "size": self.size}
        written = [f"{name}:{value:g}%" for name, value in numbers.items() if value is not None]
        return " ".join([*written, f"align:{self.align}"])


def to_srt(cues: Sequence[Cue]) -> str:
    """Write cues as SRT.

    Args:
        cues: in time order.

    Returns:
        The file's text, with line feeds.
    """
    blocks = []
    for index, cue in enumerate(drop_empty(cues), start=1):
        text = escape_srt(cue.text)
        blocks.append(f"{index}\n{srt_time(cue.start)} --> {srt_time(cue.end)}\n{text}\n")
    return "\n".join(blocks)


def escape_srt(text: str) -> str:
    """Return a text in which players of SRT find no markup and no times."""
    text = _SRT_MARKUP.sub(lambda match: match[0] + "\u2060", text)
    # Readers find the times by the arrow.
    text = text.replace("-->", "--\u2060>")
    # A whole character reference is read as its character.
    return re.sub(r"&(?=#?\w{1,31};)", "&amp;", text)


def to_vtt(
    cues: Sequence[Cue],
    *,
    language: str = "",
    place: VttPlace | None = None,
    colours: Mapping[str, str] | None = None,
) -> str:
    """Write cues as WebVTT, every word with its own time.

    A word's time stands before it, and the word in a ``<c>`` span, so that a page can
    style words that are past and to come (``::cue(:past)``, ``::cue(:future)``). A time
    that does not lie strictly after the one before it and inside the cue is left out, as
    the format wants.

    Args:
        cues: in time order.
        language: BCP 47 tag of the words, in a note, as the format has no place for it.
        place: where cues are drawn; the player's own place if None.
        colours: of speakers by name, as ``#RRGGBB``: a style for each voice.

    Returns:
        The file's text, with line feeds.

    Raises:
        InputError: a colour is not ``#RRGGBB``.

    Source:
        W3C WebVTT, sections on cue timestamps and on the class span.
    """
    tag = language if re.fullmatch(r"[A-Za-z0-9-]+", language) else ""
    blocks = ["WEBVTT\n"]
    if tag:
        blocks.append(f"NOTE Language: {tag}\n")
    if colours:
        blocks.append(_style(colours))
    settings = f" {place.settings}" if place else ""
    for cue in drop_empty(cues):
        voice = f"<v {_voice(cue.speaker)}>" if cue.speaker.strip() else ""
        times = f"{vtt_time(cue.start)} --> {vtt_time(cue.end)}{settings}"
        blocks.append(f"{times}\n{voice}{_payload(cue)}\n")
    return "\n".join(blocks)


def _style(colours: Mapping[str, str]) -> str:
    rules = []
    for speaker, colour in colours.items():
        if not re.fullmatch("#[0-9A-Fa-f]{6}", colour):
            raise InputError(f"{colour!r} is not a colour", hint="write it as #RRGGBB")
        # In a CSS string every character but letters and digits may be written by its number.
        name = "".join(c if c.isalnum() else f"\\{ord(c):x} " for c in " ".join(speaker.split()))
        rules.append(f'::cue(v[voice="{name}"]) {{ color: {colour}; }}\n')
    return "STYLE\n" + "".join(rules)


def _payload(cue: Cue) -> str:
    if not cue.word_times:
        return cue.text.translate(_VTT_ESCAPES)
    last = milliseconds(cue.start)
    lines = []
    for line in cue.lines:
        written = ""
        for gap, word in zip(word_gaps(line), line, strict=True):
            written += gap
            time = milliseconds(word.start)
            if last < time < milliseconds(cue.end):
                written += f"<{vtt_time(word.start)}>"
                last = time
            written += f"<c>{word.text.translate(_VTT_ESCAPES)}</c>"
        lines.append(written)
    return "\n".join(lines)


def _voice(speaker: str) -> str:
    return " ".join(speaker.split()).translate(_VTT_ESCAPES)
