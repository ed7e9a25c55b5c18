"""NeMo: the timestamps of a hypothesis, and the sessions of its speaker diarization.

    {"text": "Hi there.", "timestamp": {"word": [{"word": "Hi", "start": 0.0, "end": 0.4,
      "start_offset": 0, "end_offset": 5}], "segment": [{"segment": "Hi there.", …}]}}
    {"session_id": "talk", "transcription": "hi there", "words": [{"word": "hi",
      "start_time": 0.0, "end_time": 0.4, "speaker_label": "speaker_0"}]}

Offsets count frames of the model, so they are not read. A segment's words are divided only
if there are no words with times. NeMo's CTM files have the usual columns of CTM.
"""

from __future__ import annotations

from vidsync.timings.base import TimingFormat, Timings
from vidsync.timings.reading import fields
from vidsync.timings.word_lists.collector import WordCollector
from vidsync.timings.word_lists.shapes import get_path, has_some_object, list_objects
from vidsync.timings.word_lists.values import read_optional_time, read_score, read_speaker

_LISTS = ("timestamp", "timestep")


class NemoFormat(TimingFormat):
    """NeMo's word and segment timestamps."""

    name = "nemo"
    title = "NeMo timestamps"
    shape = ("timestamp", "word", "segment", "start_offset", "session_id")

    def recognises(self, value: object) -> bool:
        """Tell whether there are timestamps by word or segment, or a session's words."""
        results = value if isinstance(value, list) else [value]
        return any(_is_result(item) for item in results[:16])

    def read(self, value: object) -> Timings:
        """Return the words, or else the words of the segments."""
        results = value if isinstance(value, list) else [value]
        words = WordCollector()
        for number, item in enumerate(fields.as_list(results, "the document"), 1):
            name = f"result {number}" if len(results) > 1 else "the document"
            result = fields.as_object(item, name)
            key = next((key for key in _LISTS if isinstance(result.get(key), dict)), "")
            lists = fields.as_object(result.get(key) or {}, name)
            for word in list_objects(lists, "word", name) or list_objects(result, "words", name):
                where = words.name(word.get("word"))
                first, last = ("start", "end") if "start" in word else ("start_time", "end_time")
                words.add_word(
                    fields.get_text(word, "word", where, default=""),
                    read_optional_time(word, first, where),
                    read_optional_time(word, last, where),
                    speaker=read_speaker(word, where, "speaker_label", "speaker"),
                    confidence=read_score(word.get("confidence")),
                )
            if lists.get("word"):
                continue
            for segment in list_objects(lists, "segment", name):
                words.add_segment(
                    fields.get_text(segment, "segment", name, default=""),
                    read_optional_time(segment, "start", name),
                    read_optional_time(segment, "end", name),
                )
        return words.build()


def _is_result(value: object) -> bool:
    for key in _LISTS:
        lists = get_path(value, key)
        if isinstance(lists, dict) and any(
            isinstance(lists.get(kind), list) for kind in ("word", "segment")
        ):
            return True
    return "session_id" in (value if isinstance(value, dict) else {}) and has_some_object(
        get_path(value, "words"), "word", "start_time"
    )
