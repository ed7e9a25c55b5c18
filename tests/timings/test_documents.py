"""Timing documents as files and strings, with text, encodings and audio."""

import base64
import json
import wave
from io import BytesIO
from pathlib import Path

import pytest

from vidsync.errors import (
    FormatError,
    InputError,
    MediaError,
    TimestampsUnavailable,
    TimingError,
    VidsyncWarning,
)
from vidsync.timings import load, load_document, save


@pytest.mark.parametrize(
    ("format_name", "document"),
    [
        ("elevenlabs", {"audio_base64": "", "alignment": None, "normalized_alignment": None}),
        ("azure", {"Metadata": []}),
        ("polly", [{"time": 0, "type": "sentence", "value": "x"}]),
        ("google", {"audioContent": "", "timepoints": []}),
        ("inworld", {"timestampInfo": {}}),
        ("hume", {"generations": [{"audio": "", "snippets": []}]}),
        ("rime", [{"type": "chunk", "data": "", "contextId": None}]),
        ("minimax", []),
        ("openai", {"text": "hi", "words": []}),
    ],
)
def test_an_answer_without_times_is_unavailable(format_name, document):
    with pytest.raises(TimestampsUnavailable):
        load_document(document, format=format_name)


SPEECHBASE = {
    "mediaType": "audio/wav",
    "warnings": [],
    "timestamps": [
        {"text": "Well,", "start": 0.05, "end": 0.31, "turnIndex": 0},
        {"text": "yes.", "start": 0.66, "end": 1.02, "turnIndex": 1},
    ],
}


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


def test_audio_in_a_document_is_measured_and_returned():
    document = load_document({**SPEECHBASE, "audio": encoded(wav(10000))})
    assert document.audio == wav(10000)
    assert (document.media_type, document.sample_rate) == ("audio/wav", 8000)
    assert document.transcript.duration == 1.25
    assert document.format == "speechbase"


def test_times_past_the_carried_audio_are_an_error():
    with pytest.raises(TimingError, match=r"word 2 \('yes\.'\).*end"):
        load_document({**SPEECHBASE, "audio": encoded(wav(4000))})


@pytest.mark.parametrize("audio", ["?", "AAA", "Ünicode", "A" * 5])
def test_broken_base64_is_a_format_error(audio):
    with pytest.raises(FormatError, match="base64"):
        load_document({**SPEECHBASE, "audio": audio})


def test_base64_of_something_else_than_audio_is_a_media_error():
    with pytest.raises(MediaError):
        load_document({**SPEECHBASE, "audio": encoded(b"RIFF\0\0\0\0WAVE nothing of the kind")})


LMNT = {
    "timestamps": [
        {"text": "", "start": 0.0, "duration": 0.5},
        {"text": "Hi", "start": 0.5, "duration": 0.3},
        {"text": " ", "start": 0.8, "duration": 0.0},
        {"text": "there", "start": 0.8, "duration": 0.4},
        {"text": "!", "start": 1.2, "duration": 0.35},
        {"text": "", "start": 1.55, "duration": 0.01},
    ]
}


def test_save_and_load_a_file(tmp_path: Path):
    transcript = load(LMNT, text="Hi there!", language="en")
    path = tmp_path / "naïve 'name': 100%, [x].json"
    save(transcript, path)
    assert load(path) == transcript
    assert load(str(path)) == transcript
    with pytest.raises(InputError):
        load(tmp_path / "missing.json")
    with pytest.raises(InputError):
        load(tmp_path)
    with pytest.raises(InputError):
        load("a\0b")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-32"])
def test_encodings_with_a_byte_order_mark_are_read(encoding):
    document = json.dumps({"granularity": "word", "items": [
        {"text": "Grüße", "start_ms": 0, "end_ms": 5}]}, ensure_ascii=False)  # fmt: skip
    assert load(document.encode(encoding)).words[0].text == "Grüße"


def test_audio_duration_is_the_duration_of_the_transcript():
    assert load(SPEECHBASE, audio_duration=2.0).duration == 2.0
    with pytest.warns(VidsyncWarning, match=r"word 2 .*past the audio's end by under 50 ms"):
        assert load(SPEECHBASE, audio_duration=1.0).words[-1].end == 1.0
    with pytest.warns(VidsyncWarning, match=r"word 2 .*: end is 1.02 s, past .*: the word is cut"):
        assert load(SPEECHBASE, audio_duration=0.9).words[-1].end == 0.9
    with pytest.raises(TimingError, match="past the audio's end"):
        load(SPEECHBASE, audio_duration=0.5)
    with pytest.raises(InputError):
        load(SPEECHBASE, audio_duration=float("nan"))
