"""Recognizers of services: the requests that they make, and the words in the answers."""

import json
from email import message_from_bytes
from urllib.parse import parse_qs, urlsplit

import pytest

from tests.transcription.engines.conftest import ANSWERS, KEY, SECONDS
from vidsync.audio import decode
from vidsync.errors import EngineError, InputError
from vidsync.transcription import find_recognizer, recognizer_names


def read_request(request):
    """Return the method, the path, the query, the headers and the body of a request."""
    head, _, body = request.partition(b"\r\n\r\n")
    first, _, fields = head.partition(b"\r\n")
    method, target, _ = first.decode().split(" ")
    headers = {key.lower(): value for key, value in message_from_bytes(fields).items()}
    return method, urlsplit(target).path, parse_qs(urlsplit(target).query), headers, body


def read_form(request):
    """Return the file and the other fields of a form; each field is a list of values."""
    *_, headers, body = read_request(request)
    head = f"content-type: {headers['content-type']}\r\n\r\n".encode()
    form, file = {}, None
    for part in message_from_bytes(head + body).get_payload():
        name = part.get_param("name", header="content-disposition")
        if part.get_filename():
            assert name == "file"
            file = part
        else:
            form.setdefault(name, []).append(part.get_payload(decode=True).decode())
    return file, form


def assert_is_the_sound(content):
    heard = decode(content)
    assert heard.sample_rate == 16000
    assert heard.channels == 1
    assert heard.duration == pytest.approx(SECONDS)


def ask(name, server, waits, sound, *, language=None, prompt=None, **options):
    """Ask a recognizer, whose service answers well."""
    ANSWERS[name].serve(server)
    recognizer = ANSWERS[name].recognizer(name, server.url, waits.policy(), **options)
    return recognizer.recognize(sound, language=language, prompt=prompt)


def test_a_recognizer_returns_words_with_times_confidence_and_language(
    name, answers, misbehaving, waits, sound
):
    heard = ask(name, misbehaving, waits, sound)
    assert [word.text for word in heard.words] == ["Well,", "yes."]
    assert [(round(word.start, 3), round(word.end, 3)) for word in heard.words] == [
        (0.1, 0.4),
        (0.5, 0.95),
    ]
    expected = [0.607, 0.607] if name == "openai" else [0.75, 0.5]
    assert [round(word.confidence, 3) for word in heard.words] == expected
    assert heard.language == ("en-us" if name == "assemblyai" else "en")
    assert heard.language_confidence == (None if name == "openai" else 0.98)


def test_speakers_become_turns(misbehaving, waits, sound):
    for name in ("deepgram", "assemblyai", "elevenlabs"):
        heard = ask(name, misbehaving, waits, sound, diarize=True)
        assert [word.turn for word in heard.words] == [0, 1], name
        assert [turn.speaker for turn in heard.turns] == ["Speaker 1", "Speaker 2"]
        misbehaving.requests.clear()


def test_whisper_cpp_is_sent_a_wav_file_without_a_key(misbehaving, waits, sound):
    ANSWERS["whisper-cpp"].serve(misbehaving)
    recognizer = find_recognizer(
        "whisper-cpp", base_url=misbehaving.url, policy=waits.policy(), terms=["Ann"], path="/v/i"
    )
    heard = recognizer.recognize(sound, language="de-AT", prompt="Guten Tag.")
    method, path, _, headers, _ = read_request(misbehaving.requests[0])
    assert (method, path) == ("POST", "/v/i")
    assert "authorization" not in headers
    file, form = read_form(misbehaving.requests[0])
    assert file.get_filename() == "sound.wav"
    assert_is_the_sound(file.get_payload(decode=True))
    assert form == {
        "response_format": ["verbose_json"],
        "temperature": ["0.0"],
        "language": ["de"],
        "no_language_probabilities": ["true"],
        "prompt": ["Ann Guten Tag."],
    }
    assert heard.language_confidence is None
    recognizer.recognize(sound)
    _, form = read_form(misbehaving.requests[1])
    assert form["language"] == ["auto"]
    assert "no_language_probabilities" not in form


@pytest.mark.parametrize(
    ("model", "options", "expected"),
    [
        ("whisper-1", {}, {"language": ["pt"], "prompt": ["Ann Bom dia."],
                           "response_format": ["verbose_json"],
                           "timestamp_granularities[]": ["word", "segment"]}),
        ("gpt-transcribe", {}, {"language": ["pt"], "prompt": ["Bom dia."], "keywords[]": ["Ann"],
                                "response_format": ["json"]}),
        ("gpt-4o-transcribe", {}, {"language": ["pt"], "prompt": ["Ann Bom dia."],
                                   "response_format": ["json"]}),
        ("gpt-4o-transcribe-diarize", {}, {"language": ["pt"], "chunking_strategy": ["auto"],
                                           "response_format": ["diarized_json"]}),
    ],
)  # fmt: skip
def test_openai_is_asked_for_what_the_model_has(
    model, options, expected, misbehaving, waits, sound
):
    ask(
        "openai",
        misbehaving,
        waits,
        sound,
        language="pt-BR",
        prompt="Bom dia.",
        model=model,
        terms=["Ann"],
    )
    method, path, _, headers, _ = read_request(misbehaving.requests[0])
    assert (method, path) == ("POST", "/audio/transcriptions")
    assert headers["authorization"] == f"Bearer {KEY}"
    file, form = read_form(misbehaving.requests[0])
    assert (file.get_filename(), file.get_content_type()) == ("sound.flac", "audio/flac")
    assert_is_the_sound(file.get_payload(decode=True))
    assert form == {"model": [model], **expected}


def test_words_without_times_are_spread_over_what_is_heard(misbehaving, waits, sound):
    async def behave(wire):
        await wire.answer(
            b'{"text": "Well, yes.", "languages": [{"code": "en"}], "usage": {"type": "tokens"}}'
        )

    misbehaving.behave = behave
    recognizer = ANSWERS["openai"].recognizer(
        "openai", misbehaving.url, waits.policy(), model="gpt-transcribe"
    )
    heard = recognizer.recognize(sound)
    assert [word.text for word in heard.words] == ["Well,", "yes."]
    assert heard.words[0].start == pytest.approx(0.1, abs=0.02)
    assert heard.words[1].end == pytest.approx(1.0, abs=0.02)
    assert heard.words[0].end == pytest.approx(heard.words[1].start)
    assert heard.language == "en"


def test_segments_with_speakers_are_read(misbehaving, waits, sound):
    said = [("A", "Well, yes."), ("B", "No.")]
    segments = [
        {"id": f"s{n}", "type": "transcript.text.segment", "start": n * 0.5, "end": n * 0.5 + 0.4,
         "text": text, "speaker": speaker}
        for n, (speaker, text) in enumerate(said)
    ]  # fmt: skip
    answer = {"task": "transcribe", "duration": 1.5, "text": "Well, yes. No.", "segments": segments}

    async def behave(wire):
        await wire.answer(json.dumps(answer).encode())

    misbehaving.behave = behave
    recognizer = ANSWERS["openai"].recognizer(
        "openai", misbehaving.url, waits.policy(), model="gpt-4o-transcribe-diarize"
    )
    assert recognizer.finds_speakers
    heard = recognizer.recognize(sound)
    assert [(word.text, heard.turns[word.turn].speaker) for word in heard.words] == [
        ("Well,", "Speaker 1"),
        ("yes.", "Speaker 1"),
        ("No.", "Speaker 2"),
    ]


def test_deepgram_is_sent_the_file_itself(misbehaving, waits, sound):
    ask("deepgram", misbehaving, waits, sound, terms=["Ann Lee", "Böb"], diarize=True)
    ask("deepgram", misbehaving, waits, sound, language="en-GB", prompt="Well.", model="nova-2",
        terms=["Ann"], fillers=False, smart_format=False)  # fmt: skip
    method, path, query, headers, body = read_request(misbehaving.requests[0])
    assert (method, path) == ("POST", "/v1/listen")
    assert headers["authorization"] == f"Token {KEY}"
    assert headers["content-type"] == "audio/flac"
    assert_is_the_sound(body)
    assert query == {
        "model": ["nova-3"],
        "punctuate": ["true"],
        "detect_language": ["true"],
        "smart_format": ["true"],
        "filler_words": ["true"],
        "diarize_model": ["latest"],
        "keyterm": ["Ann Lee", "Böb"],
    }
    assert read_request(misbehaving.requests[1])[2] == {
        "model": ["nova-2"],
        "punctuate": ["true"],
        "language": ["en-GB"],
        "keywords": ["Ann"],
    }


def test_elevenlabs_is_sent_a_form(misbehaving, waits, sound):
    ask("elevenlabs", misbehaving, waits, sound, language="fr-CA", terms=["Ann", "Böb"], seed=7,
        diarize=True, speakers=2)  # fmt: skip
    method, path, _, headers, _ = read_request(misbehaving.requests[0])
    assert (method, path) == ("POST", "/v1/speech-to-text")
    assert headers["xi-api-key"] == KEY
    file, form = read_form(misbehaving.requests[0])
    assert file.get_filename() == "sound.flac"
    assert_is_the_sound(file.get_payload(decode=True))
    assert form == {
        "model_id": ["scribe_v2"],
        "timestamps_granularity": ["word"],
        "tag_audio_events": ["false"],
        "diarize": ["true"],
        "language_code": ["fr"],
        "num_speakers": ["2"],
        "seed": ["7"],
        "keyterms": ["Ann", "Böb"],
    }


def test_assemblyai_is_asked_until_the_transcript_is_done(misbehaving, waits, sound):
    ask("assemblyai", misbehaving, waits, sound, language="en-GB", prompt="A talk on birds.",
        model="universal-3-5-pro", diarize=True, speakers=2)  # fmt: skip
    asked = [read_request(request) for request in misbehaving.requests]
    assert [(method, path) for method, path, *_ in asked] == [
        ("POST", "/v2/upload"),
        ("POST", "/v2/transcript"),
        ("GET", "/v2/transcript/t-1"),
        ("GET", "/v2/transcript/t-1"),
    ]
    assert all(headers["authorization"] == KEY for *_, headers, _ in asked)
    assert asked[0][3]["content-type"] == "application/octet-stream"
    assert_is_the_sound(asked[0][4])
    assert json.loads(asked[1][4]) == {
        "audio_url": "https://cdn.assemblyai.com/upload/1",
        "punctuate": True,
        "format_text": True,
        "language_code": "en",
        "speech_models": ["universal-3-5-pro"],
        "disfluencies": True,
        "speaker_labels": True,
        "speakers_expected": 2,
        "prompt": "A talk on birds.",
    }
    assert waits.seconds == [3.0, 3.0]


def test_assemblyai_is_sent_terms_instead_of_the_prompt(misbehaving, waits, sound):
    ask("assemblyai", misbehaving, waits, sound, terms=["Ann"], prompt="Well.", fillers=False)
    assert json.loads(read_request(misbehaving.requests[1])[4]) == {
        "audio_url": "https://cdn.assemblyai.com/upload/1",
        "punctuate": True,
        "format_text": True,
        "language_detection": True,
        "keyterms_prompt": ["Ann"],
    }


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        ({"status": "error", "error": "Download error, no luck"}, "refused the request: Download"),
        ({"status": "error"}, "AssemblyAI refused the request"),
        ({"status": "odd\x00"}, "unknown status 'odd'"),
        ({"words": []}, "unknown status 'None'"),
        ({"status": "processing"}, "has not finished after 60 s: it is processing"),
    ],
)
def test_a_transcript_that_never_is_done_is_an_error(answer, expected, misbehaving, waits, sound):
    async def behave(wire):
        body = ANSWERS["assemblyai"].before[wire.number - 1] if wire.number < 3 else answer
        await wire.answer(json.dumps(body).encode())

    misbehaving.behave = behave
    policy = waits.policy(clock=lambda: sum(waits.seconds))
    recognizer = ANSWERS["assemblyai"].recognizer(
        "assemblyai", misbehaving.url, policy, longest_job=60.0
    )
    with pytest.raises(EngineError, match=expected):
        recognizer.recognize(sound)


def test_a_sound_in_which_nothing_is_spoken_has_no_words(misbehaving, waits, sound):
    silent = {
        "whisper-cpp": {"text": " [BLANK_AUDIO]\n", "language": "english", "segments": [
            {"id": 0, "text": " [BLANK_AUDIO]", "start": 0, "end": 1.5}]},
        "openai": {"text": "", "words": [], "segments": [], "language": "english"},
        "deepgram": {"metadata": {}, "results": {"channels": [
            {"alternatives": [{"transcript": "", "confidence": 0.0, "words": []}]}]}},
        "elevenlabs": {"language_code": "eng", "language_probability": 0.1, "text": "",
                       "words": []},
        "assemblyai": {"status": "error", "error": "language_detection cannot be performed on "
                       "files with no spoken audio."},
    }  # fmt: skip
    for name, answer in silent.items():
        before = ANSWERS[name].before[:2]

        async def behave(wire, answer=answer, before=before):
            body = before[wire.number - 1] if wire.number <= len(before) else answer
            await wire.answer(json.dumps(body).encode())

        misbehaving.behave = behave
        recognizer = ANSWERS[name].recognizer(name, misbehaving.url, waits.policy())
        assert recognizer.recognize(sound).words == (), name
        misbehaving.requests.clear()


def test_an_empty_sound_is_not_sent(name, answers, misbehaving, waits, sound):
    recognizer = answers.recognizer(name, misbehaving.url, waits.policy())
    assert recognizer.recognize(type(sound)(sound.data[:0], 16000)).words == ()
    assert misbehaving.requests == []


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        ({"terms": "Ann"}, "give a list"),
        ({"terms": [""]}, "not a name"),
        ({"terms": ["a\nb"]}, "not a name"),
        ({"terms": ["x"] * 1001}, "1001 terms"),
        ({"terms": ["x" * 201]}, "201 characters"),
        ({"tems": ["x"]}, "no option 'tems'"),
    ],
)
def test_terms_that_cannot_be_used_are_refused(name, options, expected):
    with pytest.raises(InputError, match=expected):
        find_recognizer(name, **{"key": KEY, **options})


@pytest.mark.parametrize(
    ("name", "options"),
    [
        ("elevenlabs", {"speakers": 33}),
        ("elevenlabs", {"speakers": "two"}),
        ("deepgram", {"diarize": "False"}),
        ("deepgram", {"model": 3}),
        ("deepgram", {"key": 12345}),
        ("assemblyai", {"longest_job": True}),
        ("assemblyai", {"longest_job": float("nan")}),
        ("assemblyai", {"speakers": 0}),
        ("assemblyai", {"pause": 0.0}),
        ("whisper-cpp", {"path": "inference"}),
        ("whisper-cpp", {"path": "/a?b=c"}),
    ],
)
def test_other_options_that_cannot_be_used_are_refused(name, options):
    with pytest.raises(InputError) as caught:
        find_recognizer(name, **{"key": KEY, **options})
    assert "12345" not in caught.value.message


def test_the_repr_has_the_options_that_change_the_words_and_no_key(name):
    shown = repr(find_recognizer(name, key=KEY, terms=["Ann"]))
    assert "terms=('Ann',)" in shown
    assert KEY not in shown
    assert "policy" not in shown
    assert shown == repr(find_recognizer(name, key="another", terms=["Ann"]))


def test_a_sound_larger_than_the_service_takes_is_refused(
    name, answers, misbehaving, waits, sound, monkeypatch
):
    recognizer = answers.recognizer(name, misbehaving.url, waits.policy())
    monkeypatch.setattr(type(recognizer), "largest_upload", 1000)
    with pytest.raises(InputError, match=r"takes 1,000"):
        recognizer.recognize(sound)
    assert misbehaving.requests == []


def test_every_service_has_a_name():
    assert set(ANSWERS) <= set(recognizer_names())
