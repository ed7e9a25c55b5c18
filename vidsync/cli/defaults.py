"""Defaults of options from `vidsync.toml`, in the current folder or in the user's settings.

A key at the top is an option of every command that has it; a table is for one command:

    preset = "slam"

    [render]
    platform = "tiktok"
"""

from __future__ import annotations

import os
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import typer

from vidsync.errors import InputError, near_matches

FILE_NAME = "vidsync.toml"
_LARGEST_FILE = 100_000
# What a folder that came from somebody else must not decide: which program runs, where keys are
# sent, and whether files are replaced.
_ONLY_OF_USER = frozenset(("ffmpeg", "engine-option", "recognizer-option", "overwrite"))
_SIMPLE = (str, int, float, bool)


@dataclass(frozen=True, slots=True)
class Default:
    """A default of an option.

    Attributes:
        value: of the option.
        file: where it is written.
    """

    value: object
    file: Path


def settings_files() -> tuple[Path, ...]:
    """Return the files that are read, the user's first; a later one overrides an earlier one.

    The user's file is that of the variable ``VIDSYNC_CONFIG``, or else is in the folder where
    the system keeps the settings of programs.
    """
    given = os.environ.get("VIDSYNC_CONFIG")
    own = Path(given) if given else Path(typer.get_app_dir("vidsync")) / FILE_NAME
    return own, Path(FILE_NAME)


def read_defaults(command: str, options: Iterable[str], others: Any) -> dict[str, Default]:
    """Return the defaults of a command's options, by the option's long name without dashes.

    Args:
        command: the command's name.
        options: the long names of its options.
        others: a function without arguments that returns the options of all commands, by
            command; it is called if a key is not an option of this one.

    Raises:
        InputError: a file can't be read, or has a key or a value that can't be used.
    """
    found: dict[str, Default] = {}
    known = set(options)
    user, project = settings_files()
    for path in (user, project):
        tables = _read_file(path)
        if not tables:
            continue
        own = tables.pop(command, {})
        if not isinstance(own, dict):
            raise InputError(f"{path}: {command} is not a table", hint=f"write [{command}]")
        general = {key: value for key, value in tables.items() if not isinstance(value, dict)}
        unknown = [key for key in own if _dashed(key) not in known]
        elsewhere = [key for key in general if _dashed(key) not in known]
        named = [key for key, value in tables.items() if isinstance(value, dict)]
        if unknown:
            raise InputError(
                f"{path}: [{command}] has no option {unknown[0]!r}",
                hint=near_matches(_dashed(unknown[0]), known),
            )
        if elsewhere or named:
            _check_others(path, elsewhere, named, others())
        for key, value in {**general, **own}.items():
            if _dashed(key) in known:
                _check_value(path, key, value, is_project=path == project)
                found[_dashed(key)] = Default(value, path)
    return found


def _dashed(key: str) -> str:
    return key.replace("_", "-")


def _read_file(path: Path) -> dict[str, Any]:
    try:
        if not path.is_file():
            return {}
        if path.stat().st_size > _LARGEST_FILE:
            raise InputError(f"{path} is too large for settings")
        return tomllib.loads(path.read_text("utf-8"))
    except OSError as error:
        raise InputError(f"{path} can't be read: {error.strerror or error}") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise InputError(f"{path} is not a TOML file: {error}") from error


def _check_others(
    path: Path, keys: list[str], tables: list[str], commands: Mapping[str, Iterable[str]]
) -> None:
    """Refuse keys that no command has, and tables of no command."""
    everywhere = {option for options in commands.values() for option in options}
    for table in tables:
        if table not in commands:
            raise InputError(f"{path}: no command {table!r}", hint=near_matches(table, commands))
    for key in keys:
        if _dashed(key) not in everywhere:
            raise InputError(
                f"{path}: no command has an option {key!r}",
                hint=near_matches(_dashed(key), everywhere),
            )


def _check_value(path: Path, key: str, value: object, *, is_project: bool) -> None:
    if is_project and _dashed(key) in _ONLY_OF_USER:
        raise InputError(
            f"{path}: {key} can't be set in the settings of a folder",
            hint=f"set it in {settings_files()[0]}",
        )
    items = value if isinstance(value, list) else [value]
    if not all(isinstance(item, _SIMPLE) for item in items):
        raise InputError(f"{path}: {key} is {value!r}, not a text, a number, true or false")
