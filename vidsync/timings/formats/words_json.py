"""Plain words with their times, as many programs write them.

    [{"text": "Hello", "start": 0.0, "end": 0.4}]
    {"words": [{"word": "Hello", "startMs": 0, "endMs": 400}]}
    {"word_segments": [{"word": "Your", "start": 1.6, "end": 1.8, "score": 0.8}, {"word": "2014"}]}

The list is the document, or is in a field of it. The text is in ``text``, ``word``, ``token``
or the like; the start in ``start``, ``begin``, ``from``, ``startTime``, ``offset`` or the
like; the end in such a field too, or a ``duration`` stands for it. A field whose name ends in
``ms`` counts milliseconds, any other seconds. Entries with text of several words, and words
without times, get estimated ones.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import lru_cache

from vidsync.errors import FormatError
from vidsync.timings.base import TimingFormat, Timings
from vidsync.timings.reading import fields
from vidsync.timings.reading.fields import Object
from vidsync.timings.reading.tokens import Token
from vidsync.timings.word_lists.collector import WordCollector
from vidsync.timings.word_lists.values import (
    parse_time,
    read_language,
    read_score,
    read_speaker,
)

_TEXTS = (
    "text",
    "word",
    "punctuated_word",
    "token",
    "value",
    "content",
    "label",
    "part",
    "name",
    "w",
)
_STARTS = {
    *("start", "begin", "from", "starttime", "begintime", "startoffset", "offset", "timestart"),
    *("onset", "t0", "tstart", "timebegin", "startsat", "startat", "starttimestamp", "in"),
    *("startts", "ts", "xmin"),
}
_ENDS = {
    *("end", "to", "until", "stop", "endtime", "stoptime", "endoffset", "timeend", "finish"),
    *("t1", "tend", "endsat", "endat", "endtimestamp", "out", "endts", "xmax"),
}
_DURATIONS = {"duration", "dur", "length"}
_ROLES = {"start": _STARTS, "end": _ENDS, "duration": _DURATIONS}
_PAIRS = ("time", "timestamp", "timestamps", "interval", "span", "times", "offsets")
_UNITS: Mapping[str, float] = {
    "milliseconds": 1000.0, "millis": 1000.0, "msec": 1000.0, "ms": 1000.0,
    "seconds": 1.0, "secs": 1.0, "sec": 1.0, "s": 1.0, "": 1.0,
}  # fmt: skip
_SPEAKERS = ("speaker", "speaker_id", "speakerId", "speaker_label", "speakerLabel", "spk")
_SCORES = ("confidence", "score", "probability", "prob", "conf", "p")
_LISTS = (
    *("words", "results", "word_segments", "wordSegments", "segments", "tokens", "captions"),
    "timestamps",
)
_FIRST = 16


class WordsJsonFormat(TimingFormat):
    """A list of words with times, in plain JSON."""

    name = "words"
    title = "plain words with times (JSON), WhisperX word_segments"
    shape = ("text", "start", "end")

    def recognises(self, value: object) -> bool:
        """Tell whether there is a list of objects with a text, of which one has a start."""
        return _find_list(value) is not None

    def read(self, value: object) -> Timings:
        """Return the words of the list."""
        found = _find_list(value)
        if found is None:
            raise FormatError(
                "the document has no list of objects with a text and a start",
                hint='the smallest one is [{"text": "Hello", "start": 0.0, "end": 0.4}]',
            )
        words = WordCollector()
        _add_items(words, fields.as_list(found, "words"), "")
        document = value if isinstance(value, dict) else {}
        tag = document.get("language") or document.get("lang") or document.get("language_code")
        return words.build(language=read_language(tag), source="native")


def _find_list(value: object) -> list[object] | None:
    """Return the list of words: the document, a field of it, or one of a field's."""
    if _is_words(value) and isinstance(value, list):
        return value
    if not isinstance(value, dict):
        return None
    if any(value.get(key) == [] for key in _LISTS):
        empty = [item for item in value.values() if isinstance(item, list) and item]
        if not empty:
            return []
    near = [value, *(item for item in list(value.values())[:_FIRST] if isinstance(item, dict))]
    for place in near:
        lists = [place[key] for key in _LISTS if key in place]
        lists += [item for item in list(place.values())[:_FIRST] if isinstance(item, list)]
        for found in lists:
            if isinstance(found, list) and _is_words(found):
                return found
    return None


def _is_words(items: object) -> bool:
    if not isinstance(items, list) or not items:
        return False
    first = items[:_FIRST]
    return any(
        isinstance(item, dict) and _find_text(item) and _find_time(item, "start") is not None
        for item in first
    ) and all(not isinstance(item, dict) or _find_text(item) or _is_blank(item) for item in first)


def _is_blank(item: Object) -> bool:
    """Tell whether an item has a field for a text, which is null."""
    return any(key in item and item[key] is None for key in _TEXTS)


def _find_text(item: Object) -> str:
    """Return the field that has an item's text, or ``""``."""
    return next((key for key in _TEXTS if isinstance(item.get(key), str)), "")


def _find_time(item: Object, role: str) -> tuple[str, object, float] | None:
    """Return the field of a time, its value and its unit; of nested times, the field of both."""
    for key, value in item.items():
        if (
            value not in (None, "", [], {})
            and not _is_pair(value)
            and (unit := _get_unit(key[:40], role))
        ):
            return key, value, unit
    for pair in _PAIRS:
        nested = item.get(pair)
        if isinstance(nested, dict):
            return _find_time(nested, role)
        if isinstance(nested, list) and len(nested) == 2 and role != "duration":
            value = nested[0 if role == "start" else 1]
            return None if value is None else (pair, value, 1.0)
    return None


def _is_pair(value: object) -> bool:
    """Tell whether a value is an object of a start and an end, not a time."""
    return isinstance(value, dict) and "seconds" not in value


@lru_cache(maxsize=4096)
def _get_unit(key: str, role: str) -> float:
    """Return how many units of a field make a second; 0 if it has no time of this role."""
    folded = re.sub("[_ -]", "", key).lower()
    for suffix, unit in _UNITS.items():
        if folded.endswith(suffix) and folded.removesuffix(suffix) in _ROLES[role]:
            return unit
    return 0.0


def _read_time(item: Object, role: str, name: str) -> float | None:
    found = _find_time(item, role)
    return None if found is None else parse_time(found[1], f"{name}: {found[0]}", unit=found[2])


def _add_items(words: WordCollector, items: list[object], speaker: str) -> None:
    tokens: list[Token] = []
    current = speaker
    for own, token, inner in _read_items(items, speaker):
        if own != current or inner or len(token.text.split()) > 1:
            words.add_tokens(tokens, speaker=current)
            tokens, current = [], own
        if inner:
            _add_items(words, inner, own)
        elif len(token.text.split()) > 1:
            words.add_segment(token.text, token.start, token.end, speaker=own)
        else:
            tokens.append(token)
    words.add_tokens(tokens, speaker=current)


def _read_items(items: list[object], speaker: str) -> Iterator[tuple[str, Token, list[object]]]:
    """Yield each item's speaker, its text with times, and its own list of words, if any."""
    for index, value in enumerate(items):
        item = fields.as_object(value, f"word {index + 1}")
        key = _find_text(item)
        if not key and _is_blank(item):
            continue
        key = key or "text"
        name = fields.name_item("word", index, item.get(key))
        inner = item.get("words")
        text = fields.get_text(item, key, name)
        start = _read_time(item, "start", name)
        end = _read_time(item, "end", name)
        if end is None and start is not None:
            duration = _read_time(item, "duration", name)
            end = None if duration is None else start + duration
        score = next((item[each] for each in _SCORES if each in item), None)
        own = read_speaker(item, name, *_SPEAKERS) or speaker
        deeper = inner if isinstance(inner, list) and _is_words(inner) else []
        yield own, Token(text, start, end, read_score(score)), deeper
