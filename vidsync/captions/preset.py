"""Presets: named TOML files of a style and its rules, and brand kits that override them.

Shipped presets are in presets/captions; any other preset is a path. A preset file has the tables of
`Style` (text, outline, active, pill, box, entrance, …), `rules` with a `profile` to start from, a
one-line `description`, and `extends`, the name of a preset that it changes. Anything it leaves out
keeps its default. A brand kit has the same tables.
"""

from __future__ import annotations

import os
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from vidsync.captions.preset_values import (
    Preset,
    change_preset,
    make_preset,
    merge_values,
    read_values,
)
from vidsync.errors import PresetError, near_matches
from vidsync.paths import PathLike, check_is_local
from vidsync.resources import presets_folder

_LARGEST_FILE = 1_000_000
# A longer chain of `extends` is a circle.
_LONGEST_CHAIN = 8


@dataclass(frozen=True, slots=True)
class PresetInfo:
    """An entry of the list of presets.

    Attributes:
        name: the name of the preset.
        description: one line.
        look: of the active word: colour, pop, pill, underline, sweep or none.
        font: the font of the text.
        path: of its file.
    """

    name: str
    description: str
    look: str
    font: str
    path: Path


def presets() -> tuple[PresetInfo, ...]:
    """Return the shipped presets, by name."""
    found = []
    for name, path in sorted(_built_in_presets().items()):
        preset = load_preset(name)
        style = preset.style
        found.append(PresetInfo(name, preset.description, style.active.look, style.text.font, path))
    return tuple(found)


def load_preset(
    preset: PathLike | Mapping[str, object],
    *,
    brand: PathLike | None = None,
    settings: Mapping[str, object] | None = None,
) -> Preset:
    """Read a preset.

    Args:
        preset: a shipped preset's name, the path of a TOML file, or a mapping with the
            keys of such a file: ``{"extends": "pop", "text": {"size": 90}}``.
        brand: the TOML file of a brand kit: tables like a preset's, whose values override the
            preset's own.
        settings: single values that override both, by the name of their table and key:
            ``{"text.size": 9, "emphasis.colour": "#FFD400", "rules.max_words": 3}``.

    Returns:
        The checked preset.

    Raises:
        PresetError: the preset does not exist, is not TOML, or has a wrong key or value;
            names the file and the key.
    """
    if isinstance(preset, Mapping):
        name, table = "custom", _extend_base(preset)
    else:
        path = preset_path(preset)
        name, table = path.stem, _read_with_bases(path)
    if brand is not None:
        table = merge_values(table, _read(Path(brand), Path(brand).parent))
    made = make_preset(name, table)
    return change_preset(made, settings) if settings else made


def preset_path(name_or_path: PathLike) -> Path:
    """Return the file of a preset.

    Raises:
        PresetError: there is no shipped preset of that name, and it is not a path.
    """
    shipped = _built_in_presets()
    given = os.fspath(name_or_path)
    if isinstance(name_or_path, str) and given in shipped:
        return shipped[given]
    check_is_local(name_or_path)
    path = Path(name_or_path)
    if path.suffix.lower() == ".toml" or path.is_file():
        return path
    raise PresetError(f"no preset is named {given!r}", hint=near_matches(given, shipped))


def _built_in_presets() -> dict[str, Path]:
    return {path.stem: path for path in presets_folder("captions").glob("*.toml")}


def _read_with_bases(path: Path, depth: int = 1) -> dict[str, Any]:
    """Return the checked values of a preset file, over those of the preset that it extends."""
    values = _read(path, path.parent)
    base = values.pop("extends", None)
    if base is None:
        return values
    if depth > _LONGEST_CHAIN:
        raise PresetError(f"{path}: presets extend each other in a circle")
    beside = path.parent / f"{base}.toml"
    try:
        parent = beside if beside.is_file() and beside != path else preset_path(base)
    except PresetError as error:
        raise PresetError(f"{path}: extends: {error.message}", hint=error.hint) from None
    return merge_values(_read_with_bases(parent, depth + 1), values)


def _extend_base(preset: Mapping[str, object]) -> dict[str, Any]:
    """Return the checked values of a mapping, over those of the preset that it extends."""
    values = read_values(dict(preset), Path())
    base = values.pop("extends", None)
    return values if base is None else merge_values(_read_with_bases(preset_path(base)), values)


def _read(path: Path, folder: Path) -> dict[str, Any]:
    """Return the values of a preset file: sections, with fields as `Style` takes them."""
    check_is_local(path)
    try:
        if path.stat().st_size > _LARGEST_FILE:
            raise PresetError(f"{path} is far too large for a preset")
        table = tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise PresetError(f"{path} can't be read: {error.strerror or error}") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise PresetError(f"{path} is not a TOML file: {error}") from error
    try:
        values = read_values(table, folder)
        # Built once only to check it, so that errors name this file.
        make_preset(path.stem, {key: value for key, value in values.items() if key != "extends"})
    except PresetError as error:
        raise PresetError(f"{path}: {error.message}", hint=error.hint) from None
    return values
