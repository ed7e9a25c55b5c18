"""A server that misbehaves, and a policy that does not wait."""

import asyncio
import logging
import socket
import struct
import threading
from collections.abc import Callable
from dataclasses import dataclass, field

from websockets.server import ServerProtocol

from vidsync.wire.policy import Policy


@dataclass
class Waits:
    """A policy that does not wait, and the waits that it skipped."""

    seconds: list[float] = field(default_factory=list)

    async def sleep(self, seconds: float) -> None:
        self.seconds.append(seconds)
        await asyncio.sleep(0)

    def policy(self, **changes: object) -> Policy:
        quick = {"read_timeout": 5.0, "total_timeout": 60.0, "chance": lambda: 0.0}
        return Policy(**{**quick, "sleep": self.sleep, **changes})


class Wire:
    """One request to the misbehaving server, and ways to answer it."""

    def __init__(
        self,
        number: int,
        head: bytes,
        body: bytes,
        reader: asyncio.StreamReader,
        writer: asyncio.StreamWriter,
        url: str,
    ) -> None:
        self.url = url
        self._reader = reader
        self.number = number
        self.head = head
        self.body = body
        self._writer = writer

    @property
    def is_further(self) -> bool:
        """Whether it is a separate request for the word times."""
        return self.head.startswith(b"GET") or b"SpeechMarkTypes" in self.body

    async def send(self, content: bytes) -> None:
        self._writer.write(content)
        await self._writer.drain()

    async def answer(
        self,
        body: bytes,
        *,
        status: int = 200,
        media_type: str = "application/json",
        length: int | None = None,
        headers: str = "",
    ) -> None:
        length = len(body) if length is None else length
        head = f"HTTP/1.1 {status} X\r\ncontent-type: {media_type}\r\ncontent-length: {length}\r\n"
        await self.send(f"{head}connection: close\r\n{headers}\r\n".encode() + body)

    def reset(self) -> None:
        """End the connection with a reset."""
        sock = self._writer.get_extra_info("socket")
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self._writer.transport.abort()

    async def receive(self) -> bytes:
        """Return the next bytes; none at the end."""
        return await self._reader.read(65536)

    async def closed(self) -> None:
        """Wait until the client closes the connection."""
        await self._reader.read()


class Upgraded:
    """A websocket opened by a request, on which anything can be sent."""

    def __init__(self, wire: Wire) -> None:
        self.wire = wire
        # The server's own log is not tested, and it shows the key.
        self._protocol = ServerProtocol(logger=logging.Logger("silent", logging.CRITICAL + 1))
        self._protocol.receive_data(wire.head)

    async def open(self) -> None:
        (request,) = self._protocol.events_received()
        self._protocol.send_response(self._protocol.accept(request))
        await self._flush()

    async def hear(self, end: bytes) -> None:
        """Read until a message contains `end`."""
        while not any(end in bytes(frame.data) for frame in self._protocol.events_received()):
            await self._read()

    async def say(self, *messages: str | bytes) -> None:
        for message in messages:
            if isinstance(message, str):
                self._protocol.send_text(message.encode())
            else:
                self._protocol.send_binary(message)
        await self._flush()

    async def close(self, code: int = 1000, reason: str = "") -> None:
        self._protocol.send_close(code, reason)
        await self._flush()
        await self.closed()

    async def closed(self) -> None:
        """Wait for the client's closing frame, and answer it."""
        while self._protocol.close_rcvd is None:
            await self._read()

    async def _read(self) -> None:
        received = await self.wire.receive()
        if not received:
            raise ConnectionResetError
        self._protocol.receive_data(received)
        await self._flush()

    async def _flush(self) -> None:
        await self.wire.send(b"".join(self._protocol.data_to_send()))


class Misbehaving:
    """A server in a thread that answers every request with `behave`."""

    def __init__(self) -> None:
        self.requests: list[bytes] = []
        self.behave: Callable[[Wire], object] | None = None
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever)

    def __enter__(self):
        self._thread.start()
        started = asyncio.run_coroutine_threadsafe(
            asyncio.start_server(self._serve, "127.0.0.1", 0), self._loop
        )
        self._server = started.result()
        self.url = f"http://127.0.0.1:{self._server.sockets[0].getsockname()[1]}"
        return self

    def __exit__(self, *_):
        async def stop():
            self._server.close()
            others = asyncio.all_tasks() - {asyncio.current_task()}
            for task in others:
                task.cancel()
            await asyncio.gather(*others, return_exceptions=True)
            await self._server.wait_closed()

        asyncio.run_coroutine_threadsafe(stop(), self._loop).result()
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()

    async def _serve(self, reader, writer) -> None:
        try:
            head = await reader.readuntil(b"\r\n\r\n")
            fields = dict(
                line.lower().split(b": ", 1) for line in head.split(b"\r\n")[1:] if b": " in line
            )
            body = await reader.readexactly(int(fields.get(b"content-length", 0)))
            self.requests.append(head + body)
            await self.behave(Wire(len(self.requests), head, body, reader, writer, self.url))
        except (ConnectionError, asyncio.IncompleteReadError, asyncio.CancelledError):
            pass
        finally:
            writer.close()
