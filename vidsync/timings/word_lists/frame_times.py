"""Parses time codes that count frames: ``HH:MM:SS:FF``, and ``HH:MM:SS;FF`` with drop frames.

Source: SMPTE ST 12-1. Drop-frame time codes leave out the first two numbers of each minute
(four at 59.94), but not of each tenth minute.
"""

from __future__ import annotations

import re

from vidsync.errors import TimingError
from vidsync.timings.reading.fields import shorten

_FRAMES = re.compile(r"(\d{1,3})[:;](\d{1,2})[:;](\d{1,2})([:;])(\d{2,3})")


def is_frame_time(text: str) -> bool:
    """Tell whether a text is a time code that counts frames."""
    return _FRAMES.fullmatch(text.strip()) is not None


def parse_frame_time(text: str, name: str, frame_rate: float | None) -> float:
    """Return the seconds of a time code.

    Args:
        text: the time code.
        name: its name in errors.
        frame_rate: frames per second of its video; None if it is not known.

    Raises:
        TimingError: the text is not a time code, the frame rate is not known, or a second has
            fewer frames than the time code says.
    """
    match = _FRAMES.fullmatch(text.strip())
    if match is None:
        raise TimingError(f"{name}: {shorten(text)} is not a time code like 00:00:01:12")
    if frame_rate is None:
        raise TimingError(
            f"{name} is {shorten(text)}, which counts frames, and the document does not say how "
            "many make a second",
            hint="give the frame rate of its video: fps=25 in Python, --fps 25 in the shell",
        )
    hours, minutes, seconds, frames = (int(match[group]) for group in (1, 2, 3, 5))
    nominal = round(frame_rate)
    if nominal < 1 or frames >= nominal:
        raise TimingError(
            f"{name}: {shorten(text)} has frame {frames}, and a second has {frame_rate:g}",
            hint="is the frame rate of its video a higher one?",
        )
    count = ((hours * 60 + minutes) * 60 + seconds) * nominal + frames
    if match[4] == ";" and nominal % 30 == 0 and nominal - frame_rate > 0.001:
        whole = hours * 60 + minutes
        count -= nominal // 15 * (whole - whole // 10)
    return count / frame_rate
