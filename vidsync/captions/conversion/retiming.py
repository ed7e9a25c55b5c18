"""Moves the times of a caption file, in its text or in its cues."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from math import isfinite

from vidsync.captions.conversion.document import Span, StyledCue, StyledDocument
from vidsync.errors import InputError
from vidsync.timecode import (
    ass_time,
    exact_frame_rate,
    frame_start,
    nearest_frame,
    srt_time,
    vtt_time,
)
from vidsync.timings.formats.subtitles.cue_clock import parse_cue_time
from vidsync.timings.formats.subtitles.text_cues import split_timing
from vidsync.timings.reading.clock import CLOCK, parse_clock_time

_INNER = re.compile(rf"<({CLOCK})>")
_ASS_TIMES = re.compile(r"^((?:Dialogue|Comment):[^,\n]*,)([^,\n]*),([^,\n]*),", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class TimeChange:
    """How times change: first they are multiplied, then shifted, then put on frames.

    Attributes:
        shift: seconds by which everything is later, or earlier if negative.
        scale: factor of every time: 25/23.976 for a file made for 23.976 frames per second.
        frame_rate: frames per second on which cues begin and end; None leaves them.

    Raises:
        InputError: a number is not finite, or out of range.
    """

    shift: float = 0.0
    scale: float = 1.0
    frame_rate: float | None = None

    def __post_init__(self) -> None:
        if not isfinite(self.shift):
            raise InputError(f"{self.shift} is not a number of seconds")
        if not (isfinite(self.scale) and 0 < self.scale < 1000):
            raise InputError(f"a scale of {self.scale} is not within 0 and 1000")
        if self.frame_rate is not None and not 1 <= self.frame_rate <= 1000:
            raise InputError(f"{self.frame_rate:g} frames per second is not a frame rate")

    def __bool__(self) -> bool:
        return self != TimeChange()

    def move(self, seconds: float) -> float:
        """Return the new time; it may be negative."""
        moved = seconds * self.scale + self.shift
        if self.frame_rate is None:
            return moved
        rate = exact_frame_rate(self.frame_rate)
        return frame_start(nearest_frame(moved, rate), rate)


def is_well_formed(text: str, format_name: str) -> bool:
    """Tell whether every player reads a file: WebVTT must begin with its header."""
    return format_name != "webvtt" or re.match(r"WEBVTT(?:[ \t\r\n]|$)", text) is not None


def retime_text(
    text: str, format_name: str, change: TimeChange, fps: float | None = None
) -> str | None:
    """Return the text of a file with other times, and nothing else changed.

    Args:
        text: the whole file.
        format_name: ``srt``, ``webvtt`` or ``ass``.
        change: how times change.
        fps: frames per second, for times that count frames.

    Returns:
        The text; None if the format has other times, or a time would come before 0.
    """
    earliest = [0.0]

    def move(clock: str, write: Callable[[float], str]) -> str:
        time = change.move(parse_clock_time(clock, "a time"))
        earliest[0] = min(earliest[0], time)
        return write(max(0.0, time))

    def move_cue_time(clock: str, write: Callable[[float], str]) -> str:
        time = change.move(parse_cue_time(clock, "a time", fps))
        earliest[0] = min(earliest[0], time)
        return write(max(0.0, time))

    if format_name == "ass":
        changed = _ASS_TIMES.sub(
            lambda m: f"{m[1]}{move(m[2], ass_time)},{move(m[3], ass_time)},", text
        )
    elif format_name in ("srt", "webvtt"):
        write = srt_time if format_name == "srt" else vtt_time
        lines = re.split(r"(\r\n|\r|\n)", text)
        for number, line in enumerate(lines):
            if parts := split_timing(line):
                before, start, between, end, after = parts
                start, end = (move_cue_time(clock, write) for clock in (start, end))
                lines[number] = f"{before}{start}{between}{end}{after}"
            elif format_name == "webvtt" and "<" in line:
                lines[number] = _INNER.sub(lambda m: f"<{move(m[1], vtt_time)}>", line)
        changed = "".join(lines)
    else:
        return None
    return changed if earliest[0] >= 0 else None


def retime_cues(document: StyledDocument, change: TimeChange) -> tuple[StyledDocument, int]:
    """Return a document with other times, and how many cues end before 0 and are left out."""
    kept: list[StyledCue] = []
    dropped = 0
    for cue in document.cues:
        end = change.move(cue.end)
        if end <= 0:
            dropped += 1
            continue
        start = max(0.0, change.move(cue.start))
        lines = tuple(
            tuple(_retime_span(span, change, start, end) for span in line) for line in cue.lines
        )
        kept.append(replace(cue, start=start, end=max(start, end), lines=lines))
    return replace(document, cues=tuple(kept)), dropped


def _retime_span(span: Span, change: TimeChange, start: float, end: float) -> Span:
    if span.start is None:
        return span
    first = min(max(start, span.start * change.scale + change.shift), end)
    if span.end is None:
        return replace(span, start=first)
    last = min(max(first, span.end * change.scale + change.shift), end)
    return replace(span, start=first, end=last)
