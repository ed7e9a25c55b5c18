"""Retries, pauses and time-outs."""

import asyncio
import copy
import logging
import pickle
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vidsync.errors import AuthenticationError, CreditError, EngineError, InputError
from vidsync.tts.wire.endpoint import Endpoint, Key, find_base_url, find_key
from vidsync.tts.wire.error_responses import parse_error_response
from vidsync.tts.wire.http import HttpClient
from vidsync.tts.wire.json_responses import (
    decode_audio,
    decode_hex_audio,
    parse_json,
    parse_json_list,
)
from vidsync.tts.wire.policy import FailedAttempt, Policy, retry, with_deadline
from vidsync.tts.wire.sse import iter_events, iter_json_lines, iter_lines

KEY = "sk-very-secret-0123456789"
SERVICE = Endpoint("Acme", "https://api.example.com", Key(KEY))


async def collected(items):
    return [item async for item in items]


class Simulated:
    """A clock that advances only when something waits."""

    def __init__(self):
        self.now = 0.0
        self.waits = []

    async def sleep(self, seconds):
        self.waits.append(seconds)
        self.now += seconds

    def policy(self, **changes):
        clock = {"sleep": self.sleep, "clock": lambda: self.now, "chance": lambda: 0.0}
        return Policy(**{**clock, **changes})


def failing(times, *, retry_after=None, can_retry=True):
    left = [times]

    async def attempt():
        if left[0] == 0:
            return "done"
        left[0] -= 1
        raise FailedAttempt(EngineError("no"), can_retry=can_retry, retry_after=retry_after)

    return attempt


def test_pauses_double_up_to_a_longest_one():
    time = Simulated()
    policy = time.policy(attempts=8, first_pause=1.0, longest_pause=10.0)
    assert asyncio.run(retry(failing(6), policy, "Acme")) == "done"
    assert time.waits == [1.0, 2.0, 4.0, 8.0, 10.0, 10.0]


@given(st.floats(0, 1), st.integers(1, 12))
def test_a_random_share_of_up_to_a_quarter_is_taken_off_a_pause(chance, attempt):
    pause = Policy(chance=lambda: chance).pause(attempt, None)
    full = Policy(chance=lambda: 0.0).pause(attempt, None)
    assert 0.75 * full <= pause <= full


@pytest.mark.parametrize(("asked", "waited"), [(3.0, 3.0), (0.0, 0.0), (-5.0, 0.0), (900.0, 60.0)])
def test_retry_after_is_obeyed_up_to_a_limit(asked, waited):
    time = Simulated()
    asyncio.run(retry(failing(1, retry_after=asked), time.policy(), "Acme"))
    assert time.waits == [waited]


def test_no_pause_exceeds_the_total_time():
    time = Simulated()
    with pytest.raises(EngineError, match="no"):
        asyncio.run(retry(failing(1, retry_after=50.0), time.policy(total_timeout=40.0), "Acme"))
    assert time.waits == []


def test_a_final_failure_is_not_retried():
    time = Simulated()
    with pytest.raises(EngineError):
        asyncio.run(retry(failing(1, can_retry=False), time.policy(), "Acme"))
    assert time.waits == []


def test_an_attempt_that_never_ends_is_a_timeout():
    async def forever():
        await asyncio.Event().wait()

    with pytest.raises(EngineError, match="Acme sent nothing"):
        asyncio.run(retry(forever, Policy(total_timeout=0.02), "Acme"))


def test_the_time_of_a_stream_is_limited_but_not_its_readers():
    time = Simulated()

    async def slow_pieces():
        for piece in range(5):
            time.now += 3.0
            yield piece

    async def read(policy):
        got = []
        async for piece in with_deadline(slow_pieces(), policy, "Acme"):
            time.now += 100.0
            got.append(piece)
        return got

    assert asyncio.run(read(time.policy(total_timeout=20.0))) == [0, 1, 2, 3, 4]


@pytest.mark.parametrize(
    ("status", "headers", "again", "wait"),
    [
        *((status, {}, True, None) for status in (408, 409, 425, 429, 500, 502, 503, 504, 529)),
        *((status, {}, False, None) for status in (400, 401, 402, 403, 404, 422, 501)),
        (429, {"retry-after": "2"}, True, 2.0),
        (429, {"retry-after": "2.5"}, True, 2.5),
        (429, {"retry-after": "2", "retry-after-ms": "40"}, True, 0.04),
        (429, {"retry-after": "nan"}, True, None),
        (429, {"retry-after": "soon"}, True, None),
        (429, {"x-should-retry": "false"}, False, None),
        (400, {"x-should-retry": "true"}, True, None),
    ],
)
def test_status_and_headers_decide_whether_and_when_to_retry(status, headers, again, wait):
    failure = parse_error_response(SERVICE, status, headers, b"")
    assert (failure.can_retry, failure.retry_after) == (again, wait)
    assert failure.error.status == status


def test_a_retry_after_date_becomes_seconds():
    date = format_datetime(datetime.now(UTC) + timedelta(seconds=30), usegmt=True)
    assert 25 < parse_error_response(SERVICE, 503, {"retry-after": date}, b"").retry_after < 31


@pytest.mark.parametrize(
    ("body", "message", "code"),
    [
        (b'{"error":{"type":"rate_limit_error","message":"slow"}}', "slow", "rate_limit_error"),
        (b'{"error":"slow"}', "slow", ""),
        (b'{"error_code":"busy","title":"Busy","message":"slow"}', "slow", "busy"),
        (b'{"type":"about:blank","title":"Too Many","detail":"slow","code":"x"}', "slow", "x"),
        (b'{"type":"about:blank","title":"timestamps_unavailable","detail":"slow"}',
         "slow", "timestamps_unavailable"),
        (b'{"detail":{"status":"quota","message":"slow"}}', "slow", ""),
        (b'{"detail":[{"loc":["a"],"msg":"slow"}]}', "slow", ""),
        (b"slow\r\n\x1b[31mdown", "slow [31mdown", ""),
        (b"<html><title>502 &amp; more</title>", "'502 & more'", ""),
        (b"\xff\xfe", "\ufffd", ""),
    ],
)  # fmt: skip
def test_the_error_quotes_the_service(body, message, code):
    error = parse_error_response(SERVICE, 429, {}, body).error
    assert message in error.message
    assert error.message.isprintable()
    assert error.code == code


@given(st.binary(max_size=300), st.sampled_from(["", "application/json", "text/html", "x/y"]))
def test_any_error_response_is_one_short_error_without_the_key(body, media_type):
    body = body[:100] + KEY.encode() + body[100:]
    error = parse_error_response(SERVICE, 500, {"content-type": media_type}, body).error
    assert isinstance(error, EngineError)
    assert KEY not in str(error)
    assert len(error.message) < 400


def test_the_status_decides_the_type_of_the_error():
    assert isinstance(parse_error_response(SERVICE, 401, {}, b"").error, AuthenticationError)
    assert isinstance(parse_error_response(SERVICE, 402, {}, b"").error, CreditError)
    assert type(parse_error_response(SERVICE, 404, {}, b"").error) is EngineError


def test_a_key_is_not_shown_and_not_copied():
    key = Key(KEY)
    assert KEY not in f"{key} {key!r} {SERVICE!r} {[SERVICE]}"
    for copying in (pickle.dumps, copy.copy):
        with pytest.raises(TypeError, match="not written"):
            copying(key)


def test_a_key_comes_from_the_argument_or_the_environment(monkeypatch):
    monkeypatch.setenv("ACME_KEY", " from-environment\n")
    address = "https://api.example.com"
    assert find_key("Acme", None, "ACME_KEY", base_url=address).reveal() == "from-environment"
    assert find_key("Acme", "given", "ACME_KEY", base_url=address).reveal() == "given"
    monkeypatch.delenv("ACME_KEY")
    with pytest.raises(AuthenticationError, match="set ACME_KEY"):
        find_key("Acme", None, "ACME_KEY", base_url=address)
    with pytest.raises(AuthenticationError):
        find_key("Acme", "", "ACME_KEY", base_url="http://localhost")
    assert find_key("Acme", None, "ACME_KEY", base_url="http://localhost:1").reveal()


@pytest.mark.parametrize("key", ["two words", "line\nbreak", "ключ", "a\x00b"])
def test_an_impossible_key_is_refused_without_showing_it(key):
    with pytest.raises(AuthenticationError) as caught:
        find_key("Acme", key, "ACME_KEY", base_url="https://x")
    assert key not in str(caught.value)


@pytest.mark.parametrize(
    "url",
    ["http://api.example.com", "ftp://x", "api.example.com", "https://", "https://a:b@x",
     "https://x/?key=1", "https://x/#y", "http://[::1", "http://0.0.0.0", "http://127.0.0.1.x.com"],
)  # fmt: skip
def test_a_base_url_that_would_leak_the_key_is_refused(url):
    with pytest.raises(InputError):
        find_base_url("Acme", url, "ACME_URL", "https://api.example.com")


@pytest.mark.parametrize(
    "url", ["https://x", "http://127.0.0.1:8765/", "http://localhost", "http://[::1]:1"]
)
def test_https_and_this_machine_are_allowed(url, monkeypatch):
    monkeypatch.setenv("ACME_URL", "https://elsewhere")
    assert find_base_url("Acme", url, "ACME_URL", "https://default") == url.rstrip("/")
    assert find_base_url("Acme", None, "ACME_URL", "https://default") == "https://elsewhere"


def request(url, policy):
    async def ask():
        endpoint = Endpoint("Acme", url, Key(KEY))
        async with HttpClient(endpoint, policy) as client:
            return await client.request("POST", "/x", json={"a": 1})

    return asyncio.run(ask())


def test_attempts_of_one_request_have_one_idempotency_key(misbehaving, waits):
    async def behave(wire):
        await wire.answer(b"{}", status=500 if wire.number < 3 else 200)

    misbehaving.behave = behave
    assert request(misbehaving.url, waits.policy()).content == b"{}"
    keys = [
        line
        for asked in misbehaving.requests
        for line in asked.lower().split(b"\r\n")
        if line.startswith(b"idempotency-key")
    ]
    assert len(keys) == 3
    assert len(set(keys)) == 1


def test_a_stream_that_has_begun_is_not_repeated(misbehaving, waits):
    async def behave(wire):
        await wire.answer(b"some", length=100, media_type="audio/mpeg")
        wire.reset()

    misbehaving.behave = behave

    async def read():
        got = []
        endpoint = Endpoint("Acme", misbehaving.url, Key(KEY))
        async with (
            HttpClient(endpoint, waits.policy()) as client,
            client.stream("POST", "/x") as answer,
        ):
            async for piece in answer.pieces:
                got.append(piece)
        return got

    with pytest.raises(EngineError, match="connection to Acme broke"):
        asyncio.run(read())
    assert len(misbehaving.requests) == 1


def test_a_stream_that_has_not_begun_is_repeated(misbehaving, waits):
    async def behave(wire):
        await wire.answer(b"some", status=503 if wire.number < 3 else 200)

    misbehaving.behave = behave

    async def read():
        endpoint = Endpoint("Acme", misbehaving.url, Key(KEY))
        async with (
            HttpClient(endpoint, waits.policy()) as client,
            client.stream("POST", "/x") as answer,
        ):
            return b"".join(await collected(answer.pieces))

    assert asyncio.run(read()) == b"some"
    assert len(misbehaving.requests) == 3


def test_a_response_of_a_hundred_megabytes_is_cut_at_the_limit(misbehaving, waits):
    sent = 0

    async def behave(wire):
        nonlocal sent
        await wire.send(b"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\n\r\n")
        for _ in range(1600):
            await wire.send(b" " * 65536)
            sent += 65536

    misbehaving.behave = behave
    with pytest.raises(EngineError, match="67,108,864 bytes"):
        request(misbehaving.url, waits.policy())
    assert sent < 90_000_000
    assert len(misbehaving.requests) == 1


def test_a_cancelled_request_closes_its_connection_at_once(misbehaving, waits):
    async def cancel():
        asked, closed = asyncio.Event(), asyncio.Event()
        here = asyncio.get_running_loop()

        async def behave(wire):
            here.call_soon_threadsafe(asked.set)
            await wire.closed()
            here.call_soon_threadsafe(closed.set)

        misbehaving.behave = behave
        endpoint = Endpoint("Acme", misbehaving.url, Key(KEY))
        async with HttpClient(endpoint, waits.policy()) as client:
            task = asyncio.create_task(client.request("POST", "/x"))
            await asked.wait()
            task.cancel()
            with pytest.raises(asyncio.CancelledError):
                await task
            async with asyncio.timeout(5):
                await closed.wait()

    asyncio.run(cancel())


def test_no_log_line_has_the_key(misbehaving, waits, caplog):
    caplog.set_level(logging.DEBUG)

    async def behave(wire):
        await wire.answer(b"{}")

    misbehaving.behave = behave
    request(misbehaving.url, waits.policy())
    assert KEY.encode() in misbehaving.requests[0]
    assert "127.0.0.1" in caplog.text
    assert KEY not in caplog.text


async def in_pieces(content, sizes):
    position = 0
    for size in [*sizes, len(content)]:
        yield content[position : position + size]
        position += size


@given(
    st.lists(st.binary(max_size=8).filter(lambda b: not set(b) & set(b"\r\n")), max_size=8),
    st.sampled_from([b"\n", b"\r\n", b"\r"]),
    st.lists(st.integers(0, 5), max_size=20),
)
def test_lines_do_not_depend_on_where_the_pieces_are_cut(texts, end, sizes):
    content = b"".join(text + end for text in texts)
    assert asyncio.run(collected(iter_lines(in_pieces(content, sizes)))) == texts


@given(st.lists(st.integers(0, 9), max_size=20))
def test_comments_names_and_cuts_do_not_change_events(sizes):
    content = (
        b': hello\r\n\r\nevent: x\r\nid: 3\r\ndata: {"a":\r\ndata: 1}\r\n\r\n'
        b'data:{"b":"\xe2\x80\xa8"}\n\ndata: [DONE]\n\ndata: {"cut":'
    )
    events = asyncio.run(collected(iter_events(in_pieces(content, sizes), "Acme")))
    assert events == [{"a": 1}, {"b": "\u2028"}]


@given(st.binary(max_size=80), st.lists(st.integers(0, 9), max_size=9))
def test_any_bytes_give_events_or_an_engine_error(content, sizes):
    for parse in (iter_events, iter_json_lines):
        for body in (content, b"data: " + content + b"\n\n"):
            try:
                events = asyncio.run(collected(parse(in_pieces(body, sizes), "Acme")))
            except EngineError:
                continue
            assert all(isinstance(event, dict) for event in events)


@given(st.one_of(st.binary(max_size=40), st.text(max_size=40), st.integers(), st.none()))
def test_any_value_gives_json_and_audio_or_an_engine_error(value):
    for read in (decode_audio, decode_hex_audio):
        with suppress(EngineError):
            assert isinstance(read(value, "Acme"), bytes)
    if isinstance(value, bytes):
        for parse, kind in ((parse_json, dict), (parse_json_list, list)):
            with suppress(EngineError):
                assert isinstance(parse(value, "Acme"), kind)


@pytest.mark.parametrize("content", [b"[" * 100_000, b"9" * 5000, b"\xff\xff", b"", b"1", b'{"a":'])
def test_invalid_json_is_an_engine_error(content):
    with pytest.raises(EngineError, match="Acme answered"):
        parse_json(content, "Acme")
