import base64
import io
from itertools import pairwise

import pytest

from vidsync import timings
from vidsync.audio import decode

TEXT = 'Good day, "dear" friend. It is late!'
BODY = {"model": "default-tts-model", "voice": "male-qn-qingse", "text": TEXT}
TIMED = "/ai/game-1/v2/audio/speech-with-timestamps"
PLAIN = "/ai/game-1/v2/audio/speech"


def test_offsets_match_the_words_in_the_text(client):
    answer = client.post(TIMED, json=BODY)
    assert answer.status_code == 200
    envelope = answer.json()
    assert envelope["usage_characters"] == len(TEXT)
    assert envelope["format"] == "mp3"
    items = envelope["alignment"]["items"]
    assert envelope["alignment"]["granularity"] == "word"
    assert [item["text"] for item in items] == [
        *("Good", "day", "dear", "friend"),
        *("It", "is", "late"),
    ]
    for item in items:
        assert TEXT[item["text_start"] : item["text_end"]] == item["text"]
        assert isinstance(item["start_ms"], int)
        assert isinstance(item["end_ms"], int)
        assert 0 <= item["start_ms"] < item["end_ms"] <= envelope["audio_length_ms"]
    heard = decode(io.BytesIO(base64.b64decode(envelope["audio_base64"])))
    assert heard.duration * 1000 == pytest.approx(envelope["audio_length_ms"], abs=2)
    transcript = timings.loads(answer.text)
    assert [word.span for word in transcript.words] == [
        (item["text_start"], item["text_end"]) for item in items
    ]


def test_sentences_have_their_punctuation(client):
    envelope = client.post(TIMED, json={**BODY, "subtitle_type": "sentence"}).json()
    alignment = envelope["alignment"]
    assert alignment["granularity"] == "sentence"
    assert [item["text"] for item in alignment["items"]] == [
        'Good day, "dear" friend.',
        "It is late!",
    ]
    for item in alignment["items"]:
        assert TEXT[item["text_start"] : item["text_end"]] == item["text"]


def test_pauses_in_the_text_are_silence_and_not_spoken(client):
    text = 'One [pause 1.5s] two <break time="500ms"/> three [laughs] four'
    envelope = client.post(TIMED, json={**BODY, "text": text}).json()
    items = envelope["alignment"]["items"]
    assert [item["text"] for item in items] == ["One", "two", "three", "four"]
    assert [text[item["text_start"] : item["text_end"]] for item in items] == [
        "One",
        "two",
        "three",
        "four",
    ]
    gaps = [after["start_ms"] - item["end_ms"] for item, after in pairwise(items)]
    assert gaps == pytest.approx([1800, 800, 600], abs=20)


@pytest.mark.parametrize(
    ("name", "media_type", "rate"),
    [
        ("mp3", "audio/mpeg", 24000),
        ("mp3_44100_128", "audio/mpeg", 44100),
        ("wav", "audio/wav", 24000),
        ("flac_44100", "audio/flac", 44100),
        ("opus", "audio/ogg", 48000),
    ],
)
def test_audio_is_in_the_requested_format(client, name, media_type, rate):
    answer = client.post(PLAIN, json={**BODY, "output_format": name})
    assert answer.headers["content-type"] == media_type
    assert answer.headers["x-usage-characters"] == str(len(TEXT))
    heard = decode(io.BytesIO(answer.content))
    assert heard.sample_rate == rate
    assert int(answer.headers["x-audio-length-ms"]) == pytest.approx(heard.duration * 1000, abs=3)


def test_pcm_has_no_header(client):
    answer = client.post(PLAIN, json={**BODY, "output_format": "pcm_24000"})
    seconds = len(answer.content) / 2 / 24000
    assert seconds * 1000 == pytest.approx(int(answer.headers["x-audio-length-ms"]), abs=2)


def test_a_mix_speaks_with_its_heaviest_voice(client):
    def said(**voice):
        body = {key: value for key, value in BODY.items() if key != "voice"}
        return client.post(PLAIN, json={**body, **voice}).content

    mix = [{"voice": "en-us", "weight": 20}, {"voice": "en-gb", "weight": 80}]
    assert said(voice_mix=mix) == said(voice="en-gb")
    assert said(voice_mix=mix) != said(voice="en-us")


def test_settings_change_the_audio(client):
    slow = client.post(PLAIN, json={**BODY, "voice_settings": {"speed": 0.5}})
    fast = client.post(PLAIN, json={**BODY, "voice_settings": {"speed": 2, "pitch": 5}})
    assert int(slow.headers["x-audio-length-ms"]) > 2 * int(fast.headers["x-audio-length-ms"])


def test_an_unavailable_alignment_is_null(client):
    fault = {"x-vidsync-fault": "timestamps-unavailable"}
    envelope = client.post(TIMED, json=BODY, headers=fault).json()
    assert envelope["alignment"] is None
    assert envelope["audio_length_ms"] is None
    assert envelope["audio_base64"]


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"text": "x" * 10_001}, "INVALID_REQUEST"),
        ({"text": "[pause 2s]"}, "INVALID_REQUEST"),
        ({"text": "[pause 1.2.3s] Hi"}, "INVALID_REQUEST"),
        ({"voice_mix": [{"voice": "v", "weight": 1}]}, "INVALID_REQUEST"),
        ({"output_format": "mp3_1234"}, "INVALID_REQUEST"),
        ({"voice_settings": {"speed": 3}}, "INVALID_REQUEST"),
        ({"subtitle_type": "syllable"}, "INVALID_REQUEST"),
        ({"model": None}, "INVALID_REQUEST"),
    ],
)
def test_bad_requests_have_a_message_and_a_code(client, change, code):
    answer = client.post(TIMED, json={**BODY, **change})
    assert answer.status_code == 400
    assert set(answer.json()) == {"message", "code"}
    assert answer.json()["code"] == code


@pytest.mark.parametrize(
    ("fault", "status", "code"),
    [
        ("402", 402, "INSUFFICIENT_CREDITS"),
        ("429", 429, "RATE_LIMIT_EXCEEDED"),
        ("500", 500, "INTERNAL_ERROR"),
    ],
)
def test_injected_statuses_have_their_codes(client, fault, status, code):
    answer = client.post(PLAIN, json=BODY, headers={"x-vidsync-fault": fault})
    assert (answer.status_code, answer.json()["code"]) == (status, code)


def test_a_missing_token_is_refused(client):
    answer = client.post(PLAIN, json=BODY, headers={"authorization": "Basic x"})
    assert (answer.status_code, answer.json()["code"]) == (401, "UNAUTHORIZED")


def test_voices_and_the_player_can_be_requested(client):
    voices = client.get("/ai/game-1/v2/audio/voices").json()
    assert voices["total"] == len(voices["voices"]) > 50
    assert {"voice_id", "name", "language", "kind"} <= set(voices["voices"][0])
    assert client.get("/api/external/player-info").is_success


def test_too_long_pauses_are_rejected(client):
    answer = client.post(PLAIN, json={**BODY, "text": "Hi " + "[pause 99s] " * 7})
    assert answer.status_code == 400
    assert "pauses" in answer.json()["message"]
