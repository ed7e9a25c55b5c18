"""`vidsync preview`: draw captions as pictures before rendering."""

from __future__ import annotations

from pathlib import Path
from types import MappingProxyType
from typing import Annotated

import typer

from vidsync.cli import options
from vidsync.cli.captions.captions import Timings
from vidsync.cli.console import Console, Json, Quiet
from vidsync.cli.look import Settings, with_look_options
from vidsync.cli.timings import load_timings
from vidsync.errors import InputError

_FORMATS = {".png": "PNG", ".jpg": "JPEG", ".jpeg": "JPEG", ".webp": "WEBP"}


@with_look_options
def command(
    timings: Timings,
    output: options.PictureOutput,
    preset: options.Preset = "pop",
    at: Annotated[
        float | None,
        typer.Option("--at", help="Draw one frame at this time in seconds, in full size."),
    ] = None,
    video: Annotated[
        Path | None, typer.Option("--video", help="Draw on frames of this video.")
    ] = None,
    size: options.Size = "1080x1920",
    tiles: Annotated[
        int, typer.Option("--tiles", help="Largest number of cues on the sheet.")
    ] = 12,
    cue: Annotated[
        int, typer.Option("--cue", help="First cue of a .webp or .gif animation, from 0.")
    ] = 0,
    cues: Annotated[int, typer.Option("--cues", help="Number of cues of the animation.")] = 0,
    platform: options.Platform = None,
    safe_area: Annotated[
        bool,
        typer.Option("--safe-area", help="Draw the platform's interface and safe area."),
    ] = False,
    brand: options.Brand = None,
    settings: Settings = MappingProxyType({}),
    second: options.Second = None,
    avoid: options.Avoid = None,
    ffmpeg: options.FfmpegPath = None,
    audio: options.TimesAudio = None,
    no_listen: options.NoListen = False,
    frame_rate: options.TimesFrameRate = None,
    unit: options.TimeUnit = None,
    offset: options.TimeOffset = 0.0,
    scale: options.TimeScale = 1.0,
    encoding: options.TextEncoding = "",
    overwrite: options.Overwrite = False,
    quiet: Quiet = False,
    json: Json = False,
) -> None:
    """Draw a contact sheet of the captions, a single frame, or an animation of a cue.

    Example: vidsync preview talk.json --preset pill -o sheet.png
    """
    from vidsync.captions import Canvas, caption
    from vidsync.media import probe
    from vidsync.output import check_writable, whole_file
    from vidsync.previews import animate, preview, still

    moves = output.suffix.lower() == ".gif" or cues > 0
    kind = "GIF" if moves else _FORMATS.get(output.suffix.lower())
    if kind is None:
        raise InputError(
            f"{output.name}: {output.suffix!r} is not a picture format",
            hint=f"use {', '.join(_FORMATS)} or .gif",
        )
    check_writable(output, overwrite=overwrite)
    width, height = probe(video).canvas if video else options.parse_size(size)
    canvas = Canvas(
        width,
        height,
        safe_area=platform,
        matrix="TV.709",
        avoid=options.parse_regions(avoid),
    )
    console = Console(quiet=quiet, json=json)
    captions = caption(
        load_timings(
            timings,
            unit,
            offset,
            scale,
            frame_rate=frame_rate,
            audio=audio,
            encoding=encoding,
            console=console,
            no_listen=no_listen,
        ),
        preset=preset,
        canvas=canvas,
        brand=brand,
        settings=settings,
        second=load_timings(second, None, 0.0, 1.0) if second else None,
    )
    end = probe(video).duration if video else captions.transcript.duration
    if at is not None and not 0 <= at <= end:
        raise InputError(f"--at is {at:g} s, and the end is at {end:.2f} s")
    over = (platform or canvas.shape) if safe_area else None
    if moves:
        animate(
            captions,
            output,
            cue=cue,
            cues=max(1, cues),
            video=video,
            platform=over,
            ffmpeg=ffmpeg,
            overwrite=overwrite,
        )
        console.results({"preview": output}, cues=max(1, cues))
        return
    if at is None:
        picture = preview(captions, video=video, tiles=tiles, platform=over, ffmpeg=ffmpeg)
    else:
        picture = still(captions, at, video=video, platform=over, ffmpeg=ffmpeg)
    with whole_file(output, overwrite=overwrite) as temporary:
        picture.save(temporary, kind)
    console.results({"preview": output}, cues=len(captions.cues))
