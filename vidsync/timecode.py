"""Converts seconds to frames, centiseconds, milliseconds, ticks and time codes.

Inside vidsync a time is a float of seconds; it is converted only where it is written.

Rounding: an absolute time is rounded to the nearest unit, halves up, and a duration is
the difference of two rounded times. Neighbours that share a boundary therefore still
share it, and errors never add up.
"""

from __future__ import annotations

from fractions import Fraction
from math import floor

FrameRate = Fraction | float | int


def centiseconds(seconds: float) -> int:
    """Return the nearest hundredth of a second, the unit of ASS."""
    return floor(seconds * 100 + 0.5)


def milliseconds(seconds: float) -> int:
    """Return the nearest millisecond, the unit of SRT, WebVTT and most services."""
    return floor(seconds * 1000 + 0.5)


def ticks(seconds: float) -> int:
    """Return the nearest tick of 100 ns, the unit of Azure."""
    return floor(seconds * 10_000_000 + 0.5)


def exact_frame_rate(frame_rate: float) -> float:
    """Return the rate that a rounded one means: 23.976 is 24 / 1.001, 29.97 is 30 / 1.001."""
    slowed = round(frame_rate) * 1000 / 1001
    return slowed if abs(frame_rate - slowed) < 0.005 else frame_rate


def nearest_frame(seconds: float, frame_rate: FrameRate) -> int:
    """Return the frame with the start nearest to a time, counted from 0."""
    return floor(seconds * Fraction(frame_rate) + Fraction(1, 2))


def frame_showing(seconds: float, frame_rate: FrameRate) -> int:
    """Return the frame that is on screen at a time, counted from 0.

    A time less than a microsecond before a frame's start counts as that frame, because of
    float rounding.
    """
    return floor(Fraction(seconds + 1e-6) * Fraction(frame_rate))


def frame_start(frame: int, frame_rate: FrameRate) -> float:
    """Return the start of a frame, in seconds."""
    return float(frame / Fraction(frame_rate))


def ass_time(seconds: float) -> str:
    """Return a time as ASS writes it: ``0:00:01.23``."""
    minutes, cs = divmod(centiseconds(seconds), 6000)
    return f"{minutes // 60}:{minutes % 60:02}:{cs // 100:02}.{cs % 100:02}"


def srt_time(seconds: float) -> str:
    """Return a time as SRT writes it: ``00:00:01,234``."""
    return vtt_time(seconds).replace(".", ",")


def vtt_time(seconds: float) -> str:
    """Return a time as WebVTT writes it: ``00:00:01.234``."""
    minutes, ms = divmod(milliseconds(seconds), 60_000)
    return f"{minutes // 60:02}:{minutes % 60:02}:{ms // 1000:02}.{ms % 1000:03}"
