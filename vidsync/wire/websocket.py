"""Sessions with a service over a websocket, under a `Policy`.

Opening a session may be repeated; nothing is repeated once it is open. Messages are read
while others are being sent, up to a limit.
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
from vidsync.wire.endpoint import Endpoint
from vidsync.wire.error_responses import parse_error_response, shorten
from vidsync.wire.policy import FailedAttempt, Policy, build_timeout_error, retry

# The library's own logger writes all headers and messages at debug level, with the key.
_SILENT = logging.Logger("vidsync.wire.websocket")
_SILENT.disabled = True

# The server's largest message, in bytes; a second of 48 kHz floats in base64 is 256 KiB.
_LARGEST_MESSAGE = 8 * 1024 * 1024
# The code for closing a connection because of a larger message (RFC 6455, 7.4.1).
_TOO_BIG = 1009


class Session:
    """An open websocket to a service."""

    def __init__(self, connection: ClientConnection, endpoint: Endpoint, policy: Policy) -> None:
        self._connection = connection
        self._endpoint = endpoint
        self._policy = policy
        self._silence: asyncio.Timeout | None = None

    async def send(self, message: Mapping[str, object]) -> None:
        """Send a message as JSON in a text frame.

        Raises:
            EngineError: the connection is closed, or the service does not read.
        """
        await self.send_text(json.dumps(message, ensure_ascii=False))

    async def send_text(self, message: str) -> None:
        """Send a text frame.

        Raises:
            EngineError: the connection is closed, or the service does not read.
        """
        try:
            async with asyncio.timeout(self._policy.read_timeout):
                await self._connection.send(message)
            return
        except TimeoutError:
            raise build_timeout_error(self._endpoint.name, self._policy) from None
        except ConnectionClosed as error:
            closed_error = self._build_closed_error(error)
        # Raised here, so that its context is not the service's message, which may have the key.
        raise closed_error

    async def exchange(
        self, writing: Coroutine[object, object, None]
    ) -> AsyncGenerator[str | bytes, None]:
        """Yield the service's messages while a coroutine sends others.

        Ends when the service closes the connection normally. Until `writing` is done, the
        service may be silent for any time.

        Args:
            writing: sends all messages.

        Raises:
            EngineError: the service breaks off, goes silent, takes too long or sends
                too much. An error of `writing` is raised at once.
        """
        writer = asyncio.create_task(self._write(writing))
        left, taken = self._policy.total_timeout, 0
        try:
            while True:
                started = self._policy.clock()
                message = await self._receive(writer, left)
                if message is None:
                    return
                if writer.done():
                    left = max(0.0, left - (self._policy.clock() - started))
                taken += len(message)
                if taken > self._policy.largest_answer:
                    raise self._build_size_error()
                yield message
        finally:
            writer.cancel()
            # Its failure has been raised above, or another error takes precedence.
            await asyncio.gather(writer, return_exceptions=True)

    async def _write(self, writing: Coroutine[object, object, None]) -> None:
        try:
            await writing
        except BaseException:
            # Without more text the service would stay silent: this ends the wait for it.
            self._connection.transport.abort()
            raise
        finally:
            if self._silence is not None:
                seconds = self._policy.read_timeout
                self._silence.reschedule(asyncio.get_running_loop().time() + seconds)

    async def _receive(self, writer: asyncio.Task[None], left: float) -> str | bytes | None:
        """Return the next message; None after a normal close."""
        limit = min(left, self._policy.read_timeout) if writer.done() else None
        try:
            async with asyncio.timeout(limit) as self._silence:
                return await self._connection.recv()
        except TimeoutError:
            raise build_timeout_error(self._endpoint.name, self._policy) from None
        except ConnectionClosed as error:
            if writer.done() and not writer.cancelled() and (failure := writer.exception()):
                raise failure from None
            if error.rcvd is not None and error.rcvd.code in {1000, 1001}:
                return None
            closed_error = self._build_closed_error(error)
        finally:
            self._silence = None
        raise closed_error

    def _build_closed_error(self, error: ConnectionClosed) -> EngineError:
        if error.rcvd is None and error.sent is not None and error.sent.code == _TOO_BIG:
            return self._build_size_error()
        message = error.rcvd.reason if error.rcvd is not None else ""
        code = f" with code {error.rcvd.code}" if error.rcvd is not None else ""
        reason = shorten(self._endpoint.without_key(message))
        return EngineError(
            f"{self._endpoint.name} closed the connection{code}{': ' + reason if reason else ''}"
        )

    def _build_size_error(self) -> EngineError:
        return EngineError(
            f"{self._endpoint.name} sent more than the limit of "
            f"{_largest_message(self._policy):,} bytes in one message, or of "
            f"{self._policy.largest_answer:,} in all",
            hint="speak a shorter text",
        )


@asynccontextmanager
async def open_session(
    endpoint: Endpoint, policy: Policy, path: str, *, key_in_header: bool = True
) -> AsyncIterator[Session]:
    """Open a websocket; leaving the block closes it, immediately if the task is cancelled.

    Args:
        endpoint: the service.
        policy: time-outs and attempts.
        path: below the base URL, with its query.
        key_in_header: False if the key is sent in the first message.

    Raises:
        EngineError: the service can't be reached or refuses the request.
    """
    headers = dict(endpoint.headers)

    async def attempt() -> ClientConnection:
        if key_in_header:
            headers[endpoint.key_header] = endpoint.format_key()
        try:
            return await _Connect(
                endpoint.websocket_url + path,
                additional_headers=headers,
                user_agent_header="vidsync",
                compression=None,
                open_timeout=policy.connect_timeout,
                close_timeout=1.0,
                # A caller that plays audio as it arrives reads slowly. The answer to a ping
                # waits behind the audio, so a late one does not mean a dead connection.
                ping_timeout=None,
                max_size=_largest_message(policy),
                # A proxy can't reach the loopback of this machine.
                proxy=None if endpoint.is_local else True,
                logger=_SILENT,
                create_connection=_Connection,
            )
        except InvalidStatus as error:
            response = error.response
            failure = parse_error_response(
                endpoint, response.status_code, response.headers, bytes(response.body or b"")
            )
        except TimeoutError:
            failure = FailedAttempt(
                EngineError(f"{endpoint.name} can't be reached: no answer in time"), can_retry=True
            )
        except (OSError, InvalidHandshake) as error:
            reason = shorten(endpoint.without_key(str(error))) or type(error).__name__
            failure = FailedAttempt(
                EngineError(
                    f"{endpoint.name} can't be reached: {reason}",
                    hint="check the connection and the base URL",
                ),
                can_retry=True,
            )
        except WebSocketException as error:
            reason = shorten(endpoint.without_key(str(error)))
            failure = FailedAttempt(
                EngineError(f"{endpoint.name} does not speak the websocket protocol: {reason}"),
                can_retry=False,
            )
        # Raised here, so that its context is not the service's message, which may have the key.
        raise failure

    connection = await retry(attempt, policy, endpoint.name)
    try:
        yield Session(connection, endpoint, policy)
    except BaseException:
        # Nothing that is still on its way is wanted: skip the closing handshake.
        connection.transport.abort()
        raise
    finally:
        await connection.close()


def _largest_message(policy: Policy) -> int:
    return min(_LARGEST_MESSAGE, policy.largest_answer)


class _Connection(ClientConnection):
    """A connection that is cut when the service breaks the protocol or sends too much.

    The library itself would read on until the service closes the connection.
    """

    def data_received(self, data: bytes) -> None:
        super().data_received(data)
        if self.protocol.parser_exc is not None:
            self.transport.abort()


class _Connect(connect):
    """A connection attempt that follows no redirects, which would take the key along."""

    def process_redirect(self, exc: Exception) -> Exception | str:
        return exc
