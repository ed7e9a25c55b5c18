"""Boundaries of edge-tts."""

import pytest

from vidsync.timings import load, load_document


def boundary(text, offset, duration, kind="WordBoundary"):
    return {"type": kind, "offset": offset, "duration": duration, "text": text}


def times(transcript):
    return [(w.text, w.start, w.end) for w in transcript.words]


HELLO = boundary("Hello", 1_000_000, 4_125_000)
WORLD = boundary("world", 5_250_000, 5_000_000)
EXPECTED = [("Hello", 0.1, 0.5125), ("world", 0.525, 1.025)]


def test_ticks_become_seconds_and_no_other_service_is_taken():
    found = load_document([HELLO, WORLD])
    assert (found.format, times(found.transcript)) == ("edge-tts", EXPECTED)
    untyped = [{key: item[key] for key in ("offset", "duration", "text")} for item in (HELLO,)]
    assert load_document(untyped).format == "edge-tts"


def test_audio_and_sentences_beside_words_are_left_out():
    sentence = boundary("Hello world", 1_000_000, 9_250_000, "SentenceBoundary")
    assert times(load([{"type": "audio"}, HELLO, WORLD, sentence])) == EXPECTED


@pytest.mark.filterwarnings("ignore:.*estimated")
def test_sentences_alone_are_divided():
    transcript = load([boundary("Hello world", 1_000_000, 9_000_000, "SentenceBoundary")])
    assert (transcript.words[0].start, transcript.words[1].end) == (0.1, 1.0)


def test_boundaries_in_an_object_and_parts_in_milliseconds_are_read():
    assert times(load({"boundaries": [HELLO, WORLD]})) == EXPECTED
    parts = [
        {"part": "Hello ", "start": 100, "end": 512},
        {"part": "you", "start": 520, "end": 800},
    ]
    found = load_document(parts)
    assert found.format == "edge-tts"
    assert times(found.transcript) == [("Hello", 0.1, 0.512), ("you", 0.52, 0.8)]
