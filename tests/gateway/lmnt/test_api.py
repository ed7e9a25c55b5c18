import base64
import io
from itertools import pairwise

import pytest

from vidsync import timings
from vidsync.audio import decode

TEXT = "Hello, world! This is a test."
SPEECH = "/v1/ai/speech"
VERSION = {"lmnt-version": "1.2"}


def speak(client, headers=VERSION, **body):
    return client.post(SPEECH, json={"voice": "leah", "text": TEXT, **body}, headers=headers)


def heard(answer):
    return decode(io.BytesIO(base64.b64decode(answer["audio"])))


def test_entries_cover_the_audio_without_gaps(client):
    answer = speak(client, voice="en-us", return_timestamps=True, format="wav").json()
    entries = answer["timestamps"]
    assert [entry["text"] for entry in entries] == [
        *("", "Hello", ",", " ", "world", "!", " "),
        *("This", " ", "is", " ", "a", " ", "test", ".", ""),
    ]
    assert entries[0]["start"] == 0
    for entry, after in pairwise(entries):
        assert entry["start"] + entry["duration"] == pytest.approx(after["start"], abs=1e-5)
    assert all(set(entry) == {"text", "start", "duration"} for entry in entries)
    assert all(entry["duration"] == 0 for entry in entries if entry["text"] == " ")
    assert all(entry["duration"] > 0 for entry in entries if entry["text"] in ",!.")
    end = entries[-1]["start"] + entries[-1]["duration"]
    assert end == pytest.approx(heard(answer).duration, abs=1e-4)


def test_both_names_of_the_option_give_the_same_times(client):
    current = speak(client, return_timestamps=True)
    older = speak(client, headers={}, return_durations=True, seed=7)
    assert current.json()["timestamps"] == older.json()["durations"]
    assert "seed" not in current.json()
    assert older.json()["seed"] == 7
    assert "request-id" in current.headers
    for answer in (current, older):
        words = timings.loads(answer.text).words
        assert [word.text for word in words] == TEXT.split()


def test_timestamps_are_returned_only_on_request(client):
    assert set(speak(client).json()) == {"audio"}
    assert set(speak(client, headers={}).json()) == {"audio", "seed"}


@pytest.mark.parametrize(
    ("name", "media_type", "rate"),
    [
        ("mp3", "audio/mpeg", 24000),
        ("wav", "audio/wav", 24000),
        ("aac", "audio/aac", 24000),
        ("webm", "audio/webm", 48000),
        ("ulaw", "audio/wav", 24000),
        ("mulaw", "audio/wav", 8000),
    ],
)
def test_bytes_are_in_the_requested_format(client, name, media_type, rate):
    body = {"voice": "en-us", "text": TEXT, "format": name}
    answer = client.post(f"{SPEECH}/bytes", json=body)
    assert answer.headers["content-type"] == media_type
    samples = decode(io.BytesIO(answer.content))
    assert samples.sample_rate == rate
    assert samples.duration == pytest.approx(2.44, abs=0.1)


def test_raw_formats_have_no_header(client):
    def said(name):
        body = {"voice": "leah", "text": TEXT, "format": name, "sample_rate": 16000}
        return client.post(f"{SPEECH}/bytes", json=body).content

    assert said("raw") == said("pcm_s16le")
    assert len(said("pcm_f32le")) == 2 * len(said("raw"))


def test_a_form_gives_the_same_answer_as_json(client):
    form = {"voice": (None, "leah"), "text": (None, TEXT), "return_durations": (None, "true")}
    answer = client.post(SPEECH, files={**form, "format": (None, "wav"), "speed": (None, "1.0")})
    assert answer.json() == speak(client, headers={}, return_durations=True, format="wav").json()
    plain = client.post(SPEECH, data={"voice": "leah", "text": TEXT, "format": "wav"})
    assert plain.json()["audio"] == answer.json()["audio"]


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"text": "x" * 5001}, "5001 characters; the limit is 5000"),
        ({"text": ""}, "text"),
        ({"text": "!!!"}, "spoken"),
        ({"voice": 3}, "voice"),
        ({"format": "ogg"}, "format"),
        ({"sample_rate": 44100}, "sample_rate"),
        ({"speed": 9}, "speed"),
        ({"return_timestamps": "yes"}, "return_timestamps"),
    ],
)
def test_errors_for_bad_requests_name_the_mistake(client, change, message):
    answer = speak(client, **change)
    assert answer.status_code == 400
    error = answer.json()["error"]
    assert error["type"] == "invalid_request_error"
    assert message in error["message"]
    assert "request-id" in answer.headers


@pytest.mark.parametrize(
    ("fault", "type_"),
    [
        ("402", "payment_required_error"),
        ("403", "permission_error"),
        ("429", "rate_limit_error"),
        ("500", "internal_server_error"),
    ],
)
def test_injected_statuses_have_their_types(client, fault, type_):
    answer = speak(client, headers={"x-vidsync-fault": fault})
    assert (answer.status_code, answer.json()["error"]["type"]) == (int(fault), type_)


def test_a_missing_key_is_an_authentication_error(client):
    answer = speak(client, headers={"x-api-key": ""})
    assert (answer.status_code, answer.json()["error"]["type"]) == (401, "authentication_error")


def test_voices_and_account(client):
    voices = client.get("/v1/ai/voice/list").json()
    one = client.get("/v1/ai/voice/de").json()
    assert one in voices
    assert (one["owner"], one["state"]) == ("system", "ready")
    assert client.get("/v1/ai/voice/leah").status_code == 404
    account = client.get("/v1/account").json()
    assert account["plan"]["character_limit"] >= account["usage"]["characters"] > 0


def test_unsupported_paths_have_the_error_format_of_the_service(client):
    answer = client.put("/v1/ai/voice/de", json={})
    assert (answer.status_code, answer.json()["error"]["type"]) == (405, "invalid_request_error")
    answer = client.post("/v1/ai/speech/convert")
    assert (answer.status_code, answer.json()["error"]["type"]) == (404, "not_found_error")
