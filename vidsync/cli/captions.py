"""`vidsync captions`: a timing document to a caption file."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from vidsync.cli import options
from vidsync.cli.console import Console, Json, Quiet

Timings = Annotated[Path, typer.Argument(help="A timing document; its format is detected.")]


def command(
    timings: Timings,
    output: options.Output,
    preset: options.Preset = "pop",
    size: options.Size = "1080x1920",
    overwrite: options.Overwrite = False,
    quiet: Quiet = False,
    json: Json = False,
) -> None:
    """Write captions alone: .ass as they would be drawn, .srt and .vtt for players.

    Example: vidsync captions talk.json -o talk.vtt
    """
    from vidsync import timings as documents
    from vidsync.captions import caption
    from vidsync.captions.canvas import Canvas
    from vidsync.output import check_writable

    check_writable(output, overwrite=overwrite)
    width, height = options.parse_size(size)
    captions = caption(documents.load(timings), preset=preset, canvas=Canvas(width, height))
    captions.save(output, overwrite=overwrite)
    Console(quiet=quiet, json=json).results({"captions": output}, cues=len(captions.cues))
