"""Timestamps of NeMo."""

import pytest

from vidsync.timings import load, load_document

# Words with estimated times warn.
pytestmark = pytest.mark.filterwarnings("ignore:.*estimated")

WORD = {"word": "Hi", "start": 0.08, "end": 0.4, "start_offset": 1, "end_offset": 5}


def times(transcript):
    return [(w.text, w.start, w.end) for w in transcript.words]


def test_the_words_of_a_hypothesis_are_read():
    segment = {"segment": "Hi", "start": 0.0, "end": 0.5}
    document = {"text": "Hi", "timestamp": {"word": [WORD], "segment": [segment], "char": []}}
    found = load_document(document)
    assert found.format == "nemo"
    assert times(found.transcript) == [("Hi", 0.08, 0.4)]


def test_segments_are_divided_if_there_are_no_words():
    segment = {"segment": "Hi you.", "start": 0.1, "end": 0.9}
    transcript = load([{"timestamp": {"segment": [segment]}}])
    assert (transcript.words[0].start, transcript.words[-1].end) == (0.1, 0.9)


def test_the_words_of_a_session_have_speakers():
    words = [{"word": "hi", "start_time": 0.0, "end_time": 0.4, "speaker_label": "speaker_0"},
             {"word": "yes", "start_time": 0.5, "end_time": 0.8,
              "speaker_label": "speaker_1"}]  # fmt: skip
    transcript = load({"status": "success", "session_id": "talk", "words": words})
    assert times(transcript) == [("hi", 0.0, 0.4), ("yes", 0.5, 0.8)]
    assert [turn.speaker for turn in transcript.turns] == ["speaker_0", "speaker_1"]
