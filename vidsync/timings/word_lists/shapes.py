"""Tells what a JSON value looks like, and takes lists of objects out of it."""

from __future__ import annotations

from vidsync.timings.reading import fields
from vidsync.timings.reading.fields import Object

_FIRST = 16
"""Items of a list that are looked at to tell what the list holds."""


def has_objects(value: object, *keys: str) -> bool:
    """Tell whether a value is a list of objects, of which the first few all have these keys."""
    return (
        isinstance(value, list)
        and bool(value)
        and all(
            isinstance(item, dict) and all(key in item for key in keys) for item in value[:_FIRST]
        )
    )


def has_some_object(value: object, *keys: str) -> bool:
    """Tell whether a value is a list and one of its first items is an object with these keys."""
    return isinstance(value, list) and any(
        isinstance(item, dict) and all(key in item for key in keys) for item in value[:_FIRST]
    )


def get_path(value: object, *keys: str | int) -> object:
    """Return what is at the end of a path of keys and indices; None if there is nothing."""
    for key in keys:
        if isinstance(key, str) and isinstance(value, dict):
            value = value.get(key)
        elif isinstance(key, int) and isinstance(value, list) and len(value) > key:
            value = value[key]
        else:
            return None
    return value


def list_objects(item: Object, field: str, name: str) -> list[Object]:
    """Return a list of objects; empty if the field is missing or null.

    Raises:
        FormatError: it is not a list, or one of its items is not an object.
    """
    label = f"{name}: {field}" if name else field
    items = fields.as_list(item.get(field) or [], label)
    return [fields.as_object(each, f"{label} {number}") for number, each in enumerate(items, 1)]
