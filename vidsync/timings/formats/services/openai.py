"""OpenAI: the words of a transcription in the form ``verbose_json``.

    {"text": "Hi there.", "language": "english", "duration": 1.2,
     "words": [{"word": "Hi", "start": 0.0, "end": 0.32}, …]}

Times are seconds. The words were recognised in finished audio, so their times are aligned,
not native. Punctuation, and which words are written together, are only in the text.
"""

from __future__ import annotations

from vidsync.timings.base import Entry, TimingFormat, Timings
from vidsync.timings.reading import fields
from vidsync.timings.reading.tokens import Token, join_tokens

# Other services give an empty list of words too, among fields of their own.
_EMPTY = {"text", "words", "language", "duration", "task", "segments", "usage", "logprobs"}


class OpenAIFormat(TimingFormat):
    """OpenAI's verbose transcription."""

    name = "openai"
    title = "OpenAI transcription (verbose_json)"
    shape = ("text", "words", "word", "start", "end")

    def recognises(self, value: object) -> bool:
        """Tell whether there is a text with a list of words."""
        if not isinstance(value, dict) or not isinstance(value.get("text"), str):
            return False
        words = value.get("words")
        if words == []:
            return value.keys() <= _EMPTY
        return isinstance(words, list) and all(
            isinstance(word, dict) and "word" in word for word in words[:16]
        )

    def read(self, value: object) -> Timings:
        """Return the words."""
        document = fields.as_object(value, "the document")
        words = fields.as_list(document.get("words") or [], "words")
        duration = document.get("duration")
        language = fields.get_text(document, "language", "the document", default="")
        text = fields.get_text(document, "text", "the document", default="")
        tokens = [_read_token(word, index) for index, word in enumerate(words)]
        entries = tuple(
            _build_entry(word, index) for index, word in enumerate(join_tokens(tokens, text=text))
        )
        return Timings(
            entries=entries,
            duration=None if duration is None else _read_duration(duration, entries),
            text=text,
            # The service writes the English name of the language; two letters are a tag.
            language=language if len(language) == 2 else "",
            source="aligned",
            missing="" if entries else "word times were not asked for (timestamp_granularities)",
        )


def _read_duration(value: object, entries: tuple[Entry, ...]) -> float:
    """Return the length of the audio; the service rounds it, so at least the last word's end."""
    seconds = fields.as_seconds(
        float(value) if isinstance(value, str) and _is_number(value) else value, "duration"
    )
    return max([seconds, *(entry.end for entry in entries if entry.end is not None)])


def _is_number(value: str) -> bool:
    """Tell whether a string is a number; older answers have the duration as a string."""
    return len(value) < 16 and value.isascii() and value.replace(".", "", 1).isdecimal()


def _read_token(value: object, index: int) -> Token:
    item = fields.as_object(value, f"word {index + 1}")
    text = fields.get_text(item, "word", f"word {index + 1}")
    name = fields.name_item("word", index, text)
    return Token(
        text,
        fields.get_seconds(item, "start", name),
        fields.get_seconds(item, "end", name),
    )


def _build_entry(word: Token, index: int) -> Entry:
    return Entry(
        name=fields.name_item("word", index, word.text),
        text=word.text,
        start=word.start or 0.0,
        end=word.end,
        is_word=bool(word.text.strip()),
        span=word.span,
        gap=word.gap,
    )
