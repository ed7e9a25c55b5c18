"""`vidsync config`: show the defaults of options, and where each comes from."""

from __future__ import annotations

import json as json_module
from pathlib import Path
from typing import Annotated

import typer

from vidsync.cli.console import Json
from vidsync.cli.defaults import read_defaults, settings_files
from vidsync.errors import InputError, near_matches


def command(
    name: Annotated[
        str, typer.Argument(metavar="[COMMAND]", help="Show all options of this command.")
    ] = "",
    json: Json = False,
) -> None:
    """Show the defaults of options, and which settings file each is from.

    A file vidsync.toml in the current folder overrides the user's own. A key is the long name of
    an option; at the top it counts for every command, in a table for one: [render]

    Example: vidsync config render
    """
    from vidsync.cli.commands import COMMANDS, load_command, long_options, options_of_all

    if name and name not in COMMANDS:
        raise InputError(f"no command {name!r}", hint=near_matches(name, COMMANDS))
    rows = []
    for command_name in [name] if name else COMMANDS:
        loaded = load_command(command_name, COMMANDS[command_name])
        options = long_options(loaded)
        usual = {parameter.name: parameter.default for parameter in loaded.params}
        found = read_defaults(command_name, options, options_of_all)
        for option, parameter in options.items():
            if option in found:
                rows.append((command_name, option, found[option].value, str(found[option].file)))
            elif name and option != "help":
                rows.append((command_name, option, _shown(usual[parameter]), "vidsync"))
    files = settings_files()
    if json:
        listed = [
            {"command": row[0], "option": row[1], "value": row[2], "from": row[3]} for row in rows
        ]
        paths = [{"path": str(path), "exists": path.is_file()} for path in files]
        document = {"files": paths, "defaults": listed}
        typer.echo(json_module.dumps(document, ensure_ascii=False, indent=2))
        return
    for path in files:
        typer.echo(f"{_absolute(path)}{'' if path.is_file() else '  (does not exist)'}")
    for command_name, option, value, source in rows:
        where = "" if source == "vidsync" else f"  ({source})"
        typer.echo(f"{command_name} --{option} = {json_module.dumps(value)}{where}")


def _absolute(path: Path) -> Path:
    return path if path.is_absolute() else Path.cwd() / path


def _shown(value: object) -> object:
    """Return a default of a parameter as JSON can show it."""
    return value if isinstance(value, str | int | float | bool | None) else str(value)
