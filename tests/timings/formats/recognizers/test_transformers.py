"""Chunks of the transformers pipeline."""

import pytest

from vidsync.errors import TimestampsUnavailable, TimingError, VidsyncWarning
from vidsync.timings import load, load_document

# Words with estimated times warn.
pytestmark = pytest.mark.filterwarnings("ignore:.*estimated")


def chunk(text, start, end, **more):
    return {"text": text, "timestamp": [start, end], **more}


def times(transcript):
    return [(w.text, round(w.start, 3), round(w.end, 3)) for w in transcript.words]


def test_the_last_word_without_an_end_lasts_as_long_as_its_letters():
    document = {"text": " Hi you", "chunks": [chunk(" Hi", 0.0, 0.4), chunk(" you", 0.9, None)]}
    with pytest.warns(VidsyncWarning, match="1 of 2 words have no end"):
        found = load_document(document)
    assert found.format == "transformers"
    assert found.transcript.source == "aligned"
    assert times(found.transcript) == [("Hi", 0.0, 0.4), ("you", 0.9, 1.167)]


def test_a_token_without_a_space_continues_the_word():
    chunks = [chunk(" self", 0.0, 0.4), chunk("-driving", 0.4, 0.9), chunk(" car", 0.9, 1.2)]
    assert times(load({"text": "", "chunks": chunks})) == [
        ("self-driving", 0.0, 0.9), ("car", 0.9, 1.2),
    ]  # fmt: skip


def test_sentences_are_divided_and_lists_are_unwrapped():
    chunks = [chunk(" So I wrote.", 0.0, 2.4), chunk(" A lot.", 2.6, None)]
    for document in (chunks, [{"text": "", "chunks": chunks}], {"text": "", "chunks": chunks}):
        transcript = load(document)
        assert [w.text for w in transcript.words] == ["So", "I", "wrote.", "A", "lot."]
        assert (transcript.words[2].end, transcript.words[3].start) == (2.4, 2.6)
        assert transcript.source == "estimated"


def test_speakers_become_turns():
    speakers = [chunk(" Hi.", 0.0, 0.5, speaker="SPEAKER_00"),
                chunk(" Yes.", 0.6, 0.9, speaker="SPEAKER_01")]  # fmt: skip
    document = {"speakers": speakers, "chunks": [chunk(" Hi.", 0.0, 0.5)], "text": ""}
    assert [turn.speaker for turn in load(document).turns] == ["SPEAKER_00", "SPEAKER_01"]


def test_times_that_begin_again_are_an_error():
    chunks = [chunk(" one two", 0.0, 5.0), chunk(" three four", 1.0, 2.0), chunk(" a b", 0.0, 2.0)]
    with pytest.raises(TimingError, match="before"):
        load({"text": "", "chunks": chunks})


def test_chunks_without_any_time_are_told():
    with pytest.raises(TimestampsUnavailable, match="none of its words has a time"):
        load({"text": "a b", "chunks": [chunk(" a b", None, None)]})
