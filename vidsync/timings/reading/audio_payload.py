"""Decodes the audio in timing documents: base64 text to a playable file.

Services send encoded files, or samples without a header, which become WAV files.
"""

from __future__ import annotations

import base64
import binascii
import io
import wave
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from vidsync.errors import FormatError, InputError, near_matches

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

_MAGIC = (
    (b"OggS", "audio/ogg"),
    (b"fLaC", "audio/flac"),
    (b"ID3", "audio/mpeg"),
    (b"\x1aE\xdf\xa3", "audio/webm"),
    (b"FORM", "audio/aiff"),
)


def decode_base64(pieces: Sequence[str], name: str) -> bytes:
    """Return the bytes of one or more pieces of base64.

    Raises:
        FormatError: a piece is not base64.
    """
    whole: list[bytes] = []
    for index, piece in enumerate(pieces):
        try:
            # Some saved answers have the prefix "data:audio/wav;base64,".
            body = piece.partition("base64,")[2] if piece.startswith("data:") else piece
            whole.append(base64.b64decode("".join(body.split()), validate=True))
        except (binascii.Error, ValueError) as error:
            which = f"piece {index + 1} of the audio" if len(pieces) > 1 else "the audio"
            raise FormatError(f"{name}: {which} is not base64: {error}") from None
    return b"".join(whole)


def detect_media_type(audio: bytes) -> str:
    """Return the media type according to a file's first bytes, or ``""``."""
    if audio[:4] == b"RIFF" and audio[8:12] == b"WAVE":
        return "audio/wav"
    if audio[4:8] == b"ftyp":
        return "audio/mp4"
    for magic, name in _MAGIC:
        if audio.startswith(magic):
            return name
    # Eleven sync bits begin an MPEG frame; layer bits 00 mean AAC.
    if len(audio) > 1 and audio[0] == 0xFF and audio[1] & 0xE0 == 0xE0:
        return "audio/aac" if audio[1] & 0x06 == 0 else "audio/mpeg"
    return ""


def build_wav(samples: bytes, encoding: str, sample_rate: int) -> bytes:
    """Return mono samples without a header as a 16-bit WAV file.

    Args:
        samples: little endian; an incomplete last sample is dropped.
        encoding: ``pcm_s16le``, ``pcm_f32le``, ``pcm_mulaw`` or ``pcm_alaw``, with or
            without ``pcm_``.
        sample_rate: in Hz.

    Raises:
        InputError: the encoding is unknown, or the rate is out of range.

    Source:
        ITU-T G.711 for mu-law and A-law.
    """
    short = encoding.removeprefix("pcm_")
    if short not in _TO_16_BITS:
        raise InputError(
            f"no raw audio encoding {encoding!r}", hint=near_matches(short, _TO_16_BITS)
        )
    if not 1000 <= sample_rate <= 384_000:
        raise InputError(f"{sample_rate!r} Hz is not a sample rate of speech")
    file = io.BytesIO()
    with wave.open(file, "wb") as writer:
        writer.setnchannels(1)
        writer.setsampwidth(2)
        writer.setframerate(sample_rate)
        writer.writeframes(_TO_16_BITS[short](samples))
    return file.getvalue()


def _convert_s16(samples: bytes) -> bytes:
    return samples[: len(samples) // 2 * 2]


def _convert_f32(samples: bytes) -> bytes:
    import numpy as np  # only when there are samples, so that reading timings stays fast

    floats = np.frombuffer(samples[: len(samples) // 4 * 4], "<f4")
    scaled = np.clip(np.nan_to_num(floats), -1.0, 1.0) * 32767.0
    shorts: NDArray[np.int16] = scaled.round().astype("<i2")
    return shorts.tobytes()


def _convert_mulaw(samples: bytes) -> bytes:
    import numpy as np  # as above

    code = ~np.frombuffer(samples, np.uint8)
    magnitude = ((((code & 0x0F).astype(np.int32) << 3) + 132) << ((code >> 4) & 7)) - 132
    return _pack_signed(magnitude, code & 0x80 != 0)


def _convert_alaw(samples: bytes) -> bytes:
    import numpy as np  # as above

    code = np.frombuffer(samples, np.uint8) ^ 0x55
    exponent = ((code >> 4) & 7).astype(np.int32)
    mantissa = ((code & 0x0F).astype(np.int32) << 4) + 8
    magnitude = np.where(exponent, (mantissa + 256) << np.maximum(exponent - 1, 0), mantissa)
    return _pack_signed(magnitude, code & 0x80 == 0)


def _pack_signed(magnitude: NDArray[np.int32], negative: NDArray[np.bool_]) -> bytes:
    import numpy as np  # as above

    return np.where(negative, -magnitude, magnitude).astype("<i2").tobytes()


_TO_16_BITS: dict[str, Callable[[bytes], bytes]] = {
    "s16le": _convert_s16,
    "f32le": _convert_f32,
    "mulaw": _convert_mulaw,
    "alaw": _convert_alaw,
}
