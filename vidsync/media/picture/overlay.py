"""Writes drawings and sprites alone, as a video with transparency, for an editor's timeline."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from types import MappingProxyType
from typing import Any

import ffmpeg as graphs

from vidsync.errors import InputError, near_matches
from vidsync.media.ffmpeg.executable import Ffmpeg, find_ffmpeg
from vidsync.media.ffmpeg.graph import arguments_of
from vidsync.media.ffmpeg.process import Progress, file_url, run, workspace
from vidsync.media.picture.drawing import Drawing, FontWatch, draw
from vidsync.media.picture.sprites import Sprite, lay
from vidsync.output import check_writable, whole_file
from vidsync.timecode import FrameRate

_ENCODERS: Mapping[str, tuple[str, dict[str, Any]]] = MappingProxyType(
    {
        # Lossless and quick to write; every desktop editor reads it.
        "qtrle": ("argb", {"format": "mov", "c:v": "qtrle"}),
        # Editors ask for this one. The two highest quality steps keep edges clean.
        "prores": (
            "yuva444p10le",
            {"format": "mov", "c:v": "prores_ks", "profile:v": "4444", "qscale:v": 9},
        ),
        # For browsers.
        "vp9": (
            "yuva420p",
            {"format": "webm", "c:v": "libvpx-vp9", "crf": 24, "b:v": 0, "cpu-used": 5},
        ),
    }
)
_BY_SUFFIX = {".mov": "qtrle", ".webm": "vp9"}


def write_overlay(
    drawing: Drawing | Sequence[Drawing],
    output: Path,
    *,
    size: tuple[int, int],
    frame_rate: FrameRate,
    duration: float,
    sprites: Sequence[Sprite] = (),
    encoder: str = "",
    ffmpeg: Ffmpeg | None = None,
    overwrite: bool = False,
    on_progress: Callable[[Progress], None] | None = None,
) -> Path:
    """Draw scripts and sprites on transparent frames, with straight alpha.

    Args:
        drawing: ASS scripts, the lowest first; their YCbCr Matrix is ``None``.
        output: a .mov or .webm file.
        size: width and height in pixels.
        frame_rate: frames per second.
        duration: seconds.
        sprites: pictures that change, below the drawings; the lowest first.
        encoder: ``qtrle`` or ``prores`` in .mov, ``vp9`` in .webm; empty is the first.
        ffmpeg: the ffmpeg to use; None finds one.
        overwrite: replace `output` if it exists.
        on_progress: called about twice a second.

    Returns:
        `output`.

    Raises:
        InputError: the suffix, encoder, size, rate or length is not supported.
        OutputError: the output exists, or cannot be written.
        FontError: libass would draw with another font, or a font lacks a glyph.
        FfmpegError: ffmpeg lacks a feature, or failed.
    """
    output = Path(output)
    check_writable(output, overwrite=overwrite)
    pixel_format, options = _encoder(output, encoder)
    if not (math.isfinite(duration) and duration > 0 and all(side >= 1 for side in size)):
        raise InputError(f"an overlay can't be {size[0]}x{size[1]} pixels and {duration} s long")
    drawings = (drawing,) if isinstance(drawing, Drawing) else tuple(drawing)
    ffmpeg = ffmpeg or find_ffmpeg()
    needed = [*(["ass"] if drawings else []), *(["overlay"] if sprites else [])]
    ffmpeg.require(filters=needed, encoders=[options["c:v"]])
    source = f"color=black@0.0:size={size[0]}x{size[1]}:rate={frame_rate}:duration={duration:.6f}"
    with workspace() as folder, whole_file(output, overwrite=overwrite) as temporary:
        nothing = graphs.input(f"{source},format=rgba", format="lavfi")
        frames = lay(nothing.video, sprites, folder=folder, pixel_format="rgba")
        frames = draw(frames, drawings, folder=folder, alpha=True)
        frames = frames.filter("format", pixel_format)
        run(
            ffmpeg,
            arguments_of(graphs.output(frames, file_url(temporary), **options)),
            folder=folder,
            task=f"drawing {output.name}",
            total_seconds=duration,
            on_progress=on_progress,
            watch=FontWatch(drawings),
        )
    return output


def _encoder(output: Path, name: str) -> tuple[str, dict[str, Any]]:
    suffix = output.suffix.lower()
    if suffix not in _BY_SUFFIX:
        raise InputError(
            f"{output.name}: {suffix or 'a name without a suffix'} holds no transparent video",
            hint=f"use {' or '.join(_BY_SUFFIX)}",
        )
    name = name or _BY_SUFFIX[suffix]
    if name not in _ENCODERS:
        raise InputError(
            f"no encoder {name!r} keeps transparency here", hint=near_matches(name, _ENCODERS)
        )
    pixel_format, options = _ENCODERS[name]
    if options["format"] != suffix[1:]:
        raise InputError(f"{name} does not go into a {suffix} file")
    return pixel_format, options
