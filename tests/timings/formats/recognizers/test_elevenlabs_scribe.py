"""Transcripts of ElevenLabs Scribe."""

import pytest

from vidsync.errors import TimestampsUnavailable
from vidsync.timings import load, load_document


def item(text, start, end, kind="word", speaker="speaker_0"):
    return {"text": text, "start": start, "end": end, "type": kind, "speaker_id": speaker,
            "logprob": 0.0}  # fmt: skip


def space(start, end):
    return item(" ", start, end, "spacing")


WORDS = [
    item("Hi", 0.1, 0.3),
    item(",", 0.3, 0.35),
    space(0.35, 0.4),
    item("you.", 0.4, 0.8),
    item("(laughs)", 0.9, 1.4, "audio_event"),
    item("Yes.", 1.5, 1.9, speaker="speaker_1"),
]


def test_spaces_separate_words_and_sounds_are_pauses():
    found = load_document({"language_code": "eng", "language_probability": 0.9, "words": WORDS})
    transcript = found.transcript
    assert found.format == "elevenlabs-scribe"
    assert [(w.text, w.start) for w in transcript.words] == [
        ("Hi,", 0.1), ("you.", 0.4), ("Yes.", 1.5),
    ]  # fmt: skip
    assert [pause.text for pause in transcript.pauses] == ["(laughs)"]
    assert [turn.speaker for turn in transcript.turns] == ["speaker_0", "speaker_1"]
    assert (transcript.language, transcript.words[0].confidence) == ("en", 1.0)


def test_the_transcripts_of_several_channels_are_merged():
    channels = [
        {"channel_index": 0, "text": "a", "words": [item("a", 0.0, 0.4, speaker=None)]},
        {"channel_index": 1, "text": "b", "words": [item("b", 0.5, 0.9, speaker=None)]},
    ]
    transcript = load({"transcripts": channels})
    assert [turn.speaker for turn in transcript.turns] == ["Channel 0", "Channel 1"]


def test_an_empty_result_has_no_words():
    with pytest.raises(TimestampsUnavailable, match="it has no words"):
        load({"language_code": "eng", "language_probability": 1.0, "text": "", "words": []})
