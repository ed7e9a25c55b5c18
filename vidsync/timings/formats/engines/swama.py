"""swama: speech with the times of its words.

{"audio": "…", "format": "wav", "sample_rate": 24000, "duration_seconds": 1.2,
 "words": [{"text": "Hello", "start": 0.1, "end": 0.4}]}
"""

from __future__ import annotations

from vidsync.timings.base import TimingFormat, Timings
from vidsync.timings.reading import fields
from vidsync.timings.word_lists.collector import WordCollector
from vidsync.timings.word_lists.shapes import has_objects, list_objects
from vidsync.timings.word_lists.values import read_language, read_optional_time


class SwamaFormat(TimingFormat):
    """swama's speech."""

    name = "swama"
    title = "swama speech with word times"
    shape = ("audio", "format", "sample_rate", "duration_seconds", "words")

    def recognises(self, value: object) -> bool:
        """Tell whether there are words beside a sample rate and a duration in seconds."""
        return (
            isinstance(value, dict)
            and {"duration_seconds", "sample_rate", "words"} <= value.keys()
            and (value["words"] in ([], None) or has_objects(value["words"], "text"))
        )

    def read(self, value: object) -> Timings:
        """Return the words and the audio."""
        document = fields.as_object(value, "the document")
        words = WordCollector()
        for word in list_objects(document, "words", ""):
            where = words.name(word.get("text"))
            words.add_word(
                fields.get_text(word, "text", where, default=""),
                read_optional_time(word, "start", where),
                read_optional_time(word, "end", where),
            )
        audio = fields.get_text(document, "audio", "the document", default="")
        return words.build(
            duration=read_optional_time(document, "duration_seconds", "the document"),
            language=read_language(document.get("language")),
            source="native",
            audio=(audio,) if audio else (),
        )
