"""Requests to a service over HTTP, under a `Policy`.

A request is repeated only while the caller has received nothing of its response, so a
stream that has begun is never repeated. Responses are read in pieces, up to a limit.
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

from vidsync.checks import is_loopback
from vidsync.errors import EngineError
from vidsync.wire.endpoint import Endpoint
from vidsync.wire.error_responses import (
    find_page_title,
    get_media_type,
    is_web_page,
    parse_error_response,
    shorten,
)
from vidsync.wire.policy import FailedAttempt, Policy, retry, with_deadline

_ERROR_BODY = 64 * 1024

Query = Mapping[str, str | list[str]]
"""Names and values of parameters; a list repeats the name."""


@dataclass(frozen=True, slots=True)
class ServiceResponse:
    """A complete response.

    Attributes:
        content: the body.
        headers: a mapping that ignores case.
    """

    content: bytes = field(repr=False)
    headers: Mapping[str, str]

    @property
    def media_type(self) -> str:
        """The content type without its parameters; ``""`` if there is none."""
        return get_media_type(self.headers)


@dataclass(frozen=True, slots=True)
class Upload:
    """A file that is sent with a request.

    Attributes:
        content: its bytes.
        media_type: of the content.
        name: of the file, with the suffix that fits.
    """

    content: bytes = field(repr=False)
    media_type: str
    name: str


@dataclass(frozen=True, slots=True)
class StreamedResponse:
    """A response whose body is still arriving.

    Attributes:
        media_type: its content type without parameters; ``""`` if there is none.
        pieces: of the body, as they arrive.
    """

    media_type: str
    pieces: AsyncIterator[bytes] = field(repr=False)


class _KeyHeader(httpx.Auth):
    """Adds the key to a request just before it is sent, so that nothing else holds it."""

    def __init__(self, endpoint: Endpoint) -> None:
        self._endpoint = endpoint

    def auth_flow(self, request: httpx.Request) -> Generator[httpx.Request, httpx.Response, None]:
        endpoint = self._endpoint
        if endpoint.signature is not None:
            endpoint.signature(request, endpoint.key)
        elif value := endpoint.format_key():
            request.headers[endpoint.key_header] = value
        yield request


class HttpClient:
    """A client for one service.

    It is an async context manager. Leaving it closes its connections, immediately if the
    task is cancelled.
    """

    def __init__(self, endpoint: Endpoint, policy: Policy) -> None:
        self._endpoint = endpoint
        self._policy = policy
        self._key = _KeyHeader(endpoint)
        self._client = httpx.AsyncClient(
            # A small compressed response could expand to a huge one.
            headers={
                "Accept-Encoding": "identity",
                "User-Agent": "vidsync",
                **endpoint.headers,
            },
            timeout=httpx.Timeout(policy.read_timeout, connect=policy.connect_timeout),
            # A redirect would take the key to another address.
            follow_redirects=False,
            verify=_certificates(),
            # A proxy can't reach the loopback of this machine.
            trust_env=not endpoint.is_local,
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
        query: Query | None = None,
        upload: Upload | None = None,
        form: Query | None = None,
        check: Callable[[ServiceResponse], None] | None = None,
    ) -> ServiceResponse:
        """Make a request, and read the whole response.

        Args:
            method: ``GET`` or ``POST``.
            path: below the base URL.
            json: the body.
            query: parameters of the URL.
            upload: a file: the body, or the part ``file`` of a form.
            form: the other fields of a form.
            check: raises a `FailedAttempt` for an error in a response that has the status
                of a success.

        Raises:
            EngineError: the service can't be reached, refuses the request, breaks off,
                takes too long, sends more than the limit, or sends a web page.
        """
        request = self._request(method, path, json, query, upload, form)
        return await self._read_whole(request, self._key, check)

    async def fetch(self, url: str) -> ServiceResponse:
        """Fetch a file to which a response refers; the key is not sent.

        Raises:
            EngineError: the address is not https (a service on this machine may use
                http), or as for `request`.
        """
        name = self._endpoint.name
        try:
            address = httpx.URL(url)
        except httpx.InvalidURL:
            raise EngineError(f"{name} points to a file whose address is not valid") from None
        is_local = self._endpoint.is_local
        if address.scheme != "https" and not (is_local and address.scheme == "http"):
            raise EngineError(f"{name} points to a file that is not at an https address")
        if is_loopback(address.host) and not is_local:
            raise EngineError(f"{name} points to a file on this machine")
        return await self._read_whole(httpx.Request("GET", address), None)

    @asynccontextmanager
    async def stream(
        self,
        method: str,
        path: str,
        *,
        json: object = None,
        query: Query | None = None,
    ) -> AsyncIterator[StreamedResponse]:
        """Make a request, and give the response in pieces, as they arrive.

        The request may be repeated until the service begins to answer, but not after.

        Raises:
            EngineError: as for `request`; later also from the pieces.
        """
        request = self._request(method, path, json, query)
        async with AsyncExitStack() as stack:
            response = await retry(
                lambda: stack.enter_async_context(self._send(request, self._key)),
                self._policy,
                self._endpoint.name,
            )
            pieces = await stack.enter_async_context(aclosing(self._pieces(response)))
            timed = with_deadline(pieces, self._policy, self._endpoint.name)
            delivered = await stack.enter_async_context(aclosing(_unwrap_errors(timed)))
            yield StreamedResponse(get_media_type(response.headers), delivered)

    async def _read_whole(
        self,
        request: httpx.Request,
        auth: httpx.Auth | None,
        check: Callable[[ServiceResponse], None] | None = None,
    ) -> ServiceResponse:
        async def attempt() -> ServiceResponse:
            async with (
                self._send(request, auth) as response,
                aclosing(self._pieces(response)) as pieces,
            ):
                content = b"".join([piece async for piece in pieces])
                answer = ServiceResponse(content, response.headers)
            if check is not None:
                check(answer)
            return answer

        return await retry(attempt, self._policy, self._endpoint.name)

    def _request(
        self,
        method: str,
        path: str,
        json: object,
        query: Query | None,
        upload: Upload | None = None,
        form: Query | None = None,
    ) -> httpx.Request:
        headers: dict[str, str] = {}
        if method == "POST":
            # All attempts have the same key: a service that honours it works, and bills, once.
            headers["Idempotency-Key"] = str(uuid.uuid4())
        content = files = None
        if upload is not None and form is not None:
            files = {"file": (upload.name, upload.content, upload.media_type)}
        elif upload is not None:
            content = upload.content
            headers["Content-Type"] = upload.media_type
        return self._client.build_request(
            method,
            self._endpoint.base_url + path,
            json=json,
            params=query,
            content=content,
            files=files,
            data=form,
            headers=headers,
        )

    @asynccontextmanager
    async def _send(
        self, request: httpx.Request, auth: httpx.Auth | None
    ) -> AsyncIterator[httpx.Response]:
        """Send a request and yield its response, if the head of it is good."""
        with self._convert_errors(request):
            response = await self._client.send(request, stream=True, auth=auth)
        async with aclosing(response):
            if not response.is_success:
                body = await self._beginning(response)
                raise parse_error_response(
                    self._endpoint, response.status_code, response.headers, body
                )
            if is_web_page(response.headers):
                title = find_page_title(await self._beginning(response))
                titled = f" titled {title!r}" if title else ""
                raise FailedAttempt(
                    EngineError(
                        f"{self._endpoint.name} answered with a web page{titled}",
                        hint="check that the base URL is the address of the API",
                    ),
                    can_retry=False,
                )
            yield response

    async def _beginning(self, response: httpx.Response) -> bytes:
        """Return the first 64 KiB of a body, which is enough for an error message."""
        content = bytearray()
        with self._convert_errors(response.request):
            async for piece in response.aiter_bytes():
                content += piece
                if len(content) >= _ERROR_BODY:
                    break
        return bytes(content[:_ERROR_BODY])

    async def _pieces(self, response: httpx.Response) -> AsyncGenerator[bytes, None]:
        """Yield a body in pieces, up to the limit."""
        limit = self._policy.largest_answer
        announced = response.headers.get("content-length", "")
        taken = 0
        if announced.isdecimal() and len(announced) < 20:
            taken = int(announced) if int(announced) > limit else 0
        with self._convert_errors(response.request):
            async for piece in response.aiter_bytes():
                taken += len(piece)
                if taken > limit:
                    raise FailedAttempt(
                        EngineError(
                            f"{self._endpoint.name} sent more than the limit of {limit:,} bytes",
                            hint="ask for less at a time: a shorter text, or compressed audio",
                        ),
                        can_retry=False,
                    )
                yield piece

    @contextmanager
    def _convert_errors(self, request: httpx.Request) -> Iterator[None]:
        """Convert network errors to failed attempts."""
        name, host = self._endpoint.name, request.url.netloc.decode("ascii")
        try:
            yield
        except httpx.TimeoutException as error:
            what = "can't be reached" if isinstance(error, httpx.ConnectTimeout) else "went silent"
            raise FailedAttempt(
                EngineError(f"{name} {what}: no answer in time"), can_retry=True
            ) from None
        except httpx.ConnectError as error:
            raise FailedAttempt(
                EngineError(
                    f"{name} can't be reached at {host}: {shorten(str(error))}",
                    hint="check the connection and the base URL",
                ),
                can_retry=True,
            ) from None
        except httpx.TransportError as error:
            reason = shorten(self._endpoint.without_key(str(error))) or type(error).__name__
            raise FailedAttempt(
                EngineError(f"the connection to {name} broke: {reason}"), can_retry=True
            ) from None
        except httpx.DecodingError:
            raise FailedAttempt(
                EngineError(f"{name} sent an answer that can't be unpacked"), can_retry=False
            ) from None


async def _unwrap_errors(pieces: AsyncIterator[bytes]) -> AsyncGenerator[bytes, None]:
    """Yield the pieces of a stream. A failure in them is final, as the stream has begun."""
    try:
        async for piece in pieces:
            yield piece
    except FailedAttempt as failure:
        raise failure.error from None


@cache
def _certificates() -> ssl.SSLContext:
    """Read the trusted certificates once: it takes longer than a local request."""
    return httpx.create_ssl_context()
