"""Audio samples without a header: their format, and reading them from a stream."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal, get_args

from vidsync.checks import check_choice
from vidsync.errors import EngineError
from vidsync.tts.speech.text_stream import AudioChunk

SampleEncoding = Literal["pcm_s16le", "pcm_f32le", "pcm_mulaw", "pcm_alaw"]

_SAMPLE_SIZES = {"pcm_s16le": 2, "pcm_f32le": 4, "pcm_mulaw": 1, "pcm_alaw": 1}


@dataclass(frozen=True, slots=True)
class RawFormat:
    """The format of mono samples without a header.

    Attributes:
        encoding: ``pcm_s16le``, ``pcm_f32le``, ``pcm_mulaw`` or ``pcm_alaw``.
        sample_rate: Hz.

    Raises:
        EngineError: the encoding is unknown.
    """

    encoding: SampleEncoding
    sample_rate: int

    def __post_init__(self) -> None:
        check_choice("sample encoding", self.encoding, get_args(SampleEncoding), error=EngineError)

    @property
    def sample_size(self) -> int:
        """Bytes of one sample."""
        return _SAMPLE_SIZES[self.encoding]


class SampleChunks:
    """Puts pieces of data, which may be cut anywhere, into chunks of whole samples.

    Args:
        raw: the format of the samples.
    """

    def __init__(self, raw: RawFormat) -> None:
        self._raw = raw
        self._incomplete = b""
        self._size = 0

    @property
    def duration(self) -> float:
        """Seconds of the samples so far."""
        return self._size / self._raw.sample_size / self._raw.sample_rate

    def add(self, data: bytes) -> Iterator[AudioChunk]:
        """Yield the whole samples so far, if there are any.

        Args:
            data: the next piece. A WAV header at its start is dropped, since some
                services put one before each piece.
        """
        if data[:4] == b"RIFF" and data[8:12] == b"WAVE":
            start = data.find(b"data", 12)
            data = data[start + 8 :] if start >= 0 else b""
        data = self._incomplete + data
        end = len(data) - len(data) % self._raw.sample_size
        self._incomplete = data[end:]
        self._size += end
        if end:
            yield AudioChunk(data[:end], "audio/pcm", self._raw.sample_rate, self._raw.encoding)
