"""`vidsync presets`: list the presets, or write a page of their pictures."""

from __future__ import annotations

import json as json_module
from pathlib import Path
from typing import Annotated

import typer

from vidsync.cli import options
from vidsync.cli.captions.preset_files import new, show
from vidsync.cli.console import Console, Json, Quiet
from vidsync.cli.streams import OutputFile

app = typer.Typer(
    name="presets", invoke_without_command=True, add_completion=False, rich_markup_mode=None
)
app.command("show")(show)
app.command("new")(new)


@app.callback(invoke_without_command=True)
def command(
    context: typer.Context,
    gallery: Annotated[
        Path | None,
        typer.Option(
            "--gallery", help="Write a page with pictures of every preset into this folder."
        ),
        OutputFile(refused="a folder"),
    ] = None,
    schema: Annotated[
        bool, typer.Option("--schema", help="Print the JSON Schema of preset files.")
    ] = False,
    ffmpeg: options.FfmpegPath = None,
    overwrite: options.Overwrite = False,
    quiet: Quiet = False,
    json: Json = False,
) -> None:
    """List the caption presets and the viseme sets, with a description of each.

    Example: vidsync presets --gallery looks
    """
    if context.invoked_subcommand is not None:
        return
    if schema:
        from vidsync.captions.preset_schema import preset_schema

        typer.echo(json_module.dumps(preset_schema(), ensure_ascii=False, indent=2))
    elif gallery is not None:
        from vidsync.previews import gallery as write_gallery

        page = write_gallery(gallery, ffmpeg=ffmpeg, overwrite=overwrite)
        Console(quiet=quiet, json=json).results({"gallery": page})
    else:
        _list(json=json)


def _list(*, json: bool) -> None:
    from vidsync.captions import presets
    from vidsync.tts import engine_names
    from vidsync.visemes import viseme_sets

    groups = {
        "caption presets": [(preset.name, preset.description) for preset in presets()],
        "viseme sets": [(visemes.name, visemes.description) for visemes in viseme_sets()],
        "engines": [(name, "") for name in engine_names()],
    }
    if json:
        named = {what.replace(" ", "_"): dict(rows) for what, rows in groups.items()}
        typer.echo(json_module.dumps(named, ensure_ascii=False, indent=2))
        return
    for what, rows in groups.items():
        typer.echo(what)
        for name, description in rows:
            typer.echo(f"  {name:<12} {description}".rstrip())
