"""Timing documents of Cartesia."""

import base64
import json
import struct
import wave
from io import BytesIO

import pytest

from vidsync.errors import (
    FormatError,
    TimestampsUnavailable,
    VidsyncWarning,
)
from vidsync.timings import dumps, load, load_document, loads
from vidsync.transcript import Phone, Word

CARTESIA = (
    'data: {"type":"timestamps","done":false,"status_code":206,"context_id":"c1",'
    '"word_timestamps":{"words":["Well,","yes."],"start":[0.02,0.51],"end":[0.43,0.96]}}\n\n'
    ": a comment\n\n"
    'data: {"type":"phoneme_timestamps","context_id":"c1","phoneme_timestamps":'
    '{"phonemes":["w","ɛ","l","j","ɛ","s"],"start":[0.02,0.1,0.3,0.5,0.6,0.8],'
    '"end":[0.1,0.3,0.44,0.6,0.8,0.97]}}\n\n'
    'data: {"type":"done","done":true,"status_code":206,"context_id":"c1"}\n\n'
)


def test_an_event_stream_gives_words_with_their_phones():
    transcript = loads(CARTESIA)
    assert transcript.words == (
        Word(
            "Well,",
            0.02,
            0.43,
            phones=(Phone("w", 0.02, 0.1), Phone("ɛ", 0.1, 0.3), Phone("l", 0.3, 0.43)),
        ),
        Word(
            "yes.",
            0.51,
            0.96,
            phones=(Phone("j", 0.51, 0.6), Phone("ɛ", 0.6, 0.8), Phone("s", 0.8, 0.96)),
        ),
    )


def test_sse_lines_and_lists_are_read_alike():
    events = [json.loads(line[6:]) for line in CARTESIA.splitlines() if line.startswith("data")]
    expected = loads(CARTESIA)
    assert loads(CARTESIA.replace("\n", "\r\n")) == expected
    assert loads("\n".join(map(json.dumps, events))) == expected
    assert loads(json.dumps(events)) == expected
    assert load({"events": events}) == expected
    assert loads(dumps(expected, format="cartesia")) == expected


def encoded(content: bytes) -> str:
    return base64.b64encode(content).decode()


def chunk(content: bytes) -> dict:
    return {"type": "chunk", "data": encoded(content), "done": False, "status_code": 206}


WORDS = {"type": "timestamps", "done": False, "word_timestamps": {
    "words": ["a"], "start": [0.0], "end": [0.5]}}  # fmt: skip


DONE = {"type": "done", "done": True}


@pytest.mark.parametrize(
    ("encoding", "samples", "expected"),
    [
        ("pcm_s16le", struct.pack("<4h", 0, 1, -32768, 32767), [0, 1, -32768, 32767]),
        ("pcm_f32le", struct.pack("<4f", 0, 0.5, -2.0, float("nan")), [0, 16384, -32767, 0]),
        # Codes and values of the tables in ITU-T G.711, scaled to 16 bits.
        ("pcm_mulaw", bytes([0xFF, 0x7F, 0x80, 0x00]), [0, 0, 32124, -32124]),
        ("pcm_alaw", bytes([0xD5, 0x55, 0xAA, 0x2A]), [8, -8, 32256, -32256]),
    ],
)
def test_raw_samples_become_a_wav_file(encoding, samples, expected):
    # The chunks are cut inside a sample.
    pieces = [chunk(samples[:3]), chunk(samples[3:]), chunk(samples * 1000)]
    with pytest.warns(VidsyncWarning, match="encoding"):
        assert load_document([WORDS, *pieces, DONE]).audio is None
    document = load_document([WORDS, *pieces, DONE], encoding=encoding, sample_rate=8000)
    with wave.open(BytesIO(document.audio)) as file:
        assert (file.getframerate(), file.getsampwidth(), file.getnchannels()) == (8000, 2, 1)
        assert list(struct.unpack("<4h", file.readframes(4))) == expected
    assert document.media_type == "audio/wav"
    assert document.transcript.duration == pytest.approx(4004 / 8000)


def test_a_request_in_the_list_gives_the_format_of_raw_samples():
    request = {"output_format": {"container": "raw", "encoding": "pcm_s16le", "sample_rate": 8000}}
    document = load_document([request, WORDS, chunk(bytes(16000)), DONE])
    assert document.sample_rate == 8000
    assert document.transcript.duration == 1.0
    wrapped = {**request, "events": [WORDS, chunk(bytes(16000)), DONE]}
    assert load_document(wrapped).audio == document.audio


def test_a_stream_without_done_gives_a_warning():
    with pytest.warns(VidsyncWarning, match="cut short"):
        load([WORDS, chunk(b"\0\0")])


def test_errors_and_mixed_contexts_are_reported():
    error = {"type": "error", "done": True, "title": "Limit", "message": "too many", "error": None}
    with pytest.raises(FormatError, match="Limit: too many"):
        load([WORDS, error])
    with pytest.raises(FormatError, match="second context"):
        load([{**WORDS, "context_id": "a"}, {**WORDS, "context_id": "b"}])


def test_a_stream_without_word_timestamps_is_unavailable():
    with pytest.raises(TimestampsUnavailable, match="add_timestamps"):
        load([chunk(b"\0\0"), DONE])


def test_the_error_names_arrays_of_unequal_length():
    table = {"words": ["a", "b"], "start": [0.0], "end": [0.5, 1.0]}
    with pytest.raises(FormatError, match="event 1: word_timestamps has 2 words, 1 starts"):
        load([{"type": "timestamps", "word_timestamps": table}])


def test_tags_and_sounds_are_pauses():
    words = ["<emotion", 'value="excited"/>', "Oh", "[laughter]", "yes!"]
    times = {"start": [0.0, 0.0, 0.1, 0.4, 0.9], "end": [0.0, 0.0, 0.3, 0.9, 1.2]}
    event = {"type": "timestamps", "word_timestamps": {"words": words, **times}, "done": False}
    found = load([event])
    assert [word.text for word in found.words] == ["Oh", "yes!"]
    assert [pause.text for pause in found.pauses] == ['<emotion value="excited"/>', "[laughter]"]
