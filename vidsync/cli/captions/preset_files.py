"""`vidsync presets show` and `vidsync presets new`: read a preset, and start one of your own."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from vidsync.cli import options
from vidsync.cli.console import Console, Json, Quiet
from vidsync.errors import InputError

_PARTS_TO_CHANGE = ("text", "place", "outline", "active", "rules")


def show(
    name: Annotated[str, typer.Argument(help="A preset's name, or a .toml file.")],
    resolved: Annotated[
        bool,
        typer.Option("--resolved", help="Show every key, with the values that are left out."),
    ] = False,
    brand: options.Brand = None,
) -> None:
    """Print a preset as TOML, as it is written or with every key.

    Example: vidsync presets show pop --resolved
    """
    from vidsync.captions import load_preset
    from vidsync.captions.preset import preset_path
    from vidsync.captions.preset_text import write_preset

    if resolved or brand is not None:
        typer.echo(write_preset(load_preset(name, brand=brand)), nl=False)
    else:
        load_preset(name)  # an error names what is wrong with the file
        typer.echo(preset_path(name).read_text("utf-8"), nl=False)


def new(
    name: Annotated[str, typer.Argument(help="The name of the new preset.")],
    base: Annotated[
        str, typer.Option("--from", help="The preset to start from; what you leave out is its.")
    ] = "pop",
    overwrite: options.Overwrite = False,
    quiet: Quiet = False,
    json: Json = False,
) -> None:
    """Write a preset file to change, which keeps the rest of another preset.

    Example: vidsync presets new mine --from pill
    """
    from vidsync.captions import load_preset
    from vidsync.captions.preset_text import write_preset
    from vidsync.output import write_text

    path = Path(name if name.endswith(".toml") else f"{name}.toml")
    if path.stem in ("", base):
        raise InputError(f"{name!r} is not a name for a new preset", hint="choose another one")
    preset = load_preset(base)
    lines = write_preset(preset, parts=_PARTS_TO_CHANGE).splitlines()
    head = [
        f"# A preset from {base}. Remove the # before a key and its [table] to change its value.",
        'description = ""',
        f'extends = "{base}"',
    ]
    tables = [f"# {line}" if line else "" for line in lines if not line.startswith("description")]
    write_text(path, "\n".join([*head, *tables]) + "\n", overwrite=overwrite)
    Console(quiet=quiet, json=json).results({"preset": path})
