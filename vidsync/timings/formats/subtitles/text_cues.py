"""Cues of SRT and WebVTT as text: lines between two lines with an arrow.

Players accept more than the formats allow, and so does this: other arrows and clocks, missing
or repeated numbers, blank lines inside a text, and no blank line between two cues.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

from vidsync.errors import FormatError
from vidsync.timings.reading.clock import CUE_CLOCK, parse_cue_time
from vidsync.timings.reading.fields import name_item

_ARROW = r"(?:(?:[-–—―−=~][ \t]?){1,4}(?:>|&gt;|＞){1,2}|[-–—]{2,3}|→|⇒|➔|➜)"
_TIMING = re.compile(
    rf"\s*(?:\d{{1,7}}[.)]?\s+)?({CUE_CLOCK})\s*{_ARROW}\s*({CUE_CLOCK})(?:\s+(.*))?\s*"
)
# The usual form, which most lines of a large file have.
_USUAL = re.compile(r"(\d\d:\d\d:\d\d)[,.](\d\d\d) --> (\d\d:\d\d:\d\d)[,.](\d\d\d)", re.ASCII)
_NUMBER = re.compile(r"\s*[#(\[]?(\d{1,9})[.):\]]?\s*")
# What may follow the times: settings of WebVTT, and places of some SRT files.
_SETTINGS = re.compile(r"(?:[A-Za-z]\w{0,20}[:=]\S*\s*)*")
# Characters; a shorter or longer line is text.
_SHORTEST_TIMING = len("0:0→0:1")
_LONGEST_TIMING = 400


class Stretch(NamedTuple):
    """A part of a line with one style.

    Attributes:
        text: as displayed.
        style: the tags that are open, as one text; compared only with others.
        speaker: the name of the voice, or ``""``.
        start: seconds at which the text begins to be spoken, if the file has it.
        end: seconds, if the file has it.
    """

    text: str
    style: str = ""
    speaker: str = ""
    start: float | None = None
    end: float | None = None


class TextCue(NamedTuple):
    """A cue before its text is split into words.

    Attributes:
        name: its name in errors.
        start: seconds; may be negative.
        end: seconds.
        lines: the lines as the file has them, without blank lines around them.
        stretches: the same lines without markup.
    """

    name: str
    start: float
    end: float
    lines: tuple[str, ...] = ()
    stretches: tuple[tuple[Stretch, ...], ...] = ()


def is_timing(line: str) -> bool:
    """Tell whether a line has two times with an arrow between them."""
    if not _SHORTEST_TIMING <= len(line) <= _LONGEST_TIMING or line[0].isalpha():
        return False
    return (_USUAL.fullmatch(line) or _TIMING.fullmatch(line)) is not None


def is_number(line: str) -> bool:
    """Tell whether a line is the number of a cue."""
    return _NUMBER.fullmatch(line) is not None


def find_cues(lines: Sequence[str], *, identified: bool) -> tuple[list[str], list[TextCue]]:
    """Return the lines before the first cue, and the cues.

    Args:
        lines: all lines of a file.
        identified: whether a line of any text above the times is an identifier; if not, only
            a number is one.

    Raises:
        TimingError: a time is out of range.
    """
    at = [
        number
        for number, line in enumerate(lines)
        if len(line) >= _SHORTEST_TIMING and is_timing(line)
    ]
    if not at:
        return list(lines), []
    preamble = list(lines[: at[0]])
    numbered = _is_numbered(lines, at)
    last = _read_number(_last_line(preamble)) if numbered else None
    cues = []
    for index, first in enumerate(at):
        until = at[index + 1] if index + 1 < len(at) else len(lines)
        body = list(lines[first + 1 : until])
        if index + 1 < len(at):
            body, last = _drop_identifier(body, last, numbered=numbered, identified=identified)
        if not identified and (text := _read_text_beside(lines[first])):
            body.insert(0, text)
        while body and not body[-1].strip():
            body.pop()
        start, end = _parse_times(lines[first], index)
        named = body[0].strip() if body else ""
        if not named:
            named = next((line.strip() for line in body if line.strip()), "")
        cues.append(TextCue(name_item("cue", index, named), start, end, tuple(body)))
    return preamble, cues


def _parse_times(line: str, index: int) -> tuple[float, float]:
    if match := _USUAL.match(line):
        start, start_ms, end, end_ms = match.groups()
        return (
            (_parse_whole_seconds(start) * 1000 + int(start_ms)) / 1000,
            (_parse_whole_seconds(end) * 1000 + int(end_ms)) / 1000,
        )
    match = _TIMING.fullmatch(line)
    if match is None:
        raise FormatError(f"cue {index + 1}: {line[:60]!r} has no two times")
    name = f"cue {index + 1}"
    start = parse_cue_time(match[1], f"{name}: its start")
    end = parse_cue_time(match[2], f"{name}: its end")
    return start, end


@lru_cache(maxsize=64)
def _parse_whole_seconds(clock: str) -> int:
    """Return the seconds of a time like ``01:02:03``; an end is often the next start too."""
    return int(clock[:2]) * 3600 + int(clock[3:5]) * 60 + int(clock[6:])


def _read_text_beside(line: str) -> str:
    """Return the text on the line of the times, where some files begin it."""
    match = None if _USUAL.fullmatch(line) else _TIMING.fullmatch(line)
    rest = (match[3] or "").strip() if match else ""
    return "" if _SETTINGS.fullmatch(rest) else rest


def _last_line(lines: Sequence[str]) -> str:
    return next((line for line in reversed(lines) if line.strip()), "")


def _read_number(line: str) -> int | None:
    match = _NUMBER.fullmatch(line)
    return int(match[1]) if match else None


def _is_numbered(lines: Sequence[str], at: Sequence[int]) -> bool:
    """Tell whether a file numbers its cues, so that a number above the times is no text."""
    if is_number(_last_line(lines[: at[0]])):
        return True
    above = sum(
        is_number(lines[first - 1]) and (first < 2 or not lines[first - 2].strip())
        for first in at[1:]
    )
    return above * 2 > len(at)


def _drop_identifier(
    body: list[str], last: int | None, *, numbered: bool, identified: bool
) -> tuple[list[str], int | None]:
    """Return a cue's lines without the identifier of the next cue, and its number."""
    end = len(body)
    while end and not body[end - 1].strip():
        end -= 1
    if not end:
        return body, last
    adjacent = end == len(body)
    after_blank = end > 1 and not body[end - 2].strip()
    number = _read_number(body[end - 1]) if numbered else None
    if number is not None:
        counts = last is not None and number == last + 1
        if counts or (adjacent and (after_blank or end == 1)):
            return body[: end - 1], number
    if identified and adjacent and after_blank:
        return body[: end - 1], last
    return body, last
