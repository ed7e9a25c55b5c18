"""The values of a preset: from the tables of a TOML file to a checked style and its rules."""

from __future__ import annotations

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

_FONT_FILES = (".ttf", ".otf", ".ttc", ".otc")


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


def merge_values(base: dict[str, Any], over: dict[str, Any]) -> dict[str, Any]:
    """Return the values of a preset with others over them, key by key."""
    merged = dict(base)
    for key, value in over.items():
        both = isinstance(value, dict) and isinstance(base.get(key), dict)
        merged[key] = {**base[key], **value} if both else value
    return merged


def read_values(table: dict[str, Any], folder: Path) -> dict[str, Any]:
    """Return the values of a preset's tables, as the fields of `Style` take them.

    Args:
        table: the content of a preset file.
        folder: where the files that it names are.

    Raises:
        PresetError: a key is unknown, or a value has the wrong type.
    """
    sections = field_types(Style)
    _check_tables(table, ["description", "extends", "rules", *sections], sections)
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


def make_preset(name: str, values: dict[str, Any]) -> Preset:
    """Return the preset with some values; the others have their defaults.

    Raises:
        PresetError: a value is out of range.
    """
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


def _check_tables(table: dict[str, Any], known: list[str], sections: dict[str, Any]) -> None:
    """Refuse an unknown table, or a key outside of its table, and name the table it is in."""
    for key, value in table.items():
        if key in known:
            continue
        asked = list(value) if isinstance(value, Mapping) else [key]
        places = [
            f"{name}.{each}"
            for name, kind in sections.items()
            for each in asked
            if isinstance(each, str) and each in field_types(kind)
        ]
        hint = near_matches(key, known)
        if places or key == "style":
            hint = f"did you mean {' or '.join(places[:5]) or 'text'}? A preset has tables: "
            hint += "{'text': {'size': 9}} in Python, [text] and size = 9 in a file"
        raise PresetError(f"unknown key {key!r}", hint=hint)


def _check_keys(section: str, values: dict[str, Any], known: Any) -> None:
    for key in values:
        if key not in known:
            where = f"[{section}] " if section else ""
            raise PresetError(f"{where}unknown key {key!r}", hint=near_matches(key, known))


def change_preset(preset: Preset, settings: Mapping[str, object]) -> Preset:
    """Return a preset with single values changed.

    Args:
        preset: to start from.
        settings: values by the name of their table and key: ``{"text.size": 9,
            "emphasis.colour": "#FFD400", "rules.max_words": 3}``. ``style.`` may stand for
            ``text.``.

    Raises:
        PresetError: a name is unknown, or a value is wrong.
    """
    values = read_values(_nest_settings(settings), Path())
    style = preset.style
    for section, given in values.items():
        if section != "rules":
            try:
                style = replace(style, **{section: replace(getattr(style, section), **given)})
            except PresetError as error:
                raise PresetError(f"[{section}] {error.message}", hint=error.hint) from None
    given = dict(values.get("rules", {}))
    base = PROFILES[given.pop("profile")] if "profile" in given else preset.rules
    return replace(preset, style=style, rules=replace(base, **given))


def _nest_settings(settings: Mapping[str, object]) -> dict[str, Any]:
    """Return settings as the tables of a preset file."""
    known = [
        *(
            f"{section}.{key}"
            for section, kind in field_types(Style).items()
            for key in field_types(kind)
        ),
        *(f"rules.{limit.name}" for limit in fields(Rules) if limit.name != "scripts"),
        "rules.profile",
    ]
    tables: dict[str, Any] = {}
    for name, value in settings.items():
        full = name.removeprefix("style.")
        full = full if "." in full else f"text.{full}"
        if full not in known:
            raise PresetError(f"there is no setting {name!r}", hint=near_matches(full, known))
        section, _, key = full.partition(".")
        tables.setdefault(section, {})[key] = value
    return tables
