"""Events out of a stream of bytes: server-sent events and JSON lines.

Both are lines; what stands in an event is the engines' work. A line that never ends
is cut off at the limit the stream itself has.
"""

from __future__ import annotations

from collections.abc import AsyncGenerator, AsyncIterator

from vidsync.tts.wire.json_responses import parse_json


async def server_sent_events(
    pieces: AsyncIterator[bytes], name: str
) -> AsyncGenerator[dict[str, object], None]:
    """The JSON object in each event's data.

    Names, ids, retries and comments are passed over: these services say everything in
    the data. An event that the stream breaks off in is dropped, as the standard says.

    Args:
        pieces: the body.
        name: of the service, for errors.

    Raises:
        EngineError: an event's data is no JSON object.

    Source:
        HTML Living Standard, 9.2 Server-sent events.
    """
    data: list[bytes] = []
    async for line in lines(pieces):
        if line.startswith(b"data:"):
            data.append(line[5:].removeprefix(b" "))
        elif not line and data:
            body = b"\n".join(data)
            data = []
            if body.strip() not in {b"", b"[DONE]"}:
                yield parse_json(body, name)


async def json_lines(
    pieces: AsyncIterator[bytes], name: str
) -> AsyncGenerator[dict[str, object], None]:
    """The JSON object of each line that has something on it.

    Raises:
        EngineError: a line is no JSON object.
    """
    async for line in lines(pieces):
        if line.strip():
            yield parse_json(line, name)


async def lines(pieces: AsyncIterator[bytes]) -> AsyncGenerator[bytes, None]:
    """Lines without their ends: LF, CR LF or CR. The rest after the last end is one too."""
    pending: list[bytes] = []
    after_return = False
    async for piece in pieces:
        if after_return and piece[:1] == b"\n":
            piece = piece[1:]
        after_return = piece.endswith(b"\r") if piece else after_return
        first, *others = piece.replace(b"\r\n", b"\n").replace(b"\r", b"\n").split(b"\n")
        pending.append(first)
        for line in others:
            yield b"".join(pending)
            pending = [line]
    if rest := b"".join(pending):
        yield rest
