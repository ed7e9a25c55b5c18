"""Broken responses: an engine gives a valid speech or one of vidsync's errors."""

import asyncio
import json
import warnings

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from vidsync.errors import TimestampsUnavailable, VidsyncError, VidsyncWarning
from vidsync.transcript import Transcript
from vidsync.tts import find_engine
from vidsync.tts.engines.remote import SpeechRequest
from vidsync.wire.http import ServiceResponse
from vidsync.wire.policy import FailedAttempt, Policy

JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(max_size=6)
    | st.sampled_from(["native", "\ud83d", "http://x", "AAAA", "end", 1e308, -0.0]),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=6), inner, max_size=3)
    ),
    max_leaves=4,
)


class Canned:
    """A client that gives one body for every request."""

    def __init__(self, body, file):
        self._answer = ServiceResponse(body, {"content-type": "application/json"})
        self._file = ServiceResponse(file, {})

    async def request(self, method, path, *, json=None, query=None, check=None):
        if check is not None:
            try:
                check(self._answer)
            except FailedAttempt as failure:
                raise failure.error from None
        return self._answer

    async def fetch(self, url):
        return self._file


def events_of(body):
    return [json.loads(line[6:]) for line in body.decode().split("\n") if line.startswith("data: ")]


@pytest.mark.parametrize(
    "name",
    [
        "lmnt",
        "playkit",
        "speechbase",
        "cartesia",
        "elevenlabs",
        "google",
        "inworld",
        "hume",
        "minimax",
    ],
)
@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(data=st.data())
def test_a_broken_response_gives_a_valid_speech_or_an_error_of_vidsync(
    name, recorded, broken, data
):
    shape = recorded[name]
    engine = find_engine(name, key="k", policy=Policy(), **shape.options)
    document = shape.answer()
    if isinstance(document, bytes):
        events = broken(events_of(document), JSON, data.draw)
        events = events if isinstance(events, list) else [events]
        body = b"".join(b"data: " + json.dumps(event).encode() + b"\n\n" for event in events)
    else:
        body = json.dumps(broken(document, JSON, data.draw)).encode()
    file = b"[]"
    if shape.further is not None:
        file = json.dumps(broken(json.loads(shape.further_body()), JSON, data.draw)).encode()
    request = SpeechRequest("Well, yes.", "someone", "en")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", VidsyncWarning)
        try:
            speech = asyncio.run(engine._request_speech(Canned(body, file), request))
        except TimestampsUnavailable as error:
            speech = error.speech
        except VidsyncError:
            return
    assert isinstance(speech.transcript, Transcript)
    assert speech.audio.startswith(b"RIFF")
    assert speech.transcript.duration > 0
