"""Finds a timing document inside the objects that services and programs wrap around it.

An answer may be in ``data``, ``result``, ``response`` or the like, several levels deep, or be
JSON in a string, as the body of a cloud function's answer is.
"""

from __future__ import annotations

import json
from collections.abc import Iterator

from vidsync.errors import FormatError
from vidsync.timings.base import TimingFormat
from vidsync.timings.registry import detect_format

_DEEPEST = 5
# Values that are looked at on each level, and items of a list.
_MOST = 40
_FIRST = 16


def find_document(value: object, name: str) -> tuple[str, TimingFormat, object]:
    """Return the format of a document, and the part of it that is in this format.

    Args:
        value: the parsed document.
        name: its name in errors.

    Raises:
        FormatError: no format recognises it or a part of it, or more than one does.
    """
    try:
        return *detect_format(value, name), value
    except FormatError as error:
        fault = error
    level = [value]
    for _ in range(_DEEPEST):
        level = [inner for outer in level for inner in _unwrap(outer)][:_MOST]
        for inner in level:
            try:
                return *detect_format(inner, name), inner
            except FormatError:
                continue
    raise fault


def _unwrap(value: object) -> Iterator[object]:
    """Yield the values inside a value that may be a document of their own."""
    if isinstance(value, str):
        if value.lstrip()[:1] in ("{", "["):
            try:
                yield json.loads(value)
            except (ValueError, RecursionError):
                return
    elif isinstance(value, dict):
        for inner in list(value.values())[:_MOST]:
            if inner and isinstance(inner, dict | list | str):
                yield inner
    elif isinstance(value, list) and all(isinstance(item, dict) for item in value[:_FIRST]):
        if len(value) == 1:
            yield value[0]
        # Messages that all have their content in the same field.
        keys = dict.fromkeys(key for item in value[:_FIRST] for key in item)
        for key in list(keys)[:_MOST]:
            contents = [item[key] for item in value if isinstance(item, dict) and item.get(key)]
            if contents and all(isinstance(content, dict) for content in contents):
                yield contents
