"""Writes a preset as TOML, with every key."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import fields

from vidsync.captions.preset_values import Preset
from vidsync.captions.style.checked_fields import Pairs, field_types
from vidsync.captions.style.colour import Colour
from vidsync.captions.style.speaker_style import SpeakerStyle
from vidsync.captions.style.style import Style


def write_preset(preset: Preset, *, parts: Iterable[str] | None = None) -> str:
    """Return a preset as the text of a TOML file that reads as the same preset.

    Args:
        preset: to write.
        parts: the tables to write; None for all.

    Returns:
        Every key that has a value, in the order of the reference. The limits of single scripts
        are not written: they belong to a profile.
    """
    wanted = None if parts is None else set(parts)
    lines = [f"description = {_value(preset.description)}"]
    if wanted is None or "rules" in wanted:
        lines += ["", "[rules]"]
        for limit in fields(preset.rules):
            if limit.name != "scripts":
                lines.append(f"{limit.name} = {_value(getattr(preset.rules, limit.name))}")
    for section, kind in field_types(Style).items():
        if wanted is not None and section not in wanted:
            continue
        table: list[str] = []
        below: list[str] = []
        for item in fields(kind):
            value = getattr(getattr(preset.style, section), item.name)
            hint = field_types(kind)[item.name]
            if hint == tuple[SpeakerStyle, ...]:
                below += _speakers(f"{section}.{item.name}", value)
            elif hint == Pairs:
                if value:
                    inner = ", ".join(f"{_value(key)} = {_value(text)}" for key, text in value)
                    table.append(f"{item.name} = {{{inner}}}")
            elif value is not None:
                table.append(f"{item.name} = {_value(value)}")
        lines += ["", f"[{section}]", *table, *below]
    return "\n".join(lines) + "\n"


def _speakers(name: str, speakers: Iterable[SpeakerStyle]) -> list[str]:
    lines = []
    for speaker in speakers:
        lines += ["", f"[{name}.{_value(speaker.speaker)}]"]
        for item in fields(speaker):
            value = getattr(speaker, item.name)
            if item.name != "speaker" and value:
                lines.append(f"{item.name} = {_value(value)}")
    return lines


def _value(value: object) -> str:
    """Return a value as TOML."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float):
        return repr(value)
    if isinstance(value, Colour):
        return f'"{value}"'
    if isinstance(value, tuple):
        return f"[{', '.join(map(_value, value))}]"
    # The escapes of a JSON string are those of a TOML string.
    return json.dumps(str(value), ensure_ascii=False).replace("\x7f", "\\u007f")
