"""Requests to a speech service over HTTP, under the one policy.

A request is repeated while nothing of its answer has been handed on; a stream that has
begun to deliver never is. Answers are read in pieces and bounded. What an answer means
is the engines' work.
"""

from __future__ import annotations

import ssl
import uuid
from collections.abc import AsyncGenerator, AsyncIterator, Callable, Generator, Iterator, Mapping
from contextlib import AsyncExitStack, aclosing, asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from functools import cache
from types import TracebackType
from typing import Self

import httpx

from vidsync.errors import EngineError
from vidsync.tts.wire.endpoint import Service, is_loopback
from vidsync.tts.wire.error_responses import (
    is_web_page,
    media_type_of,
    page_title,
    refused,
    shortened,
)
from vidsync.tts.wire.policy import Fault, Policy, retried, unhurried

_ERROR_BODY = 64 * 1024


@dataclass(frozen=True, slots=True)
class Answer:
    """A whole answer.

    Attributes:
        content: the body.
        headers: looked up in any case.
    """

    content: bytes = field(repr=False)
    headers: Mapping[str, str]

    @property
    def media_type(self) -> str:
        """The content type without its parameters; ``""`` if there is none."""
        return media_type_of(self.headers)


@dataclass(frozen=True, slots=True)
class Delivery:
    """An answer that is still coming.

    Attributes:
        media_type: its content type without parameters; ``""`` if there is none.
        pieces: of the body, as they come.
    """

    media_type: str
    pieces: AsyncIterator[bytes] = field(repr=False)


class _KeyHeader(httpx.Auth):
    """Puts the key on a request at the last moment, so that nothing else holds it."""

    def __init__(self, service: Service) -> None:
        self._service = service

    def auth_flow(self, request: httpx.Request) -> Generator[httpx.Request, httpx.Response, None]:
        service = self._service
        if service.signature is None:
            request.headers[service.key_header] = service.key_value()
        else:
            service.signature(request, service.key)
        yield request


class HttpClient:
    """Requests to one service.

    Used as an async context manager: its connections are closed with it, at once when
    the task is cancelled.
    """

    def __init__(self, service: Service, policy: Policy) -> None:
        self._service = service
        self._policy = policy
        self._key = _KeyHeader(service)
        self._client = httpx.AsyncClient(
            # Compressed, a small answer could unfold into an immense one.
            headers={"Accept-Encoding": "identity", "User-Agent": "vidsync", **service.headers},
            timeout=httpx.Timeout(policy.read_timeout, connect=policy.connect_timeout),
            # A redirect would carry the key to wherever it points.
            follow_redirects=False,
            verify=_certificates(),
            # A proxy for the outside world can't reach this machine's loopback.
            trust_env=not service.is_local,
        )

    async def __aenter__(self) -> Self:
        await self._client.__aenter__()
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await self._client.__aexit__(kind, error, trace)

    async def request(
        self,
        method: str,
        path: str,
        *,
        json: object = None,
        query: Mapping[str, str] | None = None,
        judge: Callable[[Answer], None] | None = None,
    ) -> Answer:
        """Ask, and read the whole answer.

        Args:
            method: ``GET`` or ``POST``.
            path: below the base URL.
            json: the body.
            query: after the path.
            judge: raises a `Fault` for a refusal in an answer whose status is success.

        Raises:
            EngineError: the service can't be reached, refuses, breaks off, takes too
                long, sends more than the limit, or sends a web page.
        """
        return await self._whole(self._request(method, path, json, query), self._key, judge)

    async def fetch(self, url: str) -> Answer:
        """A file that the service points to, asked for without the key.

        Raises:
            EngineError: the address is not https (a service on this machine may use
                http), or as `request`.
        """
        name = self._service.name
        try:
            address = httpx.URL(url)
        except httpx.InvalidURL:
            raise EngineError(f"{name} points to a file at no valid address") from None
        is_local = self._service.is_local
        if address.scheme != "https" and not (is_local and address.scheme == "http"):
            raise EngineError(f"{name} points to a file that is not at an https address")
        if is_loopback(address.host) and not is_local:
            raise EngineError(f"{name} points to a file on this machine")
        return await self._whole(httpx.Request("GET", address), None)

    @asynccontextmanager
    async def stream(
        self,
        method: str,
        path: str,
        *,
        json: object = None,
        query: Mapping[str, str] | None = None,
    ) -> AsyncIterator[Delivery]:
        """Ask, and hand the answer on in pieces, as they come.

        Repeated until the service begins to answer, and no further.

        Raises:
            EngineError: as `request`; also from the pieces, once it has begun.
        """
        request = self._request(method, path, json, query)
        async with AsyncExitStack() as stack:
            response = await retried(
                lambda: stack.enter_async_context(self._sent(request, self._key)),
                self._policy,
                self._service.name,
            )
            pieces = await stack.enter_async_context(aclosing(self._pieces(response)))
            timed = unhurried(pieces, self._policy, self._service.name)
            delivered = await stack.enter_async_context(aclosing(_unwrapped(timed)))
            yield Delivery(media_type_of(response.headers), delivered)

    async def _whole(
        self,
        request: httpx.Request,
        auth: httpx.Auth | None,
        judge: Callable[[Answer], None] | None = None,
    ) -> Answer:
        async def attempt() -> Answer:
            async with (
                self._sent(request, auth) as response,
                aclosing(self._pieces(response)) as pieces,
            ):
                content = b"".join([piece async for piece in pieces])
                answer = Answer(content, response.headers)
            if judge is not None:
                judge(answer)
            return answer

        return await retried(attempt, self._policy, self._service.name)

    def _request(
        self, method: str, path: str, json: object, query: Mapping[str, str] | None
    ) -> httpx.Request:
        # One for all attempts: a service that honours it speaks, and bills, once.
        idempotency = {"Idempotency-Key": str(uuid.uuid4())} if method == "POST" else {}
        return self._client.build_request(
            method, self._service.base_url + path, json=json, params=query, headers=idempotency
        )

    @asynccontextmanager
    async def _sent(
        self, request: httpx.Request, auth: httpx.Auth | None
    ) -> AsyncIterator[httpx.Response]:
        """A response whose head says that all is well; its body is still to come."""
        with self._faults(request):
            response = await self._client.send(request, stream=True, auth=auth)
        async with aclosing(response):
            if not response.is_success:
                body = await self._beginning(response)
                raise refused(self._service, response.status_code, response.headers, body)
            if is_web_page(response.headers):
                title = page_title(await self._beginning(response))
                titled = f" titled {title!r}" if title else ""
                raise Fault(
                    EngineError(
                        f"{self._service.name} answered with a web page{titled}, not with speech",
                        hint="is the base URL that of its API?",
                    ),
                    again=False,
                )
            yield response

    async def _beginning(self, response: httpx.Response) -> bytes:
        """As much of a body as an error message can need."""
        content = bytearray()
        with self._faults(response.request):
            async for piece in response.aiter_bytes():
                content += piece
                if len(content) >= _ERROR_BODY:
                    break
        return bytes(content[:_ERROR_BODY])

    async def _pieces(self, response: httpx.Response) -> AsyncGenerator[bytes, None]:
        """A body in pieces, up to the limit."""
        limit = self._policy.largest_answer
        announced = response.headers.get("content-length", "")
        taken = 0
        if announced.isdecimal() and len(announced) < 20:
            taken = int(announced) if int(announced) > limit else 0
        with self._faults(response.request):
            async for piece in response.aiter_bytes():
                taken += len(piece)
                if taken > limit:
                    raise Fault(
                        EngineError(
                            f"{self._service.name} answers with more than the limit of "
                            f"{limit:,} bytes",
                            hint="speak a shorter text, or ask for compressed audio",
                        ),
                        again=False,
                    )
                yield piece

    @contextmanager
    def _faults(self, request: httpx.Request) -> Iterator[None]:
        """The network's errors as faults worth another attempt."""
        name, host = self._service.name, request.url.host
        try:
            yield
        except httpx.TimeoutException as error:
            what = "can't be reached" if isinstance(error, httpx.ConnectTimeout) else "went silent"
            raise Fault(EngineError(f"{name} {what}: no answer in time"), again=True) from None
        except httpx.ConnectError as error:
            raise Fault(
                EngineError(
                    f"{name} can't be reached at {host}: {shortened(str(error))}",
                    hint="check the connection and the base URL",
                ),
                again=True,
            ) from None
        except httpx.TransportError as error:
            reason = shortened(self._service.without_key(str(error))) or type(error).__name__
            raise Fault(
                EngineError(f"the connection to {name} broke: {reason}"), again=True
            ) from None
        except httpx.DecodingError:
            raise Fault(
                EngineError(f"{name} sent an answer that can't be unpacked"), again=False
            ) from None


async def _unwrapped(pieces: AsyncIterator[bytes]) -> AsyncGenerator[bytes, None]:
    """Pieces of a stream: a fault in it is final, since it has begun to deliver."""
    try:
        async for piece in pieces:
            yield piece
    except Fault as fault:
        raise fault.error from None


@cache
def _certificates() -> ssl.SSLContext:
    """The trusted certificates: reading them takes longer than a local request."""
    return httpx.create_ssl_context()
