"""Transcripts of AssemblyAI."""

import pytest

from vidsync.errors import TimestampsUnavailable
from vidsync.timings import load, load_document

# Words with estimated times warn.
pytestmark = pytest.mark.filterwarnings("ignore:.*estimated")


def word(text, start, end, speaker="A"):
    return {"text": text, "start": start, "end": end, "confidence": 0.9, "speaker": speaker}


def times(transcript):
    return [(w.text, w.start, w.end) for w in transcript.words]


def test_milliseconds_become_seconds_and_speakers_turns():
    document = {
        "status": "completed",
        "language_code": "en_us",
        "audio_duration": 2,
        "words": [word("Hello,", 100, 500), word("you.", 600, 1100, "B")],
        "utterances": None,
    }
    found = load_document(document)
    assert found.format == "assemblyai"
    assert times(found.transcript) == [("Hello,", 0.1, 0.5), ("you.", 0.6, 1.1)]
    assert [turn.speaker for turn in found.transcript.turns] == ["A", "B"]
    assert (found.transcript.language, found.transcript.duration) == ("en-us", 2.0)


def test_utterances_stand_in_for_missing_words():
    utterance = {"speaker": "A", "text": "Hi you.", "start": 100, "end": 900, "confidence": 0.8}
    timed = utterance | {"words": [word("Hi", 100, 400), word("you.", 400, 900)]}
    document = {"status": "completed", "words": None, "utterances": [timed]}
    assert times(load(document)) == [("Hi", 0.1, 0.4), ("you.", 0.4, 0.9)]
    estimated = load({"status": "completed", "words": [], "utterances": [utterance]})
    assert (estimated.source, estimated.words[-1].end) == ("estimated", 0.9)


def test_the_sentences_of_a_transcript_are_read():
    sentence = {"text": "Hi.", "start": 250, "end": 650, "confidence": 1.0,
                "words": [word("Hi.", 250, 650)]}  # fmt: skip
    assert times(load({"sentences": [sentence], "id": "x"})) == [("Hi.", 0.25, 0.65)]


@pytest.mark.parametrize(
    ("document", "reason"),
    [
        ({"status": "completed", "text": "", "words": [], "utterances": None}, "no words"),
        ({"status": "queued", "words": None, "audio_url": "x"}, "'queued'"),
        ({"status": "error", "error": "no speech", "audio_url": "x"}, "no speech"),
    ],
)
def test_the_reason_for_missing_words_is_told(document, reason):
    with pytest.raises(TimestampsUnavailable, match=reason):
        load(document)


def test_utterances_alone_are_in_milliseconds():
    words = [
        {"text": "Hello", "start": 1000, "end": 1500},
        {"text": "you.", "start": 1500, "end": 2000},
    ]
    utterance = {"speaker": "A", "text": "Hello you.", "start": 1000, "end": 2000, "words": words}
    transcript = load({"utterances": [utterance], "words": None})
    assert [(w.text, w.start, w.end) for w in transcript.words] == [
        ("Hello", 1.0, 1.5),
        ("you.", 1.5, 2.0),
    ]
