"""Google Speech-to-Text, versions 1 and 2: results with alternatives that have words.

    {"results": [{"alternatives": [{"transcript": "Hi.", "words": [
       {"word": "Hi.", "startTime": "0.100s", "endTime": "0.400s", "speakerTag": 1}]}],
      "resultEndTime": "0.5s", "languageCode": "en-us", "channelTag": 1}]}

Version 2 has ``startOffset``, ``endOffset`` and ``speakerLabel``. Client libraries write the
names with underscores, and times also as seconds and nanos. A time of 0 may be left out.
With speakers, version 1 repeats all words with their speakers in the last result.
"""

from __future__ import annotations

from collections.abc import Sequence

from vidsync.timings.base import TimingFormat, Timings
from vidsync.timings.reading import fields
from vidsync.timings.reading.fields import Object
from vidsync.timings.word_lists.collector import WordCollector
from vidsync.timings.word_lists.shapes import get_path, list_objects
from vidsync.timings.word_lists.values import (
    parse_time,
    read_language,
    read_score,
    read_speaker,
)

_START = ("startTime", "startOffset", "start_time", "start_offset")
_END = ("endTime", "endOffset", "end_time", "end_offset")
_RESULT_END = ("resultEndTime", "resultEndOffset", "result_end_time", "result_end_offset")
_SPEAKER = ("speakerLabel", "speaker_label", "speakerTag", "speaker_tag")
_EMPTY = frozenset(("totalBilledTime", "total_billed_time"))
_TIMED = frozenset((*_START, *_END))


class GoogleSpeechFormat(TimingFormat):
    """Google's recognition results."""

    name = "google-speech"
    title = "Google Speech-to-Text results"
    shape = ("results", "alternatives", "transcript", "words", "startTime")

    def recognises(self, value: object) -> bool:
        """Tell whether a result has alternatives with a transcript or with timed words."""
        results = _find_results(value)
        if not results and isinstance(value, dict) and _EMPTY & value.keys():
            return value.get("results") in ([], None)
        return any(_is_result(item) for item in results[:16])

    def read(self, value: object) -> Timings:
        """Return the words of all results; results without words are divided into words."""
        items = fields.as_list(_find_results(value), "results")
        results = [fields.as_object(item, f"result {n}") for n, item in enumerate(items, 1)]
        results = [result for result in results if result.get("alternatives")]
        results = _drop_repeated(results)
        channels = {str(_get(result, "channelTag", "channel_tag"))[:20] for result in results}
        words = WordCollector()
        before = 0.0
        language = ""
        for number, result in enumerate(results, 1):
            name = f"result {number}"
            best = list_objects(result, "alternatives", name)[0]
            end = _get(result, *_RESULT_END)
            until = None if end is None else parse_time(end, f"{name}: its end")
            channel = _get(result, "channelTag", "channel_tag") if len(channels) > 1 else None
            speaker = "" if channel is None else f"Channel {str(channel)[:20]}"
            if best.get("words"):
                _add_words(words, best, name, speaker)
            elif until is not None:
                text = fields.get_text(best, "transcript", name, default="")
                words.add_segment(text, min(before, until), until, speaker=speaker)
            before = before if until is None else until
            language = language or read_language(_get(result, "languageCode", "language_code"))
        return words.build(
            language=language,
            missing="word times were not asked for (enableWordTimeOffsets)"
            if results
            else "it has no words",
        )


def _get(item: Object, *keys: str) -> object:
    return next((item[key] for key in keys if item.get(key) is not None), None)


def _find_results(value: object) -> list[object]:
    """Return the results of an answer, of a finished operation, or of a batch's only file."""
    if isinstance(value, list):  # the messages of a stream
        return [item for message in value[:10_000] for item in _find_in_message(message)]
    for path in (("response",), ()):
        results = get_path(value, *path, "results")
        if isinstance(results, dict) and len(results) == 1:
            results = _find_in_file(next(iter(results.values())))
        if isinstance(results, list):
            return results
    return []


def _find_in_message(message: object) -> list[object]:
    results = get_path(message, "results")
    return results if isinstance(results, list) else []


def _find_in_file(file: object) -> object:
    return get_path(file, "transcript", "results") or get_path(
        file, "inlineResult", "transcript", "results"
    )


def _is_result(item: object) -> bool:
    alternative = get_path(item, "alternatives", 0)
    if not isinstance(alternative, dict) or "timestamps" in alternative:
        return False
    word = get_path(alternative, "words", 0)
    if isinstance(word, dict):
        return not _TIMED.isdisjoint(word)
    return isinstance(alternative.get("transcript"), str)


def _drop_repeated(results: list[Object]) -> list[Object]:
    """Return only the last result if it repeats the words of the others with speakers."""
    counts = [len(_list_first_words(result)) for result in results]
    last = _list_first_words(results[-1]) if results else []
    speaks = any(isinstance(word, dict) and _get(word, *_SPEAKER) for word in last)
    if len(results) > 1 and speaks and counts[-1] >= sum(counts[:-1]):
        earlier = [_list_texts(result) for result in results[:-1]]
        if [text for texts in earlier for text in texts] == _list_texts(results[-1]):
            return results[-1:]
        if not any(_has_speakers(result) for result in results[:-1]):
            return results[-1:]
    return results


def _list_first_words(result: Object) -> Sequence[object]:
    words = get_path(result, "alternatives", 0, "words")
    return words if isinstance(words, list) else []


def _list_texts(result: Object) -> list[object]:
    return [get_path(word, "word") for word in _list_first_words(result)]


def _has_speakers(result: Object) -> bool:
    return any(
        isinstance(word, dict) and _get(word, *_SPEAKER) for word in _list_first_words(result)
    )


def _add_words(words: WordCollector, item: Object, name: str, channel: str) -> None:
    for word in list_objects(item, "words", name):
        text = fields.get_text(word, "word", f"{name}, {words.name('')}", default="")
        where = words.name(text)
        start, end = _get(word, *_START), _get(word, *_END)
        if end is None and start is None:
            begin = None
        else:
            begin = 0.0 if start is None else parse_time(start, f"{where}: start")
        words.add_word(
            text,
            begin,
            None if end is None else parse_time(end, f"{where}: end"),
            # A tag of 0 stands for none.
            speaker=read_speaker({"speaker": _get(word, *_SPEAKER) or ""}, where, "speaker")
            or channel,
            confidence=read_score(word.get("confidence")) or None,
        )
