"""The file that a cut recording is written to: container, encoders and what it cannot keep."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from vidsync.errors import InputError
from vidsync.media.encoding import (
    Container,
    Encoding,
    audio_options,
    container_for,
    has_transparency,
    video_arguments,
)
from vidsync.media.ffmpeg.executable import Ffmpeg
from vidsync.media.picture.frame_times import FrameTimes
from vidsync.media.probing import Media
from vidsync.media.sound.track_reading import SoundFile, SoundTrack

# Encoders of any depth and subsampling; the empty name is the container's own encoder.
_FLEXIBLE = {"", "h264", "libx264", "h265", "hevc", "libx265", "vp9", "libvpx-vp9", "libaom-av1"}
# Bits per second and channel of surround sound.
_BITS_A_CHANNEL = 64_000
_KEPT_FORMATS = {"yuv420p", "yuv422p", "yuv444p", "yuv420p10le", "yuv422p10le", "yuv444p10le"}


@dataclass(frozen=True, slots=True)
class _SoundKind:
    muxer: str
    encoder: str
    several_tracks: bool = False
    chapters: bool = False


_SOUND_KINDS = {
    ".wav": _SoundKind("wav", "pcm_s16le"),
    ".flac": _SoundKind("flac", "flac"),
    ".mp3": _SoundKind("mp3", "libmp3lame", chapters=True),
    ".m4a": _SoundKind("ipod", "aac", several_tracks=True, chapters=True),
    ".aac": _SoundKind("adts", "aac"),
    ".ogg": _SoundKind("ogg", "libopus", chapters=True),
    ".opus": _SoundKind("opus", "libopus", chapters=True),
}
SOUND_SUFFIXES = tuple(_SOUND_KINDS)
"""Suffixes of outputs that have sound and no picture."""


@dataclass(frozen=True, slots=True)
class OutputKind:
    """What a cut recording is written as.

    Attributes:
        muxer: ffmpeg's name of the format.
        encoding: of the picture.
        container: of a video; None for a sound file.
        ffmpeg: the ffmpeg that encodes.
        tracks: the sound tracks that are kept.
        sound_options: ffmpeg's options for encoding them.
        options: options of the muxer.
        holds_chapters: whether the format can have chapters.
        losses: what the output lacks; each a sentence after the file's name.
    """

    muxer: str
    encoding: Encoding
    container: Container | None
    ffmpeg: Ffmpeg
    tracks: Sequence[SoundTrack] = ()
    sound_options: Sequence[str] = ()
    options: Sequence[str] = ()
    holds_chapters: bool = True
    losses: Sequence[str] = field(default_factory=tuple)


def is_sound_file(output: Path) -> bool:
    """Whether an output's suffix is that of a sound file."""
    return output.suffix.lower() in _SOUND_KINDS


def output_kind(
    output: Path, media: Media | None, sound: SoundFile, encoding: Encoding, ffmpeg: Ffmpeg
) -> OutputKind:
    """Choose how a cut recording is written.

    Args:
        output: the file; its suffix chooses the format.
        media: the source's picture; None if there is none, or only the sound is wanted.
        sound: the source's sound.
        encoding: as the caller wants it.
        ffmpeg: the ffmpeg that encodes.

    Raises:
        InputError: the format cannot hold it.
        FfmpegError: ffmpeg lacks an encoder.
    """
    if media is None:
        return _sound_kind(output, sound, encoding, ffmpeg)
    container = container_for(output)
    encoding = _keep_quality(encoding, media, container, ffmpeg)
    channels = max((track.channels for track in sound.tracks), default=0)
    bitrate = max(encoding.audio_bitrate, _BITS_A_CHANNEL * channels)
    encoding = replace(encoding, audio_bitrate=bitrate)
    sound_options = audio_options(encoding, container, ffmpeg) if sound.tracks else {}
    return OutputKind(
        container.muxer,
        encoding,
        container,
        ffmpeg,
        sound.tracks,
        _as_arguments(sound_options),
        _as_arguments(container.options),
        losses=_losses(media, sound, encoding),
    )


def _sound_kind(output: Path, sound: SoundFile, encoding: Encoding, ffmpeg: Ffmpeg) -> OutputKind:
    kind = _SOUND_KINDS.get(output.suffix.lower())
    if kind is None:
        raise InputError(
            f"{sound.path.name} has no picture, and {output.suffix or output.name!r} is not a "
            "sound file that is written here",
            hint=f"use one of {', '.join(_SOUND_KINDS)}",
        )
    encoder = encoding.audio_encoder or kind.encoder
    ffmpeg.require(encoders=[encoder])
    options = {"c:a": encoder}
    if sound.tracks[0].bits > 16 and not encoding.audio_encoder:
        if encoder == "pcm_s16le":
            options["c:a"] = "pcm_s24le"
        elif encoder == "flac":
            options |= {"sample_fmt": "s32", "bits_per_raw_sample": "24"}
    if encoder not in ("pcm_s16le", "flac"):
        options["b:a"] = str(encoding.audio_bitrate)
    tracks = sound.tracks if kind.several_tracks else sound.tracks[:1]
    losses = _unkept(sound)
    if len(tracks) < len(sound.tracks):
        losses.append(f"has {len(sound.tracks)} sound tracks: only the first is kept")
    return OutputKind(
        kind.muxer,
        encoding,
        None,
        ffmpeg,
        tracks,
        _as_arguments(options),
        holds_chapters=kind.chapters,
        losses=losses,
    )


@dataclass(frozen=True, slots=True)
class PictureArguments:
    """How ffmpeg prepares and encodes the picture.

    Attributes:
        before: filters before the cut.
        after: filters after it.
        options: options of the output.
    """

    before: Sequence[str]
    after: Sequence[str]
    options: Sequence[str]


def picture_arguments(media: Media, times: FrameTimes, kind: OutputKind) -> PictureArguments:
    """Return the filters and options for a picture that is cut.

    Raises:
        InputError: the container cannot hold the codec, or the encoder lacks a setting.
        FfmpegError: ffmpeg lacks the encoder.
    """
    assert kind.container is not None
    chosen = video_arguments(kind.encoding, kind.container, kind.ffmpeg)
    before, after = [], []
    if media.interlaced:
        before.append("bwdif=mode=send_frame:deint=interlaced")
    if times.resamples:
        before.append(f"fps={times.rate}")
    if any(side % 2 for side in media.coded_size) and not chosen.pixel_format.startswith("yuv444"):
        after.append("crop=trunc(iw/2)*2:trunc(ih/2)*2:0:0")
    if media.pixel_format.replace("yuvj", "yuv") != chosen.pixel_format:
        after.append(f"format={chosen.pixel_format}")
    options = {"c:v": chosen.encoder, **chosen.options, "fps_mode": "vfr"}
    if times.rate is None:
        options["enc_time_base:v"] = "demux"
    else:
        options["enc_time_base:v"] = f"{times.rate.denominator}:{times.rate.numerator}"
    return PictureArguments(before, after, _as_arguments(options))


def _keep_quality(
    encoding: Encoding, media: Media, container: Container, ffmpeg: Ffmpeg
) -> Encoding:
    """Return an encoding that keeps the source's depth, subsampling and HDR."""
    if media.hdr and not encoding.encoder:
        modern = container.holds_video("hevc") and "libx265" in ffmpeg.encoders
        encoding = replace(encoding, encoder="libx265" if modern else "")
    if encoding.pixel_format or encoding.encoder not in _FLEXIBLE:
        return encoding
    plain = media.pixel_format.replace("yuvj", "yuv")
    return replace(encoding, pixel_format=plain if plain in _KEPT_FORMATS else "")


def _losses(media: Media, sound: SoundFile, encoding: Encoding) -> list[str]:
    losses = _unkept(sound)
    if media.subtitles:
        losses.append("has subtitle tracks of its own: they are left out")
    if media.interlaced:
        losses.append("is interlaced: it is made progressive")
    if has_transparency(media.pixel_format) and not has_transparency(encoding.pixel_format):
        losses.append("is transparent, and the output is opaque")
    return losses


def _unkept(sound: SoundFile) -> list[str]:
    names = {"data": "data (such as a time code)", "attachment": "attached pictures or files"}
    return [f"has {names[kind]}: left out" for kind in Counter(sound.other)]


def _as_arguments(options: Mapping[str, str]) -> list[str]:
    return [word for name, value in options.items() for word in (f"-{name}", value)]
