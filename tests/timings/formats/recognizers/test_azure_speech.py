"""Transcriptions of Azure Speech to text."""

import pytest

from vidsync.timings import load, load_document

# Words with estimated times warn.
pytestmark = pytest.mark.filterwarnings("ignore:.*estimated")


def times(transcript):
    return [(w.text, round(w.start, 3), round(w.end, 3)) for w in transcript.words]


def phrase(best, **more):
    return {"recognitionStatus": "Success", "channel": 0, "offset": "PT0.1S", "duration": "PT0.9S",
            "offsetInTicks": 1_000_000.0, "durationInTicks": 9_000_000.0, "locale": "en-US",
            "nBest": [best], **more}  # fmt: skip


BARE = [
    {"word": "hello", "offset": "PT0.1S", "duration": "PT0.4S", "confidence": 0.9},
    {"word": "world", "offsetInTicks": 6_000_000.0, "durationInTicks": 4_000_000.0},
]


def test_words_of_a_batch_are_shown_as_displayed():
    best = {"display": "Hello, world.", "lexical": "hello world", "words": BARE}
    found = load_document({
        "recognizedPhrases": [phrase(best, speaker=1)], "duration": "PT2S",
    })  # fmt: skip
    assert found.format == "azure-speech"
    assert times(found.transcript) == [("Hello,", 0.1, 0.5), ("world.", 0.6, 1.0)]
    assert [turn.speaker for turn in found.transcript.turns] == ["Speaker 1"]
    assert (found.transcript.duration, found.transcript.language) == (2.0, "en-US")


def test_display_words_are_preferred():
    shown = [{"displayText": "$20.", "offset": "PT0.1S", "duration": "PT0.9S"}]
    best = {"display": "$20.", "words": BARE, "displayWords": shown}
    assert times(load({"recognizedPhrases": [phrase(best)]})) == [("$20.", 0.1, 1.0)]


def test_a_phrase_without_words_is_divided():
    transcript = load({"recognizedPhrases": [phrase({"display": "one two"})]})
    assert (transcript.words[0].start, transcript.words[-1].end) == (0.1, 1.0)
    assert transcript.source == "estimated"


def test_phrases_of_fast_transcription_are_in_milliseconds():
    word = {"text": "Hi.", "offsetMilliseconds": 100, "durationMilliseconds": 300}
    document = {"durationMilliseconds": 2000, "combinedPhrases": [{"text": "Hi."}], "phrases": [
        {"text": "Hi.", "offsetMilliseconds": 100, "durationMilliseconds": 300, "words": [word]}
    ]}  # fmt: skip
    assert times(load(document)) == [("Hi.", 0.1, 0.4)]
    assert load(document).duration == 2.0


def test_detailed_results_of_the_sdk_are_in_ticks():
    words = [{"Word": "hi", "Offset": 1_000_000, "Duration": 3_000_000}]
    best = {"Display": "Hi.", "Words": words}
    document = {"RecognitionStatus": "Success", "Offset": 1_000_000, "Duration": 3_000_000,
                "NBest": [best]}  # fmt: skip
    assert times(load(document)) == times(load([document])) == [("Hi.", 0.1, 0.4)]


def test_channels_without_speakers_count_as_speakers():
    phrases = [
        phrase({"display": "Hi.", "words": BARE[:1]}),
        phrase({"words": BARE[1:]}, channel=1),
    ]
    names = [turn.speaker for turn in load({"recognizedPhrases": phrases}).turns]
    assert names == ["Channel 0", "Channel 1"]
