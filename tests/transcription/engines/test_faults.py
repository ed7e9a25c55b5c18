"""Recognizers of services whose service fails, is hostile, or answers with nonsense."""

import asyncio
import json
import socket
import warnings
from contextlib import closing

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.transcription.engines.conftest import ANSWERS, GOOD, KEY, SECONDS
from vidsync.audio import Samples
from vidsync.errors import (
    AuthenticationError,
    CreditError,
    EngineError,
    VidsyncError,
    VidsyncWarning,
)
from vidsync.transcript import Transcript
from vidsync.transcription.engines.remote import RecognitionRequest
from vidsync.wire.policy import Policy

LIMIT = 200_000
SAID = b'{"error":{"message":"no %s for you"}}' % KEY.encode()


def refusing(status, body=SAID, **further):
    async def behave(wire):
        await wire.answer(body, status=status, **further)

    return behave


async def reset(wire):
    await wire.answer(b'{"wo', length=100)
    wire.reset()


async def truncated(wire):
    await wire.answer(b'{"words": [{"te')


async def silence(wire):
    await wire.closed()


async def drip(wire):
    await wire.answer(b"", length=1000)
    while True:
        await wire.send(b" ")
        await asyncio.sleep(0.02)


async def huge(wire):
    await wire.answer(b"{", length=100_000_000)
    await wire.closed()


async def endless(wire):
    await wire.send(b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n")
    while True:
        await wire.send(b"4000\r\n" + b" " * 0x4000 + b"\r\n")


FAULTS = {
    "400 too long": (refusing(400), EngineError, 1),
    "401": (refusing(401), AuthenticationError, 1),
    "402": (refusing(402), CreditError, 1),
    "403": (refusing(403), AuthenticationError, 1),
    "413": (refusing(413), EngineError, 1),
    "429": (refusing(429), EngineError, 3),
    "500": (refusing(500), EngineError, 3),
    "reset": (reset, EngineError, 3),
    "truncated": (truncated, EngineError, 1),
    "no answer": (silence, EngineError, None),
    "slow drip": (drip, EngineError, None),
    "100 MB announced": (huge, EngineError, 1),
    "endless": (endless, EngineError, 1),
    "redirect": (
        refusing(302, b"", headers="location: http://example.com/\r\n"),
        EngineError,
        1,
    ),
    "web page": (refusing(200, b"<html><title>Sign in</title>", media_type="text/html"),
                 EngineError, 1),
    "empty": (refusing(200, b""), EngineError, 1),
    "a list": (refusing(200, b"[]"), EngineError, 1),
    "not UTF-8": (refusing(200, '{"text": "\u00e9"}'.encode("latin-1")), EngineError, 1),
    "an error with status 200": (refusing(200, b'{"error": "no %s"}' % KEY.encode()),
                                 EngineError, 1),
    "nested deeply": (refusing(200, b"[" * 100_000), EngineError, 1),
}  # fmt: skip


@pytest.mark.parametrize("fault", FAULTS)
def test_a_fault_is_one_clear_error_without_the_key(
    name, answers, fault, misbehaving, waits, sound, caplog
):
    caplog.set_level("DEBUG")
    behave, kind, count = FAULTS[fault]
    limits = {"largest_answer": LIMIT}
    if count is None:
        limits |= {"total_timeout": 0.2, "read_timeout": 0.1}
    misbehaving.behave = behave
    recognizer = answers.recognizer(name, misbehaving.url, waits.policy(**limits))
    with pytest.raises(kind) as caught:
        recognizer.recognize(sound)
    seen = caught.value
    assert recognizer.title in seen.message
    while seen is not None:
        assert KEY not in f"{seen} {seen!r} {vars(seen)!r}"
        seen = seen.__cause__ or seen.__context__
    assert KEY not in caplog.text
    if count is not None:
        assert len(misbehaving.requests) == count


def test_a_service_that_is_not_there_is_one_clear_error(name, answers, waits, sound):
    with closing(socket.socket()) as unused:
        unused.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{unused.getsockname()[1]}"
    with pytest.raises(EngineError, match="can't be reached"):
        answers.recognizer(name, url, waits.policy()).recognize(sound)


def test_retry_after_is_met_and_the_sound_is_sent_again(name, answers, misbehaving, waits, sound):
    async def behave(wire):
        if wire.number < 3:
            await wire.answer(b'{"error":"slow"}', status=429, headers="retry-after: 7\r\n")
        else:
            await wire.answer(answers.body(wire.number - 2))

    misbehaving.behave = behave
    heard = answers.recognizer(name, misbehaving.url, waits.policy()).recognize(sound)
    assert [word.text for word in heard.words] == ["Well,", "yes."]
    assert waits.seconds[:2] == [7.0, 7.0]
    assert len(set(misbehaving.requests[:3])) == 1


@pytest.mark.parametrize("bad", ["../../admin", "", None, 5, "a b", "x" * 101, "t\n"])
def test_an_id_that_is_none_is_not_asked_for(bad, misbehaving, waits, sound):
    async def behave(wire):
        answer = {"upload_url": "https://x/1", "id": bad, "status": "queued"}
        await wire.answer(json.dumps(answer).encode())

    misbehaving.behave = behave
    recognizer = ANSWERS["assemblyai"].recognizer("assemblyai", misbehaving.url, waits.policy())
    with pytest.raises(EngineError, match="no id of a transcript"):
        recognizer.recognize(sound)


@pytest.mark.parametrize("bad", ["file:///etc/passwd", "", None, 5, "https://" + "x" * 2000, "x"])
def test_an_address_that_is_none_is_not_sent_back(bad, misbehaving, waits, sound):
    async def behave(wire):
        await wire.answer(json.dumps({"upload_url": bad}).encode())

    misbehaving.behave = behave
    recognizer = ANSWERS["assemblyai"].recognizer("assemblyai", misbehaving.url, waits.policy())
    with pytest.raises(EngineError, match="no address of it"):
        recognizer.recognize(sound)


def recognize_document(name, document, sound):
    """Return what a recognizer makes of a document, without a server."""
    recognizer = ANSWERS[name].recognizer(name, "http://localhost:1", Policy())
    return recognizer._read_answer(document, RecognitionRequest(sound, "", ""))


def assert_can_be_used(heard, duration):
    """Check the rules of `Recognition`: a transcript checks most of them."""
    transcript = Transcript(heard.words, duration=duration, turns=heard.turns)
    assert transcript.duration == duration
    assert heard.language is None or heard.language.isprintable()
    assert heard.language_confidence is None or 0 <= heard.language_confidence <= 1
    assert all(word.text == word.text.strip() for word in heard.words)
    assert not any(ord(c) < 32 for word in heard.words for c in word.text)


ODD_TIMES = {
    "past the end": ((0.1, 0.4), (70.0, 71.0)),
    "a billion": ((1e9, 1e9), (0.5, 0.9)),
    "backwards": ((0.4, 0.1), (0.9, 0.5)),
    "out of order": ((0.5, 0.9), (0.1, 0.4)),
    "without length": ((0.1, 0.1), (0.1, 0.1)),
    "overlapping": ((0.1, 1.4), (0.2, 1.5)),
    "negative": ((-0.2, 0.1), (0.5, 0.9)),
    "far before": ((-9.0, -8.0), (0.5, 0.9)),
}


@pytest.mark.parametrize("odd", ODD_TIMES)
def test_odd_times_are_put_in_order(name, answers, odd, sound):
    heard = recognize_document(name, answers.last(times=ODD_TIMES[odd]), sound)
    # Where the two words have different speakers, their times decide who speaks first.
    assert sorted(word.text for word in heard.words) == ["Well,", "yes."]
    assert_can_be_used(heard, SECONDS)


def test_one_wrong_time_does_not_move_the_other_words(sound):
    starts = [0.0, 0.2, 900.0, 0.6, 0.1, 1.0, 1.2]
    words = [
        {"word": f"w{n}", "start": start, "end": start + 0.15, "confidence": 0.9}
        for n, start in enumerate(starts)
    ]
    document = {"results": {"channels": [{"alternatives": [{"words": words}]}]}}
    heard = recognize_document("deepgram", document, sound)
    placed = [round(word.start, 2) for word in heard.words]
    assert [placed[n] for n in (0, 1, 3, 5, 6)] == [0.0, 0.2, 0.6, 1.0, 1.2]
    assert 0.2 <= placed[2] <= 0.6 <= placed[4] <= 1.0
    assert_can_be_used(heard, SECONDS)


@pytest.mark.parametrize("bad", [float("nan"), float("inf"), "soon", [], {}, True])
def test_times_that_are_none_are_one_error(name, answers, bad, sound):
    with pytest.raises(EngineError, match="words that can't be used"):
        recognize_document(name, answers.last(times=((0.1, 0.4), (bad, 0.9))), sound)


def test_control_characters_and_markup_are_no_words(sound):
    texts = ["Hi\x00\x1b[2J", "\x07", "[Music]", " ", "(laughs)", "there\u2028."]
    words = [{"text": text, "start": n * 100, "end": n * 100 + 90} for n, text in enumerate(texts)]
    heard = recognize_document("assemblyai", {"status": "completed", "words": words}, sound)
    assert [word.text for word in heard.words] == ["Hi[2J", "there\u2028."]
    assert_can_be_used(heard, SECONDS)


def test_more_words_than_can_be_spoken_are_an_error(sound):
    words = [{"word": "a", "start": 0.1, "end": 0.2}] * 1000
    document = {"results": {"channels": [{"alternatives": [{"words": words}]}]}}
    with pytest.raises(EngineError, match=r"answered with 1,000 words for 1\.5 s of sound"):
        recognize_document("deepgram", document, sound)
    with pytest.raises(EngineError, match="words for"):
        recognize_document("openai", {"text": "a " * 1000}, sound)


JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(max_size=6)
    | st.sampled_from(["\ud83d", "\x00", "speaker_0", 1e308, -0.0, 1e9, -5, "0.1s"]),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=6), inner, max_size=3)
    ),
    max_leaves=4,
)


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(data=st.data())
def test_a_broken_answer_gives_words_that_can_be_used_or_an_error(name, answers, broken, data):
    silence = Samples(np.zeros((16000, 1), np.float32), 16000)
    document = broken(answers.last(times=GOOD), JSON, data.draw)
    if not isinstance(document, dict):
        return  # such an answer is refused before it is read
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", VidsyncWarning)
        try:
            heard = recognize_document(name, document, silence)
        except VidsyncError:
            return
    assert_can_be_used(heard, 1.0)
