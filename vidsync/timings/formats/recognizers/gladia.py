"""Gladia: utterances with words, in seconds.

    {"result": {"metadata": {"audio_duration": 2.0}, "transcription": {"languages": ["en"],
      "full_transcript": "Hello.", "utterances": [{"text": "Hello.", "language": "en",
       "start": 0.1, "end": 0.5, "confidence": 0.9, "channel": 0, "speaker": 0,
       "words": [{"word": "Hello.", "start": 0.1, "end": 0.5, "confidence": 0.9}]}]}}}

Live transcription sends messages with one utterance each. Version 1 has a list ``prediction``
of utterances, with ``time_begin`` and ``time_end``. A word may begin with the space before it.
"""

from __future__ import annotations

from vidsync.timings.base import TimingFormat, Timings
from vidsync.timings.reading import fields
from vidsync.timings.reading.fields import Object
from vidsync.timings.reading.tokens import Token
from vidsync.timings.word_lists.collector import WordCollector
from vidsync.timings.word_lists.shapes import get_path, has_objects, list_objects
from vidsync.timings.word_lists.values import (
    read_language,
    read_optional_time,
    read_score,
    read_speaker,
)


class GladiaFormat(TimingFormat):
    """Gladia's transcription."""

    name = "gladia"
    title = "Gladia transcription"
    shape = ("result", "transcription", "utterances", "words", "full_transcript")

    def recognises(self, value: object) -> bool:
        """Tell whether there is a transcription with utterances, or a prediction."""
        found = _find_transcription(value)
        if found is None:
            return False
        utterances = found.get("utterances")
        if "full_transcript" in found or "prediction" in found:
            return True
        return isinstance(get_path(utterances, 0, "words"), list) and (
            get_path(utterances, 0, "words", 0, "word") is not None
            and get_path(utterances, 0, "text") is not None
        )

    def read(self, value: object) -> Timings:
        """Return the words of all utterances with their speakers."""
        found = fields.as_object(_find_transcription(value), "the transcription")
        is_old = "prediction" in found
        utterances = list_objects(found, "prediction" if is_old else "utterances", "")
        channels = {str(item.get("channel"))[:20] for item in utterances}
        words = WordCollector()
        language = read_language(get_path(found, "languages", 0))
        for number, item in enumerate(utterances, 1):
            name = f"utterance {number}"
            speaker = read_speaker(item, name, "speaker")
            if not speaker and len(channels) > 1:
                speaker = f"Channel {str(item.get('channel'))[:20]}"
            _add_utterance(words, item, name, speaker, is_old)
            language = language or read_language(item.get("language"))
        metadata = get_path(value, "result", "metadata") or get_path(value, "metadata") or {}
        return words.build(
            duration=read_optional_time(
                fields.as_object(metadata, "metadata"), "audio_duration", "metadata"
            ),
            language=language,
            missing="it is not finished"
            if get_path(value, "status") in ("queued", "processing")
            else "it has no words",
        )


def _find_transcription(value: object) -> Object | None:
    """Return the object that has the utterances."""
    if isinstance(value, list):
        said = [get_path(item, "data", "utterance") for item in value if _is_final(item)]
        utterances = [utterance for utterance in said if isinstance(utterance, dict)]
        return {"utterances": utterances, "full_transcript": ""} if utterances else None
    for path in (("result", "transcription"), ("transcription",), ("result",), ()):
        found = get_path(value, *path)
        if isinstance(found, dict) and (
            isinstance(found.get("utterances"), list)
            or has_objects(found.get("prediction"), "time_begin", "time_end")
        ):
            return found
    return None


def _is_final(message: object) -> bool:
    return get_path(message, "data", "is_final") is True


def _add_utterance(
    words: WordCollector, item: Object, name: str, speaker: str, is_old: bool
) -> None:
    first, last = ("time_begin", "time_end") if is_old else ("start", "end")
    tokens: list[Token] = []
    for word in list_objects(item, "words", name):
        text = fields.get_text(word, "word", f"{name}, a word", default="")
        where = f"{name}, {fields.name_item('word', len(tokens), text)}"
        tokens.append(
            Token(
                text,
                read_optional_time(word, first, where),
                read_optional_time(word, last, where),
                read_score(word.get("confidence")),
            )
        )
    words.add_tokens(tokens, speaker=speaker)
    if not tokens:
        words.add_segment(
            fields.get_text(item, "transcription" if is_old else "text", name, default=""),
            read_optional_time(item, first, name),
            read_optional_time(item, last, name),
            speaker=speaker,
            confidence=read_score(item.get("confidence")),
        )
