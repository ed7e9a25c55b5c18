"""`vidsync preview`: look at captions before they are rendered."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from vidsync.cli import options
from vidsync.cli.captions import Timings
from vidsync.cli.console import Console, Json, Quiet
from vidsync.errors import InputError

_FORMATS = {".png": "PNG", ".jpg": "JPEG", ".jpeg": "JPEG", ".webp": "WEBP"}


def command(
    timings: Timings,
    output: options.Output,
    preset: options.Preset = "pop",
    at: Annotated[
        float | None, typer.Option("--at", help="One frame at this second, in full size.")
    ] = None,
    video: Annotated[
        Path | None, typer.Option("--video", help="Draw on this video's own frames.")
    ] = None,
    size: options.Size = "1080x1920",
    tiles: Annotated[int, typer.Option("--tiles", help="Cues on the sheet, at most.")] = 12,
    ffmpeg: options.FfmpegPath = None,
    overwrite: options.Overwrite = False,
    quiet: Quiet = False,
    json: Json = False,
) -> None:
    """Draw a contact sheet of the captions, or one frame of them, as a picture.

    Example: vidsync preview talk.json --preset pill -o sheet.png
    """
    from vidsync import timings as documents
    from vidsync.captions import Canvas, caption
    from vidsync.media import probe
    from vidsync.output import check_writable, whole_file
    from vidsync.preview import preview, still

    kind = _FORMATS.get(output.suffix.lower())
    if kind is None:
        raise InputError(
            f"{output.name}: {output.suffix!r} is no picture", hint=f"use {', '.join(_FORMATS)}"
        )
    check_writable(output, overwrite=overwrite)
    width, height = probe(video).canvas if video else options.parse_size(size)
    captions = caption(
        documents.load(timings), preset=preset, canvas=Canvas(width, height, matrix="TV.709")
    )
    if at is None:
        picture = preview(captions, video=video, tiles=tiles, ffmpeg=ffmpeg)
    else:
        picture = still(captions, at, video=video, ffmpeg=ffmpeg)
    with whole_file(output, overwrite=overwrite) as temporary:
        picture.save(temporary, kind)
    Console(quiet=quiet, json=json).results({"preview": output}, cues=len(captions.cues))
