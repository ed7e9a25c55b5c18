"""Vosk: one result, or the results of a recording one after the other.

    {"result": [{"conf": 1.0, "start": 0.1, "end": 0.5, "word": "hello"}], "text": "hello"}

Results without words are silence. Of several alternatives the first is read.
"""

from __future__ import annotations

from vidsync.timings.base import TimingFormat, Timings
from vidsync.timings.reading import fields
from vidsync.timings.reading.fields import Object
from vidsync.timings.word_lists.collector import WordCollector
from vidsync.timings.word_lists.shapes import get_path, has_some_object, list_objects
from vidsync.timings.word_lists.values import read_optional_time, read_score


class VoskFormat(TimingFormat):
    """Vosk's results."""

    name = "vosk"
    title = "Vosk results"
    shape = ("result", "conf", "word", "text")

    def recognises(self, value: object) -> bool:
        """Tell whether there is a list of words named result."""
        results = value if isinstance(value, list) else [value]
        return any(_has_result(item) for item in results[:64])

    def read(self, value: object) -> Timings:
        """Return the words of all results."""
        results = fields.as_list(value if isinstance(value, list) else [value], "the document")
        words = WordCollector()
        for number, item in enumerate(results, 1):
            result = fields.as_object(item, f"result {number}")
            if not result.get("result") and result.get("alternatives"):
                result = list_objects(result, "alternatives", f"result {number}")[0]
            _add_words(words, result)
        return words.build(missing="word times were not asked for (SetWords)")


def _has_result(value: object) -> bool:
    for item in (value, get_path(value, "alternatives", 0)):
        if isinstance(item, dict) and "text" in item:
            result = item.get("result")
            if result == [] or has_some_object(result, "word", "start"):
                return True
    return False


def _add_words(words: WordCollector, result: Object) -> None:
    for word in list_objects(result, "result", ""):
        where = words.name(word.get("word"))
        words.add_word(
            fields.get_text(word, "word", where, default=""),
            read_optional_time(word, "start", where),
            read_optional_time(word, "end", where),
            confidence=read_score(word.get("conf")),
        )
