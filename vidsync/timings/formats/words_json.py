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

from vidsync.errors import FormatError
from vidsync.timings.base import TimingFormat, Timings
from vidsync.timings.reading import fields
from vidsync.timings.reading.fields import Object
from vidsync.timings.word_lists.collector import Token, WordCollector
from vidsync.timings.word_lists.values import (
    parse_time,
    read_language,
    read_score,
    read_speaker,
)

_TEXTS = ("text", "word", "punctuated_word", "token", "value", "content", "label", "part", "name")
_STARTS = {
    *("start", "begin", "from", "starttime", "begintime", "startoffset", "offset", "timestart"),
    *("onset", "t0", "tstart", "timebegin", "startsat", "startat", "starttimestamp", "in"),
}
_ENDS = {
    *("end", "to", "until", "stop", "endtime", "stoptime", "endoffset", "timeend", "finish"),
    *("t1", "tend", "endsat", "endat", "endtimestamp", "out"),
}
_DURATIONS = {"duration", "dur", "length"}
_PAIRS = ("time", "timestamp", "timestamps", "interval", "span", "times")
_UNITS: Mapping[str, float] = {
    "milliseconds": 1000.0, "millis": 1000.0, "msec": 1000.0, "ms": 1000.0,
    "seconds": 1.0, "secs": 1.0, "sec": 1.0, "s": 1.0, "": 1.0,
}  # fmt: skip
_SPEAKERS = ("speaker", "speaker_id", "speakerId", "speaker_label", "speakerLabel", "spk")
_SCORES = ("confidence", "score", "probability", "prob", "conf", "p")
_LISTS = ("words", "word_segments", "wordSegments", "segments", "tokens", "captions", "timestamps")
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
        isinstance(item, dict) and _find_text(item) and _find_time(item, _STARTS) is not None
        for item in first
    ) and all(not isinstance(item, dict) or _find_text(item) for item in first)


def _find_text(item: Object) -> str:
    """Return the field that has an item's text, or ``""``."""
    return next((key for key in _TEXTS if isinstance(item.get(key), str)), "")


def _find_time(item: Object, names: set[str]) -> tuple[str, object, float] | None:
    """Return the field of a time, its value and its unit; of nested times, the field of both."""
    for key, value in item.items():
        if value is None or value == "":
            continue
        folded = re.sub("[_ -]", "", key[:40]).lower()
        for suffix, unit in _UNITS.items():
            if folded.endswith(suffix) and folded.removesuffix(suffix) in names:
                return key, value, unit
    for pair in _PAIRS:
        nested = item.get(pair)
        if isinstance(nested, dict) and pair not in names:
            return _find_time(nested, names)
        if isinstance(nested, list) and len(nested) == 2 and names is not _DURATIONS:
            value = nested[0 if names is _STARTS else 1]
            return None if value is None else (pair, value, 1.0)
    return None


def _read_time(item: Object, names: set[str], name: str) -> float | None:
    found = _find_time(item, names)
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
        key = _find_text(item) or "text"
        name = fields.name_item("word", index, item.get(key))
        inner = item.get("words")
        text = fields.get_text(item, key, name)
        start = _read_time(item, _STARTS, name)
        end = _read_time(item, _ENDS, name)
        if end is None and start is not None:
            duration = _read_time(item, _DURATIONS, name)
            end = None if duration is None else start + duration
        score = next((item[each] for each in _SCORES if each in item), None)
        own = read_speaker(item, name, *_SPEAKERS) or speaker
        deeper = inner if isinstance(inner, list) and _is_words(inner) else []
        yield own, Token(text, start, end, read_score(score)), deeper
