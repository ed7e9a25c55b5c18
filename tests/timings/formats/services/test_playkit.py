"""Timing documents of PlayKit."""

import base64
import json
import wave
from io import BytesIO

import pytest

from vidsync.errors import (
    TimestampsUnavailable,
    VidsyncWarning,
)
from vidsync.timings import dumps, load, load_document
from vidsync.transcript import Word

PLAYKIT = {
    "audio_base64": "",
    "format": "mp3",
    "usage_characters": 8,
    "audio_length_ms": 900,
    "alignment": {
        "granularity": "word",
        "items": [
            {"text": "Good", "start_ms": 40, "end_ms": 310, "text_start": 0, "text_end": 4},
            {"text": "day", "start_ms": 310, "end_ms": 690, "text_start": 5, "text_end": 8},
        ],
    },
}


def test_milliseconds_become_seconds_and_spans_are_kept():
    transcript = load(PLAYKIT)
    assert transcript.words == (
        Word("Good", 0.04, 0.31, span=(0, 4)),
        Word("day", 0.31, 0.69, span=(5, 8)),
    )
    assert transcript.duration == 0.9
    written = json.loads(dumps(transcript, format="playkit"))
    assert written["alignment"] == PLAYKIT["alignment"]
    assert written["audio_length_ms"] == 900


def test_words_get_the_punctuation_of_the_text():
    transcript = load(PLAYKIT, text="Good day, sir")
    assert [word.text for word in transcript.words] == ["Good", "day,"]
    assert json.loads(dumps(transcript, format="playkit"))["alignment"] == PLAYKIT["alignment"]


def test_offsets_in_utf16_units_are_converted():
    items = [
        {"text": "Good", "start_ms": 0, "end_ms": 10, "text_start": 3, "text_end": 7},
        {"text": "day", "start_ms": 10, "end_ms": 20, "text_start": 8, "text_end": 11},
    ]
    transcript = load({"granularity": "word", "items": items}, text="😀 Good day!")
    assert [word.span for word in transcript.words] == [(2, 6), (7, 10)]
    assert [word.text for word in transcript.words] == ["Good", "day!"]


def test_wrong_offsets_are_replaced_with_a_warning():
    with pytest.warns(VidsyncWarning, match="offsets don't fit"):
        transcript = load(PLAYKIT, text="Oh, good day")
    assert [word.span for word in transcript.words] == [(4, 8), (9, 12)]


def test_field_names_of_the_javascript_client_are_read_too():
    document = {
        "audioLengthMs": 900,
        "alignment": {
            "granularity": "word",
            "items": [{"text": "Good", "startMs": 40, "endMs": 310, "textStart": 0, "textEnd": 4}],
        },
    }
    transcript = load(document)
    assert transcript.words == (Word("Good", 0.04, 0.31, span=(0, 4)),)
    assert transcript.duration == 0.9


def test_sentences_are_split_into_words_and_marked_as_estimated():
    items = [{"text": "Hello there, friend.", "start_ms": 100, "end_ms": 2100, "text_start": 4,
              "text_end": 24}]  # fmt: skip
    with pytest.warns(VidsyncWarning, match="sentences, not words"):
        transcript = load({"granularity": "sentence", "items": items})
    assert transcript.source == "estimated"
    assert [word.text for word in transcript.words] == ["Hello", "there,", "friend."]
    assert [word.span for word in transcript.words] == [(4, 9), (10, 16), (17, 24)]
    assert transcript.words[0].start == 0.1
    assert transcript.words[-1].end == pytest.approx(2.1)
    assert transcript.words[1].end < transcript.words[2].start


def test_sentences_without_spaces_are_split_by_character():
    items = [{"text": "你好,世界。OK", "start_ms": 0, "end_ms": 2000}]
    with pytest.warns(VidsyncWarning):
        transcript = load({"granularity": "sentence", "items": items})
    assert [word.text for word in transcript.words] == ["你", "好,", "世", "界。", "OK"]


def wav(samples: int, rate: int = 8000) -> bytes:
    file = BytesIO()
    with wave.open(file, "wb") as writer:
        writer.setnchannels(1)
        writer.setsampwidth(2)
        writer.setframerate(rate)
        writer.writeframes(b"\0\0" * samples)
    return file.getvalue()


def encoded(content: bytes) -> str:
    return base64.b64encode(content).decode()


def test_without_alignment_the_error_has_the_audio():
    document = {**PLAYKIT, "audio_base64": encoded(wav(8000)), "format": "wav", "alignment": None}
    with pytest.raises(TimestampsUnavailable, match="alignment") as caught:
        load(document)
    assert caught.value.speech is None
    with pytest.raises(TimestampsUnavailable) as caught:
        load_document(document, text="Good day")
    speech = caught.value.speech
    assert speech.audio == wav(8000)
    assert (speech.media_type, speech.sample_rate) == ("audio/wav", 8000)
    assert speech.transcript.duration == 1.0
    assert speech.transcript.text == "Good day"
