"""Words and visemes of HeadTTS and TalkingHead."""

import pytest

from vidsync.errors import VidsyncWarning
from vidsync.timings import load, load_document

WORDS = {"words": ["Ça ", "va"], "wtimes": [93.75, 262.5], "wdurations": [87.5, 187.5]}


def times(transcript):
    return [(w.text, w.start, w.end) for w in transcript.words]


def test_milliseconds_become_seconds():
    found = load_document(WORDS)
    assert found.format == "talkinghead"
    assert times(found.transcript) == [("Ça", 0.09375, 0.18125), ("va", 0.2625, 0.45)]


def test_visemes_are_those_of_oculus():
    document = WORDS | {"visemes": ["SS", "aa"], "vtimes": [90, 150], "vdurations": [60, 90]}
    for each in (document, {"type": "audio", "data": document}):
        visemes = load(each).visemes
        assert [(v.set, v.name, v.start, v.end) for v in visemes] == [
            ("oculus", "SS", 0.09, 0.15), ("oculus", "aa", 0.15, 0.24),
        ]  # fmt: skip


def test_without_durations_a_word_lasts_until_the_next():
    document = {"words": ["a", "b"], "wtimes": [100, 300]}
    with pytest.warns(VidsyncWarning, match="word 2 .* start and end are both 0.3 s"):
        assert times(load(document))[0] == ("a", 0.1, 0.3)
