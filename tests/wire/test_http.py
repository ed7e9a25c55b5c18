"""Requests over HTTP: attempts, streams, limits, cancellation and logs."""

import asyncio
import logging

import pytest

from vidsync.errors import EngineError
from vidsync.wire.endpoint import Endpoint, Key
from vidsync.wire.http import HttpClient, Upload

KEY = "sk-very-secret-0123456789"


async def collected(items):
    return [item async for item in items]


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


@pytest.mark.parametrize("form", [None, {"model": "m", "terms": ["Ann", "Böb"]}])
def test_a_file_is_the_body_or_a_part_of_a_form_and_is_sent_again(misbehaving, waits, form):
    async def behave(wire):
        await wire.answer(b"{}", status=500 if wire.number < 2 else 200)

    misbehaving.behave = behave

    async def ask():
        async with HttpClient(Endpoint("Acme", misbehaving.url, Key("")), waits.policy()) as client:
            upload = Upload(b"sound" * 1000, "audio/flac", "sound.flac")
            await client.request("POST", "/x", query={"q": ["1", "2"]}, upload=upload, form=form)

    asyncio.run(ask())
    first, second = misbehaving.requests
    assert first == second
    head, _, body = first.partition(b"\r\n\r\n")
    assert head.startswith(b"POST /x?q=1&q=2 ")
    assert b"authorization" not in head.lower()
    if form is None:
        assert b"\r\ncontent-type: audio/flac" in head.lower()
        assert body == b"sound" * 1000
    else:
        assert b"\r\ncontent-type: multipart/form-data; boundary=" in head.lower()
        named = b'Content-Disposition: form-data; name="%s"\r\n\r\n%s\r\n'
        for name, value in (("model", "m"), ("terms", "Ann"), ("terms", "Böb")):
            assert named % (name.encode(), value.encode()) in body
        assert b'name="file"; filename="sound.flac"\r\nContent-Type: audio/flac\r\n\r\n' in body
        assert b"sound" * 1000 in body
