import base64
import io
import json

import numpy as np
import pytest

from vidsync import timings
from vidsync.audio import decode

TEXT = "Good day, dear friend. It is late!"
RAW = {"container": "raw", "encoding": "pcm_f32le", "sample_rate": 44100}
BODY = {
    "model_id": "sonic-3",
    "transcript": TEXT,
    "voice": {"mode": "id", "id": "6ccbfb76"},
    "output_format": RAW,
}
TIMED = {**BODY, "add_timestamps": True, "add_phoneme_timestamps": True}


def events(client, body, **headers):
    answer = client.post("/tts/sse", json=body, headers=headers)
    assert answer.status_code == 200
    assert answer.headers["content-type"].startswith("text/event-stream")
    assert b"\r" not in answer.content
    frames = answer.text.split("\n\n")
    assert frames.pop() == ""
    assert all(frame.startswith("data: ") and "\n" not in frame for frame in frames)
    return [json.loads(frame.removeprefix("data: ")) for frame in frames]


def joined(received, kind, field):
    return [
        item
        for event in received
        if event["type"] == kind
        for item in event[kind_field(kind)][field]
    ]


def kind_field(kind):
    return {"timestamps": "word_timestamps"}.get(kind, kind)


def audio(received):
    return b"".join(
        base64.b64decode(event["data"]) for event in received if event["type"] == "chunk"
    )


def test_the_stream_has_chunks_words_phonemes_and_an_end(client):
    received = events(client, {**TIMED, "context_id": "mine"})
    assert {event["context_id"] for event in received} == {"mine"}
    assert received[0]["type"] == "chunk"
    assert received[-1] == {"type": "done", "done": True, "status_code": 206, "context_id": "mine"}
    assert [event["type"] for event in received].count("done") == 1
    assert all(event["done"] is False for event in received[:-1])
    assert joined(received, "timestamps", "words") == TEXT.split()
    duration = len(audio(received)) / 4 / 44100
    for kind, texts in (("timestamps", "words"), ("phoneme_timestamps", "phonemes")):
        starts, ends = joined(received, kind, "start"), joined(received, kind, "end")
        assert len(starts) == len(ends) == len(joined(received, kind, texts))
        assert starts == sorted(starts)
        assert all(0 <= start <= end <= duration for start, end in zip(starts, ends, strict=True))
    transcript = timings.loads("".join(f"data: {json.dumps(event)}\n\n" for event in received))
    assert all(word.phones for word in transcript.words)


def test_words_are_audible_at_the_times_of_their_events(client):
    received = events(client, TIMED)
    samples = np.abs(np.frombuffer(audio(received), "<f4"))

    def loudness(start, end):
        return samples[round(start * 44100) : round(end * 44100)].mean()

    words = list(
        zip(
            joined(received, "timestamps", "start"),
            joined(received, "timestamps", "end"),
            strict=True,
        )
    )
    spoken = [loudness(start, end) for start, end in words]
    # There is silence between the two sentences.
    assert loudness(words[3][1] + 0.02, words[4][0] - 0.02) < 0.05 * min(spoken)


def test_timestamps_are_sent_only_on_request(client):
    assert {event["type"] for event in events(client, BODY)} == {"chunk", "done"}
    only_words = {event["type"] for event in events(client, {**BODY, "add_timestamps": True})}
    assert only_words == {"chunk", "timestamps", "done"}
    fault = {"x-vidsync-fault": "timestamps-unavailable"}
    assert {event["type"] for event in events(client, TIMED, **fault)} == {"chunk", "done"}


@pytest.mark.parametrize(
    ("encoding", "width"),
    [("pcm_s16le", 2), ("pcm_f32le", 4), ("pcm_mulaw", 1), ("pcm_alaw", 1)],
)
def test_chunks_are_whole_samples_of_the_requested_encoding(client, encoding, width):
    output = {"container": "raw", "encoding": encoding, "sample_rate": 16000}
    received = events(client, {**BODY, "output_format": output})
    sizes = [len(base64.b64decode(event["data"])) for event in received if event["type"] == "chunk"]
    assert all(size and size % width == 0 for size in sizes)
    whole = client.post("/tts/bytes", json={**BODY, "output_format": output})
    # A voice pauses longer between two sentences if it speaks them together.
    seconds = len(whole.content) / width / 16000
    assert seconds - 0.6 < sum(sizes) / width / 16000 < seconds + 0.05


@pytest.mark.parametrize(
    ("output", "media_type", "rate"),
    [
        ({"container": "wav", "encoding": "pcm_s16le", "sample_rate": 22050}, "audio/wav", 22050),
        ({"container": "wav", "encoding": "pcm_mulaw", "sample_rate": 8000}, "audio/wav", 8000),
        ({"container": "mp3", "sample_rate": 44100, "bit_rate": 64000}, "audio/mpeg", 44100),
    ],
)
def test_bytes_are_a_file_in_the_requested_container(client, output, media_type, rate):
    answer = client.post("/tts/bytes", json={**BODY, "output_format": output, "save": True})
    assert answer.headers["content-type"] == media_type
    assert answer.headers["cartesia-file-id"]
    assert decode(io.BytesIO(answer.content)).sample_rate == rate


@pytest.mark.parametrize(
    "voice", ["6ccbfb76", {"id": "6ccbfb76"}, {"mode": "id", "id": "6ccbfb76"}]
)
@pytest.mark.parametrize("header", [{"x-api-key": ""}, {"authorization": ""}])
def test_every_form_of_voice_and_key_is_accepted(client, voice, header):
    assert events(client, {**BODY, "voice": voice}, **header)[-1]["type"] == "done"


def test_speed_and_volume_change_the_audio(client):
    def said(**change):
        return np.frombuffer(audio(events(client, {**BODY, **change})), "<f4")

    plain = said()
    assert len(said(generation_config={"speed": 1.5})) < 0.85 * len(plain)
    assert len(said(speed="slow")) > 1.1 * len(plain)
    quiet = said(generation_config={"volume": 0.5})
    assert np.abs(quiet).max() == pytest.approx(np.abs(plain).max() / 2, rel=0.05)


def wrong(client, change, path="/tts/sse", **headers):
    return client.post(path, json={**BODY, **change}, headers=headers)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"output_format": {"container": "mp3", "sample_rate": 44100}}, "output_format.container"),
        ({"output_format": {**RAW, "sample_rate": 12345}}, "output_format.sample_rate"),
        ({"output_format": {**RAW, "encoding": "pcm_s24le"}}, "output_format.encoding"),
        ({"voice": {"mode": "embedding", "embedding": [0.1]}}, "voice"),
        ({"transcript": 5}, "transcript"),
        ({"transcript": " "}, "no text to speak"),
        ({"language": "en", "locale": "en-GB"}, "language or locale"),
        ({"generation_config": {"speed": 4}}, "generation_config.speed"),
    ],
)
def test_bad_requests_have_a_title_and_a_message(client, change, message):
    answer = wrong(client, change)
    assert answer.status_code == 400
    assert set(answer.json()) == {"error_code", "title", "message", "request_id"}
    assert message in answer.json()["message"]


def test_older_versions_get_plain_text(client):
    answer = wrong(client, {"transcript": 5}, **{"cartesia-version": "2025-04-16"})
    assert answer.headers["content-type"].startswith("text/plain")
    assert answer.text.startswith("Bad Request: transcript")


def test_too_many_and_unauthorized_have_codes(client):
    answer = wrong(client, {}, **{"x-vidsync-fault": "429=0.2"})
    assert (answer.status_code, answer.json()["error_code"]) == (429, "concurrency_limited")
    assert (answer.headers["retry-after"], answer.headers["retry-after-ms"]) == ("0.2", "200")
    answer = wrong(client, {}, authorization="", **{"x-api-key": ""})
    assert (answer.status_code, answer.json()["error_code"]) == (401, "unauthorized")
