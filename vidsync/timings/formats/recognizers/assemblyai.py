"""AssemblyAI: words in milliseconds.

    {"id": "…", "status": "completed", "text": "Hello.", "audio_duration": 2,
     "words": [{"text": "Hello.", "start": 100, "end": 500, "confidence": 0.9, "speaker": "A"}],
     "utterances": [{"speaker": "A", "text": "Hello.", "start": 100, "end": 500, "words": […]}]}

The lists of sentences and paragraphs, which are answers of their own, are read too, and the
messages of a stream: those of the type ``Turn`` or ``FinalTranscript``.
"""

from __future__ import annotations

from vidsync.timings.base import TimingFormat, Timings
from vidsync.timings.reading import fields
from vidsync.timings.reading.fields import Object
from vidsync.timings.word_lists.collector import WordCollector
from vidsync.timings.word_lists.messages import keep_final
from vidsync.timings.word_lists.shapes import has_objects, has_some_object, list_objects
from vidsync.timings.word_lists.values import (
    read_language,
    read_optional_time,
    read_score,
    read_speaker,
)

_ENVELOPE = (
    "audio_duration",
    "audio_duration_ms",
    "audio_url",
    "utterances",
    "speech_model",
    "language_model",
)
_PARTS = ("utterances", "sentences", "paragraphs")
_TRANSCRIPTS = ("PartialTranscript", "FinalTranscript")
_UNIT = 1000


class AssemblyAIFormat(TimingFormat):
    """AssemblyAI's transcript."""

    name = "assemblyai"
    title = "AssemblyAI transcript"
    shape = ("words", "audio_duration", "utterances", "status")

    def recognises(self, value: object) -> bool:
        """Tell whether there are words, utterances or sentences in whole milliseconds."""
        if isinstance(value, list):
            return any(_is_message(item) for item in value[:64])
        if not isinstance(value, dict):
            return False
        words = value.get("words")
        if value.get("status") is not None and any(key in value for key in _ENVELOPE):
            return words is None or words == [] or has_some_object(words, "text")
        if has_some_object(words, "text", "start", "end"):
            return any(key in value for key in _ENVELOPE) or _counts_ms(words)
        return any(_counts_ms(part) or _has_nested_ms(part) for part in map(value.get, _PARTS))

    def read(self, value: object) -> Timings:
        """Return the words with their speakers; utterances stand in for missing words."""
        if isinstance(value, list):
            return _read_messages(value)
        document = fields.as_object(value, "the document")
        words = WordCollector()
        _add_words(words, document, "", "")
        for part in _PARTS:
            if len(words):
                break
            for number, item in enumerate(list_objects(document, part, ""), 1):
                name = f"{part.removesuffix('s')} {number}"
                speaker = read_speaker(item, name, "speaker", "channel")
                _add_words(words, item, name, speaker)
                if not item.get("words"):
                    words.add_segment(
                        fields.get_text(item, "text", name, default=""),
                        read_optional_time(item, "start", name, unit=_UNIT),
                        read_optional_time(item, "end", name, unit=_UNIT),
                        speaker=speaker,
                        confidence=read_score(item.get("confidence")),
                    )
        duration = read_optional_time(document, "audio_duration", "the document")
        if duration is None:
            duration = read_optional_time(document, "audio_duration_ms", "the document", unit=_UNIT)
        return words.build(
            duration=duration,
            language=read_language(document.get("language_code")),
            missing=_explain_missing(document),
        )


def _is_message(value: object) -> bool:
    return (
        isinstance(value, dict)
        and isinstance(value.get("words"), list)
        and ("turn_order" in value or value.get("message_type") in _TRANSCRIPTS)
    )


def _read_messages(messages: list[object]) -> Timings:
    words = WordCollector()
    for number, message in enumerate(keep_final([*filter(_is_message, messages)]), 1):
        _add_words(words, message, f"message {number}", "")
    return words.build()


def _has_nested_ms(items: object) -> bool:
    """Tell whether there are utterances with words, and both have times in milliseconds."""
    if not (isinstance(items, list) and has_objects(items, "text", "start", "end", "words")):
        return False
    return all(_counts_ms(part, "text") for part in (items, items[0]["words"]))


def _counts_ms(items: object, extra: str = "confidence") -> bool:
    """Tell whether times are whole numbers and one item lasts 10 or more: milliseconds."""
    if not (isinstance(items, list) and has_objects(items, "text", "start", "end", extra)):
        return False
    times = [(item["start"], item["end"]) for item in items[:16]]
    return all(type(time) is int for pair in times for time in pair) and any(
        end - start >= 10 for start, end in times
    )


def _explain_missing(document: Object) -> str:
    status = document.get("status")
    if isinstance(document.get("error"), str):
        return f"the service reported an error: {fields.shorten(document['error'])}"
    if isinstance(status, str) and status != "completed":
        return f"it is not finished (its status is {fields.shorten(status)})"
    return "it has no words"


def _add_words(words: WordCollector, item: Object, name: str, speaker: str) -> None:
    for word in list_objects(item, "words", name):
        where = words.name(word.get("text"))
        words.add_word(
            fields.get_text(word, "text", where, default=""),
            read_optional_time(word, "start", where, unit=_UNIT),
            read_optional_time(word, "end", where, unit=_UNIT),
            speaker=read_speaker(word, where, "speaker", "channel") or speaker,
            confidence=read_score(word.get("confidence")),
        )
