"""Transcripts of Deepgram."""

import pytest

from vidsync.errors import TimestampsUnavailable
from vidsync.timings import load, load_document

# Words with estimated times warn.
pytestmark = pytest.mark.filterwarnings("ignore:.*estimated")


def word(text, start, end, **more):
    return {"word": text.lower(), "start": start, "end": end, "punctuated_word": text, **more}


def answer(*channels, **more):
    alternatives = [{"alternatives": [{"transcript": "", "words": list(c)}]} for c in channels]
    return {"metadata": {"duration": 3.0}, "results": {"channels": alternatives, **more}}


def times(transcript):
    return [(w.text, w.start, w.end) for w in transcript.words]


def test_words_have_their_punctuation_and_a_turn_for_each_change_of_speaker():
    document = answer([
        word("Hi,", 0.1, 0.4, speaker=0, confidence=0.9),
        word("Bob.", 0.4, 0.8, speaker=0),
        word("Yes?", 1.0, 1.4, speaker=1),
        word("Good.", 1.6, 2.0, speaker=0),
    ])  # fmt: skip
    found = load_document(document)
    transcript = found.transcript
    assert found.format == "deepgram"
    assert times(transcript)[0] == ("Hi,", 0.1, 0.4)
    assert [w.turn for w in transcript.words] == [0, 0, 1, 2]
    assert [turn.speaker for turn in transcript.turns] == ["Speaker 0", "Speaker 1", "Speaker 0"]
    assert (transcript.duration, transcript.words[0].confidence) == (3.0, 0.9)


def test_channels_are_merged_by_time_and_count_as_speakers():
    document = answer([word("Hello", 0.1, 0.5), word("there", 1.2, 1.5)], [word("Hi", 0.6, 0.9)])
    transcript = load(document)
    assert [w.text for w in transcript.words] == ["Hello", "Hi", "there"]
    assert [turn.speaker for turn in transcript.turns] == ["Channel 1", "Channel 2", "Channel 1"]


def test_an_utterance_without_words_is_divided():
    utterance = {"start": 1.0, "end": 2.0, "transcript": "one two", "speaker": 1, "channel": 0}
    transcript = load(answer([], utterances=[utterance]))
    assert [w.text for w in transcript.words] == ["one", "two"]
    assert (transcript.words[0].start, transcript.words[1].end) == (1.0, 2.0)
    assert transcript.source == "estimated"


def test_messages_of_a_stream_that_are_not_final_are_left_out():
    def message(text, final):
        channel = {"alternatives": [{"transcript": text, "words": [word(text, 0.0, 0.5)]}]}
        return {"type": "Results", "channel_index": [0, 1], "is_final": final, "channel": channel}

    assert times(load([message("He", False), message("Hello", True)])) == [("Hello", 0.0, 0.5)]


def test_an_empty_result_has_no_words():
    with pytest.raises(TimestampsUnavailable, match="it has no words"):
        load(answer([]))
