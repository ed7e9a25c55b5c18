"""Encodes sound in memory, in the container, encoding and rate that a client asks for.

PyAV encodes. An `Encoder` gives bytes as the sound comes, for streams; `encoded` gives a whole
file. The first sample decodes at time 0 as far as the format allows: the delay of a lossy codec
is cut off where a stream has no header that declares it.
"""

from __future__ import annotations

import io
import threading
from collections.abc import Iterable
from dataclasses import dataclass
from types import TracebackType
from typing import Self, cast

import av
import av.audio
import numpy as np

from vidsync.audio import Samples

_OPUS_RATES = (8000, 12000, 16000, 24000, 48000)
_MP3_RATES = (8000, 11025, 12000, 16000, 22050, 24000, 32000, 44100, 48000)
_AAC_RATES = (8000, 11025, 12000, 16000, 22050, 24000, 32000, 44100, 48000)
# Samples that LAME and a decoder add in front, by LAME's documentation: 576 + 528 + 1.
_MP3_DELAY = 1105


@dataclass(frozen=True, slots=True)
class AudioFormat:
    """The format of audio in an answer.

    Attributes:
        container: ffmpeg's name of the muxer.
        codec: ffmpeg's name of the encoder.
        sample_rate: in Hz.
        media_type: of the bytes.
        bitrate_kbps: of lossy codecs; None leaves it to the encoder.
    """

    container: str
    codec: str
    sample_rate: int
    media_type: str
    bitrate_kbps: int | None = None

    @property
    def is_raw(self) -> bool:
        """Whether the bytes are samples without a header."""
        return self.container in _RAW_CONTAINERS.values()


_RAW_CONTAINERS = {
    "pcm_s16le": "s16le",
    "pcm_f32le": "f32le",
    "pcm_mulaw": "mulaw",
    "pcm_alaw": "alaw",
}


def raw(encoding: str, sample_rate: int) -> AudioFormat:
    """Return a format without a header: pcm_s16le, pcm_f32le, pcm_mulaw or pcm_alaw."""
    media_type = "audio/basic" if encoding == "pcm_mulaw" else "application/octet-stream"
    return AudioFormat(_RAW_CONTAINERS[encoding], encoding, sample_rate, media_type)


def wav(sample_rate: int, encoding: str = "pcm_s16le") -> AudioFormat:
    """Return the format of a WAV file, with 16 bits unless another PCM encoding is named."""
    return AudioFormat("wav", encoding, sample_rate, "audio/wav")


def mp3(sample_rate: int, bitrate_kbps: int | None = 96) -> AudioFormat:
    """Return the format of MPEG layer III, at the nearest rate that the codec has."""
    rate = _nearest(sample_rate, _MP3_RATES)
    return AudioFormat("mp3", "libmp3lame", rate, "audio/mpeg", bitrate_kbps)


def aac(sample_rate: int, bitrate_kbps: int | None = 96) -> AudioFormat:
    """Return the format of AAC in ADTS, at the nearest rate that the codec has."""
    rate = _nearest(sample_rate, _AAC_RATES)
    return AudioFormat("adts", "aac", rate, "audio/aac", bitrate_kbps)


def flac(sample_rate: int) -> AudioFormat:
    """Return the format of FLAC with 16 bits."""
    return AudioFormat("flac", "flac", sample_rate, "audio/flac")


def opus(sample_rate: int, bitrate_kbps: int | None = 64, *, container: str = "ogg") -> AudioFormat:
    """Return the format of Opus in Ogg or WebM, at the nearest rate that the codec has."""
    rate = _nearest(sample_rate, _OPUS_RATES)
    return AudioFormat(container, "libopus", rate, f"audio/{container}", bitrate_kbps)


def _nearest(wanted: int, rates: Iterable[int]) -> int:
    return min(rates, key=lambda rate: (abs(rate - wanted), rate))


class Encoder:
    """Encodes sound piece by piece.

    Pass every piece in order, then call `finish`. The results, laid end to end, are the stream.
    It is a context manager, so that an unfinished encoder leaves nothing open. It may be closed
    while another thread is in `encode`: it waits for that call to end.

    Args:
        format: what to write.
    """

    def __init__(self, format: AudioFormat) -> None:  # noqa: A002 - the field's word for it
        self._format = format
        self._lock = threading.Lock()
        self._closed = False
        self._sink = _Drain()
        self._container = av.open(
            self._sink, "w", format=format.container, options=_options(format)
        )
        self._stream = _add_stream(self._container, format)
        self._skipped_packets = 0
        self._lead = np.zeros((0, 1), np.float32)
        if format.container == "mp3":
            frame = 1152 if format.sample_rate >= 32000 else 576
            self._lead = np.zeros((-_MP3_DELAY % frame, 1), np.float32)
            self._skipped_packets = -(-_MP3_DELAY // frame)
        elif format.container == "adts":
            self._skipped_packets = 1

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        with self._lock:
            self._closed = True
            self._container.close()

    def encode(self, samples: Samples) -> bytes:
        """Encode more mono sound, at the format's rate, and return the bytes that are ready."""
        with self._lock:
            data = np.concatenate([self._lead, samples.data]) if len(self._lead) else samples.data
            self._lead = self._lead[:0]
            if len(data) and not self._closed:
                self._mux(_frame(data, self._format.sample_rate))
            return self._sink.taken()

    def finish(self) -> bytes:
        """Return the last bytes."""
        with self._lock:
            if not self._closed:
                self._closed = True
                self._mux(None)
                self._container.close()
            return self._sink.taken()

    def _mux(self, frame: av.AudioFrame | None) -> None:
        for packet in self._stream.encode(frame):
            if self._skipped_packets and packet.size:
                self._skipped_packets -= 1
            else:
                self._container.mux(packet)


def encoded(samples: Samples, format: AudioFormat) -> bytes:  # noqa: A002
    """Return a whole file, or bare samples.

    Args:
        samples: mono, of any rate.
        format: what to write.
    """
    sound = samples.resampled(format.sample_rate)
    if format.is_raw or format.container == "adts":
        with Encoder(format) as encoder:
            return encoder.encode(sound) + encoder.finish()
    file = io.BytesIO()
    with av.open(file, "w", format=format.container, options=_options(format)) as container:
        stream = _add_stream(container, format)
        for frame in (_frame(sound.data, format.sample_rate), None):
            for packet in stream.encode(frame):
                container.mux(packet)
    return file.getvalue()


def _options(format: AudioFormat) -> dict[str, str]:  # noqa: A002
    match format.container:
        case "webm":
            # A cluster every 200 ms makes a stream arrive evenly, not in blocks of seconds.
            return {"cluster_time_limit": "200"}
        case "mp3":
            # A stream that continues after a flush must not have a tag in the middle.
            return {"id3v2_version": "0", "write_id3v1": "0"}
        case "wav":
            # Otherwise the header has a comment and is not the 44 bytes that many readers expect.
            return {"fflags": "+bitexact"}
        case _:
            return {}


def _add_stream(
    container: av.container.OutputContainer,
    format: AudioFormat,  # noqa: A002
) -> av.audio.AudioStream:
    options = {}
    if format.bitrate_kbps is not None and not format.codec.startswith(("pcm_", "flac")):
        options["b"] = f"{format.bitrate_kbps}k"
    if format.codec == "libmp3lame":
        # Without a bit reservoir every frame decodes alone, so the first ones can be dropped.
        options["reservoir"] = "0"
    stream = container.add_stream(format.codec, format.sample_rate, layout="mono", options=options)
    return cast(av.audio.AudioStream, stream)


def _frame(data: np.ndarray, sample_rate: int) -> av.AudioFrame:
    mono = np.ascontiguousarray(np.clip(data, -1.0, 1.0).reshape(1, -1), dtype=np.float32)
    frame = av.AudioFrame.from_ndarray(mono, format="flt", layout="mono")
    frame.sample_rate = sample_rate
    return frame


class _Drain(io.RawIOBase):
    """A write-only file whose content is taken away as it grows."""

    def __init__(self) -> None:
        super().__init__()
        self._content = bytearray()

    def writable(self) -> bool:
        return True

    def write(self, data: object, /) -> int:
        content = bytes(data)  # type: ignore[call-overload]
        self._content += content
        return len(content)

    def taken(self) -> bytes:
        content = bytes(self._content)
        self._content.clear()
        return content
