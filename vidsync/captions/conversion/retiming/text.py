"""Moves the times in the text of a caption file, and changes nothing else."""

from __future__ import annotations

import re
from collections.abc import Callable

from vidsync.captions.conversion.retiming.change import TimeChange
from vidsync.captions.conversion.retiming.ttml import retime_ttml
from vidsync.timecode import ass_time, srt_time, vtt_time
from vidsync.timings.formats.subtitles.cue_clock import parse_cue_time
from vidsync.timings.formats.subtitles.substation.ass_file import parse_ass_time
from vidsync.timings.formats.subtitles.text_cues import split_timing
from vidsync.timings.reading.clock import CLOCK, parse_clock_time

_INNER = re.compile(rf"<({CLOCK})>")
_LINE_ENDS = re.compile(r"(\r\n|\r|\n)")
_EVENT = re.compile(r"[ \t]*(?:dialogue|comment):", re.IGNORECASE)
_EVENT_FIELDS = "layer,start,end,style,name,marginl,marginr,marginv,effect,text"
_LYRICS_TIME = re.compile(r"(?<=[\[<])(\d{1,3}:\d{1,2}(?:[.:,]\d{1,3})?)(?=[\]>])")
_LYRICS_OFFSET = re.compile(r"^[ \t]*\[offset:[ \t]*([+-]?\d{1,9})[ \t]*\]", re.IGNORECASE | re.M)
# Karaoke and moves of ASS, whose lengths a scale changes too.
_LENGTHS = re.compile(r"\\(?:[kK][fot]?\d|t\(|fade?\(|move\()")

Mover = Callable[[float], float]


def is_well_formed(text: str, format_name: str) -> bool:
    """Tell whether every player reads a file: WebVTT must begin with its header."""
    return format_name != "webvtt" or re.match(r"WEBVTT(?:[ \t\r\n]|$)", text) is not None


def retime_text(
    text: str, format_name: str, change: TimeChange, fps: float | None = None
) -> str | None:
    """Return the text of a file with other times, and nothing else changed.

    Args:
        text: the whole file.
        format_name: ``srt``, ``webvtt``, ``ass``, ``ttml`` or ``lrc``.
        change: how times change.
        fps: frames per second, for times that count frames.

    Returns:
        The text; None if the format has other times, or a time would come before 0.
    """
    earliest = [0.0]

    def move(seconds: float) -> float:
        time = change.move(seconds)
        earliest[0] = min(earliest[0], time)
        return max(0.0, time)

    if format_name == "ass":
        changed = _retime_ass(text, move) if not _has_lengths(text, change) else None
    elif format_name in ("srt", "webvtt"):
        changed = _retime_cues(text, move, fps, is_vtt=format_name == "webvtt")
    elif format_name == "lrc":
        changed = _retime_lyrics(text, move)
    elif format_name == "ttml":
        changed = retime_ttml(text, move, change.scale)
    else:
        changed = None
    return changed if earliest[0] >= 0 else None


def _has_lengths(text: str, change: TimeChange) -> bool:
    return change.scale != 1.0 and _LENGTHS.search(text) is not None


def _retime_cues(text: str, move: Mover, fps: float | None, *, is_vtt: bool) -> str:
    write = vtt_time if is_vtt else srt_time
    lines = _LINE_ENDS.split(text)
    for number, line in enumerate(lines):
        if parts := split_timing(line):
            before, start, between, end, after = parts
            start, end = (
                write(move(parse_cue_time(clock, "a time", fps))) for clock in (start, end)
            )
            lines[number] = f"{before}{start}{between}{end}{after}"
        elif is_vtt and "<" in line:
            lines[number] = _INNER.sub(
                lambda m: f"<{write(move(parse_clock_time(m[1], 'a time')))}>", line
            )
    return "".join(lines)


def _retime_ass(text: str, move: Mover) -> str | None:
    """Return ASS with other times; the line ``Format:`` tells which fields they are."""
    names = _EVENT_FIELDS.split(",")
    lines = _LINE_ENDS.split(text)
    for number, line in enumerate(lines):
        kind, colon, rest = line.partition(":")
        if kind.strip().lower() == "format":
            found = [name.strip().lower() for name in rest.split(",")]
            names = found if {"start", "end", "text"} <= set(found) else names
        elif _EVENT.match(line):
            if names[-1] != "text":
                return None
            fields = rest.split(",", len(names) - 1)
            places = [names.index(name) for name in ("start", "end")]
            times = [parse_ass_time(fields[at].strip()) for at in places if at < len(fields)]
            if len(times) < len(places) or None in times:
                continue  # the line is no event
            for at, seconds in zip(places, times, strict=True):
                space = " " if fields[at].startswith(" ") else ""
                fields[at] = space + ass_time(move(seconds or 0.0))
            lines[number] = f"{kind}{colon}{','.join(fields)}"
    return "".join(lines)


def _retime_lyrics(text: str, move: Mover) -> str:
    """Return LRC with other times; what it says of its offset stays."""
    said = _LYRICS_OFFSET.search(text)
    offset = int(said[1]) / 1000 if said else 0.0

    def change(match: re.Match[str]) -> str:
        minutes, seconds = match[1].split(":", 1)
        digits = len(re.split("[.:,]", seconds)[1]) if re.search("[.:,]", seconds) else 0
        mark = next((each for each in seconds if each in ".:,"), "")
        clock = f"{minutes}:{seconds.replace(':', '.').replace(',', '.')}"
        time = move(parse_clock_time(clock, "a time") - offset) + offset
        if round(time * 10**digits) != round(time * 1000) / 10 ** (3 - digits) and digits < 2:
            digits, mark = 2, mark or "."  # the time is finer than the file was
        units = round(max(0.0, time) * 10**digits)
        whole, part = divmod(units, 10**digits)
        fraction = f"{mark}{part:0{digits}d}" if digits else ""
        return f"{whole // 60:02d}:{whole % 60:02d}{fraction}"

    return _LYRICS_TIME.sub(change, text)
