"""Timing documents of Google."""

import pytest

from vidsync.errors import VidsyncWarning
from vidsync.timings import load
from vidsync.timings.formats.services.google import format_mark_name


def times(transcript):
    return [(word.text, round(word.start, 3), round(word.end, 3)) for word in transcript.words]


def test_marks_give_the_word_and_its_span():
    text = "Hi, “you”!"
    points = [
        {"markName": format_mark_name("Hi,", (0, 3)), "timeSeconds": 0.1},
        {"markName": format_mark_name("“you”!", (4, 10)), "timeSeconds": 0.4},
        {"markName": "end", "timeSeconds": 0.9},
    ]
    transcript = load({"audioContent": "", "timepoints": points}, text=text)
    assert times(transcript) == [("Hi,", 0.1, 0.4), ("“you”!", 0.4, 0.9)]
    assert [text[slice(*word.span)] for word in transcript.words] == ["Hi,", "“you”!"]


def test_the_names_of_other_marks_are_words():
    points = [{"markName": "one", "timeSeconds": 0.1}, {"markName": "two", "timeSeconds": 0.4}]
    document = {"timepoints": points}
    with pytest.warns(VidsyncWarning, match="no end"):
        transcript = load(document, audio_duration=1.0)
    assert times(transcript) == [("one", 0.1, 0.4), ("two", 0.4, 1.0)]
