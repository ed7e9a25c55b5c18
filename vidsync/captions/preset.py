"""Presets: named TOML files of a style and its rules.

Shipped ones are in presets/captions; anyone's own is a path. A preset file has the tables
of `Style` (text, outline, active, pill, box, entrance), `rules` with a `profile` to start
from, and a one-line `description`. Whatever it leaves out keeps its default.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, field, fields, replace
from pathlib import Path
from typing import Any, get_type_hints

from vidsync.captions.rules import PROFILES, Rules
from vidsync.captions.style import Colour, Style
from vidsync.errors import PresetError, near_matches
from vidsync.resources import presets_folder

_LARGEST_FILE = 1_000_000


@dataclass(frozen=True, slots=True)
class Preset:
    """A named look, whole.

    Attributes:
        name: of the preset; the file's stem.
        description: one line.
        style: how a cue looks.
        rules: how the words are cut into cues.
    """

    name: str
    description: str = ""
    style: Style = field(default_factory=Style)
    rules: Rules = field(default_factory=Rules)


@dataclass(frozen=True, slots=True)
class PresetInfo:
    """What a list of presets shows.

    Attributes:
        name: to ask for it by.
        description: one line.
        look: of the active word: colour, pop, pill, sweep or none.
        font: that it is set in.
        path: of its file.
    """

    name: str
    description: str
    look: str
    font: str
    path: Path


def presets() -> tuple[PresetInfo, ...]:
    """The shipped presets, by name."""
    found = []
    for name, path in sorted(_shipped().items()):
        preset = load_preset(name)
        style = preset.style
        found.append(PresetInfo(name, preset.description, style.active.look, style.text.font, path))
    return tuple(found)


def load_preset(name_or_path: str | Path) -> Preset:
    """Read a preset.

    Args:
        name_or_path: a shipped preset's name, or the path of a TOML file.

    Returns:
        The preset, checked.

    Raises:
        PresetError: there is none, it is not TOML, or a key or value in it is wrong;
            names the file and the key.
    """
    shipped = _shipped()
    given = str(name_or_path)
    if isinstance(name_or_path, str) and given in shipped:
        return _read(shipped[given])
    path = Path(name_or_path)
    if path.suffix.lower() == ".toml" or path.is_file():
        return _read(path)
    raise PresetError(f"no preset is named {given!r}", hint=near_matches(given, shipped))


def _shipped() -> dict[str, Path]:
    return {path.stem: path for path in presets_folder("captions").glob("*.toml")}


def _read(path: Path) -> Preset:
    try:
        if path.stat().st_size > _LARGEST_FILE:
            raise PresetError(f"{path} is far too large for a preset")
        table = tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise PresetError(f"{path} can't be read: {error.strerror or error}") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise PresetError(f"{path} is not a TOML file: {error}") from error
    try:
        return _preset(path, table)
    except PresetError as error:
        raise PresetError(f"{path}: {error.message}", hint=error.hint) from None


def _preset(path: Path, table: dict[str, Any]) -> Preset:
    sections = get_type_hints(Style)
    _check_keys("", table, ["description", "rules", *sections])
    description = table.get("description", "")
    if not isinstance(description, str):
        raise PresetError(f"description is {description!r}, not a text")
    parts = {
        name: _section(name, kind, _table(table, name), path.parent)
        for name, kind in sections.items()
        if name in table
    }
    rules = _rules(_table(table, "rules"))
    return Preset(path.stem, description, Style(**parts), rules)


def _table(table: dict[str, Any], name: str) -> dict[str, Any]:
    value = table.get(name, {})
    if not isinstance(value, dict):
        raise PresetError(f"{name} is {value!r}: it must be a table, [{name}]")
    return value


def _section(name: str, kind: type, values: dict[str, Any], folder: Path) -> Any:
    hints = get_type_hints(kind)
    _check_keys(name, values, hints)
    try:
        return kind(**{key: _value(value, hints[key], folder) for key, value in values.items()})
    except PresetError as error:
        raise PresetError(f"[{name}] {error.message}", hint=error.hint) from None


def _value(value: Any, hint: Any, folder: Path) -> Any:
    """A TOML value as the field wants it; the field checks the rest."""
    if hint in (Colour, Colour | None):
        if not isinstance(value, str):
            raise PresetError(f"{value!r} is not a colour", hint="write '#RRGGBB' or '#RRGGBBAA'")
        return Colour.parse(value)
    if hint == tuple[str, ...]:
        if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
            raise PresetError(f"{value!r} is not a list of texts")
        return tuple(_beside(item, folder) for item in value)
    return _beside(value, folder) if hint is str and isinstance(value, str) else value


def _beside(name: str, folder: Path) -> str:
    """A font file that is named relative to the preset, made absolute."""
    path = folder / name
    return str(path) if path.suffix.lower() in (".ttf", ".otf", ".ttc", ".otc") else name


def _rules(values: dict[str, Any]) -> Rules:
    names = [limit.name for limit in fields(Rules)]
    _check_keys("rules", values, ["profile", *names])
    given = dict(values)
    profile = given.pop("profile", "social")
    if profile not in PROFILES:
        raise PresetError(f"no profile {profile!r}", hint=near_matches(str(profile), PROFILES))
    for key, value in given.items():
        whole = isinstance(getattr(PROFILES[profile], key), int)
        if isinstance(value, bool) or not isinstance(value, int if whole else (int, float)):
            raise PresetError(f"[rules] {key} is {value!r}, not a {'whole ' * whole}number")
    return replace(PROFILES[profile], **given)


def _check_keys(section: str, values: dict[str, Any], known: Any) -> None:
    for key in values:
        if key not in known:
            where = f"[{section}] " if section else ""
            raise PresetError(f"{where}unknown key {key!r}", hint=near_matches(key, known))
