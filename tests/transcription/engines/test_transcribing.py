"""Whole recordings, heard by a service."""

import json
from dataclasses import replace

import numpy as np
import pytest

import vidsync
from tests.transcription.engines.conftest import ANSWERS, KEY
from tests.transcription.engines.test_services import read_form, read_request
from vidsync.audio import Samples, decode, wav_bytes
from vidsync.cli import main
from vidsync.transcription import find_recognizer, transcribe, transcribe_with_report


@pytest.fixture(scope="module")
def talk():
    """Two sentences with four seconds of silence between them, and their words."""
    parts, words = [], []
    at = 0.0
    for text in ("The ferry leaves at dawn.", "It costs twenty dollars."):
        speech = vidsync.speak(text, engine="espeak")
        sound = decode(speech.audio, sample_rate=16000, mono=True)
        words += [
            replace(w, start=w.start + at, end=w.end + at, span=None, phones=())
            for w in speech.transcript.words
        ]
        parts += [sound.data, np.zeros((4 * 16000, 1), np.float32)]
        at += sound.duration + 4.0
    return Samples(np.concatenate(parts[:-1]), 16000), words


def answer_with(words, *, wrong=0.12, speakers=(0, 1)):
    """Return Deepgram's answer: times that are wrong, and a speaker for each sentence."""
    items = [
        {"word": w.text.strip(".").lower(), "punctuated_word": w.text, "confidence": 0.9,
         "start": max(0.0, w.start + wrong), "end": w.end + wrong,
         "speaker": speakers[0] if index < 5 else speakers[1]}
        for index, w in enumerate(words)
    ]  # fmt: skip
    channel = {"alternatives": [{"transcript": "", "words": items}], "detected_language": "en",
               "language_confidence": 0.9}  # fmt: skip
    return json.dumps({"metadata": {}, "results": {"channels": [channel]}}).encode()


def serve_sentences(server, words):
    """Answer each of two windows with its sentence, with times from the window's start."""
    sentences = [words[:5], words[5:]]

    async def behave(wire):
        said = sentences[(wire.number - 1) % 2]
        first = said[0].start - 0.3
        moved = [replace(w, start=w.start - first, end=w.end - first) for w in said]
        await wire.answer(answer_with(moved))

    server.behave = behave


def test_each_sentence_is_sent_and_its_words_get_their_edges(talk, misbehaving, waits):
    sound, words = talk
    serve_sentences(misbehaving, words)
    recognizer = ANSWERS["deepgram"].recognizer("deepgram", misbehaving.url, waits.policy())
    heard = transcribe_with_report(sound, recognizer=recognizer, resume=False)
    assert len(misbehaving.requests) == 2
    assert heard.transcript.text == ""
    assert [w.text for w in heard.transcript.words] == [w.text for w in words]
    errors = [abs(a.start - b.start) for a, b in zip(heard.transcript.words, words, strict=True)]
    assert np.median(errors) < 0.02
    assert max(errors) < 0.1
    assert heard.transcript.language == "en"


def test_words_without_times_find_their_places(talk, misbehaving, waits):
    sound, words = talk

    async def behave(wire):
        said = words[:5] if wire.number == 1 else words[5:]
        text = " ".join(w.text for w in said)
        await wire.answer(json.dumps({"text": text, "languages": [{"code": "en"}]}).encode())

    misbehaving.behave = behave
    recognizer = ANSWERS["openai"].recognizer(
        "openai", misbehaving.url, waits.policy(), model="gpt-transcribe"
    )
    heard = transcribe(sound, recognizer=recognizer, resume=False)
    assert [w.text for w in heard.words] == [w.text for w in words]
    errors = [abs(a.start - b.start) for a, b in zip(heard.words, words, strict=True)]
    assert np.median(errors) < 0.02
    assert max(errors) < 0.1


def test_speakers_are_told_apart_in_the_whole_recording(talk, misbehaving, waits):
    sound, words = talk

    async def behave(wire):
        await wire.answer(answer_with(words))

    misbehaving.behave = behave
    recognizer = ANSWERS["deepgram"].recognizer("deepgram", misbehaving.url, waits.policy())
    heard = transcribe(sound, recognizer=recognizer, speakers=2, resume=False)
    (request,) = misbehaving.requests
    assert read_request(request)[2]["diarize_model"] == ["latest"]
    assert [turn.speaker for turn in heard.turns] == ["Speaker 1", "Speaker 2"]
    assert [w.turn for w in heard.words] == [0] * 5 + [1] * 4
    # A recognizer stays as it was.
    assert not recognizer.diarize
    assert not recognizer.finds_speakers


def test_terms_go_into_the_field_for_them(talk, misbehaving, waits):
    sound, words = talk
    serve_sentences(misbehaving, words)
    recognizer = ANSWERS["deepgram"].recognizer(
        "deepgram", misbehaving.url, waits.policy(), terms=["Ann"]
    )
    transcribe(sound, recognizer=recognizer, terms=["Nguyen = win", "Ann"], resume=False)
    assert read_request(misbehaving.requests[0])[2]["keyterm"] == ["Ann", "Nguyen"]


def test_terms_are_in_the_prompt_where_there_is_no_field_for_them(talk, misbehaving, waits):
    ANSWERS["whisper-cpp"].serve(misbehaving)
    recognizer = find_recognizer("whisper-cpp", base_url=misbehaving.url, policy=waits.policy())
    transcribe(talk[0], recognizer=recognizer, terms=["Nguyen"], prompt="So.", resume=False)
    _, form = read_form(misbehaving.requests[0])
    assert form["prompt"] == ["So. Nguyen."]


@pytest.mark.parametrize(
    ("name", "options", "sent"),
    [
        ("assemblyai", {}, {"diarize": True, "speakers": 3}),
        ("elevenlabs", {}, {"diarize": True, "speakers": 3}),
        ("deepgram", {}, {"diarize": True}),
        ("openai", {}, {}),
        ("whisper-cpp", {}, {}),
    ],
)
def test_a_recognizer_is_prepared_for_speakers(name, options, sent):
    plain = find_recognizer(name, key=KEY, **options)
    prepared = plain.prepare(speakers=3)
    assert {option: getattr(prepared, option) for option in sent} == sent
    assert prepared.finds_speakers == bool(sent)
    assert (prepared.max_window > plain.max_window) == bool(sent)
    assert (repr(prepared) != repr(plain)) == bool(sent)
    assert plain.prepare() == plain


def test_the_command_asks_a_service(talk, misbehaving, tmp_path, monkeypatch, capsys):
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.setenv("DEEPGRAM_API_KEY", KEY)
    monkeypatch.setenv("DEEPGRAM_BASE_URL", misbehaving.url)
    sound, words = talk
    serve_sentences(misbehaving, words)
    recording, output = tmp_path / "talk.wav", tmp_path / "talk.json"
    recording.write_bytes(wav_bytes(sound))
    command = [
        *("transcribe", str(recording), "-o", str(output), "--recognizer", "deepgram"),
        *("--recognizer-option", 'terms=["Ann"]', "--recognizer-option", "fillers=false"),
    ]
    with pytest.raises(SystemExit) as ended:
        main(command)
    assert ended.value.code == 0
    assert [w.text for w in vidsync.load(output).words] == [w.text for w in words]
    query = read_request(misbehaving.requests[0])[2]
    assert query["keyterm"] == ["Ann"]
    assert "filler_words" not in query
    # What was heard is kept, so the second time nothing is asked.
    with pytest.raises(SystemExit) as ended:
        main([*command, "-y"])
    assert ended.value.code == 0
    assert len(misbehaving.requests) == 2
    kept = "".join(path.read_text() for path in (tmp_path / "cache").rglob("*.json"))
    assert "ferry" in kept
    assert KEY not in kept + "".join(capsys.readouterr())
    monkeypatch.delenv("DEEPGRAM_API_KEY")
    monkeypatch.setenv("DEEPGRAM_BASE_URL", "https://api.deepgram.com")
    with pytest.raises(SystemExit) as ended:
        main([*command, "-y"])
    assert ended.value.code == 2
    told = capsys.readouterr().err
    assert "set DEEPGRAM_API_KEY in the environment, or give --recognizer-option key=…" in told


def test_the_option_model_is_that_of_the_service(talk, misbehaving, tmp_path, monkeypatch, capsys):
    monkeypatch.setenv("DEEPGRAM_API_KEY", KEY)
    monkeypatch.setenv("DEEPGRAM_BASE_URL", misbehaving.url)
    serve_sentences(misbehaving, talk[1])
    recording = tmp_path / "talk.wav"
    recording.write_bytes(wav_bytes(talk[0]))
    command = ["transcribe", str(recording), "-o", str(tmp_path / "t.json"), "--no-resume"]
    with pytest.raises(SystemExit):
        main([*command, "--recognizer", "deepgram", "--model", "nova-2"])
    assert read_request(misbehaving.requests[0])[2]["model"] == ["nova-2"]
    with pytest.raises(SystemExit):
        main([*command, "-y", "--recognizer", "whisper-cpp", "--model", "small"])
    assert "whisper-cpp has no option 'model'" in capsys.readouterr().err
