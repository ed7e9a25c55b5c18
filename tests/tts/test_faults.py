"""Every engine of a service against everything that can go wrong on the wire."""

import asyncio
import os
import socket
from contextlib import closing
from pathlib import Path

import pytest

from vidsync.errors import EngineError, TimestampsUnavailable

ENGINES = (
    *("lmnt", "playkit", "speechbase", "cartesia", "openai"),
    *("elevenlabs", "google", "inworld", "hume", "minimax", "polly"),
)
KEY = "sk-very-secret-0123456789"
TEXT = "Well, yes."
TABLE = Path(__file__).with_name("faults.md")
HEADING = (
    "# What each engine makes of each fault\n\n"
    "Written by the test run when `VIDSYNC_WRITE_TABLES` is set, and compared with it otherwise.\n"
    "*Audio without times* is a `TimestampsUnavailable` that carries the audio; the public\n"
    "functions then align it.\n\n"
)
LIMIT = 200_000


async def reset(wire, shape):
    body = shape.body()
    await wire.answer(body[: len(body) // 2], length=len(body), media_type=shape.media_type)
    wire.reset()


async def drip(wire, shape):
    body = shape.body()
    await wire.answer(b"", length=len(body), media_type=shape.media_type)
    for byte in body:
        await wire.send(bytes([byte]))
        await asyncio.sleep(0.02)


async def silence(wire, shape):
    await wire.closed()


async def late_success(wire, shape):
    if wire.number < 3:
        await wire.answer(b'{"message":"slow down"}', status=429, headers="retry-after: 7\r\n")
    else:
        await answer_well(wire, shape)


async def huge(wire, shape):
    await wire.answer(b"{", length=100_000_000, media_type=shape.media_type)
    await wire.closed()


async def endless(wire, shape):
    head = (
        f"HTTP/1.1 200 OK\r\ncontent-type: {shape.media_type}\r\ntransfer-encoding: chunked\r\n\r\n"
    )
    await wire.send(head.encode())
    while True:
        await wire.send(b"4000\r\n" + b" " * 0x4000 + b"\r\n")


async def answer_well(wire, shape, **changes):
    if wire.is_further:
        await wire.answer(shape.further_body(**changes))
    else:
        body = shape.body(**changes).replace(b"@URL@", wire.url.encode())
        await wire.answer(body, media_type=shape.media_type)


def answering(**changes):
    async def behave(wire, shape):
        await answer_well(wire, shape, **changes)

    return behave


SAID = b'{"error":{"message":"no %s for you"}}' % KEY.encode()


def refusing(status, body=SAID, **further):
    async def behave(wire, shape):
        await wire.answer(body, status=status, **further)

    return behave


async def truncated(wire, shape):
    body = shape.body()
    await wire.answer(body[: len(body) // 2], media_type=shape.media_type)


async def wrong_charset(wire, shape):
    await wire.answer(
        '{"audio":"\u00e9t\u00e9", "x":"\u00ff"}'.encode("latin-1"), media_type=shape.media_type
    )


FAULTS = {
    "refused": None,
    "reset mid-body": reset,
    "slow drip": drip,
    "no answer": silence,
    "429, then retry-after met": late_success,
    "429 without retry-after": refusing(429),
    "401": refusing(401),
    "402": refusing(402),
    "500": refusing(500),
    "503": refusing(503),
    "redirect": refusing(302, b"", headers="location: http://example.com/\r\n"),
    "truncated": truncated,
    "bad base64": answering(audio="!!!"),
    "audio of a wrong type": answering(audio=5),
    "audio that is none": answering(audio="aGVsbG8gaGVsbG8gaGVsbG8="),
    "times of a wrong type": answering(times=(("a", []), (None, {}))),
    "NaN times": answering(times=((float("nan"), 0.2), (0.3, float("inf")))),
    "negative times": answering(times=((-3.0, -2.0), (0.3, 0.4))),
    "unordered times": answering(times=((0.3, 0.4), (0.1, 0.2))),
    "times past the audio": answering(times=((0.3, 0.4), (70.0, 71.0))),
    "100 MB announced": huge,
    "endless answer": endless,
    "wrong charset": wrong_charset,
    "web page": refusing(200, b"<html><title>Sign in</title></html>", media_type="text/html"),
    "web page, 502": refusing(502, b"<html><title>Bad</title></html>", media_type="text/html"),
}  # fmt: skip
WANTED_TIMES = {
    "times of a wrong type",
    "NaN times",
    "negative times",
    "unordered times",
    "times past the audio",
}


def outcome(engine, server_url, misbehaving, shape, fault, waits) -> str:
    """What a caller gets, in a few words; asserts that it is one of the promised things."""
    limits = {"largest_answer": LIMIT}
    if fault in ("slow drip", "no answer"):
        limits |= {"total_timeout": 0.4, "read_timeout": 0.2}
    speaker = shape.engine(engine, server_url, waits.policy(**limits))
    speech, error = asyncio.run(caught(speaker.speak(TEXT, voice="anyone")))
    if error is None:
        return "speech" if speech.transcript.words or not shape.has_times else "no words"
    assert_nothing_of_the_key(error, speaker)
    if not isinstance(error, TimestampsUnavailable):
        return type(error).__name__
    assert error.speech.audio.startswith(b"RIFF")
    return "audio without times"


async def caught(speaking):
    try:
        return await speaking, None
    except EngineError as error:
        return None, error


def assert_nothing_of_the_key(error, speaker):
    seen = error
    while seen is not None:
        assert KEY not in f"{seen} {seen!r} {vars(seen)!r}"
        seen = seen.__cause__ or seen.__context__
    assert KEY not in repr(speaker)


@pytest.fixture(scope="module")
def table():
    """The outcomes; compared with the table in the documents when all have been seen."""
    found: dict[str, dict[str, str]] = {}
    yield found
    if all(len(found.get(fault, ())) == len(ENGINES) for fault in FAULTS):
        lines = [f"| fault | {' | '.join(ENGINES)} |", f"| --- |{' --- |' * len(ENGINES)}"]
        lines += [
            f"| {fault} | {' | '.join(found[fault][engine] for engine in ENGINES)} |"
            for fault in FAULTS
        ]
        text = HEADING + "\n".join(lines) + "\n"
        if "VIDSYNC_WRITE_TABLES" in os.environ:
            TABLE.write_text(text, encoding="utf-8")
        assert TABLE.read_text(encoding="utf-8") == text


@pytest.mark.parametrize("fault", FAULTS)
@pytest.mark.parametrize("engine", ENGINES)
def test_a_fault_gives_speech_or_one_clear_error(
    engine, fault, recorded, misbehaving, waits, table, caplog
):
    caplog.set_level("DEBUG")
    shape = recorded[engine]
    behave = FAULTS[fault]
    url = misbehaving.url
    if behave is None:
        with closing(socket.socket()) as unused:
            unused.bind(("127.0.0.1", 0))
            url = f"http://127.0.0.1:{unused.getsockname()[1]}"
    else:
        misbehaving.behave = lambda wire: behave(wire, shape)
    result = outcome(engine, url, misbehaving, shape, fault, waits)
    table.setdefault(fault, {})[engine] = result
    assert KEY not in caplog.text
    if fault == "429, then retry-after met":
        assert result == "speech"
        assert waits.seconds == [7.0, 7.0]
    elif fault in WANTED_TIMES:
        assert result == ("audio without times" if shape.has_times else "speech")
    elif fault == "reset mid-body":
        assert len(misbehaving.requests) == 3
    elif fault in ("100 MB announced", "endless answer", "401", "402", "redirect"):
        assert len(misbehaving.requests) == 1
