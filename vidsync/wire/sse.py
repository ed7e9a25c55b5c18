"""Read server-sent events and JSON lines from a stream of bytes.

Both formats consist of lines. Here they are read from any stream of bytes, so the size
limit and the time-outs of the stream apply. (The package httpx-sse reads from an
``httpx.Response`` only, past both of them.)
"""

from __future__ import annotations

from collections.abc import AsyncGenerator, AsyncIterator

from vidsync.wire.json_responses import parse_json


async def iter_events(
    pieces: AsyncIterator[bytes], name: str
) -> AsyncGenerator[dict[str, object], None]:
    """Yield the JSON object in the data of each event.

    Names, ids, retries and comments are skipped: these services put everything in the
    data. An event without its final empty line is dropped, as the standard requires.

    Args:
        pieces: the body.
        name: the service's name, for errors.

    Raises:
        EngineError: the data of an event is not a JSON object.

    Source:
        HTML Living Standard, 9.2 Server-sent events.
    """
    data: list[bytes] = []
    async for line in iter_lines(pieces):
        if line.startswith(b"data:"):
            data.append(line[5:].removeprefix(b" "))
        elif not line and data:
            body = b"\n".join(data)
            data = []
            if body.strip() not in {b"", b"[DONE]"}:
                yield parse_json(body, name)


async def iter_json_lines(
    pieces: AsyncIterator[bytes], name: str
) -> AsyncGenerator[dict[str, object], None]:
    """Yield the JSON object on each line; empty lines are skipped.

    Raises:
        EngineError: a line is not a JSON object.
    """
    async for line in iter_lines(pieces):
        if line.strip():
            yield parse_json(line, name)


async def iter_lines(pieces: AsyncIterator[bytes]) -> AsyncGenerator[bytes, None]:
    """Yield lines without their ends (LF, CR LF or CR), and what follows the last end."""
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
