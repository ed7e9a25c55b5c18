"""Sound as samples: decode any file, resample, join, encode.

PyAV decodes and encodes, and the samples are numpy arrays.
"""

from __future__ import annotations

import io
import wave
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Self, TypeAlias, cast

import av
import av.error
import numpy as np
from av.audio.stream import AudioStream
from av.container import InputContainer
from numpy.typing import NDArray

from vidsync.errors import InputError, MediaError
from vidsync.paths import PathLike, check_is_local

Floats = NDArray[np.float32]


@dataclass(frozen=True, slots=True, eq=False)
class Samples:
    """Sound in memory.

    Attributes:
        data: float32 of shape (frames, channels); full scale is -1 to 1.
        sample_rate: frames per second.
    """

    data: Floats
    sample_rate: int

    def __repr__(self) -> str:
        return f"<Samples {self.duration:.2f} s, {self.channels} ch, {self.sample_rate} Hz>"

    @property
    def duration(self) -> float:
        """Duration in seconds."""
        return len(self.data) / self.sample_rate

    @property
    def channels(self) -> int:
        """Number of channels."""
        return int(self.data.shape[1])

    def resampled(self, sample_rate: int) -> Self:
        """Return the same sound at another rate, band-limited by ffmpeg's resampler."""
        if sample_rate == self.sample_rate:
            return self
        layout = "mono" if self.channels == 1 else f"{self.channels} channels"
        whole = av.AudioFrame.from_ndarray(self.data.reshape(1, -1), format="flt", layout=layout)
        whole.sample_rate = self.sample_rate
        resampler = av.AudioResampler("flt", layout, sample_rate)
        pieces = [*resampler.resample(whole), *resampler.resample(None)]
        return type(self)(np.concatenate([_as_floats(piece) for piece in pieces]), sample_rate)

    def mono(self) -> Self:
        """Return the mean of all channels, as one channel."""
        if self.channels == 1:
            return self
        return type(self)(self.data.mean(axis=1, keepdims=True), self.sample_rate)


AudioSource: TypeAlias = PathLike | bytes | io.BytesIO | Samples
"""Audio as a caller may give it: a file's path, an encoded file in memory, or samples."""


def decode(source: AudioSource, *, sample_rate: int | None = None, mono: bool = False) -> Samples:
    """Read the first audio stream of a file, in any container and codec.

    Args:
        source: a path, an encoded file in memory, or samples.
        sample_rate: resample to this rate; None keeps the file's own.
        mono: keep only the mean of the channels, as `Samples.mono` gives it. Memory then
            holds no more than that of a long file with many channels.

    Returns:
        All samples.

    Raises:
        MediaError: the file is missing or cannot be read, has no audio, or breaks off.
    """
    if isinstance(source, Samples):
        samples = source.resampled(sample_rate or source.sample_rate)
        return samples.mono() if mono else samples
    # One growing buffer: joining a list of pieces would hold everything twice.
    whole = bytearray()
    for data, rate in _decode_pieces(_file_of(source), sample_rate):
        piece = Samples(data, rate)
        piece = piece.mono() if mono else piece
        whole += piece.data.tobytes()
    return Samples(np.frombuffer(whole, np.float32).reshape(-1, piece.channels), piece.sample_rate)


def decode_pieces(source: AudioSource, *, sample_rate: int) -> Iterator[Samples]:
    """Read the first audio stream of a file piece by piece, in little memory.

    Args:
        source: as for `decode`.
        sample_rate: resample to this rate.

    Yields:
        Pieces of any length, with all channels, in order.

    Raises:
        MediaError: as for `decode`.
    """
    if isinstance(source, Samples):
        yield source.resampled(sample_rate)
        return
    for data, rate in _decode_pieces(_file_of(source), sample_rate):
        yield Samples(data, rate)


def measure(source: AudioSource) -> tuple[float, int]:
    """Return the duration in seconds and the sample rate of the first audio stream.

    Packets are counted, not decoded: the result is exact, and an hour takes little time.

    Raises:
        MediaError: the file is missing or can't be read, or has no audio.
    """
    if isinstance(source, Samples):
        return source.duration, source.sample_rate
    with _open_audio(_file_of(source)) as (container, stream):
        ticks = sum(packet.duration or 0 for packet in container.demux(stream))
        return float(ticks * (stream.time_base or 0)), stream.sample_rate


def measure_delay(source: AudioSource) -> float:
    """Return how many seconds after a file's beginning its first audio stream begins.

    It is 0 for most files; in a video, the sound may begin after the picture.

    Raises:
        MediaError: as for `measure`.
    """
    if isinstance(source, Samples):
        return 0.0
    with _open_audio(_file_of(source)) as (container, stream):
        begins = float((stream.start_time or 0) * (stream.time_base or 0))
        return max(0.0, begins - (container.start_time or 0) / av.time_base)


def _file_of(source: PathLike | bytes | io.BytesIO) -> Path | io.BytesIO:
    if isinstance(source, bytes):
        return io.BytesIO(source)
    return source if isinstance(source, io.BytesIO) else Path(source)


@contextmanager
def _open_audio(source: Path | io.BytesIO) -> Iterator[tuple[InputContainer, AudioStream]]:
    """Open a file and yield its container and first audio stream; errors become MediaError."""
    name = "the audio" if isinstance(source, io.BytesIO) else str(source)
    if isinstance(source, Path):
        check_is_local(source)
    if isinstance(source, Path) and not source.is_file():
        raise MediaError(f"{name} does not exist, or is not a file")
    # A name that begins with a protocol ("concat:a") must stay a file name, and a playlist
    # must not reach other files.
    opened = source if isinstance(source, io.BytesIO) else f"file:{source}"
    options = {} if isinstance(source, io.BytesIO) else {"protocol_whitelist": "file"}
    try:
        with av.open(opened, "r", metadata_errors="ignore", options=options) as container:
            if not container.streams.audio:
                raise MediaError(f"{name} has no audio")
            stream = container.streams.audio[0]
            # ffmpeg does not know the codec of such a stream and cannot decode it.
            if stream.codec_context is None:
                raise MediaError(f"{name} has audio in an encoding that cannot be read")
            yield container, stream
    except av.error.FFmpegError as error:
        raise MediaError(f"{name} can't be read as audio: {error.strerror}") from error


def _decode_pieces(
    source: Path | io.BytesIO, sample_rate: int | None
) -> Iterator[tuple[Floats, int]]:
    with _open_audio(source) as (container, stream):
        resampler = None
        empty = True
        for frame in container.decode(stream):
            if resampler is None:
                rate = sample_rate or frame.sample_rate
                resampler = av.AudioResampler("flt", frame.layout, rate)
            for piece in resampler.resample(frame):
                empty = False
                yield _as_floats(piece), rate
        for piece in resampler.resample(None) if resampler else ():
            empty = False
            yield _as_floats(piece), rate
        if empty:
            raise MediaError("an audio stream with nothing in it can't be decoded")


def _as_floats(frame: av.AudioFrame) -> Floats:
    return frame.to_ndarray().reshape(-1, frame.layout.nb_channels).astype(np.float32, copy=False)


def join(parts: Sequence[Samples], *, gap: float = 0.0) -> Samples:
    """Join sounds end to end, with silence between them.

    Args:
        parts: at least one; all with the same rate and number of channels.
        gap: seconds of silence between neighbours.

    Raises:
        InputError: there are no parts, or their rates or channels differ.
    """
    if not parts:
        raise InputError("there is no audio to join")
    first = parts[0]
    if any(
        (part.sample_rate, part.channels) != (first.sample_rate, first.channels) for part in parts
    ):
        raise InputError("audio of different sample rates or channels can't be joined as it is")
    silence = np.zeros((round(gap * first.sample_rate), first.channels), np.float32)
    pieces: list[Floats] = []
    for part in parts:
        pieces += (silence, part.data)
    return Samples(np.concatenate(pieces[1:]), first.sample_rate)


def wav_bytes(samples: Samples) -> bytes:
    """Return samples as a 16-bit PCM WAV file; samples over full scale are clipped."""
    pcm = (np.clip(samples.data, -1.0, 1.0) * 32767.0).round().astype("<i2")
    file = io.BytesIO()
    with wave.open(file, "wb") as writer:
        writer.setnchannels(samples.channels)
        writer.setsampwidth(2)
        writer.setframerate(samples.sample_rate)
        writer.writeframes(pcm.tobytes())
    return file.getvalue()


@dataclass(frozen=True, slots=True)
class _FileFormat:
    """The container, codec and sample rates of a kind of sound file; no rates are any."""

    container: str
    codec: str
    rates: tuple[int, ...] = ()


_MPEG_RATES = (8000, 11025, 12000, 16000, 22050, 24000, 32000, 44100, 48000)
_OPUS_RATES = (8000, 12000, 16000, 24000, 48000)
_FILE_FORMATS = {
    ".mp3": _FileFormat("mp3", "libmp3lame", _MPEG_RATES),
    ".m4a": _FileFormat("ipod", "aac", _MPEG_RATES),
    ".aac": _FileFormat("adts", "aac", _MPEG_RATES),
    ".ogg": _FileFormat("ogg", "libopus", _OPUS_RATES),
    ".opus": _FileFormat("ogg", "libopus", _OPUS_RATES),
    ".webm": _FileFormat("webm", "libopus", _OPUS_RATES),
    ".flac": _FileFormat("flac", "flac"),
}
# Per channel; speech at this rate is hard to tell from the original in all of these codecs.
_BIT_RATE = 96_000


def encode(samples: Samples, suffix: str) -> bytes:
    """Return samples as a file of the kind that a suffix names.

    Args:
        samples: mono or stereo.
        suffix: .wav (16-bit PCM), .flac (16-bit), .mp3, .m4a and .aac (AAC), or .ogg, .opus and
            .webm (Opus). A rate that the codec lacks is raised to the next one.

    Raises:
        InputError: no sound is written under this suffix.
    """
    if suffix.lower() == ".wav":
        return wav_bytes(samples)
    if suffix.lower() not in _FILE_FORMATS:
        raise InputError(
            f"{suffix!r} is not a sound format", hint=f"use .wav, {', '.join(_FILE_FORMATS)}"
        )
    kind = _FILE_FORMATS[suffix.lower()]
    wanted = samples.sample_rate
    higher = [rate for rate in kind.rates if rate >= wanted]
    sound = samples.resampled((*higher, *kind.rates[-1:], wanted)[0])
    layout = "mono" if sound.channels == 1 else "stereo"
    clipped = np.clip(sound.data, -1.0, 1.0).astype(np.float32)
    frame = av.AudioFrame.from_ndarray(clipped.reshape(1, -1), format="flt", layout=layout)
    frame.sample_rate = sound.sample_rate
    file = io.BytesIO()
    with av.open(file, "w", format=kind.container) as container:
        stream = cast(
            AudioStream, container.add_stream(kind.codec, sound.sample_rate, layout=layout)
        )
        if kind.codec != "flac":
            stream.bit_rate = _BIT_RATE * sound.channels
        for piece in (frame, None):
            container.mux(stream.encode(piece))
    return file.getvalue()
