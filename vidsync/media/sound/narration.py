"""The narration of a video, mixed with the original sound and with short sounds.

One gain brings the voice to a steady loudness. An envelope lowers the original sound: it
falls before the first word, holds through short pauses, and rises again slowly. A
compressor keyed by the voice would react late and pump with the syllables.
"""

from __future__ import annotations

import math
import os
import wave
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import ffmpeg as graphs

from vidsync.errors import InputError
from vidsync.media.sound.voice_measurement import SAMPLE_RATE, Voice, stereo, voice_stream
from vidsync.paths import PathLike

if TYPE_CHECKING:
    from vidsync.audio import Samples

Mix = Literal["duck", "over", "replace"]

# Peak of a mix. Lossy coding overshoots by up to about a decibel.
_CEILING_DB = -1.5
# Quiet recordings are raised, but not the hiss of a silent one.
_LARGEST_GAIN_DB = 24.0
# Layouts by channel count that stay surround; all others are mixed in stereo.
_SURROUND = {6: "5.1", 8: "7.1"}
_ENVELOPE_RATE = 1_000
_FADE_DOWN = 0.35
_EARLY = 0.1
_HOLD = 0.25
_FADE_UP = 0.8


@dataclass(frozen=True, slots=True)
class Narration:
    """A voice that is played with a video.

    Attributes:
        audio: an audio file's path, the bytes of one, or samples.
        start: when it begins, in seconds from the start of the video.
        loudness_lufs: integrated loudness to which one gain brings the voice; None leaves
            the voice as it is. Speech for phones is commonly delivered at -16.
        gain_db: added to that gain.
        duck_db: how far the mix ``duck`` lowers the original sound during speech.
    """

    audio: PathLike | bytes | Samples
    start: float = 0.0
    loudness_lufs: float | None = -16.0
    gain_db: float = 0.0
    duck_db: float = 15.0

    def __post_init__(self) -> None:
        numbers = {"start": self.start, "gain_db": self.gain_db, "duck_db": self.duck_db}
        if self.loudness_lufs is not None:
            numbers["loudness_lufs"] = self.loudness_lufs
        for name, value in numbers.items():
            if not math.isfinite(value):
                raise InputError(f"narration: {name} is {value}, not a number")
        if self.start < 0:
            raise InputError(f"narration: it cannot start {-self.start:g} s before the video")
        if self.duck_db < 0:
            raise InputError("narration: duck_db must not be negative")


def audio_file(narration: Narration, folder: Path) -> Path:
    """Return the path of a narration's audio, written into `folder` if it was in memory."""
    if isinstance(narration.audio, str | os.PathLike):
        return Path(narration.audio).absolute()
    from vidsync.audio import wav_bytes  # PyAV, loaded only for samples

    path = folder / "narration"
    audio = narration.audio
    path.write_bytes(audio if isinstance(audio, bytes) else wav_bytes(audio))
    return path


def voice_gain_db(narration: Narration, voice: Voice) -> float:
    """Return the gain that brings a voice to the wanted loudness."""
    if narration.loudness_lufs is None or voice.loudness_lufs is None:
        return narration.gain_db
    needed = narration.loudness_lufs - voice.loudness_lufs
    return min(needed, _LARGEST_GAIN_DB) + narration.gain_db


def ducking_curve(
    speech: tuple[tuple[float, float], ...], *, start: float, depth_db: float
) -> tuple[list[float], list[float]]:
    """Return the corner points of the original sound's gain over time.

    Args:
        speech: stretches of speech, from the narration's start.
        start: when the narration starts.
        depth_db: how far the gain falls.

    Returns:
        Times and gains in decibels, to be joined by straight lines. The gain stays low in
        a pause that is too short to rise and fall again.
    """
    times: list[float] = []
    gains: list[float] = []
    for begins, ends in speech:
        down = start + begins - _EARLY
        up = start + ends + _HOLD
        if times and down - _FADE_DOWN <= times[-1]:
            times[-2:] = [up, up + _FADE_UP]
        else:
            times += [down - _FADE_DOWN, down, up, up + _FADE_UP]
            gains += [0.0, -depth_db, -depth_db, 0.0]
    return times, gains


def _write_envelope(path: Path, corners: tuple[list[float], list[float]], seconds: float) -> None:
    """Write a gain curve as a sound, to multiply another sound by."""
    import numpy as np

    times, gains = corners
    # Opened here: a writer that is interrupted while it opens its file reports an error later.
    with path.open("wb") as file, wave.open(file, "wb") as writer:
        writer.setnchannels(1)
        writer.setsampwidth(2)
        writer.setframerate(_ENVELOPE_RATE)
        for first in range(0, math.ceil(seconds * _ENVELOPE_RATE), 60 * _ENVELOPE_RATE):
            moments = (first + np.arange(60 * _ENVELOPE_RATE)) / _ENVELOPE_RATE
            gain = 10.0 ** (np.interp(moments, times, gains) / 20.0) if times else moments * 0 + 1.0
            writer.writeframes((gain * 32767.0).round().astype("<i2").tobytes())


def narrated_sound(
    narration: Narration,
    voice: Voice,
    *,
    path: Path,
    original: Any | None,
    original_channels: int,
    mix: Mix,
    duration: float,
    folder: Path,
    sounds: Any | None = None,
) -> Any:
    """Build the filter graph of a video's sound with a narration.

    Args:
        narration: the voice.
        voice: its measurements.
        path: its audio.
        original: the video's own sound, an ffmpeg-python stream; None if it has none.
        original_channels: number of channels of `original`.
        mix: ``duck`` lowers the original under the voice, ``over`` leaves it unchanged,
            ``replace`` removes it.
        duration: seconds of the whole; the sound is padded or cut to it.
        folder: the workspace, where the envelope is written.
        sounds: a track of short sounds, which `mix` does not change; see `sounds_stream`.

    Returns:
        An ffmpeg-python stream: stereo at 48 kHz, its peaks under -1.5 dBFS.
    """
    delay = f"{round(narration.start * SAMPLE_RATE)}S"
    spoken = (
        voice_stream(path, voice.channels)
        .filter("volume", f"{voice_gain_db(narration, voice):.3f}dB")
        .filter("adelay", delays=delay, all=1)
        .filter("apad", whole_dur=duration)
    )
    parts = [spoken]
    if original is not None and mix != "replace":
        under = stereo(original, original_channels).filter("apad", whole_dur=duration)
        if mix == "duck":
            curve = ducking_curve(voice.speech, start=narration.start, depth_db=narration.duck_db)
            _write_envelope(folder / "envelope.wav", curve, duration + 1.0)
            envelope = stereo(graphs.input("envelope.wav").audio, 1)
            under = graphs.filter([under, envelope], "amultiply")
        parts.insert(0, under)
    return _mix([*parts, sounds] if sounds is not None else parts, duration)


def sound_with_sounds(original: Any | None, channels: int, sounds: Any, *, duration: float) -> Any:
    """Build the filter graph of a video's sound with short sounds and no narration.

    Args:
        original: the video's own sound, an ffmpeg-python stream; None if it has none.
        channels: number of channels of `original`.
        sounds: see `sounds_stream`.
        duration: seconds of the whole; the sound is padded or cut to it.

    Returns:
        An ffmpeg-python stream at 48 kHz, its peaks under -1.5 dBFS: surround if the
        original is, else stereo.
    """
    sounds = sounds.filter("apad", whole_dur=duration)
    if original is None:
        return _mix([sounds], duration)
    layout = _SURROUND.get(channels, "stereo")
    if channels in _SURROUND:
        sounds = sounds.filter("aformat", channel_layouts=layout)
    under = stereo(original, channels, layout=layout).filter("apad", whole_dur=duration)
    return _mix([under, sounds], duration)


def _mix(parts: Sequence[Any], duration: float) -> Any:
    """Return the sum of sounds with limited peaks."""
    mixed = parts[0]
    if len(parts) > 1:
        mixed = graphs.filter(list(parts), "amix", inputs=len(parts), normalize=0)
    ceiling = 10.0 ** (_CEILING_DB / 20.0)
    return mixed.filter("alimiter", limit=f"{ceiling:.4f}", level=0, latency=1).filter(
        "atrim", end=duration
    )
