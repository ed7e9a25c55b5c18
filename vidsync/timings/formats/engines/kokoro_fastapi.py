"""Kokoro-FastAPI: captioned speech, in one answer or in a stream of them.

    {"audio": "…", "audio_format": "audio/mpeg", "timestamps": [
      {"word": "Hello", "start_time": 0.175, "end_time": 0.525},
      {"word": "!", "start_time": 0.9, "end_time": 0.98}]}

Punctuation has entries of its own and joins the word before it.
"""

from __future__ import annotations

from vidsync.timings.base import TimingFormat, Timings
from vidsync.timings.reading import fields
from vidsync.timings.word_lists.collector import WordCollector
from vidsync.timings.word_lists.shapes import get_path, has_some_object, list_objects
from vidsync.timings.word_lists.values import read_optional_time


class KokoroFastApiFormat(TimingFormat):
    """Kokoro-FastAPI's captioned speech."""

    name = "kokoro-fastapi"
    title = "Kokoro-FastAPI captioned speech"
    shape = ("audio", "audio_format", "timestamps", "start_time")

    def recognises(self, value: object) -> bool:
        """Tell whether timestamps have a word, a start time and an end time."""
        answers = value if isinstance(value, list) else [value]
        return any(
            has_some_object(get_path(answer, "timestamps"), "word", "start_time", "end_time")
            or (
                isinstance(get_path(answer, "audio_format"), str)
                and get_path(answer, "timestamps") in ([], None)
                and isinstance(answer, dict)
                and "timestamps" in answer
            )
            for answer in answers[:64]
        )

    def read(self, value: object) -> Timings:
        """Return the words of all answers, and their audio."""
        answers = fields.as_list(value if isinstance(value, list) else [value], "the document")
        words = WordCollector()
        audio: list[str] = []
        for number, item in enumerate(answers, 1):
            name = f"answer {number}" if len(answers) > 1 else "the document"
            answer = fields.as_object(item, name)
            audio += filter(None, [fields.get_text(answer, "audio", name, default="")])
            for word in list_objects(answer, "timestamps", name):
                where = words.name(word.get("word"))
                words.add_word(
                    fields.get_text(word, "word", where, default=""),
                    read_optional_time(word, "start_time", where),
                    read_optional_time(word, "end_time", where),
                )
        return words.build(source="native", audio=tuple(audio))
