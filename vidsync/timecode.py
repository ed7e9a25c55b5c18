"""Seconds to everything else: the one funnel.

Inside vidsync a time is a float of seconds. Formats want frames, centiseconds,
milliseconds or ticks; they come here for them, and only at the edge.

The rounding rule: an absolute time is rounded to the nearest unit, halves up, and
a duration is the difference of two rounded times. So neighbours that share a
boundary keep sharing it, and errors never add up.
"""

from __future__ import annotations

from fractions import Fraction
from math import floor

FrameRate = Fraction | float | int


def centiseconds(seconds: float) -> int:
    """The nearest hundredth of a second, as ASS counts them."""
    return floor(seconds * 100 + 0.5)


def milliseconds(seconds: float) -> int:
    """The nearest millisecond, as SRT, WebVTT and most services count them."""
    return floor(seconds * 1000 + 0.5)


def ticks(seconds: float) -> int:
    """The nearest 100 ns tick, as Azure counts them."""
    return floor(seconds * 10_000_000 + 0.5)


def nearest_frame(seconds: float, frame_rate: FrameRate) -> int:
    """The frame whose start is nearest to a time, counted from 0."""
    return floor(seconds * Fraction(frame_rate) + Fraction(1, 2))


def frame_showing(seconds: float, frame_rate: FrameRate) -> int:
    """The frame that is on screen at a time, counted from 0.

    A time that is a frame's start but for float noise (under a microsecond) counts
    as that frame.
    """
    return floor(Fraction(seconds + 1e-6) * Fraction(frame_rate))


def frame_start(frame: int, frame_rate: FrameRate) -> float:
    """When a frame comes on screen, in seconds."""
    return float(frame / Fraction(frame_rate))


def ass_time(seconds: float) -> str:
    """A time as ASS writes it: ``0:00:01.23``."""
    minutes, cs = divmod(centiseconds(seconds), 6000)
    return f"{minutes // 60}:{minutes % 60:02}:{cs // 100:02}.{cs % 100:02}"


def srt_time(seconds: float) -> str:
    """A time as SRT writes it: ``00:00:01,234``."""
    return vtt_time(seconds).replace(".", ",")


def vtt_time(seconds: float) -> str:
    """A time as WebVTT writes it: ``00:00:01.234``."""
    minutes, ms = divmod(milliseconds(seconds), 60_000)
    return f"{minutes // 60:02}:{minutes % 60:02}:{ms // 1000:02}.{ms % 1000:03}"
