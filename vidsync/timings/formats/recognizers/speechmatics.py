"""Speechmatics: one list of words, punctuation and entities.

    {"format": "2.9", "job": {"duration": 2}, "metadata": {…}, "results": [
      {"type": "word", "start_time": 0.1, "end_time": 0.5,
       "alternatives": [{"content": "Hello", "confidence": 0.9, "speaker": "S1"}]},
      {"type": "punctuation", "attaches_to": "previous", "alternatives": [{"content": "."}]}]}

A stream has such results in its messages ``AddTranscript``. Of an entity ("$20") the written
form is read. ``UU`` is an unknown speaker.
"""

from __future__ import annotations

from vidsync.timings.base import TimingFormat, Timings
from vidsync.timings.reading import fields
from vidsync.timings.reading.fields import Object
from vidsync.timings.word_lists.collector import WordCollector
from vidsync.timings.word_lists.shapes import get_path, has_some_object, list_objects
from vidsync.timings.word_lists.values import (
    read_language,
    read_optional_time,
    read_score,
    read_speaker,
)

_UNKNOWN = "UU"
_MESSAGE = "AddTranscript"


class SpeechmaticsFormat(TimingFormat):
    """Speechmatics' JSON transcript."""

    name = "speechmatics"
    title = "Speechmatics transcript (json-v2)"
    shape = ("format", "job", "metadata", "results", "alternatives", "content", "start_time")

    def recognises(self, value: object) -> bool:
        """Tell whether results have a type and contents, or messages bring them."""
        if isinstance(value, list):
            return any(get_path(item, "message") == _MESSAGE for item in value[:64])
        results = get_path(value, "results")
        if results == []:
            return isinstance(get_path(value, "job"), dict) and "format" in fields.as_object(
                value, "the document"
            )
        return has_some_object(results, "type", "start_time", "alternatives")

    def read(self, value: object) -> Timings:
        """Return the words; punctuation joins the word that it is attached to."""
        words = WordCollector()
        messages = fields.as_list(value if isinstance(value, list) else [value], "the document")
        parts = [fields.as_object(item, f"message {n}") for n, item in enumerate(messages, 1)]
        if isinstance(value, list):
            parts = [part for part in parts if part.get("message") == _MESSAGE]
        for part in parts:
            for number, item in enumerate(list_objects(part, "results", ""), 1):
                _add_item(words, item, f"result {number}")
        document = parts[0] if parts else {}
        seconds = read_optional_time(
            fields.as_object(document.get("job") or {}, "job"), "duration", "job"
        )
        code = get_path(document, "metadata", "transcription_config", "language")
        spoken = get_path(document, "results", 0, "alternatives", 0, "language")
        return words.build(
            duration=seconds or None, language=read_language(spoken) or read_language(code)
        )


def _add_item(words: WordCollector, item: Object, name: str) -> None:
    best = fields.as_object(get_path(item, "alternatives", 0) or {}, name)
    content = fields.get_text(best, "content", name, default="")
    kind = item.get("type")
    if kind == "punctuation":
        if item.get("attaches_to") == "next":
            words.prefix_mark(content)
        else:
            words.add_mark(content)
        return
    if kind == "speaker_change" or not content:
        return
    where = words.name(content)
    speaker = read_speaker(best, where, "speaker")
    channel = read_speaker(item, where, "channel")
    words.add_segment(
        content,
        read_optional_time(item, "start_time", where),
        read_optional_time(item, "end_time", where),
        speaker=channel if speaker in ("", _UNKNOWN) else speaker,
        confidence=read_score(best.get("confidence")),
    )
