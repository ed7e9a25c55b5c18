"""When the frames of a video appear: an exact grid of a constant rate, or the real times."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import ceil, floor
from typing import TYPE_CHECKING

from vidsync.errors import MediaError
from vidsync.media.ffmpeg.process import file_url
from vidsync.media.probing import Media

if TYPE_CHECKING:
    from av.container import InputContainer

# A time this close to a frame's start is that start, in seconds; floats are less exact.
_SAME = Fraction(1, 100_000)
# Part of a frame by which a stored time may differ from the grid of a constant rate.
_OFF_GRID = 0.25
# Seconds; a picture that stands longer is repeated, so that it can be cut while it stands.
_LONGEST_FRAME = Fraction(101, 1000)
_MICROSECONDS = 1_000_000
# Seconds of frames that are read around the part that is wanted.
_MARGIN = 1.0


@dataclass(frozen=True, slots=True)
class FrameTimes:
    """The times at which a video, or a sound, can be cut.

    Attributes:
        rate: frames per second of a constant rate, or samples per second; None if the time
            between frames varies.
        first: seconds of the first frame, from the start of the file.
        times: the frames' times in seconds; empty with a constant rate.
        resamples: whether the video has to be brought to `rate` first.
    """

    rate: Fraction | None
    first: Fraction = Fraction(0)
    times: Sequence[Fraction] = ()
    resamples: bool = False

    def at_or_before(self, seconds: float | Fraction) -> Fraction:
        """Return the last frame's start that is not after a time."""
        time = Fraction(seconds) + _SAME
        if self.rate is not None:
            return self.first + floor((time - self.first) * self.rate) / self.rate
        if self._has_no_frames(time):
            return Fraction(seconds)
        return self.times[max(0, bisect_right(self.times, time) - 1)]

    def at_or_after(self, seconds: float | Fraction) -> Fraction:
        """Return the first frame's start that is not before a time, or the last frame's."""
        time = Fraction(seconds) - _SAME
        if self.rate is not None:
            return self.first + ceil((time - self.first) * self.rate) / self.rate
        if self._has_no_frames(time):
            return Fraction(seconds)
        return self.times[min(len(self.times) - 1, bisect_left(self.times, time))]

    def nearest(self, seconds: float | Fraction) -> Fraction:
        """Return the frame's start that is nearest to a time."""
        before, after = self.at_or_before(seconds), self.at_or_after(seconds)
        time = Fraction(seconds)
        return before if abs(time - before) <= abs(after - time) else after

    def count_in(self, spans: Iterable[tuple[Fraction, Fraction]]) -> int:
        """Return about how many frames some stretches have."""
        if self.rate is not None:
            return int(sum((end - start for start, end in spans), Fraction(0)) * self.rate)
        return sum(
            bisect_left(self.times, end) - bisect_left(self.times, start) for start, end in spans
        )

    def _has_no_frames(self, time: Fraction) -> bool:
        """Whether a time is outside the picture, where there is only sound to cut."""
        return not self.times[0] - _SAME <= time <= self.times[-1] + _LONGEST_FRAME

    def just_before(self, frame: Fraction) -> Fraction:
        """Return a time between a frame and the one before it, equally far from both."""
        if self.rate is not None:
            return frame - Fraction(1, 2) / self.rate
        index = bisect_left(self.times, frame)
        if index == 0:
            return frame - Fraction(1, 100)
        at = self.times[index] if index < len(self.times) else frame
        return (self.times[index - 1] + at) / 2


def read_frame_times(media: Media, *, start: float = 0.0, end: float | None = None) -> FrameTimes:
    """Read when the frames of a video appear.

    The packets are read, and nothing is decoded.

    Args:
        media: the video.
        start: seconds; what is before it is not needed.
        end: seconds; what is after it is not needed. None is the end of the video.

    Raises:
        MediaError: the file cannot be read, or its frames have no times.
    """
    if media.longest_frame > _LONGEST_FRAME:
        rate = min(Fraction(60), max(Fraction(30), media.frame_rate))
        return FrameTimes(rate, resamples=True)
    stored = _stored_times(media, start, media.duration if end is None else end)
    if not stored.ticks:
        raise MediaError(f"the frames of {media.path} have no times")
    if _is_even(stored, media.frame_rate):
        return FrameTimes(media.frame_rate, stored.time(stored.ticks[0]))
    times = [stored.time(tick) for tick in stored.ticks]
    return FrameTimes(None, times[0], times)


@dataclass(frozen=True, slots=True)
class _StoredTimes:
    """The times of packets, in ticks.

    Attributes:
        ticks: in order.
        base: seconds of a tick.
        begins: seconds at which the file begins.
    """

    ticks: list[int]
    base: Fraction
    begins: Fraction

    def time(self, tick: int) -> Fraction:
        return tick * self.base - self.begins


def _is_even(stored: _StoredTimes, rate: Fraction) -> bool:
    """Whether all frames are on the grid of a constant rate; some of it may be missing."""
    first = stored.ticks[0]
    # Floats are exact enough here, and a hundred times as fast as fractions.
    frames = float(stored.base * rate)
    return all(
        abs((place := (tick - first) * frames) - round(place)) <= _OFF_GRID for tick in stored.ticks
    )


def _stored_times(media: Media, start: float, end: float) -> _StoredTimes:
    import av
    import av.error

    try:
        with av.open(file_url(media.path), options={"protocol_whitelist": "file"}) as container:
            return _packet_times(container, media, start, end)
    except av.error.FFmpegError as error:
        raise MediaError(f"{media.path} can't be read: {error.strerror}") from error


def _packet_times(
    container: InputContainer, media: Media, start: float, end: float
) -> _StoredTimes:
    stream = container.streams.video[media.video_index]
    begins = Fraction(container.start_time or 0, _MICROSECONDS)
    if start > _MARGIN:
        container.seek(int((float(begins) + start - _MARGIN) * _MICROSECONDS))
    base = stream.time_base or Fraction(1, _MICROSECONDS)
    ticks = []
    last = int((Fraction(end + _MARGIN) + begins) / base)
    for packet in container.demux(stream):
        if packet.pts is None or packet.is_discard:
            continue
        ticks.append(packet.pts)
        # Packets are stored in the order in which they are decoded.
        if packet.dts is not None and packet.dts > last:
            break
    return _StoredTimes(sorted(set(ticks)), base, begins)
