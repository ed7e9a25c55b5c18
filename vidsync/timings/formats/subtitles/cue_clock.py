"""Parses the times in a line of a cue, as players accept them."""

from __future__ import annotations

import re

from vidsync.errors import TimingError
from vidsync.timings.reading.fields import LONGEST, shorten
from vidsync.timings.word_lists.frame_times import is_frame_time, parse_frame_time

# Spaces and full-width marks come from translators, and letters for 0 and 1 from recognised scans.
_GAP = r"[ \t\u00a0\u3000]{0,3}"
_DIGIT = r"[\dOoIl]"
CUE_CLOCK = rf"[-−]?{_DIGIT}{{1,7}}(?:{_GAP}[:：.,，．;'’]{_GAP}[-−]?{_DIGIT}{{1,9}}){{1,4}}"
"""A time in a line of a cue, as players accept it; it may be negative, or seconds alone."""

_CUE_MARKS = str.maketrans(
    {
        **dict(zip("：，．−OoIl'’", ":,.-0011..", strict=True)),
        **dict.fromkeys(" \t\u00a0\u3000"),
    }
)
_MARK = re.compile(r"[:;.,]")


def parse_cue_time(text: str, name: str, frame_rate: float | None = None) -> float:
    """Return the seconds of a time that matches `CUE_CLOCK`; negative with a minus sign.

    Two digits after a third colon count frames. Several groups of three digits without a colon
    are milliseconds: ``1,234,500``.

    Args:
        text: the time.
        name: its name in errors.
        frame_rate: frames per second, for times that count them; None if it is not known.

    Raises:
        TimingError: the text is not such a time, or it counts frames at an unknown rate.
    """
    bare = text.translate(_CUE_MARKS)
    sign = -1.0 if "-" in bare else 1.0
    bare = bare.replace("-", "")
    if is_frame_time(bare) and not bare[-3:].isdecimal():
        return sign * parse_frame_time(bare, name, frame_rate)
    numbers, marks = _MARK.split(bare), _MARK.findall(bare)
    if not all(number.isdecimal() for number in numbers) or not 1 <= len(marks) <= 4:
        raise TimingError(f"{name}: {shorten(text)} is not a time like 00:01:02.345")
    grouped = [len(number) for number in numbers[1:]] == [3] * len(marks)
    if grouped and len(marks) > 1 and ":" not in marks:
        numbers = ["0", "".join(numbers).zfill(4)]
        numbers = [numbers[1][:-3], numbers[1][-3:]]
    elif len(marks) > 2 and ":" not in marks[-2:] and len(numbers[-1]) == len(numbers[-2]) == 3:
        numbers[-2:] = ["".join(numbers[-2:])]
    fraction = numbers.pop() if _ends_in_fraction(numbers, marks) else "0"
    whole = 0
    for number in numbers:
        whole = whole * 60 + int(number)
    seconds = float(f"{whole}.{int(fraction):0{len(fraction)}d}")
    if seconds > LONGEST:
        raise TimingError(f"{name}: {shorten(text)} is not a time in a recording")
    return sign * seconds


def _ends_in_fraction(numbers: list[str], marks: list[str]) -> bool:
    """Tell whether the last number of a clock is a fraction of a second."""
    if len(numbers) > 3 or len(numbers[-1]) > 2:
        return True
    return marks[-1] != ":" and (len(set(marks)) > 1 or len(numbers) == 2)
