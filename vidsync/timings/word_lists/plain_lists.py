"""Finds the list of words in a document of plain words, in the forms that programs write.

    [{"text": "Hello", "start": 0.0, "end": 0.4}]       objects
    {"0": {"text": "Hello", "start": 0.0, "end": 0.4}}  objects by number
    [["Hello", 0.0, 0.4]]                               rows
    {"words": ["Hello"], "start": [0.0], "end": [0.4]}  columns
    [{"type": "final", "words": [...]}]                 messages with lists of words

All forms become objects with the fields that `is_word` knows.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from vidsync.timings.reading.fields import Object
from vidsync.timings.word_lists.messages import is_partial, keep_final
from vidsync.timings.word_lists.word_fields import find_text, find_time, is_blank, role_of
from vidsync.writing import has_core

LISTS = (
    *("words", "results", "word_segments", "wordSegments", "segments", "tokens", "captions"),
    *("timestamps", "utterances", "chunks", "items", "subtitles", "cues", "lines"),
    *("word_alignments", "word-alignment", "alignment"),
)
_COLUMNS = ("words", "tokens", "texts", "text", "labels", "values", "word", "token")
_TIMES = ("timestamps", "timestamp", "times", "time_stamps")
_NUMBER = re.compile(r"\d{1,9}(?:[.,]\d{1,9})?")
_FIRST = 16


def find_words(value: object) -> list[object] | None:
    """Return the list of words: the document, a field of it, or one of a field's.

    Returns:
        Objects; None if the document has no such list.
    """
    found = _as_words(value)
    if found is not None or not isinstance(value, dict):
        return found
    if any(value.get(key) == [] for key in LISTS):
        filled = [item for item in value.values() if isinstance(item, list) and item]
        if not filled:
            return []
    near = [value, *(item for item in list(value.values())[:_FIRST] if isinstance(item, dict))]
    for place in near:
        lists = [place[key] for key in LISTS if key in place]
        lists += [item for item in list(place.values())[:_FIRST] if isinstance(item, list | dict)]
        for each in lists:
            if (found := _as_words(each)) is not None:
                return found
    return None


def _as_words(value: object) -> list[object] | None:
    """Return a list in one of the forms as objects; None if it has none of them."""
    if isinstance(value, dict):
        items = list(value.values())
        if len(items) > 1 and all(isinstance(item, dict) for item in items) and is_words(items):
            return items
        return _join_columns(value)
    if not isinstance(value, list) or not value:
        return None
    if len(value) == 1 and isinstance(value[0], dict) and (found := _join_columns(value[0])):
        return found
    if is_words(value):
        return value
    return _name_cells(value) or _join_messages(value)


def is_words(items: object) -> bool:
    """Tell whether the first items are objects with a text, of which one has a start."""
    if not isinstance(items, list) or not items:
        return False
    first = items[:_FIRST]
    return any(
        isinstance(item, dict) and find_text(item) and find_time(item, "start") is not None
        for item in first
    ) and all(not isinstance(item, dict) or find_text(item) or is_blank(item) for item in first)


def list_inner_words(item: Object) -> list[object]:
    """Return the words inside an item, such as a segment or a message; empty without any."""
    if not any(isinstance(value, list) for value in item.values()):
        return []
    for key in LISTS:
        for name in (key, key.capitalize()):
            if is_words(item.get(name)):
                inner = item[name]
                return inner if isinstance(inner, list) else []
    return []


def _join_messages(messages: list[object]) -> list[object] | None:
    """Return messages with lists of words as objects with such lists."""
    if not all(isinstance(message, dict) for message in messages[:_FIRST]):
        return None
    found: list[object] = []
    for message in keep_final(messages):
        inner = list_inner_words(message)
        if inner:
            final = [word for word in inner if not (isinstance(word, dict) and is_partial(word))]
            outer = {key: item for key, item in message.items() if key.lower() not in LISTS}
            found.append({**outer, "text": "", "words": final})
        elif find_text(message) and find_time(message, "start") is not None:
            found.append(message)
    return found if any(isinstance(item, dict) and item.get("words") for item in found) else None


def _name_cells(rows: list[object]) -> list[object] | None:
    """Return rows of a text with one or two times, and perhaps a score, as objects."""
    if len(rows) > 1 and set(_kinds(rows[0])) == {"t"} != set(_kinds(rows[1])):
        rows = rows[1:]  # without the header
    kinds = {_kinds(row) for row in rows[:_FIRST]}
    if len(kinds) != 1:
        return None
    kind = kinds.pop()
    if kind.count("t") != 1 or not 2 <= len(kind) <= 4 or "?" in kind:
        return None
    text = kind.index("t")
    times = [index for index, each in enumerate(kind) if each == "n"][:2]
    named: list[object] = []
    for row in rows:
        if not isinstance(row, list) or len(row) <= max(text, *times):
            return None
        cells = dict(zip(("start", "end"), (row[index] for index in times), strict=False))
        named.append({"text": row[text], **cells})
    return named


def _kinds(row: object) -> str:
    """Return a letter for each cell of a row: t for a text, n for a number."""
    if not isinstance(row, list) or not 2 <= len(row) <= 4:
        return ""
    return "".join(map(_kind, row))


def _kind(cell: object) -> str:
    if isinstance(cell, int | float) and not isinstance(cell, bool):
        return "n"
    if not isinstance(cell, str):
        return "?"
    return "n" if _NUMBER.fullmatch(cell) else "t"


def _join_columns(value: Object) -> list[object] | None:
    """Return lists of texts, starts and ends that stand beside each other as objects."""
    texts = next((value[key] for key in _COLUMNS if _is_texts(value.get(key))), None)
    if texts is None:
        texts = _split_text(value)
    if not isinstance(texts, list):
        return None
    columns: dict[str, Sequence[object]] = {}
    for key, column in list(value.items())[:64]:
        if not isinstance(column, list) or len(column) != len(texts) or column is texts:
            continue
        if key in _TIMES or role_of(key):
            pairs = isinstance(column[0], list)
            columns["times" if pairs else "start" if key in _TIMES else key] = column
    if not columns:
        return None
    return [
        {"text": text, **{key: column[index] for key, column in columns.items()}}
        for index, text in enumerate(texts)
    ]


def _split_text(value: Object) -> list[str] | None:
    """Return a text in as many words, or letters of a script without spaces, as it has times."""
    text = value.get("text")
    times = next((value[key] for key in _TIMES if isinstance(value.get(key), list)), None)
    if not (isinstance(text, str) and isinstance(times, list) and times):
        return None
    words = text.split()
    letters = [letter for letter in text if has_core(letter)]
    return next((parts for parts in (words, letters) if len(parts) == len(times)), None)


def _is_texts(value: object) -> bool:
    return (
        isinstance(value, list)
        and bool(value)
        and all(isinstance(item, str) for item in value[:_FIRST])
    )
