"""Results of Vosk."""

import pytest

from vidsync.errors import TimestampsUnavailable
from vidsync.timings import load, load_document, loads

HELLO = {"result": [{"conf": 1.0, "start": 0.1, "end": 0.5, "word": "hello"}], "text": "hello"}
WORLD = {"result": [{"start": 0.6, "end": 1.1, "word": "world"}], "text": "world"}


def times(transcript):
    return [(w.text, w.start, w.end) for w in transcript.words]


def test_one_result_is_read():
    found = load_document(HELLO)
    assert found.format == "vosk"
    assert times(found.transcript) == [("hello", 0.1, 0.5)]
    assert found.transcript.words[0].confidence == 1.0


def test_the_results_of_a_recording_follow_each_other():
    both = [("hello", 0.1, 0.5), ("world", 0.6, 1.1)]
    assert times(load([HELLO, {"text": ""}, WORLD])) == both
    assert times(loads(
        '{"result": [{"word": "hello", "start": 0.1, "end": 0.5}], "text": "hello"}\n'
        '{"result": [{"word": "world", "start": 0.6, "end": 1.1}], "text": "world"}\n'
    )) == both  # fmt: skip


def test_the_first_alternative_is_read():
    assert times(load({"alternatives": [HELLO, WORLD]})) == [("hello", 0.1, 0.5)]


def test_a_result_without_words_says_why():
    with pytest.raises(TimestampsUnavailable, match="SetWords"):
        load({"result": [], "text": ""})
