"""Rev AI: monologues with elements of text and punctuation.

    {"monologues": [{"speaker": 0, "speaker_info": {"display_name": "Ann"}, "elements": [
      {"type": "text", "value": "Hello", "ts": 0.1, "end_ts": 0.5, "confidence": 0.9},
      {"type": "punct", "value": ", "}]}]}

An element of the type ``unknown`` is speech that was not understood: ``<inaudible>``.
"""

from __future__ import annotations

from vidsync.timings.base import TimingFormat, Timings
from vidsync.timings.reading import fields
from vidsync.timings.reading.fields import Object
from vidsync.timings.word_lists.collector import WordCollector
from vidsync.timings.word_lists.shapes import get_path, list_objects
from vidsync.timings.word_lists.values import (
    read_language,
    read_optional_time,
    read_score,
    read_speaker,
)


class RevAIFormat(TimingFormat):
    """Rev AI's transcript."""

    name = "rev-ai"
    title = "Rev AI transcript"
    shape = ("monologues", "elements", "ts", "end_ts")

    def recognises(self, value: object) -> bool:
        """Tell whether there are monologues, or the final messages of a stream."""
        if isinstance(value, list):
            return any(_is_message(item) for item in value[:64])
        return isinstance(get_path(value, "monologues"), list) or _is_message(value)

    def read(self, value: object) -> Timings:
        """Return the words; each monologue belongs to one speaker."""
        words = WordCollector()
        if isinstance(value, list) or _is_message(value):
            messages = fields.as_list(value if isinstance(value, list) else [value], "the document")
            for number, message in enumerate(messages, 1):
                item = fields.as_object(message, f"message {number}")
                if item.get("type") == "final":
                    _add_elements(words, item, f"message {number}", "")
            return words.build()
        document = fields.as_object(value, "the document")
        for number, monologue in enumerate(list_objects(document, "monologues", ""), 1):
            name = f"monologue {number}"
            info = get_path(monologue, "speaker_info")
            named = read_speaker(info, name, "display_name") if isinstance(info, dict) else ""
            speaker = named or read_speaker(monologue, name, "speaker_name", "speaker")
            _add_elements(words, monologue, name, speaker)
        return words.build(language=read_language(document.get("language")))


def _is_message(value: object) -> bool:
    return get_path(value, "type") in ("final", "partial") and isinstance(
        get_path(value, "elements"), list
    )


def _add_elements(words: WordCollector, item: Object, name: str, speaker: str) -> None:
    for element in list_objects(item, "elements", name):
        text = fields.get_text(element, "value", f"{name}, an element", default="")
        where = words.name(text)
        start = read_optional_time(element, "ts", where)
        end = read_optional_time(element, "end_ts", where)
        if element.get("type") == "punct":
            words.add_mark(text)
        elif element.get("type") == "unknown":
            words.add_sound(text, start, end)
        else:
            words.add_word(
                text,
                start,
                end,
                speaker=speaker,
                confidence=read_score(element.get("confidence")),
            )
