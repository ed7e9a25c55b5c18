"""Cues of SRT and WebVTT as text: lines between two lines with an arrow.

Players accept more than the formats allow, and so does this: other arrows and clocks, missing
or repeated numbers, blank lines inside a text, and no blank line between two cues.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

from vidsync.errors import TimingError
from vidsync.timings.formats.subtitles.cue_clock import CUE_CLOCK, parse_cue_time
from vidsync.timings.reading.fields import name_item, shorten

_ARROW = r"(?:(?:[-–—―−=~][ \t]?){1,4}(?:>|&gt;|＞){1,2}|[-–—]{2,3}|→|⇒|➔|➜|(?:>|&gt;|＞){1,3})"
# White space and marks that do not show.
_SPACE = r"[\s\u200b-\u200f\u202a-\u202e\u2066-\u2069\ufeff]*"
_TIMING = re.compile(
    rf"{_SPACE}[\[(*]{{0,2}}(?:\d{{1,7}}[.)]?\s+)?({CUE_CLOCK}){_SPACE}{_ARROW}{_SPACE}({CUE_CLOCK})"
    rf"[\])*]{{0,2}}(?:\s+(.*))?{_SPACE}"
)
# Times of which the file ends in the middle.
_CUT_TIMING = re.compile(rf"\s*{CUE_CLOCK}\s*(?:{_ARROW}.{{0,40}}|-{{1,2}})?")
# A line that has an arrow after a time, and no second time.
_BROKEN_TIMING = re.compile(r"\s*(?:\d{1,7}\s+)?\d{1,4}:\d{1,2}[\d:.,]{0,20}\s*-{1,3}>.*")
# A line of characters that do not show.
_UNSEEN = re.compile(r"[\s\u200b-\u200f\u2060\ufeff]*")
# Marks of code around a file, as in chats.
_FENCE = re.compile(r"\s*```\w{0,20}\s*")
# A single dash counts only between times that no text has: with hours and a fraction.
_LONG = r"[\dOoIl]{1,3}:[\dOoIl]{1,2}:[\dOoIl]{1,2}(?:[.,][\dOoIl]{1,3}|:[\dOoIl]{3})"
_DASHED = re.compile(rf"\s*({_LONG})\s*[-–—]\s*({_LONG})(\s)*")
# The usual form, which most lines of a large file have.
_USUAL = re.compile(r"(\d\d:\d\d:\d\d)[,.](\d\d\d) --> (\d\d:\d\d:\d\d)[,.](\d\d\d)", re.ASCII)
_NUMBER = re.compile(r"\s*[#(\[*]{0,2}(\d{1,9})[.):\]*]{0,2}\s*")
# What may follow the times: settings of WebVTT, and places of some SRT files.
_SETTINGS = re.compile(r"(?:[A-Za-z]\w{0,20}[:=]\S*\s*)*")
# Characters; a shorter or longer line is text.
_SHORTEST_TIMING = len("0:0→0:1")
_LONGEST_TIMING = 400
# Letters that scans have in place of 0 and 1.
_LIKE_DIGITS = "OoIl"


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
        number: which cue of the file it is, from 0.
        start: seconds; may be negative.
        end: seconds.
        lines: the lines as the file has them, without blank lines around them.
        stretches: the same lines without markup.
    """

    number: int
    start: float
    end: float
    lines: tuple[str, ...] = ()
    stretches: tuple[tuple[Stretch, ...], ...] = ()

    @property
    def name(self) -> str:
        """Its name in errors."""
        first = next((line.strip() for line in self.lines if line.strip()), "")
        return name_item("cue", self.number, first)


class Timing(NamedTuple):
    """A line with the times of a cue.

    Attributes:
        number: which line of the file it is, from 0.
        start: seconds; may be negative.
        end: seconds.
        beside: what stands after the times.
    """

    number: int
    start: float
    end: float
    beside: str


def split_lines(text: str) -> list[str]:
    """Return the lines of a file, with any line ends and without byte order marks inside."""
    text = text.replace("\r\r\n", "\n").replace("\r\n", "\n").replace("\r", "\n")
    lines = text.replace("\n\ufeff", "\n").lstrip("\ufeff").split("\n")
    if any(character in text for character in "\u200b\u200e\u200f\u2060\ufeff"):
        lines = ["" if _UNSEEN.fullmatch(line) else line for line in lines]
    if "```" in text:
        lines = [line for line in lines if not _FENCE.fullmatch(line)]
    return lines


def is_timing(line: str) -> bool:
    """Tell whether a line has two times with an arrow between them."""
    return _USUAL.fullmatch(line) is not None or _match_timing(line) is not None


def _match_timing(line: str) -> re.Match[str] | None:
    if not _SHORTEST_TIMING <= len(line) <= _LONGEST_TIMING:
        return None
    if line[0].isalpha() and line[0] not in _LIKE_DIGITS:
        return None
    return _TIMING.fullmatch(line) or _DASHED.fullmatch(line)


def split_timing(line: str) -> tuple[str, ...] | None:
    """Return a line that has times as text: before, start, between, end and after; or None."""
    match = _match_timing(line)
    if match is None:
        return None
    (first, last), (begin, end) = match.span(1), match.span(2)
    return line[:first], line[first:last], line[last:begin], line[begin:end], line[end:]


def find_timings(lines: Sequence[str], frame_rate: float | None = None) -> list[Timing]:
    """Return the lines that have times.

    Args:
        lines: all lines of a file.
        frame_rate: frames per second, for times that count them; None if it is not known.

    Raises:
        TimingError: a time is out of range, counts frames at an unknown rate, or is missing.
    """
    found: list[Timing] = []
    broken: list[int] = []
    for number, line in enumerate(lines):
        if len(line) < _SHORTEST_TIMING or (line[0].isalpha() and line[0] not in _LIKE_DIGITS):
            continue
        if usual := _USUAL.fullmatch(line):
            start, start_ms, end, end_ms = usual.groups()
            first = (_parse_whole_seconds(start) * 1000 + int(start_ms)) / 1000
            last = (_parse_whole_seconds(end) * 1000 + int(end_ms)) / 1000
            found.append(Timing(number, first, last, ""))
        elif match := _match_timing(line):
            name = f"cue {len(found) + 1}"
            first = parse_cue_time(match[1], f"{name}: its start", frame_rate)
            last = parse_cue_time(match[2], f"{name}: its end", frame_rate)
            found.append(Timing(number, first, last, (match[3] or "").strip()))
        elif "->" in line and _BROKEN_TIMING.fullmatch(line):
            broken.append(number)
    if found and broken and any(line.strip() for line in lines[broken[0] + 1 :]):
        number = broken[0]
        raise TimingError(
            f"line {number + 1}: {shorten(lines[number].strip())} does not have two times",
            hint="correct it: a cue begins with a line like 00:00:01,000 --> 00:00:02,000",
        )
    return found


@lru_cache(maxsize=64)
def _parse_whole_seconds(clock: str) -> int:
    """Return the seconds of a time like ``01:02:03``; an end is often the next start too."""
    return int(clock[:2]) * 3600 + int(clock[3:5]) * 60 + int(clock[6:])


def is_number(line: str) -> bool:
    """Tell whether a line is the number of a cue."""
    return _NUMBER.fullmatch(line) is not None


def find_cues(
    lines: Sequence[str], timings: Sequence[Timing], *, identified: bool
) -> list[TextCue]:
    """Return the cues of a file.

    Args:
        lines: all lines of the file.
        timings: those that have times.
        identified: whether a line of any text above the times is an identifier; if not, only
            a number is one.
    """
    if not timings:
        return []
    preamble = lines[: timings[0].number]
    numbered = _is_numbered(lines, timings)
    last = _read_number(_last_line(preamble)) if numbered else None
    cues = []
    ends = [*(timing.number for timing in timings[1:]), len(lines)]
    for index, (timing, until) in enumerate(zip(timings, ends, strict=True)):
        body = lines[timing.number + 1 : until]
        if until < len(lines):
            body, last = _drop_identifier(body, last, numbered=numbered, identified=identified)
        else:
            body = _drop_rest(body, last if numbered else None)
        if timing.beside and not identified and not _SETTINGS.fullmatch(timing.beside):
            body = [timing.beside, *body]  # some files begin the text there
        while body and not body[-1].strip():
            body = body[:-1]
        cues.append(TextCue(index, timing.start, timing.end, tuple(body)))
    return cues


def _drop_repeated(body: Sequence[str], number: int) -> Sequence[str]:
    """Return a cue's lines without the number of the next cue, which a file may have twice."""
    end = len(body)
    while end and not body[end - 1].strip():
        end -= 1
    twice = end > 1 and not body[end - 2].strip() and _read_number(body[end - 1]) == number
    return body[: end - 1] if twice else body


def _drop_rest(body: Sequence[str], last: int | None) -> Sequence[str]:
    """Return the lines of the last cue without the beginning of a cue that is not there.

    Args:
        body: its lines.
        last: its number; None in a file without numbers.
    """
    shown = [number for number, line in enumerate(body) if line.strip()]
    if len(shown) > 1 and _CUT_TIMING.fullmatch(body[shown[-1]]):
        body = body[: shown.pop()]
    if len(shown) < 2 or body[shown[-1] - 1].strip() or last is None:
        return body
    return body[: shown[-1]] if _read_number(body[shown[-1]]) == last + 1 else body


def _last_line(lines: Sequence[str]) -> str:
    return next((line for line in reversed(lines) if line.strip()), "")


def _read_number(line: str) -> int | None:
    match = _NUMBER.fullmatch(line)
    return int(match[1]) if match else None


def _is_numbered(lines: Sequence[str], timings: Sequence[Timing]) -> bool:
    """Tell whether a file numbers its cues, so that a number above the times is no text."""
    if is_number(_last_line(lines[: timings[0].number])):
        return True
    above = sum(
        is_number(lines[first - 1]) and (first < 2 or not lines[first - 2].strip())
        for first, *_ in timings[1:]
    )
    return above * 2 > len(timings)


def _drop_identifier(
    body: Sequence[str], last: int | None, *, numbered: bool, identified: bool
) -> tuple[Sequence[str], int | None]:
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
            return _drop_repeated(body[: end - 1], number), number
    if identified and adjacent and after_blank:
        return body[: end - 1], last
    return body, last
