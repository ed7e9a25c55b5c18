"""Deepgram: the answer to a file, or the saved messages of a stream.

    {"metadata": {"duration": 2.0}, "results": {"channels": [{"alternatives": [
      {"transcript": "Hello.", "words": [{"word": "hello", "start": 0.1, "end": 0.5,
        "confidence": 0.99, "punctuated_word": "Hello.", "speaker": 0}]}]}],
      "utterances": [{"start": 0.1, "end": 0.5, "transcript": "Hello.", "speaker": 0}]}}

A stream has messages of the type ``Results`` with one ``channel`` each. Of several
alternatives the first is read. If words have no speaker, each of several channels is one.
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


class DeepgramFormat(TimingFormat):
    """Deepgram's transcription."""

    name = "deepgram"
    title = "Deepgram transcription"
    shape = ("results", "channels", "alternatives", "punctuated_word")

    def recognises(self, value: object) -> bool:
        """Tell whether there are results with channels, or messages with a channel."""
        if isinstance(value, list):
            return any(_is_message(item) for item in value[:64])
        if _is_message(value):
            return True
        results = get_path(value, "results")
        return isinstance(get_path(results, "channels"), list) or has_some_object(
            get_path(results, "utterances"), "transcript"
        )

    def read(self, value: object) -> Timings:
        """Return the words of all channels; utterances stand in for missing words."""
        words = WordCollector()
        if isinstance(value, list) or _is_message(value):
            messages = fields.as_list(value if isinstance(value, list) else [value], "the document")
            for number, item in enumerate(messages, 1):
                message = fields.as_object(item, f"message {number}")
                # A message that is not final is sent again with better words.
                if _is_message(message) and message.get("is_final") is not False:
                    channel = fields.as_object(message["channel"], f"message {number}: channel")
                    _add_channel(words, channel, f"message {number}", "")
            return words.build()
        document = fields.as_object(value, "the document")
        results = fields.as_object(document.get("results") or {}, "results")
        channels = list_objects(results, "channels", "results")
        for number, channel in enumerate(channels, 1):
            name = f"Channel {number}" if len(channels) > 1 else ""
            _add_channel(words, channel, f"channel {number}", name)
        if not len(words):
            for number, utterance in enumerate(list_objects(results, "utterances", "results"), 1):
                _add_utterance(words, utterance, f"utterance {number}")
        metadata = fields.as_object(document.get("metadata") or {}, "metadata")
        return words.build(
            duration=read_optional_time(metadata, "duration", "metadata"),
            language=read_language(get_path(channels, 0, "detected_language"))
            or read_language(get_path(channels, 0, "alternatives", 0, "languages", 0)),
        )


def _is_message(value: object) -> bool:
    return (
        isinstance(value, dict)
        and "channel_index" in value
        and isinstance(get_path(value, "channel", "alternatives"), list)
    )


def _add_channel(words: WordCollector, channel: Object, name: str, speaker: str) -> None:
    for alternative in list_objects(channel, "alternatives", name)[:1]:
        _add_words(words, alternative, name, speaker)
        if not alternative.get("words"):
            paragraphs = fields.as_object(
                alternative.get("paragraphs") or {}, f"{name}: paragraphs"
            )
            for paragraph in list_objects(paragraphs, "paragraphs", name):
                for sentence in list_objects(paragraph, "sentences", name):
                    words.add_segment(
                        fields.get_text(sentence, "text", f"{name}, a sentence"),
                        read_optional_time(sentence, "start", f"{name}, a sentence"),
                        read_optional_time(sentence, "end", f"{name}, a sentence"),
                        speaker=read_speaker(paragraph, name, "speaker") or speaker,
                    )


def _add_utterance(words: WordCollector, utterance: Object, name: str) -> None:
    speaker = read_speaker(utterance, name, "speaker")
    if utterance.get("words"):
        _add_words(words, utterance, name, speaker)
        return
    words.add_segment(
        fields.get_text(utterance, "transcript", name, default=""),
        read_optional_time(utterance, "start", name),
        read_optional_time(utterance, "end", name),
        speaker=speaker,
        confidence=read_score(utterance.get("confidence")),
    )


def _add_words(words: WordCollector, item: Object, name: str, speaker: str) -> None:
    for word in list_objects(item, "words", name):
        shown = word.get("punctuated_word") or word.get("word") or ""
        where = f"{name}, {words.name(shown)}"
        text = fields.get_text({"word": shown}, "word", where)
        own = read_speaker(word, where, "speaker")
        words.add_word(
            text,
            read_optional_time(word, "start", where),
            read_optional_time(word, "end", where),
            speaker=f"{speaker}, {own}" if speaker and own else own or speaker,
            confidence=read_score(word.get("confidence")),
        )
