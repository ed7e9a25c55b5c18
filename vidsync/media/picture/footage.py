"""Demonstration footage that ffmpeg paints and plays: drifting light, and a bed of tones.

Use it where no video is at hand. It contains nobody's pictures or sounds, so it can be
published.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from fractions import Fraction
from pathlib import Path
from typing import Any

import ffmpeg as graphs

from vidsync.checks import check_choice
from vidsync.errors import InputError, near_matches
from vidsync.media.encoding import Encoding, audio_options, container_for, video_arguments
from vidsync.media.ffmpeg.executable import Ffmpeg, find_ffmpeg
from vidsync.media.ffmpeg.graph import arguments_of
from vidsync.media.ffmpeg.process import Progress, file_url, run, workspace
from vidsync.output import check_writable, whole_file
from vidsync.paths import PathLike

# From shadow to light; dark enough everywhere for white letters to stand out.
_THEMES = {
    "dusk": ("0x0b1026", "0x1b3a6b", "0x7a3b8f", "0xf2765a", "0xffd08a"),
    "lagoon": ("0x04161f", "0x0a3d62", "0x0a6f8a", "0x1496ad", "0x63b5ad"),
    "aurora": ("0x060b1f", "0x142a5c", "0x1b5e7a", "0x2f9e83", "0x8ad6a5"),
}

# Painted at 1/8 size and scaled up: the gradients hide the difference.
_REDUCTION = 8

# Four chords of four seconds, low to high, in hertz: A minor 9, F major 7, C, G 6.
_CHORDS = (
    (110.00, 220.00, 261.63, 329.63, 493.88),
    (87.31, 174.61, 261.63, 329.63, 440.00),
    (130.81, 196.00, 261.63, 329.63, 392.00),
    (98.00, 196.00, 246.94, 293.66, 329.63),
)
_CHORD_SECONDS = 4
_NOTE_SECONDS = 0.5
_ORDER = (0, 2, 4, 3, 1, 3, 4, 2)


def footage_themes() -> tuple[str, ...]:
    """Return the names of the colour themes of `paint_footage`."""
    return tuple(_THEMES)


def paint_footage(
    output: Path,
    *,
    width: int = 1080,
    height: int = 1920,
    frame_rate: Fraction | int = 30,
    duration: float = 12.0,
    theme: str = "dusk",
    seed: int = 7,
    encoding: Encoding | None = None,
    ffmpeg: Ffmpeg | None = None,
    overwrite: bool = False,
    on_progress: Callable[[Progress], None] | None = None,
) -> Path:
    """Make a video of slowly drifting coloured light over a quiet bed of tones.

    Args:
        output: a video file; its suffix chooses the container.
        width: pixels, even.
        height: pixels, even.
        frame_rate: frames per second.
        duration: seconds.
        theme: one of `footage_themes`.
        seed: another number gives other movement.
        encoding: None is H.264 (VP9 in WebM) at a fast preset.
        ffmpeg: the ffmpeg to use; None finds one.
        overwrite: replace `output` if it exists.
        on_progress: called about twice a second.

    Returns:
        `output`.

    Raises:
        InputError: the size, rate, length or theme is not supported.
        OutputError: the output exists, or cannot be written.
        FfmpegError: ffmpeg lacks a filter, or failed.
    """
    output = Path(output)
    check_writable(output, overwrite=overwrite)
    container = container_for(output)
    _check(width, height, frame_rate, duration, theme)
    ffmpeg = ffmpeg or find_ffmpeg()
    ffmpeg.require(filters=["gradients", "perlin", "aevalsrc"])
    if encoding is None:
        encoding = Encoding(preset="veryfast" if container.encoder == "libx264" else "")
    chosen = video_arguments(encoding, container, ffmpeg)
    picture = _light(theme, seed, width, height, frame_rate).filter("format", chosen.pixel_format)
    options = {
        "format": container.muxer,
        **container.options,
        "c:v": chosen.encoder,
        **chosen.options,
        **audio_options(encoding, container, ffmpeg),
        "t": f"{duration:.6f}",
    }
    with workspace() as folder, whole_file(output, overwrite=overwrite) as temporary:
        run(
            ffmpeg,
            arguments_of(graphs.output(picture, _tones(duration), file_url(temporary), **options)),
            folder=folder,
            task=f"painting {output.name}",
            total_seconds=duration,
            on_progress=on_progress,
        )
    return output


def rotate_footage(
    source: PathLike,
    output: PathLike,
    *,
    degrees: int = 90,
    ffmpeg: Ffmpeg | None = None,
    overwrite: bool = False,
) -> Path:
    """Copy a video so that players show it rotated. Nothing is encoded.

    Args:
        source: a video file.
        output: the copy; its suffix chooses the container.
        degrees: how far the picture is turned anticlockwise: 90, 180 or 270.
        ffmpeg: the ffmpeg to use; None finds one.
        overwrite: replace `output` if it exists.

    Returns:
        `output`.

    Raises:
        OutputError: the output exists, or cannot be written.
        FfmpegError: ffmpeg fails.
    """
    output = Path(output)
    check_choice("rotation", degrees, (90, 180, 270))
    container = container_for(output)
    rotated = graphs.input(
        file_url(Path(source).absolute()), display_rotation=degrees, protocol_whitelist="file"
    )
    with workspace() as folder, whole_file(output, overwrite=overwrite) as temporary:
        copied = graphs.output(
            rotated, file_url(temporary), c="copy", format=container.muxer, **container.options
        )
        run(
            ffmpeg or find_ffmpeg(),
            arguments_of(copied),
            folder=folder,
            task=f"rotating {output.name}",
        )
    return output


def _check(
    width: int, height: int, frame_rate: Fraction | int, duration: float, theme: str
) -> None:
    if theme not in _THEMES:
        raise InputError(f"no footage theme named {theme!r}", hint=near_matches(theme, _THEMES))
    if any(side % 2 or not 32 <= side <= 8192 for side in (width, height)):
        raise InputError(
            f"footage can't be {width}x{height} pixels", hint="even numbers from 32 to 8192"
        )
    if not 1 <= frame_rate <= 240:
        raise InputError(f"footage can't have {frame_rate} frames per second")
    if not (math.isfinite(duration) and 0.1 <= duration <= 3600):
        raise InputError(f"footage can't be {duration} s long", hint="0.1 s to an hour")


def _light(theme: str, seed: int, width: int, height: int, frame_rate: Fraction | int) -> Any:
    """Build a turning gradient, shaded by drifting clouds, with a few bright folds across it."""
    small = [max(16, side // _REDUCTION // 2 * 2) for side in (width, height)]
    square = max(small) * 3 // 2 // 2 * 2
    rate = str(frame_rate)
    colors = {f"c{number}": color for number, color in enumerate(_THEMES[theme])}

    def source(name: str, sides: list[int], **options: Any) -> Any:
        size = f"{sides[0]}x{sides[1]}"
        return graphs.input(
            f"{name}=" + ":".join(f"{k}={v}" for k, v in {"s": size, "r": rate, **options}.items()),
            format="lavfi",
        ).video

    gradient = source("gradients", small, n=len(colors), seed=seed, speed=0.003, **colors)
    clouds = source(
        *("perlin", small),
        octaves=2,
        persistence=0.5,
        xscale=1.4,
        yscale=1.4,
        tscale=0.12,
        random_mode="seed",
        seed=seed,
    )
    folds = source(
        *("perlin", [square, square]),
        octaves=1,
        xscale=3,
        yscale=1.2,
        tscale=0.14,
        random_mode="seed",
        seed=seed + 1,
    )
    shading = (
        clouds.filter("format", "gray")
        .filter("lutyuv", y="clip((val-60)*1.5,0,255)")
        .filter("gblur", sigma=small[0] / 34)
        .filter("format", "gbrp")
    )
    # A thin bright line appears where the noise crosses its middle value.
    shine = (
        folds.filter("format", "gray")
        .filter("lutyuv", y="pow(max(0,1-abs(val-128)/26),2)*255")
        .filter("rotate", 0.7)
        .filter("crop", *small)
        .filter("gblur", sigma=1.2)
        .filter("format", "gbrp")
        .filter("colorchannelmixer", rr=0.34, gg=0.30, bb=0.42)
    )
    shaded = graphs.filter(
        [gradient.filter("format", "gbrp"), shading],
        "blend",
        all_mode="softlight",
        all_opacity=0.85,
    )
    return (
        graphs.filter([shaded, shine], "blend", all_mode="screen")
        .filter("vignette", angle="PI/4.5")
        .filter(
            *("scale", width, height),
            flags="bicubic",
            out_color_matrix="bt709",
            out_range="tv",
        )
        .filter(
            "setparams", color_primaries="bt709", color_trc="bt709", colorspace="bt709", range="tv"
        )
        .filter("setsar", 1)
        # Grain hides the banding of a slow gradient in eight bits.
        .filter("noise", alls=3, allf="t")
    )


def _tones(duration: float) -> Any:
    """Build a pad and a slow arpeggio over four chords, faded at both ends."""
    sound = graphs.input(
        f"aevalsrc=exprs={_escape(_melody(1.0))}|{_escape(_melody(1.003))}:s=16000:c=stereo",
        format="lavfi",
    ).audio
    fade = min(1.5, duration / 4)
    return (
        sound.filter("lowpass", frequency=2400)
        .filter("aecho", 0.8, 0.6, "190|370|610", "0.35|0.25|0.15")
        .filter("aresample", 48000)
        .filter("volume", "-3dB")
        .filter("afade", type="in", duration=fade)
        .filter("afade", type="out", start_time=duration - fade, duration=fade)
    )


def _escape(expression: str) -> str:
    """Escape an expression for a lavfi source: a comma would end the filter."""
    return expression.replace(",", "\\,")


def _melody(detune: float) -> str:
    """Return the amplitude as a function of t, in ffmpeg's expression language."""
    pad = "+".join(
        f"sin(2*PI*t*{_frequency_sum([chord[voice] * detune for chord in _CHORDS])})*{weight}"
        for voice, weight in ((0, 0.30), (1, 0.16), (2, 0.12), (3, 0.10))
    )
    # Chords change while the swell is silent, so that the jump in frequency is not heard.
    swell = f"pow(sin(PI*mod(t,{_CHORD_SECONDS})/{_CHORD_SECONDS}),0.5)"
    steps = len(_ORDER)
    note = "+".join(
        f"eq(mod(floor(t/{_NOTE_SECONDS}),{steps}),{step})"
        f"*{_frequency_sum([chord[_ORDER[step]] * 2 * detune for chord in _CHORDS])}"
        for step in range(steps)
    )
    local = f"mod(t,{_NOTE_SECONDS})"
    pluck = (
        f"sin(2*PI*{local}*({note}))*exp(-6*{local})*(1-exp(-180*{local}))"
        f"*(1-pow({local}/{_NOTE_SECONDS},8))"
    )
    return f"({pad})*{swell}+0.22*{pluck}"


def _frequency_sum(frequencies: list[float]) -> str:
    cycle = _CHORD_SECONDS * len(_CHORDS)
    return (
        "("
        + "+".join(
            f"eq(floor(mod(t,{cycle})/{_CHORD_SECONDS}),{number})*{frequency:.3f}"
            for number, frequency in enumerate(frequencies)
        )
        + ")"
    )
