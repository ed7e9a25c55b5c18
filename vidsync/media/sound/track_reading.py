"""Decodes the sound tracks of a file in pieces, each at its place on the file's time line."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple, cast

from vidsync.errors import MediaError
from vidsync.media.ffmpeg.process import file_url
from vidsync.paths import check_is_local

if TYPE_CHECKING:
    import numpy as np
    from av import AudioFrame, AudioResampler
    from av.audio.stream import AudioStream
    from av.container import InputContainer
    from numpy.typing import NDArray

# Seconds by which a packet's time may differ from the end of the one before: containers
# round times, and only a larger step is a gap.
_JITTER = 0.03
_MICROSECONDS = 1_000_000
# Seconds that are decoded before a start: a decoder needs some packets to be right.
_PREROLL = 1.0
# Kinds of streams that are neither sound, picture nor subtitles.
_UNKEPT = ("data", "attachment")


@dataclass(frozen=True, slots=True)
class SoundTrack:
    """A sound track of a file.

    Attributes:
        codec: ffmpeg's name of it.
        sample_rate: samples per second.
        channels: number of channels.
        layout: ffmpeg's name of the channels: ``stereo``, ``5.1``.
        language: as the container has it; empty if it has none.
        title: likewise.
        bits: bits per sample of a lossless codec; 0 if not known.
    """

    codec: str
    sample_rate: int
    channels: int
    layout: str
    language: str = ""
    title: str = ""
    bits: int = 0


@dataclass(frozen=True, slots=True)
class SoundFile:
    """The sound of a file.

    Attributes:
        path: the file.
        duration: seconds from the start of the file to its end, as it is stated there.
        begins: seconds of the first time stamp, which is the start of the file.
        tracks: its sound tracks.
        has_picture: whether it has a video stream that is not cover art.
        other: how many streams it has that are none of these, by kind: ``data``, …
    """

    path: Path
    duration: Fraction
    begins: Fraction
    tracks: tuple[SoundTrack, ...]
    has_picture: bool
    other: tuple[str, ...] = ()


class Block(NamedTuple):
    """A piece of a track.

    Attributes:
        track: index of the track.
        at: index of its first sample on the file's time line; may be negative.
        data: float32 of shape (samples, channels).
    """

    track: int
    at: int
    data: NDArray[np.float32]


def probe_sound(path: Path) -> SoundFile:
    """Read which sound tracks a file has, without decoding them.

    Raises:
        MediaError: the file is missing, or cannot be read.
    """
    import av  # takes a third of a second to load

    with _opened(path) as container:
        tracks = []
        for stream in container.streams.audio:
            if stream.codec_context is None:
                raise MediaError(f"{path} has sound in an encoding that cannot be read")
            tracks.append(_track(stream))
        pictures = [
            stream
            for stream in container.streams.video
            if not stream.disposition & stream.disposition.attached_pic
        ]
        other = [stream.type for stream in container.streams if stream.type in _UNKEPT]
        other += ["attachment"] * (len(container.streams.video) - len(pictures))
        duration = Fraction(container.duration or 0, av.time_base)
        begins = Fraction(container.start_time or 0, av.time_base)
    return SoundFile(path, duration, begins, tuple(tracks), bool(pictures), tuple(other))


def measure_sound(path: Path) -> Fraction:
    """Return when the sound of a file ends, in seconds from the start of the file.

    Packets are counted, since a file without an index states its duration by guess.

    Raises:
        MediaError: the file cannot be read.
    """
    import av.error

    try:
        with _opened(path) as container:
            end = begins = Fraction(container.start_time or 0, _MICROSECONDS)
            for packet in container.demux(list(container.streams.audio)):
                if packet.pts is not None and packet.time_base is not None:
                    end = max(end, (packet.pts + (packet.duration or 0)) * packet.time_base)
            return end - begins
    except av.error.FFmpegError as error:
        raise MediaError(f"{path} can't be read to its end: {error.strerror}") from error


def read_blocks(path: Path, *, tracks: Sequence[int], start: float = 0.0) -> Iterator[Block]:
    """Decode tracks of a file.

    Args:
        path: the file.
        tracks: indices among its sound tracks.
        start: seconds; what is before need not be decoded, but may be.

    Yields:
        Pieces of each track in order. What is missing between two pieces is silence; what
        cannot be decoded is left out.

    Raises:
        MediaError: the file cannot be read.
    """
    import av.error

    try:
        with _opened(path) as container:
            yield from _decode_blocks(container, tracks, start)
    except av.error.FFmpegError as error:
        raise MediaError(f"{path} can't be read to its end: {error.strerror}") from error


def _decode_blocks(
    container: InputContainer, tracks: Sequence[int], start: float
) -> Iterator[Block]:
    import av.error

    streams = [container.streams.audio[index] for index in tracks]
    if not streams:
        return
    begins = Fraction(container.start_time or 0, _MICROSECONDS)
    if start > _PREROLL:
        container.seek(int((float(begins) + start - _PREROLL) * _MICROSECONDS))
    readers = {
        stream.index: _TrackReader(index, stream, begins)
        for index, stream in zip(tracks, streams, strict=True)
    }
    for packet in container.demux(streams):
        try:
            frames = packet.decode()
        except av.error.InvalidDataError:
            continue
        for frame in frames:
            yield from readers[packet.stream_index].read(cast("AudioFrame", frame))


class _TrackReader:
    """Turns the frames of a track into samples of one rate and layout, with their place."""

    def __init__(self, index: int, stream: AudioStream, begins: Fraction) -> None:
        self._index = index
        self._rate = stream.sample_rate
        self._layout = stream.layout.name
        self._channels = stream.channels
        self._begins = begins
        self._next: int | None = None
        self._resampler: AudioResampler | None = None
        self._kind: tuple[str, str, int] | None = None

    def read(self, frame: AudioFrame) -> Iterator[Block]:
        import av
        import numpy as np

        if frame.pts is not None and frame.time_base is not None:
            place = round((frame.pts * frame.time_base - self._begins) * self._rate)
            if self._next is None or abs(place - self._next) > _JITTER * self._rate:
                self._next = place
        if self._next is None:
            self._next = 0
        kind = (frame.format.name, frame.layout.name, frame.sample_rate)
        if self._resampler is None or kind != self._kind:
            self._resampler = av.AudioResampler("flt", self._layout, self._rate)
            self._kind = kind
        for piece in self._resampler.resample(frame):
            data = piece.to_ndarray().reshape(-1, self._channels).astype(np.float32, copy=False)
            yield Block(self._index, self._next, data)
            self._next += len(data)


def _track(stream: AudioStream) -> SoundTrack:
    context = stream.codec_context
    bits = context.format.bits if context.codec.lossless and context.format else 0
    return SoundTrack(
        codec=context.codec.canonical_name,
        sample_rate=stream.sample_rate,
        channels=stream.channels,
        layout=stream.layout.name,
        language=stream.language or "",
        title=stream.metadata.get("title", ""),
        bits=bits,
    )


def _opened(path: Path) -> InputContainer:
    """Open a file.

    Raises:
        MediaError: it is missing, or is no file of sound or video.
    """
    import av
    import av.error

    check_is_local(path)
    if not path.is_file():
        raise MediaError(f"{path} does not exist, or is not a file")
    try:
        return av.open(
            file_url(path), options={"protocol_whitelist": "file"}, metadata_errors="ignore"
        )
    except av.error.FFmpegError as error:
        raise MediaError(f"{path} can't be read: {error.strerror}") from error
