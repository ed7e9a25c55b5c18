"""Results of Google Speech-to-Text."""

import pytest

from vidsync.errors import TimestampsUnavailable
from vidsync.timings import load, load_document

# Words with estimated times warn.
pytestmark = pytest.mark.filterwarnings("ignore:.*estimated")


def result(*words, **more):
    text = " ".join(word["word"] for word in words)
    return {"alternatives": [{"transcript": text, "words": list(words)}], **more}


def times(transcript):
    return [(w.text, w.start, w.end) for w in transcript.words]


@pytest.mark.parametrize(
    "word",
    [
        {"word": "hi", "startTime": "0.100s", "endTime": "0.400s"},
        {"word": "hi", "startOffset": "0.1s", "endOffset": "0.4s"},
        {"word": "hi", "start_time": {"seconds": "0", "nanos": 100_000_000},
         "end_time": {"nanos": 400_000_000}},
        {"word": "hi", "start_offset": "0.1s", "end_offset": "0.4s"},
    ],
)  # fmt: skip
def test_the_times_of_both_versions_and_their_libraries_are_read(word):
    found = load_document({"results": [result(word, languageCode="en-us")]})
    assert found.format == "google-speech"
    assert times(found.transcript) == [("hi", 0.1, 0.4)]
    assert found.transcript.language == "en-us"


def test_a_start_that_is_left_out_is_0():
    assert times(load({"results": [result({"word": "hi", "endTime": "0.4s"})]})) == [
        ("hi", 0.0, 0.4)
    ]


def test_results_follow_each_other_and_empty_ones_are_skipped():
    document = {"results": [
        result({"word": "a", "startTime": "0s", "endTime": "0.4s"}),
        {},
        result({"word": "b", "startTime": "1s", "endTime": "1.5s"}),
    ]}  # fmt: skip
    assert times(load(document)) == [("a", 0.0, 0.4), ("b", 1.0, 1.5)]


def test_the_last_result_repeats_all_words_with_their_speakers():
    words = [{"word": "a", "startTime": "0s", "endTime": "0.4s"},
             {"word": "b", "startTime": "1s", "endTime": "1.5s"}]  # fmt: skip
    tagged = [words[0] | {"speakerTag": 1}, words[1] | {"speakerTag": 2}]
    transcript = load({"results": [result(words[0]), result(words[1]), result(*tagged)]})
    assert times(transcript) == [("a", 0.0, 0.4), ("b", 1.0, 1.5)]
    assert [turn.speaker for turn in transcript.turns] == ["Speaker 1", "Speaker 2"]


def test_the_file_of_a_batch_and_a_finished_operation_are_unwrapped():
    results = {"results": [result({"word": "a", "startOffset": "0s", "endOffset": "0.4s"})]}
    batch = {"results": {"gs://bucket/talk.wav": {"transcript": results}}}
    for document in (batch, {"name": "1", "done": True, "response": results}):
        assert times(load(document)) == [("a", 0.0, 0.4)]


def test_a_result_without_word_times_is_divided_or_refused():
    plain = {"alternatives": [{"transcript": "one two"}]}
    timed = load({"results": [plain | {"resultEndTime": "1.5s"}]})
    assert (timed.words[-1].end, timed.source) == (1.5, "estimated")
    with pytest.raises(TimestampsUnavailable, match="enableWordTimeOffsets"):
        load({"results": [plain]})


def test_a_speaker_tag_of_0_is_none():
    word = {"word": "a", "start_time": "0s", "end_time": "0.4s", "speaker_tag": 0}
    assert load({"results": [result(word)]}).turns == ()
