"""Sessions with a speech service over a websocket, under the one policy.

Opening one is repeated like any request; once it is open nothing is. Messages are read
while others are being written, in a bounded amount. What they mean is the engines' work.
"""

from __future__ import annotations

import asyncio
import json
import logging
from collections.abc import AsyncGenerator, AsyncIterator, Coroutine, Mapping
from contextlib import asynccontextmanager

from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import (
    ConnectionClosed,
    InvalidHandshake,
    InvalidStatus,
    WebSocketException,
)

from vidsync.errors import EngineError
from vidsync.tts.wire.endpoint import Service
from vidsync.tts.wire.error_responses import refused, shortened
from vidsync.tts.wire.policy import Fault, Policy, retried, too_slow

# The library's own logger writes every header and message at debug level, key and all.
_SILENT = logging.Logger("vidsync.tts.wire.websocket")
_SILENT.disabled = True

# What the server may send in one message; a second of 48 kHz floats in base64 is 256 KiB.
_LARGEST_MESSAGE = 8 * 1024 * 1024
# The code of a goodbye to whoever sends a larger one.
_TOO_BIG = 1009


class Session:
    """An open websocket to a service."""

    def __init__(self, connection: ClientConnection, service: Service, policy: Policy) -> None:
        self._connection = connection
        self._service = service
        self._policy = policy
        self._silence: asyncio.Timeout | None = None

    async def send(self, message: Mapping[str, object]) -> None:
        """Send a message as JSON in a text frame.

        Raises:
            EngineError: the connection is closed, or the service takes nothing in.
        """
        await self.send_text(json.dumps(message, ensure_ascii=False))

    async def send_text(self, message: str) -> None:
        """Send a text frame.

        Raises:
            EngineError: the connection is closed, or the service takes nothing in.
        """
        try:
            async with asyncio.timeout(self._policy.read_timeout):
                await self._connection.send(message)
            return
        except TimeoutError:
            raise too_slow(self._service.name, self._policy) from None
        except ConnectionClosed as error:
            broken = self._broken(error)
        # Raised here, so that what the service said, the key perhaps, is not its context.
        raise broken

    async def exchange(
        self, writing: Coroutine[object, object, None]
    ) -> AsyncGenerator[str | bytes, None]:
        """What the service sends, while something else writes to it.

        Ends when the service closes the connection in the regular way. While there is
        still text to come the service may be silent for as long as it takes.

        Args:
            writing: sends all messages there are to send.

        Raises:
            EngineError: the service breaks off, goes silent, takes too long or sends
                too much; or whatever the writing raises, at once.
        """
        writer = asyncio.create_task(self._written(writing))
        left, taken = self._policy.total_timeout, 0
        try:
            while True:
                asked = self._policy.clock()
                message = await self._received(writer, left)
                if message is None:
                    return
                if writer.done():
                    left = max(0.0, left - (self._policy.clock() - asked))
                taken += len(message)
                if taken > self._policy.largest_answer:
                    raise self._too_much()
                yield message
        finally:
            writer.cancel()
            # Its own failure has been raised above, or is overtaken by another.
            await asyncio.gather(writer, return_exceptions=True)

    async def _written(self, writing: Coroutine[object, object, None]) -> None:
        try:
            await writing
        except BaseException:
            # The reader waits for the service, which waits for text: it is let go.
            self._connection.transport.abort()
            raise
        finally:
            if self._silence is not None:
                seconds = self._policy.read_timeout
                self._silence.reschedule(asyncio.get_running_loop().time() + seconds)

    async def _received(self, writer: asyncio.Task[None], left: float) -> str | bytes | None:
        """The next message; None after a regular close."""
        limit = min(left, self._policy.read_timeout) if writer.done() else None
        try:
            async with asyncio.timeout(limit) as self._silence:
                return await self._connection.recv()
        except TimeoutError:
            raise too_slow(self._service.name, self._policy) from None
        except ConnectionClosed as error:
            if writer.done() and not writer.cancelled() and (failure := writer.exception()):
                raise failure from None
            if error.rcvd is not None and error.rcvd.code in {1000, 1001}:
                return None
            broken = self._broken(error)
        finally:
            self._silence = None
        raise broken

    def _broken(self, error: ConnectionClosed) -> EngineError:
        if error.rcvd is None and error.sent is not None and error.sent.code == _TOO_BIG:
            return self._too_much()
        said = error.rcvd.reason if error.rcvd is not None else ""
        code = f" with code {error.rcvd.code}" if error.rcvd is not None else ""
        reason = shortened(self._service.without_key(said))
        return EngineError(
            f"{self._service.name} closed the connection{code}{': ' + reason if reason else ''}"
        )

    def _too_much(self) -> EngineError:
        return EngineError(
            f"{self._service.name} sent more than the limit of "
            f"{_largest_message(self._policy):,} bytes in one message, or of "
            f"{self._policy.largest_answer:,} in all",
            hint="speak a shorter text",
        )


@asynccontextmanager
async def session(
    service: Service, policy: Policy, path: str, *, key_in_header: bool = True
) -> AsyncIterator[Session]:
    """Open a websocket; it is closed with the block, at once when the task is cancelled.

    Args:
        service: whom to call.
        policy: for how long and how often.
        path: below the base URL, with its query.
        key_in_header: False if the key travels in the first message.

    Raises:
        EngineError: the service can't be reached or refuses.
    """
    headers = dict(service.headers)

    async def attempt() -> ClientConnection:
        if key_in_header:
            headers[service.key_header] = service.key_value()
        try:
            return await _Connect(
                service.websocket_url + path,
                additional_headers=headers,
                user_agent_header="vidsync",
                compression=None,
                open_timeout=policy.connect_timeout,
                close_timeout=1.0,
                # A caller who plays audio as it comes reads slowly, and so does the answer
                # to a ping behind it: that must not pass for a dead connection.
                ping_timeout=None,
                max_size=_largest_message(policy),
                # A proxy for the outside world can't reach this machine's loopback.
                proxy=None if service.is_local else True,
                logger=_SILENT,
                create_connection=_Connection,
            )
        except InvalidStatus as error:
            response = error.response
            fault = refused(
                service, response.status_code, response.headers, bytes(response.body or b"")
            )
        except TimeoutError:
            fault = Fault(
                EngineError(f"{service.name} can't be reached: no answer in time"), again=True
            )
        except (OSError, InvalidHandshake) as error:
            reason = shortened(service.without_key(str(error))) or type(error).__name__
            fault = Fault(
                EngineError(
                    f"{service.name} can't be reached: {reason}",
                    hint="check the connection and the base URL",
                ),
                again=True,
            )
        except WebSocketException as error:
            reason = shortened(service.without_key(str(error)))
            fault = Fault(EngineError(f"{service.name} speaks no websocket: {reason}"), again=False)
        # Raised here, so that what the service said, the key perhaps, is not its context.
        raise fault

    connection = await retried(attempt, policy, service.name)
    try:
        yield Session(connection, service, policy)
    except BaseException:
        # Nobody is left to say goodbye for: whatever is on its way is not wanted.
        connection.transport.abort()
        raise
    finally:
        await connection.close()


def _largest_message(policy: Policy) -> int:
    return min(_LARGEST_MESSAGE, policy.largest_answer)


class _Connection(ClientConnection):
    """A connection that is cut when the service breaks the protocol or sends too much.

    The library would go on reading until the service hangs up as well.
    """

    def data_received(self, data: bytes) -> None:
        super().data_received(data)
        if self.protocol.parser_exc is not None:
            self.transport.abort()


class _Connect(connect):
    """A connection attempt that follows no redirect, which would take the key along."""

    def process_redirect(self, exc: Exception) -> Exception | str:
        return exc
