"""Spoken audio together with its transcript."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from vidsync.errors import InputError
from vidsync.output import write_bytes
from vidsync.paths import PathLike
from vidsync.transcript.engine_visemes import BlendShapes
from vidsync.transcript.transcript import Transcript

# Suffixes of audio files, and the media types whose bytes they may hold.
_SUFFIXES = {
    ".wav": ("audio/wav", "audio/x-wav", "audio/wave"),
    ".mp3": ("audio/mpeg", "audio/mp3"),
    ".ogg": ("audio/ogg",),
    ".opus": ("audio/ogg", "audio/opus"),
    ".flac": ("audio/flac", "audio/x-flac"),
    ".aac": ("audio/aac",),
    ".m4a": ("audio/mp4", "audio/m4a", "audio/x-m4a"),
    ".webm": ("audio/webm",),
}


@dataclass(frozen=True, slots=True)
class Speech:
    """Spoken audio and its transcript.

    Attributes:
        audio: the encoded file, as bytes.
        media_type: the type of `audio`: ``audio/wav``, ``audio/mpeg``, …
        sample_rate: the rate of `audio`, in Hz.
        transcript: the words with their times.
        warnings: sentences about what was repaired or degraded.
        blend_shapes: the face in each frame, if the engine gives it.
    """

    audio: bytes
    media_type: str
    sample_rate: int
    transcript: Transcript
    warnings: tuple[str, ...] = ()
    blend_shapes: BlendShapes | None = None

    def __repr__(self) -> str:
        return (
            f"<Speech {self.media_type}, {self.sample_rate} Hz, {len(self.audio)} bytes, "
            f"{self.transcript!r}>"
        )

    def save(self, path: PathLike, *, overwrite: bool = False) -> None:
        """Write the audio as a file.

        Args:
            path: the file. Its suffix must belong to `media_type`: the audio is not
                converted.
            overwrite: replace an existing file.

        Raises:
            InputError: the suffix belongs to another type of audio.
            OutputError: the file exists, or cannot be written.
        """
        target = Path(path)
        media_type = self.media_type.partition(";")[0].strip().lower()
        fitting = [suffix for suffix, types in _SUFFIXES.items() if media_type in types]
        if fitting and target.suffix.lower() in _SUFFIXES.keys() - set(fitting):
            raise InputError(
                f"{target.name}: the audio is {media_type}", hint=f"use {' or '.join(fitting)}"
            )
        write_bytes(target, self.audio, overwrite=overwrite)
