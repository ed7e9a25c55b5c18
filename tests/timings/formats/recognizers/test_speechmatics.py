"""Transcripts of Speechmatics."""

import pytest

from vidsync.errors import TimestampsUnavailable
from vidsync.timings import load, load_document


def item(kind, content, start, end, speaker="S1", **more):
    best = {"content": content, "confidence": 0.9, "speaker": speaker, "language": "en"}
    return {"type": kind, "start_time": start, "end_time": end, "alternatives": [best], **more}


RESULTS = [
    item("punctuation", "¿", 0.1, 0.1, attaches_to="next"),
    item("word", "Hello", 0.1, 0.5),
    item("punctuation", ",", 0.5, 0.5, attaches_to="previous"),
    item("entity", "$20", 0.6, 1.1, written_form=[], spoken_form=[]),
    item("word", "Yes", 1.2, 1.5, speaker="S2"),
]
EXPECTED = [("¿Hello,", 0.1, 0.5), ("$20", 0.6, 1.1), ("Yes", 1.2, 1.5)]


def test_punctuation_joins_the_word_that_it_is_attached_to():
    document = {"format": "2.9", "job": {"duration": 2}, "metadata": {}, "results": RESULTS}
    found = load_document(document)
    assert found.format == "speechmatics"
    assert [(w.text, w.start, w.end) for w in found.transcript.words] == EXPECTED
    assert [turn.speaker for turn in found.transcript.turns] == ["S1", "S2"]
    assert (found.transcript.duration, found.transcript.language) == (2.0, "en")


def test_the_transcripts_of_a_stream_are_read():
    messages = [{"message": "RecognitionStarted"}, {"message": "AddTranscript", "results": RESULTS},
                {"message": "AddPartialTranscript", "results": RESULTS}]  # fmt: skip
    assert [(w.text, w.start, w.end) for w in load(messages).words] == EXPECTED


def test_an_empty_result_has_no_words():
    with pytest.raises(TimestampsUnavailable, match="it has no words"):
        load({"format": "2.9", "job": {"duration": 2}, "metadata": {}, "results": []})
