"""Amazon Transcribe: items of words and punctuation, times as strings.

    {"jobName": "j", "results": {"transcripts": [{"transcript": "Hello."}], "items": [
      {"type": "pronunciation", "start_time": "0.1", "end_time": "0.5", "speaker_label": "spk_0",
       "alternatives": [{"confidence": "0.9", "content": "Hello"}]},
      {"type": "punctuation", "alternatives": [{"confidence": "0.0", "content": "."}]}],
     "speaker_labels": {"segments": [{"items": [{"start_time": "0.1", "speaker_label": "spk_0"}]}]},
     "channel_labels": {"channels": [{"channel_label": "ch_0", "items": […]}]}}}

A stream has such items in ``{"Transcript": {"Results": [{"IsPartial": false, "Alternatives":
[{"Items": [{"Content": "Hello", "StartTime": 0.1, "EndTime": 0.5}]}]}]}}``.

Older answers name the speaker of a word only in ``speaker_labels``. Channels without
speakers count as speakers.
"""

from __future__ import annotations

from vidsync.timings.base import TimingFormat, Timings
from vidsync.timings.reading import fields
from vidsync.timings.reading.fields import Object
from vidsync.timings.word_lists.collector import WordCollector
from vidsync.timings.word_lists.messages import keep_final
from vidsync.timings.word_lists.shapes import get_path, list_objects
from vidsync.timings.word_lists.values import (
    read_language,
    read_optional_time,
    read_score,
    read_speaker,
)


class AmazonTranscribeFormat(TimingFormat):
    """Amazon Transcribe's results."""

    name = "amazon-transcribe"
    title = "Amazon Transcribe results"
    shape = ("jobName", "results", "transcripts", "items", "alternatives")

    def recognises(self, value: object) -> bool:
        """Tell whether the results have items and transcripts."""
        if any(_list_streamed(item) for item in _list_messages(value)[:64]):
            return True
        results = get_path(value, "results")
        if not isinstance(results, dict):
            return isinstance(value, dict) and {"jobName", "status"} <= value.keys()
        return isinstance(results.get("transcripts"), list) or (
            isinstance(results.get("items"), list)
            and isinstance(get_path(results["items"], 0, "alternatives"), list)
        )

    def read(self, value: object) -> Timings:
        """Return the words, with punctuation joined to the word before it."""
        messages = _list_messages(value)
        if any(map(_list_streamed, messages)):
            return _read_stream(messages)
        document = fields.as_object(value, "the document")
        results = fields.as_object(document.get("results") or {}, "results")
        labels = _read_labels(results)
        words = WordCollector()
        channels = fields.as_object(results.get("channel_labels") or {}, "channel_labels")
        for channel in list_objects(channels, "channels", "channel_labels"):
            label = read_speaker(channel, "a channel", "channel_label")
            _add_items(words, list_objects(channel, "items", label or "a channel"), labels, label)
        if not len(words):
            _add_items(words, list_objects(results, "items", "results"), labels, "")
        for number, segment in enumerate(list_objects(results, "audio_segments", "results"), 1):
            # These repeat the items, which may have been left out to keep the file small.
            if number == 1 and len(words):
                break
            name = f"segment {number}"
            words.add_segment(
                fields.get_text(segment, "transcript", name, default=""),
                read_optional_time(segment, "start_time", name),
                read_optional_time(segment, "end_time", name),
                speaker=read_speaker(segment, name, "speaker_label"),
            )
        status = document.get("status")
        return words.build(
            language=read_language(results.get("language_code")),
            missing="it has no words"
            if results
            else f"it has no results (its status is {fields.shorten(status)})",
        )


def _list_messages(value: object) -> list[object]:
    return value if isinstance(value, list) else [value]


def _list_streamed(message: object) -> list[object]:
    """Return the results of a stream's message; empty if it is none."""
    results = get_path(message, "Transcript", "Results")
    return results if isinstance(results, list) else []


def _read_stream(messages: list[object]) -> Timings:
    words = WordCollector()
    results = [result for message in messages for result in _list_streamed(message)]
    for number, result in enumerate(keep_final(results), 1):
        for alternative in list_objects(result, "Alternatives", f"result {number}")[:1]:
            for item in list_objects(alternative, "Items", f"result {number}"):
                where = words.name(item.get("Content"))
                content = fields.get_text(item, "Content", where, default="")
                if item.get("Type") == "punctuation":
                    words.add_mark(content)
                    continue
                words.add_word(
                    content,
                    read_optional_time(item, "StartTime", where),
                    read_optional_time(item, "EndTime", where),
                    speaker=read_speaker(item, where, "Speaker")
                    or read_speaker(result, where, "ChannelId"),
                    confidence=read_score(item.get("Confidence")),
                )
    return words.build()


def _read_labels(results: Object) -> dict[str, str]:
    """Return the speakers by the start of a word, as it is written."""
    labels: dict[str, str] = {}
    speakers = fields.as_object(results.get("speaker_labels") or {}, "speaker_labels")
    for segment in list_objects(speakers, "segments", "speaker_labels"):
        for item in list_objects(segment, "items", "a segment"):
            start = str(item.get("start_time"))[:32]
            labels[start] = read_speaker(item, "a segment", "speaker_label")
    return labels


def _add_items(
    words: WordCollector, items: list[Object], labels: dict[str, str], channel: str
) -> None:
    speaker = channel
    for number, item in enumerate(items, 1):
        best = fields.as_object(get_path(item, "alternatives", 0) or {}, f"item {number}")
        content = fields.get_text(best, "content", f"item {number}", default="")
        if item.get("type") == "punctuation":
            words.add_mark(content)
            continue
        where = words.name(content)
        own = read_speaker(item, where, "speaker_label")
        # A word without a label belongs to the speaker before it.
        speaker = own or labels.get(str(item.get("start_time"))[:32], "") or speaker
        words.add_word(
            content,
            read_optional_time(item, "start_time", where),
            read_optional_time(item, "end_time", where),
            speaker=speaker,
            confidence=read_score(best.get("confidence")),
        )
