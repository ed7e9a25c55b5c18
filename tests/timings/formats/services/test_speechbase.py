"""Timing documents of Speechbase."""

import json

import pytest

from vidsync.errors import (
    TimestampsUnavailable,
    VidsyncWarning,
)
from vidsync.timings import dumps, load, load_document
from vidsync.transcript import Turn

SPEECHBASE = {
    "mediaType": "audio/wav",
    "warnings": [],
    "timestamps": [
        {"text": "Well,", "start": 0.05, "end": 0.31, "turnIndex": 0},
        {"text": "yes.", "start": 0.66, "end": 1.02, "turnIndex": 1},
    ],
}


def test_a_conversation_has_turns_and_is_written_back():
    transcript = load(SPEECHBASE)
    assert [word.turn for word in transcript.words] == [0, 1]
    assert transcript.turns == (Turn(), Turn())
    written = json.loads(dumps(transcript, format="speechbase"))
    assert written["timestamps"] == SPEECHBASE["timestamps"]
    assert load(SPEECHBASE["timestamps"]) == transcript


def test_warnings_of_the_service_are_warnings():
    with pytest.warns(VidsyncWarning, match="timed by fallback"):
        document = load_document({**SPEECHBASE, "warnings": ["timed by fallback"]})
    assert document.warnings == ("timed by fallback",)


def test_an_answer_without_timestamps_is_unavailable():
    with pytest.raises(TimestampsUnavailable, match="empty"):
        load({"audio": "", "mediaType": "audio/wav", "timestamps": [], "warnings": []})
