"""Writes enhanced LRC: one line per cue, and a time before the words that have one."""

from __future__ import annotations

import re
from collections.abc import Sequence

from vidsync.captions.conversion.document import Span, StyledCue, StyledDocument
from vidsync.captions.conversion.losses import Losses
from vidsync.timecode import centiseconds

# The voices that LRC names.
_VOICE = re.compile(r"[FMD]|v\d{1,2}")
# Brackets would be read as times.
_BRACKETS = str.maketrans("<>[]", "‹›()")


def write_lrc(document: StyledDocument, losses: Losses) -> str:
    """Return a document as lyrics.

    The time after a line's last word is its end. A line without times of words ends at the
    next line, so an empty line marks its end if the next begins later.
    """
    valid = re.fullmatch(r"[A-Za-z0-9-]{2,35}", document.language)
    lines = [f"[la:{document.language}]\n"] if valid else []
    cues = [cue for cue in document.cues if cue.text.strip()]
    named = sum(bool(cue.speaker) and not _VOICE.fullmatch(cue.speaker) for cue in cues)
    losses.add("name of a speaker", named, plural="names of speakers")
    for index, cue in enumerate(cues):
        voice = f"{cue.speaker}: " if _VOICE.fullmatch(cue.speaker) else ""
        is_timed = any(span.start is not None for span in cue.spans)
        end = f"<{_time(_find_end(cue))}>" if is_timed else ""
        text = " ".join("".join(map(_write_span, line)).strip() for line in cue.lines)
        lines.append(f"[{_time(cue.start)}]{voice}{text}{end}\n")
        following = cues[index + 1].start if index + 1 < len(cues) else None
        if not is_timed and (following is None or _time(cue.end) < _time(following)):
            lines.append(f"[{_time(cue.end)}]\n")
    return "".join(lines)


def _write_span(span: Span) -> str:
    text = " ".join(span.text.split("\n")).translate(_BRACKETS)
    if span.start is None or not text.strip():
        return text
    gap = text[: len(text) - len(text.lstrip())]
    return f"{gap}<{_time(span.start)}>{text.lstrip()}"


def _find_end(cue: StyledCue) -> float:
    """Return when the last word ends: its own end if it has one, else the cue's."""
    spoken: Sequence[Span] = [span for span in cue.spans if span.text.strip()]
    ends = [span.end for span in spoken if span.end is not None]
    return max(ends) if spoken[-1].end is not None else cue.end


def _time(seconds: float) -> str:
    minutes, rest = divmod(centiseconds(seconds), 6000)
    return f"{minutes:02}:{rest // 100:02}.{rest % 100:02}"
