"""Remotion's captions: tokens in milliseconds, with the spaces between them.

    [{"text": "Using", "startMs": 40, "endMs": 300, "timestampMs": 200, "confidence": null},
     {"text": " Remotion", "startMs": 300, "endMs": 900, "timestampMs": 440, "confidence": null}]

A token without a space before it continues the word before.
"""

from __future__ import annotations

from vidsync.timings.base import TimingFormat, Timings
from vidsync.timings.reading import fields
from vidsync.timings.reading.tokens import Token
from vidsync.timings.word_lists.collector import WordCollector
from vidsync.timings.word_lists.shapes import get_path, has_objects
from vidsync.timings.word_lists.values import read_optional_time, read_score


class RemotionFormat(TimingFormat):
    """Captions of @remotion/captions."""

    name = "remotion"
    title = "Remotion captions"
    shape = ("text", "startMs", "endMs", "timestampMs")

    def recognises(self, value: object) -> bool:
        """Tell whether there are captions with a start, an end and a time in milliseconds."""
        return has_objects(_find_captions(value), "text", "startMs", "endMs", "timestampMs")

    def read(self, value: object) -> Timings:
        """Return the words; captions of several words are divided."""
        items = fields.as_list(_find_captions(value), "captions")
        words = WordCollector()
        tokens: list[Token] = []
        for number, item in enumerate(items, 1):
            name = f"caption {number}"
            caption = fields.as_object(item, name)
            text = fields.get_text(caption, "text", name)
            name = fields.name_item("caption", number - 1, text)
            start = read_optional_time(caption, "startMs", name, unit=1000)
            end = read_optional_time(caption, "endMs", name, unit=1000)
            score = read_score(caption.get("confidence"))
            if len(text.split()) > 1:
                words.add_tokens(tokens)
                tokens = []
                words.add_segment(text, start, end, confidence=score)
            else:
                tokens.append(Token(text, start, end, score))
        words.add_tokens(tokens)
        return words.build()


def _find_captions(value: object) -> object:
    return get_path(value, "captions") if isinstance(value, dict) else value
