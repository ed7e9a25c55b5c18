"""Every engine of a service with every fault of its service."""

import asyncio
import os
import socket
from contextlib import closing
from pathlib import Path

import pytest

from vidsync.errors import EngineError, TimestampsUnavailable

SOCKET_ENGINES = ("azure", "rime")
ENGINES = (
    *("lmnt", "playkit", "speechbase", "cartesia", "openai"),
    *("elevenlabs", "google", "inworld", "hume", "minimax", "polly"),
    *SOCKET_ENGINES,
)
KEY = "sk-very-secret-0123456789"
TEXT = "Well, yes."
TABLE = Path(__file__).parents[1] / "faults.md"
HEADING = (
    "# The outcome of each fault for each engine\n\n"
    "The tests write this table if `VIDSYNC_WRITE_TABLES` is set, and compare it otherwise.\n"
    "*Audio without times* is a `TimestampsUnavailable` with the audio; the public functions\n"
    "then align it. Azure and Rime use a websocket: a fault with a status is a response to its\n"
    "opening, and every other fault is sent after the text. A dash means that the fault does not\n"
    "apply: Azure's audio is binary, so it can't be bad base64, and other services have no\n"
    "websocket.\n\n"
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


async def cut(socket, shape):
    await socket.say(*shape.messages()[:1])
    socket.wire.reset()


async def message_in_drips(socket, shape):
    # Drained after each byte, so the first message takes minutes.
    await socket.wire.send(b"\x81\x7f" + (1_000).to_bytes(8, "big"))
    while True:
        await socket.wire.send(b" ")
        await asyncio.sleep(0.02)


async def messages_in_drips(socket, shape):
    while True:
        await socket.say('{"type":"wait"}')
        await asyncio.sleep(0.02)


async def silence_of_socket(socket, shape):
    await socket.closed()


async def truncated_message(socket, shape):
    *before, told = shape.messages()[:2]
    await socket.say(*before, told[:-9])
    await socket.close()


async def huge_message(socket, shape):
    await socket.wire.send(b"\x81\x7f" + (100_000_000).to_bytes(8, "big") + b"{")
    await socket.closed()


async def endless_messages(socket, shape):
    while True:
        await socket.say(shape.messages()[0])


async def endless_message(socket, shape):
    await socket.wire.send(b"\x01\x01{")
    while True:
        await socket.wire.send(b"\x00\x7e\x40\x00" + b" " * 0x4000)


async def wrong_charset_of_socket(socket, shape):
    message = '{"x":"\u00e9t\u00e9"}'.encode("latin-1")
    await socket.wire.send(bytes([0x81, len(message)]) + message)
    await socket.closed()


async def closed_at_once(socket, shape):
    await socket.close()


async def closed_in_the_middle(socket, shape):
    await socket.say(*shape.messages()[:1])
    await socket.close()


async def closed_with_an_error(socket, shape):
    await socket.close(1011, f"no {KEY} for you")


async def broken_binary_message(socket, shape):
    await socket.say(b"\xff\xff\x00")
    await socket.closed()


async def broken_frame(socket, shape):
    await socket.wire.send(b"\xf3\x05hello")
    await socket.closed()


async def wrong_handshake(wire, shape):
    head = "HTTP/1.1 101 X\r\nupgrade: websocket\r\nconnection: Upgrade\r\n"
    await wire.send(f"{head}sec-websocket-accept: aGVsbG8=\r\n\r\n".encode())
    await wire.closed()


async def speech_over_a_socket(socket, shape, **changes):
    await socket.say(*shape.messages(**changes))
    await socket.close()


async def late_socket(wire, shape):
    if wire.number < 3:
        await late_success(wire, shape)
    else:
        await speech_over_a_socket(await shape.opened(wire), shape)


def spoken(behave, **changes):
    async def on_open(wire, shape):
        await behave(await shape.opened(wire), shape, **changes)

    return on_open


def saying(**changes):
    return spoken(speech_over_a_socket, **changes)


BAD_TIMES = {
    "times of a wrong type": (("a", []), (None, {})),
    "NaN times": ((float("nan"), 0.2), (0.3, float("inf"))),
    "negative times": ((-3.0, -2.0), (0.3, 0.4)),
    "unordered times": ((0.3, 0.4), (0.1, 0.2)),
    "times past the audio": ((0.3, 0.4), (70.0, 71.0)),
}
REFUSALS = {
    "429 without retry-after": refusing(429),
    "401": refusing(401),
    "402": refusing(402),
    "403": refusing(403),
    "404": refusing(404),
    "500": refusing(500),
    "503": refusing(503),
    "redirect": refusing(302, b"", headers="location: http://example.com/\r\n"),
    "web page": refusing(200, b"<html><title>Sign in</title></html>", media_type="text/html"),
    "web page, 502": refusing(502, b"<html><title>Bad</title></html>", media_type="text/html"),
}
FAULTS = {
    "refused": None,
    "reset mid-body": reset,
    "slow drip": drip,
    "no answer": silence,
    "429, then retry-after met": late_success,
    **REFUSALS,
    "truncated": truncated,
    "bad base64": answering(audio="!!!"),
    "audio of a wrong type": answering(audio=5),
    "audio that is none": answering(audio="aGVsbG8gaGVsbG8gaGVsbG8="),
    **{fault: answering(times=times) for fault, times in BAD_TIMES.items()},
    "100 MB announced": huge,
    "endless answer": endless,
    "wrong charset": wrong_charset,
    "empty answer": refusing(200, b""),
}
SOCKET_FAULTS = {
    "refused": None,
    "reset mid-body": spoken(cut),
    "slow drip": spoken(message_in_drips),
    "no answer": silence,
    "429, then retry-after met": late_socket,
    **REFUSALS,
    "truncated": spoken(truncated_message),
    "bad base64": saying(audio="!!!"),
    "audio of a wrong type": saying(audio=5),
    "audio that is none": saying(audio="aGVsbG8gaGVsbG8gaGVsbG8="),
    **{fault: saying(times=times) for fault, times in BAD_TIMES.items()},
    "100 MB announced": spoken(huge_message),
    "endless answer": spoken(endless_messages),
    "wrong charset": spoken(wrong_charset_of_socket),
    "empty answer": spoken(closed_at_once),
    "opened by a wrong handshake": wrong_handshake,
    "opened, then silence": spoken(silence_of_socket),
    "empty messages in drips": spoken(messages_in_drips),
    "endless message": spoken(endless_message),
    "closed in the middle": spoken(closed_in_the_middle),
    "closed with an error": spoken(closed_with_an_error),
    "broken frame": spoken(broken_frame),
    "broken binary message": spoken(broken_binary_message),
}
TRIED = {
    (fault, engine): (SOCKET_FAULTS if engine in SOCKET_ENGINES else FAULTS)[fault]
    for fault in SOCKET_FAULTS
    for engine in ENGINES
    if (engine in SOCKET_ENGINES or fault in FAULTS) and (fault, engine) != ("bad base64", "azure")
}
SLOW = {"slow drip", "no answer", "opened, then silence", "empty messages in drips"}
ASKED_ONCE = {
    *("100 MB announced", "endless answer", "endless message"),
    *("401", "402", "403", "404", "redirect"),
}


def outcome(engine, server_url, misbehaving, shape, fault, waits) -> str:
    """Return the outcome for the caller, in a few words, and check that it is a documented one."""
    limits = {"largest_answer": LIMIT}
    if fault in SLOW:
        limits |= {"total_timeout": 0.2, "read_timeout": 0.1}
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
    """Return the speech or the error, and check that no task is left."""
    try:
        async with asyncio.timeout(120):
            return await speaking, None
    except EngineError as error:
        return None, error
    finally:
        left = {task for task in asyncio.all_tasks() if not task.cancelling()}
        assert left == {asyncio.current_task()}


def assert_nothing_of_the_key(error, speaker):
    seen = error
    while seen is not None:
        assert KEY not in f"{seen} {seen!r} {vars(seen)!r}"
        seen = seen.__cause__ or seen.__context__
    assert KEY not in repr(speaker)


@pytest.fixture(scope="module")
def table():
    """The outcomes. When all are known, they are compared with the table in `faults.md`."""
    found: dict[str, dict[str, str]] = {}
    yield found
    if sum(map(len, found.values())) == len(TRIED):
        lines = [f"| fault | {' | '.join(ENGINES)} |", f"| --- |{' --- |' * len(ENGINES)}"]
        lines += [
            f"| {fault} | {' | '.join(found[fault].get(engine, '–') for engine in ENGINES)} |"
            for fault in SOCKET_FAULTS
        ]
        text = HEADING + "\n".join(lines) + "\n"
        if "VIDSYNC_WRITE_TABLES" in os.environ:
            TABLE.write_text(text, encoding="utf-8")
        assert TABLE.read_text(encoding="utf-8") == text


@pytest.mark.parametrize(("fault", "engine"), TRIED)
def test_a_fault_gives_speech_or_one_clear_error(
    engine, fault, recorded, misbehaving, waits, table, caplog
):
    caplog.set_level("DEBUG")
    shape = recorded[engine]
    behave = TRIED[fault, engine]
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
    elif fault in BAD_TIMES:
        assert result == ("audio without times" if shape.has_times else "speech")
    elif fault == "reset mid-body":
        # Once a websocket has sent something, the request is not repeated.
        assert len(misbehaving.requests) == (1 if engine in SOCKET_ENGINES else 3)
    elif fault in ASKED_ONCE:
        assert len(misbehaving.requests) == 1
