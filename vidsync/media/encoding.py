"""Containers and encoders: what can be copied into which file, and how the rest is encoded."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from vidsync.errors import InputError, near_matches
from vidsync.media.ffmpeg.executable import Ffmpeg

_ANY = frozenset({"*"})


@dataclass(frozen=True, slots=True)
class Container:
    """A type of output file.

    Attributes:
        muxer: ffmpeg's name of the format.
        video_codecs: video codecs it may hold; ``*`` is any.
        audio_codecs: audio codecs it may hold; ``*`` is any.
        encoder: the default video encoder.
        audio_encoder: the default audio encoder.
        subtitle_encoders: by the format of the subtitle text: srt, vtt, ass.
        options: options of the muxer.
    """

    muxer: str
    video_codecs: frozenset[str]
    audio_codecs: frozenset[str]
    encoder: str
    audio_encoder: str
    subtitle_encoders: Mapping[str, str]
    options: Mapping[str, str] = field(default_factory=dict)

    def holds_video(self, codec: str) -> bool:
        """Return whether video in this codec can be copied into the container."""
        return bool(self.video_codecs & {codec, "*"})

    def holds_audio(self, codec: str) -> bool:
        """Return whether sound in this codec can be copied into the container."""
        return bool(self.audio_codecs & {codec, "*"})


_PLAYABLE = frozenset({"h264", "hevc", "av1", "vp9", "mpeg4"})
_MP4_SOUND = frozenset({"aac", "mp3", "ac3", "eac3", "alac", "opus", "flac"})
_MOV_TEXT = {"srt": "mov_text", "vtt": "mov_text", "ass": "mov_text"}
# The index at the front lets a player start before it has the whole file.
_FRONT_INDEX = {"movflags": "+faststart"}

_MP4 = Container("mp4", _PLAYABLE, _MP4_SOUND, "libx264", "aac", _MOV_TEXT, _FRONT_INDEX)
_CONTAINERS = {
    ".mp4": _MP4,
    ".m4v": _MP4,
    ".mov": Container(
        muxer="mov",
        video_codecs=frozenset({"h264", "hevc", "mpeg4", "prores", "mjpeg", "dnxhd", "qtrle"}),
        audio_codecs=frozenset({"aac", "mp3", "ac3", "alac", "pcm_s16le", "pcm_s24le"}),
        encoder="libx264",
        audio_encoder="aac",
        subtitle_encoders=_MOV_TEXT,
        options=_FRONT_INDEX,
    ),
    ".mkv": Container(
        muxer="matroska",
        video_codecs=_ANY,
        audio_codecs=_ANY,
        encoder="libx264",
        audio_encoder="aac",
        subtitle_encoders={"srt": "subrip", "vtt": "subrip", "ass": "ass"},
    ),
    ".webm": Container(
        muxer="webm",
        video_codecs=frozenset({"vp8", "vp9", "av1"}),
        audio_codecs=frozenset({"vorbis", "opus"}),
        encoder="libvpx-vp9",
        audio_encoder="libopus",
        subtitle_encoders={"srt": "webvtt", "vtt": "webvtt", "ass": "webvtt"},
    ),
}


def container_for(output: Path) -> Container:
    """Return the container for an output's suffix.

    Raises:
        InputError: no container with this suffix can hold video and soft subtitles.
    """
    container = _CONTAINERS.get(output.suffix.lower())
    if container is None:
        what = f"the suffix {output.suffix!r}" if output.suffix else "a name without a suffix"
        raise InputError(
            f"{output.name}: {what} is not a video container that is written here",
            hint=f"use one of {', '.join(_CONTAINERS)}",
        )
    return container


@dataclass(frozen=True, slots=True)
class Encoding:
    """How picture and sound are encoded where they are not copied.

    Empty values are chosen for the encoder and the container: H.264 and AAC in MP4, MOV and
    MKV, VP9 and Opus in WebM, at a quality where the loss is hard to see, in 8-bit 4:2:0,
    which every player supports.

    Attributes:
        encoder: ffmpeg's name, or a codec: ``h264``, ``h265``, ``vp9``, ``av1``, ``prores``.
        preset: speed against size, in the encoder's own words: ``veryfast`` (x264, x265),
            ``0`` to ``13`` (SVT-AV1), ``0`` to ``8`` (VP9, libaom); the profile of ProRes.
        crf: constant quality; lower is better and larger. Each encoder has its own scale.
        pixel_format: ``yuv420p10le`` keeps ten bits, ``yuv444p`` full colour resolution.
        audio_encoder: ffmpeg's name of the audio encoder.
        audio_bitrate: bits per second.
        options: any other output options of ffmpeg, without the dash.
    """

    encoder: str = ""
    preset: str = ""
    crf: float | None = None
    pixel_format: str = ""
    audio_encoder: str = ""
    audio_bitrate: int = 192_000
    options: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class _Encoder:
    """The names of an encoder's options, and their defaults."""

    codec: str
    preset: str
    preset_option: str
    crf: float | None
    pixel_format: str = "yuv420p"
    presets: tuple[str, ...] = ()
    options: Mapping[str, str] = field(default_factory=dict)


_X26X_PRESETS = (
    *("ultrafast", "superfast", "veryfast", "faster", "fast"),
    *("medium", "slow", "slower", "veryslow", "placebo"),
)
_ENCODERS = {
    "libx264": _Encoder("h264", "fast", "preset", 20, presets=_X26X_PRESETS),
    "libx265": _Encoder(
        "hevc",
        "fast",
        "preset",
        23,
        presets=_X26X_PRESETS,
        options={"x265-params": "log-level=error", "tag:v": "hvc1"},
    ),
    "libvpx-vp9": _Encoder(
        "vp9",
        "4",
        "cpu-used",
        30,
        options={"deadline": "good", "row-mt": "1", "b:v": "0"},
    ),
    "libsvtav1": _Encoder("av1", "8", "preset", 30),
    "libaom-av1": _Encoder("av1", "6", "cpu-used", 28, options={"row-mt": "1", "b:v": "0"}),
    "prores_ks": _Encoder("prores", "hq", "profile:v", None, pixel_format="yuv422p10le"),
}
_NAMED_BY_CODEC = {
    "h264": "libx264",
    "h265": "libx265",
    "hevc": "libx265",
    "vp9": "libvpx-vp9",
    "av1": "libsvtav1",
    "prores": "prores_ks",
}


@dataclass(frozen=True, slots=True)
class VideoArguments:
    """An encoding that has been checked against the container and ffmpeg.

    Attributes:
        encoder: ffmpeg's name.
        pixel_format: the format that frames are converted to before drawing.
        options: ffmpeg's output options, without the dash.
    """

    encoder: str
    pixel_format: str
    options: Mapping[str, str]


def has_transparency(pixel_format: str) -> bool:
    """Whether a pixel format of ffmpeg has an alpha channel: ``yuva420p``, ``rgba``, …"""
    return pixel_format.startswith(("yuva", "gbra", "ya8", "ya16", "pal8")) or (
        pixel_format.rstrip("lbe0123456789") in ("rgba", "bgra", "argb", "abgr")
    )


def video_arguments(encoding: Encoding, container: Container, ffmpeg: Ffmpeg) -> VideoArguments:
    """Return ffmpeg's arguments for encoding the picture.

    Raises:
        InputError: the container cannot hold the codec, or the encoder lacks a setting.
        FfmpegError: this ffmpeg lacks the encoder.
    """
    asked = encoding.encoder or container.encoder
    name = _NAMED_BY_CODEC.get(asked, asked)
    known = _ENCODERS.get(name)
    if known is None and name not in ffmpeg.encoders:
        raise InputError(
            f"no video encoder named {asked!r}",
            hint=near_matches(asked, [*_ENCODERS, *_NAMED_BY_CODEC]),
        )
    ffmpeg.require(encoders=[name])
    if known is None:
        return _arguments_for_unlisted(name, encoding)
    if not container.holds_video(known.codec):
        raise InputError(
            f"a {container.muxer} file can't hold {known.codec} video",
            hint=f"use the encoder {container.encoder}, or another container",
        )
    if encoding.preset and known.presets and encoding.preset not in known.presets:
        raise InputError(
            f"{name} has no preset named {encoding.preset!r}",
            hint=near_matches(encoding.preset, known.presets),
        )
    if encoding.crf is not None and known.crf is None:
        raise InputError(f"{name} has no crf", hint="its preset is its profile: lt, hq, 4444")
    options = {**known.options, known.preset_option: encoding.preset or known.preset}
    crf = known.crf if encoding.crf is None else encoding.crf
    if crf is not None:
        # The scales of x264 and x265 end at 51, those of VP9 and AV1 at 63.
        worst = 51 if name.startswith("libx26") else 63
        if not 0 <= crf <= worst:
            raise InputError(
                f"the crf is {crf:g}: that of {name} goes from 0 (best) to {worst}",
                hint=f"leave it out for {known.crf}",
            )
        options["crf"] = f"{crf:g}"
    pixel_format = encoding.pixel_format or known.pixel_format
    return VideoArguments(name, pixel_format, {**options, **encoding.options})


def _arguments_for_unlisted(name: str, encoding: Encoding) -> VideoArguments:
    """Return arguments for an encoder that is not in the table, such as a hardware encoder."""
    if encoding.crf is not None or encoding.preset:
        raise InputError(
            f"the crf and preset options of the encoder {name} are not known",
            hint="give them in options, with the encoder's names for them",
        )
    return VideoArguments(name, encoding.pixel_format or "yuv420p", encoding.options)


def audio_options(encoding: Encoding, container: Container, ffmpeg: Ffmpeg) -> dict[str, str]:
    """Return ffmpeg's arguments for encoding sound.

    Raises:
        FfmpegError: this ffmpeg lacks the encoder.
    """
    name = encoding.audio_encoder or container.audio_encoder
    ffmpeg.require(encoders=[name])
    return {"c:a": name, "b:a": str(encoding.audio_bitrate)}
