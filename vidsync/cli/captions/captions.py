"""`vidsync captions`: write a caption file, or a transparent video for an editor."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from vidsync.cli import options
from vidsync.cli.console import Console, Json, Quiet

if TYPE_CHECKING:
    from vidsync.captions import Captions

Timings = Annotated[Path, typer.Argument(help="A timing document; its format is detected.")]

_TRANSPARENT = (".mov", ".webm")


def command(
    timings: Timings,
    output: options.Output,
    preset: options.Preset = "pop",
    brand: options.Brand = None,
    size: options.Size = "1080x1920",
    frame_rate: Annotated[
        float, typer.Option("--fps", help="Frames per second of a .mov or .webm.")
    ] = 30.0,
    ffmpeg: options.FfmpegPath = None,
    audio: options.TimesAudio = None,
    unit: options.TimeUnit = None,
    offset: options.TimeOffset = 0.0,
    scale: options.TimeScale = 1.0,
    overwrite: options.Overwrite = False,
    quiet: Quiet = False,
    json: Json = False,
) -> None:
    """Write captions without a video.

    .ass holds them as they would be drawn, .srt and .vtt are for players, .mov and .webm are
    transparent videos to lay over footage in an editor.

    Example: vidsync captions talk.json -o talk.vtt
    """
    from vidsync.captions import Canvas, caption
    from vidsync.output import check_writable

    check_writable(output, overwrite=overwrite)
    width, height = options.parse_size(size)
    transparent = output.suffix.lower() in _TRANSPARENT
    canvas = Canvas(
        width,
        height,
        frame_rate=frame_rate if transparent else None,
        matrix="None" if transparent else "TV.709",
    )
    transcript = options.load_timings(
        timings,
        unit,
        offset,
        scale,
        frame_rate=frame_rate if unit == "frames" else None,
        audio=audio,
    )
    captions = caption(transcript, preset=preset, brand=brand, canvas=canvas)
    console = Console(quiet=quiet, json=json)
    if transparent:
        _draw(console, captions, output, frame_rate, ffmpeg=ffmpeg, overwrite=overwrite)
    else:
        captions.save(output, overwrite=overwrite)
    console.results({"captions": output}, cues=len(captions.cues))


def _draw(
    console: Console,
    captions: Captions,
    output: Path,
    frame_rate: float,
    *,
    ffmpeg: Path | None,
    overwrite: bool,
) -> None:
    from vidsync.media import find_ffmpeg, write_overlay
    from vidsync.rendering import drawing_of

    with console.progress("Drawing") as advance:
        write_overlay(
            drawing_of(captions),
            output,
            size=(captions.canvas.width, captions.canvas.height),
            frame_rate=frame_rate,
            duration=captions.transcript.duration,
            ffmpeg=find_ffmpeg(ffmpeg),
            overwrite=overwrite,
            on_progress=lambda progress: advance(progress.fraction or 0.0),
        )
