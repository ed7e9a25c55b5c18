"""ElevenLabs Scribe: words, the spaces between them, and sounds.

    {"language_code": "eng", "text": "Hi (laughs)", "words": [
      {"text": "Hi", "type": "word", "start": 0.1, "end": 0.3, "speaker_id": "speaker_0",
       "logprob": -0.1},
      {"text": " ", "type": "spacing", "start": 0.3, "end": 0.4, "speaker_id": "speaker_0"},
      {"text": "(laughs)", "type": "audio_event", "start": 0.4, "end": 1.0}]}

Several channels are several such transcripts, in ``transcripts``.
"""

from __future__ import annotations

from math import exp

from vidsync.timings.base import TimingFormat, Timings
from vidsync.timings.reading import fields
from vidsync.timings.reading.fields import Object
from vidsync.timings.reading.tokens import Token
from vidsync.timings.word_lists.collector import WordCollector
from vidsync.timings.word_lists.shapes import get_path, has_some_object, list_objects
from vidsync.timings.word_lists.values import (
    read_language,
    read_optional_time,
    read_speaker,
)

_TYPES = ("word", "spacing", "audio_event")


class ElevenLabsScribeFormat(TimingFormat):
    """ElevenLabs' speech to text."""

    name = "elevenlabs-scribe"
    title = "ElevenLabs Scribe transcript"
    shape = ("language_code", "language_probability", "words", "speaker_id")

    def recognises(self, value: object) -> bool:
        """Tell whether the words have one of Scribe's types."""
        if not isinstance(value, dict):
            return False
        if has_some_object(value.get("transcripts"), "words", "text"):
            return True
        words = value.get("words")
        if words == [] or words is None:
            return "language_probability" in value
        return has_some_object(words, "text", "type") and any(
            get_path(words, index, "type") in _TYPES for index in range(len(words[:16]))
        )

    def read(self, value: object) -> Timings:
        """Return the words of all channels; sounds become pauses."""
        document = fields.as_object(value, "the document")
        transcripts = list_objects(document, "transcripts", "") or [document]
        words = WordCollector()
        for number, transcript in enumerate(transcripts):
            channel = transcript.get("channel_index", number)
            speaker = f"Channel {str(channel)[:20]}" if len(transcripts) > 1 else ""
            _add_words(words, list_objects(transcript, "words", ""), speaker)
        return words.build(
            duration=read_optional_time(document, "audio_duration_secs", "the document"),
            language=read_language(transcripts[0].get("language_code")),
        )


def _add_words(words: WordCollector, items: list[Object], channel: str) -> None:
    run: list[Token] = []
    speaker = channel
    for number, item in enumerate(items, 1):
        name = fields.name_item("word", number - 1, item.get("text"))
        text = fields.get_text(item, "text", name, default="")
        start, end = (read_optional_time(item, key, name) for key in ("start", "end"))
        if item.get("type") == "audio_event":
            words.add_tokens(run, speaker=speaker)
            run = []
            words.add_sound(text.strip(), start, end)
            continue
        if text.strip():
            own = read_speaker(item, name, "speaker_id") or channel
            if own != speaker:
                words.add_tokens(run, speaker=speaker)
                run, speaker = [], own
        run.append(Token(text, start, end, _read_probability(item.get("logprob"))))
    words.add_tokens(run, speaker=speaker)


def _read_probability(value: object) -> float | None:
    """Return the probability of a natural logarithm."""
    if isinstance(value, bool) or not isinstance(value, int | float) or not -1e9 < value <= 0:
        return None
    return exp(value)
