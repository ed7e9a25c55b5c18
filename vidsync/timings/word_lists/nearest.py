"""Names the known format that is most like an unknown document, by its field names."""

from __future__ import annotations

from collections.abc import Mapping

from vidsync.timings.base import TimingFormat

SMALLEST = '[{"text": "Hello", "start": 0.0, "end": 0.4}]'
"""The smallest document that is read."""

_DEEPEST = 6
_MOST_KEYS = 400
_FIRST = 3
"""Items of a list that are looked at."""


def describe_nearest(value: object, formats: Mapping[str, TimingFormat]) -> str:
    """Return the end of a sentence that names the nearest format, or ``""`` if none is near.

    Args:
        value: the parsed document.
        formats: all formats by name.
    """
    if isinstance(value, str):
        return ""
    keys = _collect_keys(value)
    if not keys:
        return f": it is {_describe(value)}"
    has = f": it has the fields {_list_names(sorted(keys)[:8])}"
    scores = {
        name: sum(field in keys for field in format_.shape) / len(format_.shape)
        for name, format_ in formats.items()
        if format_.shape
    }
    best = max(scores, key=lambda name: scores[name], default=None)
    if best is None or scores[best] < 0.5:
        return has
    missing = [field for field in formats[best].shape if field not in keys]
    lacks = (
        f", but lacks {_list_names(missing)}" if missing else ", but its fields are in other places"
    )
    return f": it is most like {best} ({formats[best].title}){lacks}"


def _collect_keys(value: object) -> set[str]:
    """Return the names of fields near the top of a document."""
    keys: set[str] = set()
    level = [value]
    for _ in range(_DEEPEST):
        below: list[object] = []
        for item in level[:_MOST_KEYS]:
            if isinstance(item, dict):
                keys.update(str(key)[:40] for key in list(item)[: _MOST_KEYS - len(keys)])
                below += list(item.values())[:_MOST_KEYS]
            elif isinstance(item, list):
                below += item[:_FIRST]
        level = [item for item in below if isinstance(item, dict | list)]
    return keys


def _list_names(names: list[str]) -> str:
    return ", ".join(repr(name) for name in names)


def _describe(value: object) -> str:
    if isinstance(value, list):
        return "a list without objects" if value else "an empty list"
    return "an empty object" if isinstance(value, dict) else f"a single {type(value).__name__}"
