"""Decodes and measures the audio in a document."""

from __future__ import annotations

import io
import warnings
from dataclasses import dataclass

from vidsync.errors import MediaError, VidsyncWarning
from vidsync.timings.base import Timings
from vidsync.timings.reading import audio_payload


@dataclass(frozen=True, slots=True)
class Sound:
    """The audio of a document.

    Attributes:
        audio: the bytes of a playable file.
        media_type: ``audio/wav``, for example.
        duration: seconds, if they could be measured.
        sample_rate: in Hz, if known.
    """

    audio: bytes
    media_type: str
    duration: float | None
    sample_rate: int | None


def decode_sound(timings: Timings, name: str) -> Sound | None:
    """Return the audio in a document, with raw samples as a WAV file; None if there is none.

    Raises:
        MediaError: the audio is broken.

    Warns:
        VidsyncWarning: raw samples are left out, as their encoding or rate is not known.
    """
    audio = audio_payload.decode_base64(timings.audio, name)
    if not audio:
        return None
    media_type = audio_payload.detect_media_type(audio)
    # Raw samples may begin with the same bytes as a compressed file.
    if timings.raw_audio and media_type != "audio/wav":
        if not (timings.encoding and timings.sample_rate):
            warnings.warn(
                f"{name}: its audio is raw samples of unknown encoding or rate and is left out: "
                "give encoding and sample_rate",
                VidsyncWarning,
                stacklevel=3,
            )
            return None
        audio = audio_payload.build_wav(audio, timings.encoding, timings.sample_rate)
        media_type = "audio/wav"
    from vidsync.audio import measure  # load PyAV only when there is audio

    try:
        duration, sample_rate = measure(io.BytesIO(audio))
    except MediaError as error:
        raise MediaError(f"{name}: its audio is broken: {error.message}") from None
    return Sound(audio, media_type or timings.media_type, duration, sample_rate)
