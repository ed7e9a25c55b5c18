"""No request makes a service fail: each gets an answer, or an error in the service's format."""

import json

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

ENDPOINTS = {
    "/v1/ai/speech": {"voice": "v", "text": "Hi.", "return_timestamps": True},
    "/ai/g/v2/audio/speech-with-timestamps": {
        "model": "m",
        "voice": "v",
        "text": "Hi.",
        "voice_settings": {"speed": 1},
        "output_format": "wav",
        "language": "auto",
    },
    "/v1/audio/speech/with-timestamps": {
        "voiceId": "v",
        "text": "Hi.",
        "output": {"format": "pcm"},
        "pronunciations": {"rules": [{"word": "Hi", "replacement": "Ho"}]},
        "volumeDbfs": -20,
    },
    "/v1/audio/conversation/with-timestamps": {
        "model": "m",
        "turns": [{"voice": "v", "text": "Hi."}],
        "gapMs": 10,
    },
    "/tts/sse": {
        "model_id": "m",
        "voice": {"id": "v"},
        "transcript": "Hi.",
        "output_format": {"container": "raw", "encoding": "pcm_mulaw", "sample_rate": 8000},
        "generation_config": {"speed": 1},
        "speed": "normal",
    },
}
values = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(max_size=12)
    | st.sampled_from(["\x00", "\u202e", "🙂", "½.", "a" * 3000, "en", "auto", -1, 1e308, 10**30]),
    lambda inner: (
        st.lists(inner, max_size=2) | st.dictionaries(st.text(max_size=6), inner, max_size=2)
    ),
    max_leaves=6,
)
hostile = settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


@hostile
@given(st.sampled_from(sorted(ENDPOINTS)), st.data())
def test_any_value_in_any_field_gets_an_answer_or_an_error(client, path, data):
    body = json.loads(json.dumps(ENDPOINTS[path]))
    holder = body
    key = data.draw(st.sampled_from(sorted(holder)))
    if isinstance(holder[key], dict) and data.draw(st.booleans()):
        holder = holder[key]
        key = data.draw(st.sampled_from(sorted(holder)))
    holder[key] = data.draw(values)
    answer = client.post(path, json=body)
    assert answer.status_code in (200, 400)
    if answer.status_code == 400:
        assert "json" in answer.headers["content-type"]
        assert answer.json()


@hostile
@given(st.binary(max_size=200))
@pytest.mark.parametrize("media_type", ["application/json", "multipart/form-data; boundary=x"])
def test_random_bytes_are_rejected(client, media_type, content):
    headers = {"content-type": media_type}
    answer = client.post("/v1/ai/speech", content=content, headers=headers)
    assert answer.status_code == 400
    assert answer.json()["error"]["message"]


@hostile
@given(st.sampled_from(["/tts/websocket", "/v1/ai/speech/stream"]), st.text(max_size=60))
def test_any_message_is_answered_with_an_error(open_socket, path, message):
    with open_socket(path, **{"x-api-key": "k"}) as socket:
        socket.connection.send(message)
        answer = socket.receive()
    assert "error" in (answer.get("type"), *answer)
