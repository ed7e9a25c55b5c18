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
from dataclasses import dataclass, field, fields, replace
from pathlib import Path
from typing import Any, get_args

from vidsync.captions.cues.rules import PROFILES, Rules
from vidsync.captions.style.checked_fields import Pairs, field_types
from vidsync.captions.style.colour import Colour
from vidsync.captions.style.speaker_style import SpeakerStyle
from vidsync.captions.style.style import SOUND_FILES, Style
from vidsync.errors import PresetError, near_matches
from vidsync.paths import PathLike
from vidsync.resources import presets_folder

_FONT_FILES = (".ttf", ".otf", ".ttc", ".otc")
_LARGEST_FILE = 1_000_000
# A longer chain of `extends` is a circle.
_LONGEST_CHAIN = 8


@dataclass(frozen=True, slots=True)
class Preset:
    """A complete named look.

    Attributes:
        name: of the preset; the file's stem.
        description: one line.
        style: how a cue looks.
        rules: how words are segmented into cues.
    """

    name: str
    description: str = ""
    style: Style = field(default_factory=Style)
    rules: Rules = field(default_factory=Rules)


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
    preset: PathLike | Mapping[str, object], *, brand: PathLike | None = None
) -> Preset:
    """Read a preset.

    Args:
        preset: a shipped preset's name, the path of a TOML file, or a mapping with the
            keys of such a file: ``{"extends": "pop", "text": {"size": 90}}``.
        brand: the TOML file of a brand kit: tables like a preset's, whose values override the
            preset's own.

    Returns:
        The checked preset.

    Raises:
        PresetError: the preset does not exist, is not TOML, or has a wrong key or value;
            names the file and the key.
    """
    if isinstance(preset, Mapping):
        name, table = "custom", _extend_base(preset)
    else:
        path = _find(preset)
        name, table = path.stem, _read_with_bases(path)
    if brand is not None:
        table = _merge(table, _read(Path(brand), Path(brand).parent))
    return _preset(name, table)


def _find(name_or_path: PathLike) -> Path:
    shipped = _built_in_presets()
    given = os.fspath(name_or_path)
    if isinstance(name_or_path, str) and given in shipped:
        return shipped[given]
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
        parent = beside if beside.is_file() and beside != path else _find(base)
    except PresetError as error:
        raise PresetError(f"{path}: extends: {error.message}", hint=error.hint) from None
    return _merge(_read_with_bases(parent, depth + 1), values)


def _extend_base(preset: Mapping[str, object]) -> dict[str, Any]:
    """Return the checked values of a mapping, over those of the preset that it extends."""
    values = _values(dict(preset), Path())
    base = values.pop("extends", None)
    return values if base is None else _merge(_read_with_bases(_find(base)), values)


def _merge(base: dict[str, Any], over: dict[str, Any]) -> dict[str, Any]:
    merged = dict(base)
    for key, value in over.items():
        both = isinstance(value, dict) and isinstance(base.get(key), dict)
        merged[key] = {**base[key], **value} if both else value
    return merged


def _read(path: Path, folder: Path) -> dict[str, Any]:
    """Return the values of a preset file: sections, with fields as `Style` takes them."""
    try:
        if path.stat().st_size > _LARGEST_FILE:
            raise PresetError(f"{path} is far too large for a preset")
        table = tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise PresetError(f"{path} can't be read: {error.strerror or error}") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise PresetError(f"{path} is not a TOML file: {error}") from error
    try:
        values = _values(table, folder)
        # Built once only to check it, so that errors name this file.
        _preset(path.stem, {key: value for key, value in values.items() if key != "extends"})
    except PresetError as error:
        raise PresetError(f"{path}: {error.message}", hint=error.hint) from None
    return values


def _values(table: dict[str, Any], folder: Path) -> dict[str, Any]:
    sections = field_types(Style)
    _check_keys("", table, ["description", "extends", "rules", *sections])
    values: dict[str, Any] = {}
    for name in ("description", "extends"):
        if name in table:
            if not isinstance(table[name], str):
                raise PresetError(f"{name} is {table[name]!r}, not a text")
            values[name] = table[name]
    for name, kind in sections.items():
        if name in table:
            given, hints = _table(table, name), field_types(kind)
            _check_keys(name, given, hints)
            values[name] = {k: _value(name, k, v, hints[k], folder) for k, v in given.items()}
    if "rules" in table:
        values["rules"] = _rule_values(_table(table, "rules"))
    return values


def _preset(name: str, values: dict[str, Any]) -> Preset:
    parts = {}
    for section, kind in field_types(Style).items():
        if section in values:
            try:
                parts[section] = kind(**values[section])
            except PresetError as error:
                raise PresetError(f"[{section}] {error.message}", hint=error.hint) from None
    given = dict(values.get("rules", {}))
    rules = replace(PROFILES[given.pop("profile", "social")], **given)
    return Preset(name, values.get("description", ""), Style(**parts), rules)


def _table(table: dict[str, Any], name: str) -> dict[str, Any]:
    value = table.get(name, {})
    if not isinstance(value, dict):
        raise PresetError(f"{name} is {value!r}: it must be a table, [{name}]")
    return value


def _value(section: str, key: str, value: Any, hint: Any, folder: Path) -> Any:
    """Convert a TOML value to its field's type; the field checks the rest."""
    files = SOUND_FILES if section == "sound" else _FONT_FILES
    if hint == tuple[str, ...] or hint == tuple[Colour, ...]:
        if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
            raise PresetError(f"[{section}] {key} is {value!r}, not a list of texts")
        if hint == tuple[Colour, ...]:
            return tuple(Colour.parse(item) for item in value)
        return tuple(_resolve_file(item, folder, files) for item in value)
    if hint == tuple[SpeakerStyle, ...]:
        return _speakers(f"{section}.{key}", _table({key: value}, key), folder)
    if hint == Pairs:
        if not isinstance(value, dict) or not all(isinstance(v, str) for v in value.values()):
            raise PresetError(f"[{section}] {key} is {value!r}, not a table of texts")
        return tuple((name, _resolve_file(item, folder, files)) for name, item in value.items())
    if hint is Colour or Colour in get_args(hint):
        if not isinstance(value, str):
            raise PresetError(
                f"[{section}] {key}: {value!r} is not a colour",
                hint="write '#RRGGBB' or '#RRGGBBAA'",
            )
        return Colour.parse(value)
    if isinstance(value, str) and (hint is str or str in get_args(hint)):
        return _resolve_file(value, folder, files)
    return value


def _speakers(section: str, tables: dict[str, Any], folder: Path) -> tuple[SpeakerStyle, ...]:
    """Return the speakers that have a table of their own, by name."""
    found = []
    hints = {key: hint for key, hint in field_types(SpeakerStyle).items() if key != "speaker"}
    for name in tables:
        given, where = _table(tables, name), f"{section}.{name}"
        _check_keys(where, given, hints)
        values = {k: _value(where, k, v, hints[k], folder) for k, v in given.items()}
        try:
            found.append(SpeakerStyle(name, **values))
        except PresetError as error:
            raise PresetError(f"[{where}] {error.message}", hint=error.hint) from None
    return tuple(found)


def _resolve_file(name: str, folder: Path, files: tuple[str, ...]) -> str:
    """Return the path of a file that is named relative to the preset's folder."""
    return str(folder / name) if name.lower().endswith(files) else name


def _rule_values(values: dict[str, Any]) -> dict[str, Any]:
    names = [limit.name for limit in fields(Rules)]
    _check_keys("rules", values, ["profile", *names])
    profile = values.get("profile", "social")
    if profile not in PROFILES:
        raise PresetError(f"no profile {profile!r}", hint=near_matches(str(profile), PROFILES))
    for key, value in values.items():
        if key == "profile":
            continue
        default = getattr(PROFILES[profile], key)
        if isinstance(default, bool):
            if not isinstance(value, bool):
                raise PresetError(f"[rules] {key} is {value!r}, not true or false")
            continue
        whole = isinstance(default, int)
        if isinstance(value, bool) or not isinstance(value, int if whole else (int, float)):
            raise PresetError(f"[rules] {key} is {value!r}, not a {'whole ' * whole}number")
    return values


def _check_keys(section: str, values: dict[str, Any], known: Any) -> None:
    for key in values:
        if key not in known:
            where = f"[{section}] " if section else ""
            raise PresetError(f"{where}unknown key {key!r}", hint=near_matches(key, known))
