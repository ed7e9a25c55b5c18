"""Parses times in text files: ``01:02:03,456``, ``02:03.45``, ``12.5``."""

from __future__ import annotations

import re

from vidsync.errors import TimingError
from vidsync.timings.reading.fields import LONGEST, shorten

CLOCK = r"(?:\d{1,4}:)?\d{1,3}:\d{1,2}(?:[.,]\d{1,9})?"
"""A time with minutes and seconds, and optionally hours."""

_CLOCK = re.compile(r"(?:(\d{1,4}):)?(\d{1,3}):(\d{1,2}(?:[.,]\d{1,9})?)")
# Praat writes every digit of a double, and some tools write a zero with a sign.
_SECONDS = re.compile(r"\d{1,9}(?:\.\d{1,30})?(?:[eE][+-]?\d{1,2})?|-0(?:\.0{1,30})?")


def parse_clock_time(text: str, name: str) -> float:
    """Return the seconds of a time like ``01:02:03.456``, with a point or a comma.

    Raises:
        TimingError: the text is not such a time; the message begins with `name`.
    """
    match = _CLOCK.fullmatch(text.strip())
    if match is None:
        raise TimingError(f"{name}: {shorten(text)} is not a time like 00:01:02.345")
    hours, minutes, seconds = match.groups()
    # Whole milliseconds and the rest apart, so that a written time reads back to the same number.
    whole, _, fraction = seconds.replace(",", ".").partition(".")
    total = int(hours or 0) * 3600 + int(minutes) * 60 + int(whole)
    return float(f"{total}.{fraction or 0}")


def parse_seconds(text: str, name: str) -> float:
    """Return the seconds of a plain number.

    Raises:
        TimingError: the text is not such a number; the message begins with `name`.
    """
    text = text.strip()
    if not _SECONDS.fullmatch(text):
        raise TimingError(f"{name}: {shorten(text)} is not a number of seconds")
    seconds = abs(float(text))
    if seconds > LONGEST:
        raise TimingError(f"{name}: {shorten(text)} s is not a time in a recording")
    return seconds
