"""Frozen dataclasses for the sections of a style, whose fields check their values."""

from __future__ import annotations

from dataclasses import fields
from functools import cache
from math import isfinite
from types import UnionType
from typing import Any, Literal, get_args, get_origin, get_type_hints

from vidsync.captions.style.colour import Colour
from vidsync.errors import PresetError, near_matches


def in_range(low: float, high: float) -> dict[str, Any]:
    """Return the metadata of a number with a range."""
    return {"range": (low, high)}


def one_of(names: Any, *, files: tuple[str, ...] = ()) -> dict[str, Any]:
    """Return the metadata of a text that must be one of some names, if it is given.

    Args:
        names: of the choices.
        files: suffixes of files whose paths may be given instead.
    """
    return {"names": tuple(name for name in names if name is not None), "files": files}


Pairs = tuple[tuple[str, str], ...]
"""The type of a field that is a table of texts by name."""


class CheckedFields:
    """A dataclass whose fields have their declared type and range."""

    __slots__ = ()

    def __post_init__(self) -> None:
        kind: type = type(self)
        hints = field_types(kind)
        for item in fields(self):  # type: ignore[arg-type]
            _check(item.name, getattr(self, item.name), hints[item.name], item.metadata)


@cache
def field_types(kind: type) -> dict[str, Any]:
    """Return the resolved types of a section's fields."""
    return get_type_hints(kind)


def _check(name: str, value: Any, hint: Any, metadata: Any) -> None:
    """Refuse a value that does not have its field's type or range."""
    if isinstance(hint, UnionType) and type(None) in get_args(hint):
        if value is not None:
            (inner,) = (part for part in get_args(hint) if part is not type(None))
            _check(name, value, inner, metadata)
    elif get_origin(hint) is Literal or "names" in metadata:
        choices, files = metadata.get("names") or get_args(hint), metadata.get("files", ())
        for item in value if isinstance(value, tuple) else (value,):
            chosen = item[1] if hint == Pairs and isinstance(item, tuple) else item
            if chosen not in choices and not (files and str(chosen).lower().endswith(files)):
                no_file = f" and no {', '.join(files)} file" if files else ""
                raise PresetError(
                    f"{name} is {chosen!r}, which is not a choice{no_file}",
                    hint=near_matches(str(chosen), choices),
                )
    elif hint in (float, int):
        whole = hint is int
        if isinstance(value, bool) or not isinstance(value, int if whole else (int, float)):
            raise PresetError(f"{name} is {value!r}, not a {'whole ' * whole}number")
        low, high = metadata["range"]
        if not isfinite(value) or not low <= value <= high:
            raise PresetError(f"{name} is {value:g}: it must be {low:g} to {high:g}")
    elif hint is bool and not isinstance(value, bool):
        raise PresetError(f"{name} is {value!r}: write true or false")
    elif hint is str and not (isinstance(value, str) and value.strip()):
        raise PresetError(f"{name} is {value!r}, not a text")
    elif hint is Colour and not isinstance(value, Colour):
        raise PresetError(f"{name} is {value!r}, not a colour")
