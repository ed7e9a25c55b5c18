"""Spoken audio together with its transcript."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from vidsync.errors import InputError
from vidsync.output import check_writable, write_bytes
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
        """Write the audio as a file, in the format of the suffix.

        Args:
            path: the file. Where its suffix belongs to `media_type`, the bytes are written as
                they are; else the audio is encoded as .wav, .mp3, .m4a, .aac, .ogg, .opus,
                .webm or .flac.
            overwrite: replace an existing file.

        Raises:
            InputError: no sound is written under this suffix.
            MediaError: the audio has to be converted, and can't be read.
            OutputError: the file exists, or cannot be written.
        """
        target = Path(path)
        media_type = self.media_type.partition(";")[0].strip().lower()
        fitting = [suffix for suffix, types in _SUFFIXES.items() if media_type in types]
        if target.suffix.lower() in fitting or not fitting:
            write_bytes(target, self.audio, overwrite=overwrite)
            return
        check_sound_suffix(target)
        check_writable(target, overwrite=overwrite)
        # Imported late: numpy and PyAV are needed only here.
        from vidsync.audio import decode, encode

        content = encode(decode(self.audio), target.suffix)
        write_bytes(target, content, overwrite=overwrite)


def check_sound_suffix(path: Path) -> None:
    """Check that speech can be written under a file name.

    Raises:
        InputError: its suffix is not that of a sound file.
    """
    if path.suffix.lower() not in _SUFFIXES:
        raise InputError(
            f"{path.name}: {path.suffix!r} is not a sound format",
            hint=f"use {', '.join(_SUFFIXES)}",
        )


def require_transcript(value: object) -> Transcript:
    """Return a transcript, or that of a speech.

    Raises:
        InputError: the value is neither.
    """
    if isinstance(value, Speech):
        return value.transcript
    if not isinstance(value, Transcript):
        raise InputError(
            f"{value!r:.80} is not a transcript", hint="read it first: vidsync.load('talk.json')"
        )
    return value
