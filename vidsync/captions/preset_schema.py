"""The preset format as a JSON Schema, for editors that complete and check TOML.

It is made from the style's own sections, so that both always agree. The published copy is
presets/captions/schema.json.
"""

from __future__ import annotations

from dataclasses import MISSING, fields
from inspect import getdoc
from typing import Any, Literal, get_args, get_origin, get_type_hints

from vidsync.captions.cues.rules import PROFILES, Rules
from vidsync.captions.style.checked_fields import Pairs, field_types
from vidsync.captions.style.colour import Colour
from vidsync.captions.style.speaker_style import SpeakerStyle
from vidsync.captions.style.style import Style

_COLOUR = {"type": "string", "pattern": "^#([0-9A-Fa-f]{6}|[0-9A-Fa-f]{8})$"}


def preset_schema() -> dict[str, Any]:
    """Return the schema of preset files and brand kits, as a JSON document.

    Source:
        JSON Schema, draft 2020-12.
    """
    sections = {name: _section(kind) for name, kind in field_types(Style).items()}
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "vidsync caption preset",
        "type": "object",
        "additionalProperties": False,
        "properties": {
            "description": {"type": "string", "description": "One line for lists."},
            "extends": {"type": "string", "description": "The preset that this one changes."},
            **sections,
            "rules": _rules(),
        },
    }


def _section(kind: type) -> dict[str, Any]:
    hints, described = field_types(kind), _read_attribute_docs(kind)
    return {
        "type": "object",
        "description": (getdoc(kind) or "").partition("\n")[0],
        "additionalProperties": False,
        "properties": {
            item.name: _field(hints[item.name], item.metadata)
            | {"description": described[item.name]}
            for item in fields(kind)
        },
    }


def _field(hint: Any, metadata: Any) -> dict[str, Any]:
    names = list(metadata.get("names", ()))
    parts = [part for part in get_args(hint) if part is not type(None)]
    if get_origin(hint) is Literal:
        return {"enum": list(get_args(hint))}
    text = _text(names, metadata.get("files", ()))
    if hint == tuple[SpeakerStyle, ...]:
        speaker = _section(SpeakerStyle)
        # The name is the key of the table.
        del speaker["properties"]["speaker"]
        return {"type": "object", "additionalProperties": speaker}
    if hint == Pairs:
        return {"type": "object", "additionalProperties": text}
    if get_origin(hint) is tuple:
        item = _COLOUR if Colour in parts else text if names else {"type": "string"}
        return {"type": "array", "items": item}
    if names:
        return text
    if hint is Colour or Colour in parts:
        return dict(_COLOUR)
    if hint in (int, float):
        low, high = metadata["range"]
        kind = "integer" if hint is int else "number"
        return {"type": kind, "minimum": low, "maximum": high}
    return {"type": "boolean"} if hint is bool else text


def _text(names: list[str], files: tuple[str, ...]) -> dict[str, Any]:
    """Return the schema of a text: any, one of some names, or one of them or a file's path."""
    if not names:
        return {"type": "string", "minLength": 1}
    if not files:
        return {"enum": names}
    # Suffixes match in any case; JSON Schema has no flag for that.
    suffixes = "|".join(
        "".join(f"[{c}{c.upper()}]" if c.isalpha() else c for c in suffix[1:]) for suffix in files
    )
    return {"anyOf": [{"enum": names}, {"type": "string", "pattern": rf"\.({suffixes})$"}]}


_LIMIT_TYPES: dict[type, dict[str, Any]] = {
    int: {"type": "integer", "minimum": 0},
    float: {"type": "number", "minimum": 0},
    bool: {"type": "boolean"},
}


def _rules() -> dict[str, Any]:
    described, hints = _read_attribute_docs(Rules), get_type_hints(Rules)
    limits = {
        item.name: {
            **_LIMIT_TYPES[hints[item.name]],
            "description": described.get(item.name, ""),
        }
        for item in fields(Rules)
        if hints[item.name] in _LIMIT_TYPES and item.default is not MISSING
    }
    return {
        "type": "object",
        "description": "How the words are cut into cues.",
        "additionalProperties": False,
        "properties": {"profile": {"enum": sorted(PROFILES)}, **limits},
    }


def _read_attribute_docs(kind: type) -> dict[str, str]:
    """Return the description of each attribute in a class's docstring."""
    described: dict[str, str] = {}
    name = ""
    names = {item.name for item in fields(kind)}
    for line in (getdoc(kind) or "").partition("Attributes:\n")[2].splitlines():
        begun, colon, rest = line.strip().partition(": ")
        if line.startswith("    ") and not line.startswith("     ") and colon and begun in names:
            name, described[begun] = begun, rest
        elif name and line.startswith("     "):
            described[name] += f" {line.strip()}"
        else:
            name = ""
    return described
