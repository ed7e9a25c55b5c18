"""`vidsync blender-addon build`: write the extension that Blender installs."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from vidsync.cli import options
from vidsync.cli.console import Console, Json, Quiet

app = typer.Typer(
    name="blender-addon",
    help="The Blender add-on: mouth movement, sound and captions on a character.",
    no_args_is_help=True,
    rich_markup_mode=None,
)


@app.callback()
def _blender_addon() -> None:
    """The Blender add-on: mouth movement, sound and captions on a character."""


@app.command("build")
def build(
    output: Annotated[Path, typer.Option("--output", "-o", help="The zip file to write.")] = Path(
        "vidsync-blender.zip"
    ),
    overwrite: options.Overwrite = False,
    quiet: Quiet = False,
    json: Json = False,
) -> None:
    """Write the add-on as a zip, for Blender 4.2 and later.

    In Blender: Edit, Preferences, Get Extensions, Install from Disk.

    Example: vidsync blender-addon build -o vidsync-blender.zip
    """
    from vidsync.plugins import blender

    blender.build(output, overwrite=overwrite)
    Console(quiet=quiet, json=json).results({"extension": output})
