"""Segments that Whisper's own numbers show to be invented."""

from types import SimpleNamespace

import pytest

from vidsync.transcription.engines.whisper import _is_spoken

SPOKEN = {"no_speech_prob": 0.1, "avg_logprob": -0.3, "compression_ratio": 1.2}


@pytest.mark.parametrize(
    ("numbers", "spoken"),
    [
        ({}, True),
        ({"no_speech_prob": 0.9}, True),  # quiet speech that is certain
        ({"no_speech_prob": 0.9, "avg_logprob": -1.1}, False),
        ({"avg_logprob": -1.6}, False),
        ({"compression_ratio": 2.5}, False),
        ({"probability": 0.01}, False),
    ],
)
def test_only_what_can_have_been_spoken_is_kept(numbers, spoken):
    numbers = {"probability": 0.8, **SPOKEN, **numbers}
    word = SimpleNamespace(probability=numbers.pop("probability"))
    assert _is_spoken(SimpleNamespace(words=[word, word], **numbers)) is spoken
