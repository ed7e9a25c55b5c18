"""Takes typed fields out of JSON values, with errors that name the item and the field.

JSON from outside may hold any type anywhere, so formats use these functions instead of
an index.
"""

from __future__ import annotations

from collections.abc import Mapping
from math import isfinite

from vidsync.errors import FormatError, TimingError, near_matches

LONGEST = 10_000_000.0
"""Seconds (115 days). A recording is never longer, so a larger number has a wrong unit."""

HAIR = 0.001
"""Seconds by which neighbouring times may differ; the difference is not perceptible."""

NOISE = 1e-6
"""Seconds of float rounding (start + duration against the next start): no warning."""

_SMALLEST_UNIT = 10_000_000.0
"""How many ticks make a second; a document's unit may be known only later."""

MOST_ENTRIES = 2_000_000

Object = Mapping[str, object]


def shorten(value: object) -> str:
    """Return a value for an error message, shortened."""
    text = repr(value)
    return text if len(text) <= 40 else text[:39] + "…"


def name_item(kind: str, index: int, text: object) -> str:
    """Return an item's name in errors: ``word 3 ('Hi')``, counted from 1."""
    return (
        f"{kind} {index + 1} ({shorten(text)})" if isinstance(text, str) else f"{kind} {index + 1}"
    )


def as_object(value: object, name: str) -> Object:
    """Return a JSON object, or raise a FormatError."""
    if not isinstance(value, dict):
        raise FormatError(f"{name} is {_describe_kind(value)}, not an object")
    return value


def as_list(value: object, name: str, *, most: int = MOST_ENTRIES) -> list[object]:
    """Return a JSON list of limited length, or raise a FormatError."""
    if not isinstance(value, list):
        raise FormatError(f"{name} is {_describe_kind(value)}, not a list")
    if len(value) > most:
        raise FormatError(f"{name} has {len(value)} entries; more than {most} are not read")
    return value


def get_required(item: Object, field: str, name: str) -> object:
    """Return a field of any type, or raise a FormatError if it is missing."""
    if field not in item:
        near = near_matches(field, [key for key in item if isinstance(key, str)])
        raise FormatError(
            f"{name} has no field {field!r}", hint=near if near.startswith("did") else ""
        )
    return item[field]


def get_text(item: Object, field: str, name: str, *, default: str | None = None) -> str:
    """Return a string; with a default, the field may be missing or null."""
    if default is not None and item.get(field) is None:
        return default
    value = get_required(item, field, name)
    if not isinstance(value, str):
        raise FormatError(f"{name}: {field} is {_describe_kind(value)}, not a string")
    return check_text(value, f"{name}: {field}")


def get_raw_text(item: Object, field: str, name: str) -> str:
    """Return a string that may hold parts of characters, or ``""`` if it is null or missing."""
    value = item.get(field)
    if value is None:
        return ""
    if not isinstance(value, str):
        raise FormatError(f"{name}: {field} is {_describe_kind(value)}, not a string")
    return value


def check_text(value: str, name: str) -> str:
    """Return a string that is valid Unicode, or raise a FormatError."""
    try:
        value.encode()
    except UnicodeEncodeError:
        raise FormatError(
            f"{name} holds half of a surrogate pair, which is not a character",
            hint="the document was cut or joined inside an escape like \\ud83d\\ude00",
        ) from None
    return value


def get_seconds(item: Object, field: str, name: str, *, unit: float = 1.0) -> float:
    """Return a required time, in seconds.

    Args:
        item: the JSON object.
        field: its key.
        name: the item's name in errors.
        unit: how many of the document's units make a second: 1000 for milliseconds.
    """
    return as_seconds(get_required(item, field, name), f"{name}: {field}", unit=unit)


def as_seconds(value: object, name: str, *, unit: float = 1.0) -> float:
    """Return a JSON number as seconds, or raise a TimingError."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise TimingError(f"{name} is {_describe_kind(value)}, not a number")
    if isinstance(value, float) and not isfinite(value):
        raise TimingError(f"{name} is {value!r}, not a number of seconds")
    if abs(value) > LONGEST * _SMALLEST_UNIT * unit:
        raise TimingError(
            f"{name} is {shorten(value)}, which is not a time in a recording",
            hint="is the document in another unit than its format says? Give unit= in Python, or "
            "--unit in the shell",
        )
    return value / unit


def get_index(item: Object, field: str, name: str, *, most: int = MOST_ENTRIES) -> int:
    """Return a whole number from 0, or raise a FormatError; 3.0 counts as 3."""
    value = get_required(item, field, name)
    whole = int(value) if isinstance(value, float) and value.is_integer() else value
    if isinstance(whole, bool) or not isinstance(whole, int):
        raise FormatError(f"{name}: {field} is {shorten(value)}, not a whole number")
    if not 0 <= whole <= most:
        raise FormatError(f"{name}: {field} is {shorten(value)}, not within 0 and {most}")
    return whole


def _describe_kind(value: object) -> str:
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, dict):
        return "an object"
    if isinstance(value, list):
        return "a list"
    return (
        f"the string {shorten(value)}" if isinstance(value, str) else f"the number {shorten(value)}"
    )
