"""Cues to the subtitle files that players read: SRT and WebVTT.

Blocks of plain text, with the time of every word where the format has a place for it.
Pictures of captions are ASS, and that is ass' work.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from vidsync.captions.segment import Cue
from vidsync.captions.text import space_between
from vidsync.timecode import milliseconds, srt_time, vtt_time

_VTT_ESCAPES = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;"})
# Players take these for markup in SRT: an angle bracket that a tag could begin with, and a
# brace before a backslash. A word joiner, which is invisible, makes them plain text.
_SRT_MARKUP = re.compile(r"<(?=[/A-Za-z])|\{(?=\\)")


def to_srt(cues: Sequence[Cue]) -> str:
    """Write cues as SRT.

    Args:
        cues: in time order.

    Returns:
        The file's text, with line feeds.
    """
    blocks = []
    for index, cue in enumerate(_timed(cues), start=1):
        text = _SRT_MARKUP.sub(lambda match: match[0] + "\u2060", cue.text)
        # The arrow is what readers find the times by.
        text = text.replace("-->", "--\u2060>")
        blocks.append(f"{index}\n{srt_time(cue.start)} --> {srt_time(cue.end)}\n{text}\n")
    return "\n".join(blocks)


def to_vtt(cues: Sequence[Cue], *, language: str = "") -> str:
    """Write cues as WebVTT, every word with its own time.

    A word's time stands before it, and the word in a ``<c>`` span, so that a page can
    style words that are past and to come (``::cue(:past)``, ``::cue(:future)``). A time
    that does not lie strictly after the one before it and inside the cue is left out, as
    the format wants.

    Args:
        cues: in time order.
        language: BCP 47 tag of the words, noted in the file's header.

    Returns:
        The file's text, with line feeds.

    Source:
        W3C WebVTT, sections on cue timestamps and on the class span.
    """
    tag = language if re.fullmatch(r"[A-Za-z0-9-]+", language) else ""
    blocks = [f"WEBVTT\nLanguage: {tag}\n" if tag else "WEBVTT\n"]
    for cue in _timed(cues):
        voice = f"<v {_voice(cue.speaker)}>" if cue.speaker.strip() else ""
        blocks.append(f"{vtt_time(cue.start)} --> {vtt_time(cue.end)}\n{voice}{_payload(cue)}\n")
    return "\n".join(blocks)


def _timed(cues: Sequence[Cue]) -> list[Cue]:
    """The cues that last at least a millisecond once they are rounded."""
    return [cue for cue in cues if milliseconds(cue.end) > milliseconds(cue.start)]


def _payload(cue: Cue) -> str:
    last = milliseconds(cue.start)
    lines = []
    for line in cue.lines:
        written = ""
        for index, word in enumerate(line):
            if index and space_between(line[index - 1].text, word.text):
                written += " "
            time = milliseconds(word.start)
            if last < time < milliseconds(cue.end):
                written += f"<{vtt_time(word.start)}>"
                last = time
            written += f"<c>{word.text.translate(_VTT_ESCAPES)}</c>"
        lines.append(written)
    return "\n".join(lines)


def _voice(speaker: str) -> str:
    return " ".join(speaker.split()).translate(_VTT_ESCAPES)
