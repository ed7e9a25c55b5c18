"""The fields of a word in plain JSON: the names that programs give to text, start and end.

Capitals, hyphens and underscores in names make no difference. A field whose name ends in
``ms`` counts milliseconds, any other seconds.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache

from vidsync.timings.reading.fields import Object
from vidsync.timings.word_lists.values import parse_time

TEXTS = (
    *("text", "word", "punctuated_word", "token", "value", "content", "label", "part", "name"),
    *("w", "phrase", "transcript", "line", "caption", "sentence", "words", "t"),
)
_STARTS = {
    *("start", "begin", "from", "starttime", "begintime", "startoffset", "offset", "timestart"),
    *("onset", "t0", "tstart", "timebegin", "startsat", "startat", "starttimestamp", "in"),
    *("startts", "ts", "xmin", "s", "b", "t", "time", "timestamp", "at", "starttc", "position"),
    *("audiooffset", "startsecond", "beginoffset", "wordstart", "timein", "offsetstart"),
}
_ENDS = {
    *("end", "to", "until", "stop", "endtime", "stoptime", "endoffset", "timeend", "finish"),
    *("t1", "tend", "endsat", "endat", "endtimestamp", "out", "endts", "xmax", "e"),
    *("endsecond", "wordend", "timeout", "offsetend"),
}
_DURATIONS = {"duration", "dur", "length", "d", "len"}
_ROLES = {"start": _STARTS, "end": _ENDS, "duration": _DURATIONS}
_PAIRS = ("time", "timestamp", "timestamps", "interval", "span", "times", "offsets", "ts", "range")
_UNITS: Mapping[str, float] = {
    "milliseconds": 1000.0, "millis": 1000.0, "msec": 1000.0, "ms": 1000.0,
    "seconds": 1.0, "secs": 1.0, "sec": 1.0, "s": 1.0, "": 1.0,
}  # fmt: skip


def find_text(item: Object) -> str:
    """Return the field that has an item's text, or ``""``."""
    for key in TEXTS:
        if isinstance(item.get(key), str):
            return key
    folded = {_fold(key): key for key in list(item)[:64] if isinstance(item[key], str)}
    return next((folded[key] for key in TEXTS if key in folded), "")


def is_blank(item: Object) -> bool:
    """Tell whether an item has a field for a text, which is null."""
    return any(key in item and item[key] is None for key in TEXTS)


def find_time(item: Object, role: str) -> tuple[str, object, float] | None:
    """Return the field of a time, its value and its unit; of nested times, the field of both.

    Args:
        item: the word.
        role: ``start``, ``end`` or ``duration``.
    """
    text = find_text(item)
    for key, value in item.items():
        if (
            key != text
            and value not in (None, "", [], {})
            and not _is_pair(value)
            and (unit := _get_unit(key[:40], role))
        ):
            return key, value, unit
    for pair in _PAIRS:
        nested = item.get(pair)
        if isinstance(nested, dict) and role == "start" and "total" in nested:
            return pair, nested["total"], 1.0
        if isinstance(nested, dict):
            return find_time(nested, role)
        if isinstance(nested, list) and len(nested) == 2 and role != "duration":
            value = nested[0 if role == "start" else 1]
            return None if value is None else (pair, value, 1.0)
    return None


def read_time(item: Object, role: str, name: str) -> float | None:
    """Return a time of a word in seconds; None if it has none of this role.

    Raises:
        TimingError: it is not a time.
    """
    found = find_time(item, role)
    return None if found is None else parse_time(found[1], f"{name}: {found[0]}", unit=found[2])


def role_of(key: str) -> str:
    """Return the role of a field: ``start``, ``end``, ``duration``, or ``""``."""
    return next((role for role in _ROLES if _get_unit(key[:40], role)), "")


def _is_pair(value: object) -> bool:
    """Tell whether a value is a start and an end, not a time."""
    if isinstance(value, dict):
        return "seconds" not in value or "total" in value
    return isinstance(value, list)


def _fold(key: str) -> str:
    return re.sub("[_ -]", "", key[:40]).lower()


@lru_cache(maxsize=4096)
def _get_unit(key: str, role: str) -> float:
    """Return how many units of a field make a second; 0 if it has no time of this role."""
    folded = _fold(key)
    for suffix, unit in _UNITS.items():
        if folded.endswith(suffix) and folded.removesuffix(suffix) in _ROLES[role]:
            return unit
    return 0.0
