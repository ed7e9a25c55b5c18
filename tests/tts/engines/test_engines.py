"""Engines with responses in the documented form, and the requests that they make."""

import asyncio
import base64
import json
import sys
import warnings
from datetime import UTC, datetime

import httpx
import pytest

from vidsync import tts
from vidsync.errors import (
    AuthenticationError,
    CreditError,
    DependencyError,
    EngineError,
    InputError,
    TimestampsUnavailable,
    VidsyncWarning,
    VoiceError,
)
from vidsync.tts import Line, find_engine
from vidsync.tts.engines.services.aws import sign
from vidsync.wire.endpoint import Endpoint, Key
from vidsync.wire.http import HttpClient

KEY = "sk-very-secret-0123456789"
TEXT = "Well, yes."
ASKED = {
    "lmnt": (b"POST /v1/ai/speech ", b"X-API-Key: " + KEY.encode()),
    "playkit": (b"POST /ai/game/v2/audio/speech-with-timestamps ", b"Bearer " + KEY.encode()),
    "speechbase": (b"POST /v1/audio/speech/with-timestamps ", b"Bearer " + KEY.encode()),
    "cartesia": (b"POST /tts/sse ", b"Cartesia-Version: 2026-03-01"),
    "openai": (b"POST /audio/speech ", b"Bearer " + KEY.encode()),
    "elevenlabs": (b"POST /v1/text-to-speech/a%2Fb/with-timestamps", b"xi-api-key: "),
    "google": (b"POST /v1beta1/text:synthesize ", b"X-Goog-Api-Key: "),
    "inworld": (b"POST /tts/v1/voice ", b"Basic " + KEY.encode()),
    "hume": (b"POST /v0/tts ", b"X-Hume-Api-Key: "),
    "polly": (b"POST /v1/speech ", b"Credential=local/"),
    "minimax": (b"POST /v1/t2a_v2 ", b"Bearer " + KEY.encode()),
}


def answered(misbehaving, shape, **changes):
    async def behave(wire):
        if wire.is_further:
            await wire.answer(shape.further_body(**changes))
            return
        body = shape.body(**changes).replace(b"@URL@", wire.url.encode())
        await wire.answer(body, media_type=shape.media_type)

    misbehaving.behave = behave


@pytest.mark.parametrize("name", ASKED)
def test_an_engine_makes_the_documented_request_and_reads_the_response(
    name, recorded, misbehaving, waits
):
    shape = recorded[name]
    answered(misbehaving, shape)
    engine = shape.engine(name, misbehaving.url, waits.policy())
    speech = asyncio.run(engine.speak(TEXT, voice="a/b"))
    request = misbehaving.requests[0].decode().lower()
    for part in ASKED[name]:
        assert part.decode().lower() in request
    assert speech.transcript.text == TEXT
    assert speech.transcript.duration == pytest.approx(0.5)
    assert speech.media_type == "audio/wav"
    if shape.has_times:
        words = speech.transcript.words
        assert [word.text for word in words] == ["Well,", "yes."]
        assert [round(word.start, 3) for word in words] == [0.02, 0.25]
        assert [TEXT[slice(*word.span)].strip(",.") for word in words] == ["Well", "yes"]
        assert speech.transcript.source == "native"
    else:
        assert speech.transcript.words == ()


def test_visemes_and_spoken_words_come_with_the_speech(recorded, misbehaving, waits):
    def spoken(name):
        answered(misbehaving, recorded[name])
        engine = recorded[name].engine(name, misbehaving.url, waits.policy())
        return asyncio.run(engine.speak(TEXT, voice="v")).transcript

    assert [
        (each.set, each.name, round(each.start, 2), round(each.end, 2))
        for each in (*spoken("polly").visemes, *spoken("inworld").visemes)
    ] == [
        ("polly", "u", 0.02, 0.2),
        ("polly", "sil", 0.2, 0.5),
        ("inworld", "qw", 0.02, 0.2),
        ("inworld", "qw", 0.25, 0.45),
    ]
    assert [word.text for word in spoken("elevenlabs").spoken] == ["Well,", "yeah."]
    answered(misbehaving, recorded["polly"])
    off = tts.speak(TEXT, engine="polly", base_url=misbehaving.url, timestamps="off")
    assert off.transcript.visemes == ()


def dialogue(misbehaving, wav, lines):
    """Answer with a dialogue, in which the lines follow without a space."""

    async def behave(wire):
        text = "".join(line.text for line in lines)
        step = 0.5 / len(text)
        starts = [index * step for index in range(len(text))]
        segments, place = [], 0
        for index, line in enumerate(lines):
            end = place + len(line.text)
            segments.append({"dialogue_input_index": index, "character_start_index": place,
                             "character_end_index": end, "voice_id": line.voice})  # fmt: skip
            place = end
        answer = {
            "audio_base64": base64.b64encode(wav).decode(),
            "alignment": {
                "characters": list(text),
                "character_start_times_seconds": starts,
                "character_end_times_seconds": [start + step for start in starts],
            },
            "voice_segments": segments,
        }
        if b"with-timestamps" in wire.head:
            await wire.answer(json.dumps(answer).encode())
        else:
            await wire.answer(wav, media_type="audio/wav")

    misbehaving.behave = behave


LINES = [Line("Good day.", "v1", "Ann"), Line("Hello, Ann!", "v2", "Bob")]


def test_elevenlabs_speaks_a_conversation_in_one_go(misbehaving, waits, wav):
    dialogue(misbehaving, wav, LINES)
    engine = find_engine(
        "elevenlabs", stability=0.5, base_url=misbehaving.url, key=KEY, policy=waits.policy()
    )
    speech = asyncio.run(engine.speak_conversation(LINES, language="en-GB"))
    head, _, body = misbehaving.requests[0].partition(b"\r\n\r\n")
    assert head.startswith(b"POST /v1/text-to-dialogue/with-timestamps?output_format=mp3_44100_128")
    assert json.loads(body) == {
        "inputs": [
            {"text": "Good day.", "voice_id": "v1"},
            {"text": "Hello, Ann!", "voice_id": "v2"},
        ],
        "model_id": "eleven_v3",
        "language_code": "en",
        "settings": {"stability": 0.5},
    }
    transcript = speech.transcript
    assert [(word.text, word.turn) for word in transcript.words] == [
        ("Good", 0), ("day.", 0), ("Hello,", 1), ("Ann!", 1)
    ]  # fmt: skip
    assert [(turn.speaker, turn.voice) for turn in transcript.turns] == [
        ("Ann", "v1"), ("Bob", "v2")
    ]  # fmt: skip
    assert transcript.text == "Good day. Hello, Ann!"
    assert [transcript.text[slice(*w.span)] for w in transcript.words][2:] == ["Hello,", "Ann!"]
    untimed = asyncio.run(engine.speak_conversation(LINES, timestamps=False))
    assert untimed.transcript.words == ()
    assert misbehaving.requests[-1].startswith(b"POST /v1/text-to-dialogue?")
    with pytest.warns(VidsyncWarning, match="ignores the gap of 1 s"):
        asyncio.run(engine.speak_conversation(LINES, gap=1.0))
    assert len(misbehaving.requests) == 3


@pytest.mark.parametrize(
    ("options", "lines", "speed"),
    [
        ({"dialogue_model": ""}, LINES, 1.0),
        ({}, LINES, 1.1),
        ({}, [Line("Hi.", f"v{number}") for number in range(11)], 1.0),
        ({}, [Line("Hi. " + "a" * 2000, "v1"), Line("Yes.", "v2")], 1.0),
    ],
)
def test_elevenlabs_speaks_line_by_line_what_no_dialogue_can_be(
    options, lines, speed, recorded, misbehaving, waits
):
    answered(misbehaving, recorded["elevenlabs"])
    engine = find_engine("elevenlabs", base_url=misbehaving.url, policy=waits.policy(), **options)
    speech = asyncio.run(engine.speak_conversation(lines, speed=speed))
    assert len(misbehaving.requests) == len(lines)
    assert all(b"/v1/text-to-speech/" in request for request in misbehaving.requests)
    assert len(speech.transcript.turns) == len(lines)


@pytest.mark.parametrize("name", ASKED)
def test_without_timestamps_none_are_asked_for(name, recorded, misbehaving, waits, wav):
    shape = recorded[name]
    plain = {"playkit", "elevenlabs", "polly"}

    async def behave(wire):
        if name in plain:
            await wire.answer(wav, media_type="audio/wav")
        else:
            await wire.answer(shape.body(), media_type=shape.media_type)

    misbehaving.behave = behave
    engine = shape.engine(name, misbehaving.url, waits.policy())
    speech = asyncio.run(engine.speak(TEXT, voice="anyone", timestamps=False))
    assert speech.transcript.words == ()
    asked = misbehaving.requests[0].decode()
    wishes = (
        *('"return_timestamps":true', "with-timestamps ", '"timestamps":"on"', "<mark"),
        *('"add_timestamps":true', "timestampType", "include_timestamp_types"),
        *('"subtitle_enable":true', "SpeechMarkTypes"),
    )
    for wish in wishes:
        if not (wish == "with-timestamps " and name == "speechbase"):
            assert wish not in asked


def test_amazons_requests_are_signed_as_it_documents():
    asked = httpx.Request(
        "GET",
        "https://iam.amazonaws.com/?Action=ListUsers&Version=2010-05-08",
        headers={"content-type": "application/x-www-form-urlencoded; charset=utf-8"},
    )
    sign(
        asked,
        access_key_id="AKIDEXAMPLE",
        secret="wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY",
        session_token="",
        region="us-east-1",
        service="iam",
        now=datetime(2015, 8, 30, 12, 36, tzinfo=UTC),
    )
    assert asked.headers["authorization"].endswith(
        "SignedHeaders=content-type;host;x-amz-date, "
        "Signature=5d672d79c15b13162d9279b0855cfba6789a8edb4c82c400e06b5924a6f2b5d7"
    )


def test_polly_requests_have_a_signature_and_not_the_secret(
    recorded, misbehaving, waits, monkeypatch
):
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "AKIDEXAMPLE")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", KEY)
    monkeypatch.setenv("AWS_SESSION_TOKEN", "temporary")
    answered(misbehaving, recorded["polly"])
    engine = find_engine(
        "polly", base_url=misbehaving.url, region="eu-central-1", policy=waits.policy()
    )
    speech = asyncio.run(engine.speak("Well, yes.", speed=1.5))
    assert [word.text for word in speech.transcript.words] == ["Well,", "yes."]
    first, second = misbehaving.requests
    assert b"Credential=AKIDEXAMPLE/" in first
    assert b"/eu-central-1/polly/aws4_request" in first
    assert b"SignedHeaders=content-type;host;x-amz-date;x-amz-security-token" in first
    assert KEY.encode() not in first + second
    assert b'<prosody rate=\\"150%\\">' in first
    with pytest.raises(InputError, match="not a region"):
        find_engine("polly", region="evil.com/")
    monkeypatch.delenv("AWS_ACCESS_KEY_ID")
    with pytest.raises(AuthenticationError, match="AWS_ACCESS_KEY_ID"):
        find_engine("polly")


@pytest.fixture
def profiles(tmp_path, monkeypatch):
    """Amazon's configuration files, in an environment without other settings."""
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN", "AWS_PROFILE",
                 "AWS_REGION", "AWS_DEFAULT_REGION"):  # fmt: skip
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")
    script = tmp_path / "renewed.py"
    script.write_text(
        "import json, pathlib\n"
        "count = pathlib.Path(__file__).with_suffix('.count')\n"
        "number = len(count.read_text()) if count.exists() else 0\n"
        "count.write_text('x' * (number + 1))\n"
        "print(json.dumps({'Version': 1, 'AccessKeyId': f'AKIDRENEWED{number}',"
        f" 'SecretAccessKey': '{KEY}', 'SessionToken': 'temporary',"
        " 'Expiration': '2000-01-01T00:00:00Z' if not number else '2999-01-01T00:00:00Z'}))\n"
    )
    files = {
        "AWS_SHARED_CREDENTIALS_FILE": "[default]\naws_access_key_id = AKIDDEFAULT\n"
        f"aws_secret_access_key = {KEY}\n",
        "AWS_CONFIG_FILE": "[profile voice]\nregion = eu-west-3\n"
        f"credential_process = {sys.executable} {script}\n[profile empty]\nregion = eu-west-1\n",
    }
    for name, text in files.items():
        (tmp_path / name).write_text(text)
        monkeypatch.setenv(name, str(tmp_path / name))


def test_polly_without_keys_uses_the_credentials_of_boto3(
    profiles, recorded, misbehaving, waits, monkeypatch
):
    engine = find_engine("polly")
    assert engine.region == "us-east-1"
    answered(misbehaving, recorded["polly"])

    def spoken(**options):
        engine = find_engine("polly", base_url=misbehaving.url, policy=waits.policy(), **options)
        asyncio.run(engine.speak(TEXT, timestamps=False))
        assert KEY not in repr(engine)
        assert KEY.encode() not in misbehaving.requests[-1]
        return misbehaving.requests[-1]

    # The first credentials have expired, so the next ones sign the request.
    request = spoken(profile="voice")
    assert b"Credential=AKIDRENEWED1/" in request
    assert b"/eu-west-3/polly/aws4_request" in request
    assert b"x-amz-security-token: temporary" in request.lower()
    assert b"Credential=AKIDDEFAULT/" in spoken(profile="default")
    # A service on this machine needs no credentials.
    assert b"Credential=local/" in spoken()
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "AKIDGIVEN")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", KEY)
    monkeypatch.setenv("AWS_REGION", "eu-north-1")
    request = spoken()
    assert b"Credential=AKIDGIVEN/" in request
    assert b"/eu-north-1/polly/" in request
    assert b"Credential=AKIDMINE/" in spoken(key="other", access_key_id="AKIDMINE")


def test_missing_polly_credentials_are_one_clear_error(profiles, monkeypatch):
    with pytest.raises(AuthenticationError, match="no_such"):
        find_engine("polly", profile="no_such")
    with pytest.raises(AuthenticationError, match="'empty' has no credentials"):
        find_engine("polly", profile="empty")
    monkeypatch.setitem(sys.modules, "boto3", None)
    with pytest.raises(DependencyError) as caught:
        find_engine("polly", profile="voice")
    assert "vidsync[polly]" in caught.value.hint
    with pytest.raises(AuthenticationError, match="Polly needs a key"):
        find_engine("polly")


def test_a_request_that_amazon_throttles_is_repeated(recorded, misbehaving, waits):
    shape = recorded["polly"]

    async def behave(wire):
        if wire.number == 1:
            headers = "x-amzn-errortype: ThrottlingException:http://x\r\n"
            await wire.answer(b'{"message":"slow"}', status=400, headers=headers)
        else:
            await wire.answer(shape.body(), media_type="audio/wav")

    misbehaving.behave = behave
    engine = shape.engine("polly", misbehaving.url, waits.policy())
    asyncio.run(engine.speak(TEXT, timestamps=False))
    assert len(misbehaving.requests) == 2


def test_google_text_is_escaped_around_its_marks(recorded, misbehaving, waits):
    answered(misbehaving, recorded["google"])
    engine = recorded["google"].engine("google", misbehaving.url, waits.policy())
    asyncio.run(engine.speak("Q&A <x>", language="en-GB"))
    body = json.loads(misbehaving.requests[0].partition(b"\r\n\r\n")[2])
    assert body["input"]["ssml"] == (
        '<speak><mark name="0"/>Q&amp;A <mark name="1"/>&lt;x&gt;<mark name="end"/></speak>'
    )
    assert body["voice"] == {"languageCode": "en-GB"}


def test_a_minimax_error_with_the_status_of_a_success_is_raised(recorded, misbehaving, waits):
    async def behave(wire):
        code = 1002 if wire.number < 3 else 1008
        told = {"base_resp": {"status_code": code, "status_msg": "insufficient balance"}}
        await wire.answer(json.dumps(told).encode())

    misbehaving.behave = behave
    engine = recorded["minimax"].engine("minimax", misbehaving.url, waits.policy())
    with pytest.raises(CreditError, match="insufficient balance"):
        asyncio.run(engine.speak(TEXT, voice="v"))
    assert len(misbehaving.requests) == 3


def test_minimax_without_its_subtitle_file_keeps_the_audio(recorded, misbehaving, waits):
    shape = recorded["minimax"]

    async def behave(wire):
        if wire.is_further:
            assert b"authorization" not in wire.head.lower()
            await wire.answer(b"gone", status=404, media_type="text/plain")
        else:
            await wire.answer(shape.body().replace(b"@URL@", wire.url.encode()))

    misbehaving.behave = behave
    engine = shape.engine("minimax", misbehaving.url, waits.policy())
    with pytest.raises(TimestampsUnavailable, match="subtitle file") as caught:
        asyncio.run(engine.speak(TEXT, voice="v"))
    assert caught.value.speech.audio.startswith(b"RIFF")


@pytest.mark.parametrize(
    ("address", "base_url"),
    [
        ("file:///etc/passwd", "http://127.0.0.1"),
        ("https://a:port/", "https://api.example.com"),
        ("http://example.com/x", "https://api.example.com"),
        ("https://localhost/x", "https://api.example.com"),
        ("https://127.0.0.1/x", "https://api.example.com"),
    ],
)
def test_a_file_over_http_or_on_this_machine_is_not_fetched(address, base_url, waits):
    endpoint = Endpoint("Acme", base_url, Key(KEY))

    async def fetch():
        async with HttpClient(endpoint, waits.policy()) as client:
            await client.fetch(address)

    with pytest.raises(EngineError, match="points to a file"):
        asyncio.run(fetch())
    assert waits.seconds == []


def test_the_playkit_code_for_missing_credit_is_a_credit_error(recorded, misbehaving, waits):
    async def behave(wire):
        await wire.answer(b'{"message":"top up","code":"PLAYER_INSUFFICIENT_CREDIT"}', status=400)

    misbehaving.behave = behave
    engine = recorded["playkit"].engine("playkit", misbehaving.url, waits.policy())
    with pytest.raises(CreditError, match="top up") as caught:
        asyncio.run(engine.speak(TEXT, voice="v"))
    assert caught.value.code == "PLAYER_INSUFFICIENT_CREDIT"


def speechbase_unavailable(misbehaving, wav, *, title="timestamps_unavailable"):
    async def behave(wire):
        body = json.loads(wire.body)
        if body["timestamps"] == "on":
            problem = {"type": "about:blank", "title": title, "status": 503, "detail": "none"}
            await wire.answer(
                json.dumps(problem).encode(), status=503, media_type="application/problem+json"
            )
        else:
            audio = base64.b64encode(wav).decode()
            envelope = {"audio": audio, "mediaType": "audio/wav", "timestamps": [], "warnings": []}
            await wire.answer(json.dumps(envelope).encode())

    misbehaving.behave = behave


def test_speechbase_without_times_is_asked_again_for_the_audio(misbehaving, recorded, waits, wav):
    speechbase_unavailable(misbehaving, wav)
    engine = recorded["speechbase"].engine("speechbase", misbehaving.url, waits.policy())
    with pytest.raises(TimestampsUnavailable) as caught:
        asyncio.run(engine.speak(TEXT, voice="v"))
    assert caught.value.speech.transcript.duration == pytest.approx(0.5)
    assert len(misbehaving.requests) == 2
    assert waits.seconds == []


def test_speechbase_retry_without_timestamps_is_an_option(misbehaving, waits, wav):
    speechbase_unavailable(misbehaving, wav)
    engine = find_engine(
        "speechbase",
        model="a/b",
        retry_without_timestamps=False,
        base_url=misbehaving.url,
        policy=waits.policy(),
    )
    with pytest.raises(TimestampsUnavailable) as caught:
        asyncio.run(engine.speak(TEXT, voice="v"))
    assert caught.value.speech is None
    assert len(misbehaving.requests) == 1


def test_speechbase_warnings_are_kept_and_a_fallback_is_warned_about(misbehaving, recorded, waits):
    shape = recorded["speechbase"]
    said = ["timestamps: fallback alignment"]

    async def behave(wire):
        await wire.answer(json.dumps({**shape.answer(), "warnings": said}).encode())

    misbehaving.behave = behave
    engine = shape.engine("speechbase", misbehaving.url, waits.policy())
    with pytest.warns(VidsyncWarning, match="fallback alignment"):
        speech = asyncio.run(engine.speak(TEXT, voice="v"))
    assert speech.warnings == ("timestamps: fallback alignment",)
    said[0] = "timestamps: native"
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        speech = asyncio.run(engine.speak(TEXT, voice="v"))
    assert speech.warnings == ("timestamps: native",)


@pytest.mark.parametrize(
    ("name", "options", "voice"),
    [
        ("lmnt", {}, None),
        ("playkit", {"game_id": "game"}, "Ann"),
        ("speechbase", {"model": "vendor/model"}, "Ann"),
        ("speechbase", {}, "0d0e0f"),
        ("cartesia", {}, "Ann"),
        ("cartesia", {"encoding": "pcm_f32le", "sample_rate": 24000}, "Ann"),
        ("cartesia", {"encoding": "pcm_mulaw", "sample_rate": 8000}, "Ann"),
        ("cartesia", {"encoding": "pcm_alaw", "sample_rate": 8000}, "Ann"),
    ],
)
def test_an_engine_works_with_the_gateway(name, options, voice, gateway):
    text = "Hello there, my friend. It costs 12 dollars!"
    speech = tts.speak(text, engine=name, voice=voice, base_url=gateway, **options)
    words = speech.transcript.words
    assert [word.text for word in words] == text.split()
    assert speech.transcript.source == "native"
    assert words[-1].end <= speech.transcript.duration
    assert all(text[slice(*word.span)] in word.text for word in words)
    if name == "cartesia":
        assert speech.media_type == "audio/wav"
        assert speech.sample_rate == options.get("sample_rate", 44100)
        assert "".join(phone.ipa for phone in words[0].phones).startswith("h")


@pytest.mark.parametrize(
    ("name", "options"),
    [("speechbase", {"model": "a/b"}), ("lmnt", {}), ("espeak", {})],
)
def test_a_conversation_has_a_turn_for_each_line(name, options, gateway):
    voice = "en-us" if name == "espeak" else "someone"
    if name != "espeak":
        options = {**options, "base_url": gateway}
    lines = [Line("Good day.", voice, "Ann"), Line("Hello, Ann!", voice, "Bob")]
    speech = tts.speak_conversation(lines, engine=name, gap=0.5, **options)
    transcript = speech.transcript
    assert [turn.speaker for turn in transcript.turns] == ["Ann", "Bob"]
    assert [(word.text, word.turn) for word in transcript.words] == [
        ("Good", 0), ("day.", 0), ("Hello,", 1), ("Ann!", 1)
    ]  # fmt: skip
    assert transcript.words[2].start - transcript.words[1].end >= 0.5
    assert [transcript.text[slice(*w.span)] for w in transcript.words][2:] == ["Hello,", "Ann!"]


@pytest.mark.parametrize(
    ("name", "options", "error", "message"),
    [
        ("cartesia", {}, VoiceError, "no default voice"),
        ("lmnt", {"speed": 2}, InputError, "speed 2"),
        ("cartesia", {"speed": float("nan"), "voice": "v"}, InputError, "speed nan"),
        ("playkit", {"voice": "v"}, InputError, "game id"),
        ("playkit", {"voice": "v", "game_id": "../x"}, InputError, "game id"),
        ("lmnt", {"sample_rate": 44100}, InputError, "sample_rate"),
        ("lmnt", {"temperature": float("inf")}, InputError, "temperature"),
        ("lmnt", {"modle": "x"}, InputError, "did you mean 'model'"),
        ("lmtn", {}, EngineError, "did you mean 'lmnt'"),
    ],
)
def test_invalid_options_are_refused_before_a_request(name, options, error, message, misbehaving):
    with pytest.raises(error) as caught:
        tts.speak(TEXT, engine=name, base_url=misbehaving.url, **options)
    assert message in str(caught.value)
    assert misbehaving.requests == []


def test_a_text_that_cannot_be_spoken_is_refused(gateway):
    with pytest.raises(InputError, match="nothing"):
        tts.speak(" … ", engine="lmnt", base_url=gateway)


def test_an_empty_conversation_is_refused():
    with pytest.raises(InputError, match="no lines"):
        tts.speak_conversation([], engine="espeak")


def test_engines_of_other_packages_are_found_by_entry_points(tmp_path, monkeypatch):
    package = tmp_path / "parrot-1.0.dist-info"
    package.mkdir()
    (package / "METADATA").write_text("Metadata-Version: 2.1\nName: parrot\nVersion: 1.0\n")
    (package / "entry_points.txt").write_text(
        "[vidsync.engines]\nparrot = parrot_engine:Parrot\nghost = no_such_module:Ghost\n"
        "number = parrot_engine:NUMBER\n"
    )
    (tmp_path / "parrot_engine.py").write_text(
        "from vidsync.tts import Engine, find_engine\n"
        "NUMBER = 3\n"
        "class Parrot(Engine):\n"
        "    async def speak(self, text, **options):\n"
        "        return await find_engine('espeak').speak(text + ' ' + text)\n"
    )
    monkeypatch.syspath_prepend(tmp_path)
    assert "parrot" in tts.engine_names()
    assert [w.text for w in tts.speak("Hi", engine="parrot").transcript.words] == ["Hi", "Hi"]
    with pytest.raises(EngineError, match="can't be loaded"):
        find_engine("ghost")
    with pytest.raises(EngineError, match="not a class derived from"):
        find_engine("number")
