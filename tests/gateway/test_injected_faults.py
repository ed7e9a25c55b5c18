"""The effect of each fault on an answer, for one endpoint each with JSON, events and bytes."""

import httpx
import pytest

from vidsync import gateway

JSON = "/v1/audio/speech/with-timestamps"
ENDPOINTS = {
    JSON: {"voiceId": "v", "text": "Hello there. And more."},
    "/v1/audio/speech": {"voiceId": "v", "text": "Hello there."},
    "/v1/audio/speech/stream": {"voiceId": "v", "text": "Hello there. And more."},
    "/ai/g/v2/audio/speech-with-timestamps": {"model": "m", "voice": "v", "text": "Hello."},
    "/v1/ai/speech": {"voice": "v", "text": "Hello."},
    "/tts/sse": {
        "model_id": "m",
        "voice": "v",
        "transcript": "Hello there. And more.",
        "output_format": {"container": "raw", "encoding": "pcm_s16le", "sample_rate": 24000},
    },
}
every_endpoint = pytest.mark.parametrize("path", ENDPOINTS)


def post(client, path, fault):
    return client.post(path, json=ENDPOINTS[path], headers={"x-vidsync-fault": fault})


@every_endpoint
@pytest.mark.parametrize("status", [402, 429, 500, 503])
def test_statuses_have_the_error_format_of_the_service(client, path, status):
    answer = post(client, path, f"{status}=0.25")
    assert answer.status_code == status
    assert answer.headers["retry-after"] == "0.25"
    assert "json" in answer.headers["content-type"]
    assert str(status) in answer.text


@every_endpoint
def test_a_cut_answer_starts_with_200_and_breaks_off(client, path):
    with (
        client.stream(
            "POST", path, json=ENDPOINTS[path], headers={"x-vidsync-fault": "cut"}
        ) as answer,
    ):
        assert answer.status_code == 200
        with pytest.raises(httpx.RemoteProtocolError):
            answer.read()


@every_endpoint
def test_a_malformed_answer_has_valid_http_and_an_invalid_body(client, path):
    answer = post(client, path, "malformed")
    assert answer.status_code == 200
    media_type = answer.headers["content-type"]
    if "json" in media_type:
        with pytest.raises(ValueError, match=r"Unterminated|Expecting"):
            answer.json()
    elif "event-stream" in media_type:
        first, *_, last = answer.text.split("\n\n")[:-1]
        assert not first.endswith("}")
        assert last.endswith("}")
    else:
        assert answer.content.startswith(b"<!doctype html>")


@every_endpoint
def test_a_dripping_answer_is_complete(client, path):
    dripped = post(client, path, "drip=0.001, delay=0.001")
    plain = post(client, path, "")
    assert dripped.headers["content-type"] == plain.headers["content-type"]
    if "event-stream" not in plain.headers["content-type"]:
        assert dripped.content == plain.content


def test_an_unknown_fault_is_rejected(client):
    answer = post(client, JSON, "explode")
    assert answer.status_code == 400
    assert "explode" in answer.json()["detail"]


def test_the_third_request_succeeds_after_two_counted_faults():
    settings = gateway.Settings(faults=(gateway.parse_fault("429=0.01:2"),))
    with gateway.running(settings) as url, httpx.Client(base_url=url) as client:
        headers = {"authorization": "Bearer k"}
        # Requests that do not synthesize speech don't count.
        assert client.get("/ai/g/v2/audio/voices", headers=headers).is_success
        statuses = [
            client.post(JSON, json=ENDPOINTS[JSON], headers=headers).status_code for _ in range(3)
        ]
    assert statuses == [429, 429, 200]
