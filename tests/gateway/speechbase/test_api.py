import base64
import io

import pytest

from vidsync import timings
from vidsync.audio import decode
from vidsync.errors import VidsyncWarning

TEXT = "Good day, dear friend. It is late!"
INLINE = {"mode": "inline", "model": "openai/tts-1", "voice": "alloy", "text": TEXT}


def post(client, path, **body):
    return client.post(f"/v1/audio/{path}", json=body)


def heard(answer):
    return decode(io.BytesIO(base64.b64decode(answer["audio"], validate=True)))


def test_timestamps_are_words_with_their_punctuation_inside_the_audio(client):
    answer = post(client, "speech/with-timestamps", **INLINE)
    assert answer.status_code == 200
    envelope = answer.json()
    words = envelope["timestamps"]
    assert " ".join(word["text"] for word in words) == TEXT
    starts = [word["start"] for word in words]
    assert starts == sorted(starts)
    assert all(set(word) == {"text", "start", "end"} for word in words)
    assert words[-1]["end"] < heard(envelope).duration
    assert envelope["mediaType"] == "audio/wav"
    assert any("native" in warning for warning in envelope["warnings"])
    with pytest.warns(VidsyncWarning, match="native"):
        transcript = timings.loads(answer.text)
    assert [word.text for word in transcript.words] == TEXT.split()


@pytest.mark.parametrize(
    ("output", "media_type", "rate"),
    [
        ("wav", "audio/wav", 24000),
        ("mp3", "audio/mpeg", 24000),
        ({"format": "mp3", "bitrate": 64, "sampleRate": 44100}, "audio/mpeg", 44100),
        ({"format": "wav", "sampleRate": 48000}, "audio/wav", 48000),
    ],
)
def test_the_audio_is_in_the_requested_format(client, output, media_type, rate):
    envelope = post(client, "speech/with-timestamps", **INLINE, output=output).json()
    assert envelope["mediaType"] == media_type
    assert heard(envelope).sample_rate == rate
    answer = post(client, "speech", **INLINE, output=output)
    assert answer.headers["content-type"] == media_type
    assert answer.content == base64.b64decode(envelope["audio"])


def test_pcm_has_no_header(client):
    answer = post(client, "speech", **INLINE, output={"format": "pcm", "sampleRate": 16000})
    wav = post(client, "speech", **INLINE, output={"format": "wav", "sampleRate": 16000})
    assert answer.headers["content-type"] == "application/octet-stream"
    assert wav.content.endswith(answer.content)


def test_timestamps_off_are_an_empty_list(client):
    envelope = post(client, "speech/with-timestamps", **INLINE, timestamps="off").json()
    assert envelope["timestamps"] == []
    assert heard(envelope).duration > 1


def test_a_saved_voice_gives_the_same_audio(client):
    inline = post(client, "speech/with-timestamps", **INLINE).json()
    saved = post(client, "speech/with-timestamps", mode="voice", voiceId="7b0c", text=TEXT).json()
    assert saved == inline


def test_the_stream_is_one_mp3_of_all_sentences(client):
    body = {**INLINE, "voice": "en-us"}
    with client.stream("POST", "/v1/audio/speech/stream", json=body) as answer:
        assert answer.headers["content-type"] == "audio/mpeg"
        assert "content-length" not in answer.headers
        content = b"".join(answer.iter_raw())
    whole = heard(post(client, "speech/with-timestamps", **body).json())
    assert decode(io.BytesIO(content)).duration == pytest.approx(whole.duration, abs=0.1)


def test_conversation_words_have_their_turn_and_times_of_the_whole_audio(client):
    turns = [
        {"voice": "alloy", "text": "Hello you."},
        {"voice": "nova", "text": "Oh, hi!"},
        {"voice": "alloy", "text": "Bye.", "speed": 2},
    ]
    body = {"mode": "conversation", "model": "openai/tts-1", "turns": turns, "gapMs": 700}
    envelope = post(client, "conversation/with-timestamps", **body).json()
    words = envelope["timestamps"]
    assert [word["turnIndex"] for word in words] == [0, 0, 1, 1, 2]
    assert [word["text"] for word in words] == ["Hello", "you.", "Oh,", "hi!", "Bye."]
    assert words[2]["start"] - words[1]["end"] == pytest.approx(0.7 + 0.3, abs=0.02)
    assert words[-1]["end"] < heard(envelope).duration
    closer = post(client, "conversation/with-timestamps", **{**body, "gapMs": 0}).json()
    assert heard(envelope).duration - heard(closer).duration == pytest.approx(1.4, abs=1e-3)
    plain = post(client, "conversation", **body)
    assert plain.content == base64.b64decode(envelope["audio"])


def test_each_turn_may_have_its_model(client):
    turns = [
        {"model": "openai/tts-1", "voice": "a", "text": "Hi."},
        {"voiceId": "b", "text": "Ho."},
    ]
    assert post(client, "conversation", turns=turns).status_code == 200


def test_the_audio_has_the_requested_level(client):
    import numpy as np

    def level(**volume):
        envelope = post(client, "speech/with-timestamps", **INLINE, **volume).json()
        data = heard(envelope).data
        return 20 * np.log10(np.sqrt(np.mean(np.square(data[np.abs(data) > 0.001]))))

    assert level(volumeDbfs=-30) == pytest.approx(-30, abs=2)
    assert level(volumeDbfs=-30) < level(volumeDbfs=-20) - 8


def test_pronunciations_change_the_audio_but_not_the_text(client):
    rules = {"rules": [{"word": "friend", "replacement": "antidisestablishmentarianism"}]}
    plain = post(client, "speech/with-timestamps", **INLINE).json()
    changed = post(client, "speech/with-timestamps", **INLINE, pronunciations=rules).json()
    assert [word["text"] for word in changed["timestamps"]] == TEXT.split()
    assert heard(changed).duration > heard(plain).duration + 0.5
    assert changed["timestamps"][3]["end"] < changed["timestamps"][4]["start"]


@pytest.mark.parametrize(
    ("path", "body", "field"),
    [
        ("speech", {"voiceId": "v", "model": "m", "voice": "v", "text": "Hi"}, ["voiceId"]),
        ("speech", {"model": "openai/tts-1", "text": "Hi"}, ["voice"]),
        ("speech", {"text": "Hi"}, ["model"]),
        ("speech", {**INLINE, "text": ""}, ["text"]),
        ("speech", {**INLINE, "text": "…"}, None),
        ("speech", {**INLINE, "text": "x" * 20_001}, ["text"]),
        ("speech", {**INLINE, "volumeDbfs": 3}, ["volumeDbfs"]),
        ("speech", {**INLINE, "output": {"format": "ogg"}}, ["output"]),
        ("speech/with-timestamps", {**INLINE, "timestamps": "auto"}, ["timestamps"]),
        ("speech/stream", {**INLINE, "text": "?!"}, None),
        ("conversation", {"turns": []}, ["turns"]),
        ("conversation", {"turns": [{"voiceId": "v", "text": "x" * 15_000}] * 2}, ["turns"]),
        ("conversation", {"turns": [{"voiceId": "v", "text": "Hi"}], "split": True}, ["split"]),
        ("speech", {**INLINE, "pronunciations": {"rules": [{"word": "a"}]}}, ["pronunciations"]),
        ("conversation", {"turns": [{"text": "Hi", "voice": "v"}]}, ["turns", 0, "model"]),
        (
            "conversation",
            {"model": "m", "turns": [{"text": "Hi", "voice": "v", "model": "m"}]},
            ["turns", 0, "model"],
        ),
    ],
)
def test_bad_requests_are_problems_that_name_the_field(client, path, body, field):
    answer = post(client, path, **body)
    assert answer.status_code == 400
    assert answer.headers["content-type"] == "application/problem+json"
    problem = answer.json()
    assert problem["status"] == 400
    assert problem["title"] == "Bad Request"
    assert problem["detail"]
    if field:
        assert problem["validation"][0]["path"][: len(field)] == field
    if field and field[0] == "turns" and len(field) > 1:
        assert problem["turn_index"] == 0


def test_the_error_for_an_unspeakable_turn_names_it(client):
    turns = [{"voice": "v", "text": "Hi"}, {"voice": "v", "text": "..."}]
    problem = post(client, "conversation", model="m", turns=turns).json()
    assert problem["turn_index"] == 1


def test_a_missing_key_is_a_problem(gateway_url, client):
    answer = client.post("/v1/audio/speech", json=INLINE, headers={"authorization": ""})
    assert answer.status_code == 401
    assert answer.json()["title"] == "Unauthorized"


def test_requests_without_timestamps_work_when_timestamps_are_unavailable(client):
    fault = {"x-vidsync-fault": "timestamps-unavailable"}
    path = "/v1/audio/speech/with-timestamps"
    failed = client.post(path, json=INLINE, headers=fault)
    assert failed.status_code == 503
    assert failed.json()["title"] == failed.json()["code"] == "timestamps_unavailable"
    assert "audio" not in failed.json()
    assert client.post(path, json={**INLINE, "timestamps": "off"}, headers=fault).is_success


def test_a_moderation_error_is_not_a_problem_document(client):
    answer = client.post("/v1/audio/speech", json=INLINE, headers={"x-vidsync-fault": "422"})
    assert answer.status_code == 422
    assert answer.headers["content-type"] == "application/json"
    assert answer.json()["error"]["code"] == "content_moderation_blocked"


@pytest.mark.filterwarnings("ignore::vidsync.errors.VidsyncWarning")
def test_degradations_by_the_engine_are_reported_as_warnings(client):
    envelope = post(client, "speech/with-timestamps", **{**INLINE, "text": "你好 hello"}).json()
    assert any("Chinese" in warning for warning in envelope["warnings"])


def test_warnings_as_errors_are_errors_of_the_client(client):
    answer = post(client, "speech/with-timestamps", **{**INLINE, "text": "你好 hello"})
    assert answer.status_code == 400
    assert "Chinese" in answer.json()["detail"]
