"""The parts of one vendor's API: its operations, and the form of its error answers.

An `Operation` describes an endpoint once. The routes, the validation of requests and the OpenAPI
page are made from it. A `Service` answers requests and words refusals as its vendor does.
"""

from __future__ import annotations

import asyncio
import base64
import hmac
import logging
import uuid
from abc import ABC, abstractmethod
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

from starlette.requests import HTTPConnection, Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route
from starlette.types import ASGIApp

from vidsync.errors import InputError
from vidsync.gateway import faults, validation
from vidsync.gateway.faults import Effects, Faults, Spoiled
from vidsync.gateway.narrator import Narrator
from vidsync.gateway.refusal import Refusal, refusal_of, refusal_with_status
from vidsync.gateway.settings import Settings
from vidsync.gateway.validation import Schema

log = logging.getLogger("vidsync.gateway")


@dataclass(frozen=True, slots=True)
class Gateway:
    """State that all services share."""

    settings: Settings
    narrator: Narrator
    faults: Faults


@dataclass(frozen=True, slots=True)
class Call:
    """A request that has been read and validated.

    Attributes:
        request: the request itself.
        body: its JSON, which matches the operation's schema; empty without one.
        effects: faults that the answer itself must show.
        request_id: for the answer's headers and errors.
    """

    request: Request
    body: Mapping[str, Any]
    effects: Effects
    request_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Operation:
    """One endpoint.

    Attributes:
        method: the HTTP method.
        path: with parameters in braces.
        summary: one line for the page.
        answer: the function that makes the response.
        answers: media type of a successful answer.
        body: JSON schema of the request, if it has a body.
        speaks: whether injected faults apply to this endpoint.
    """

    method: str
    path: str
    summary: str
    answer: Callable[[Call], Awaitable[Response]]
    answers: str = "application/json"
    body: Schema | None = None
    speaks: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Socket:
    """One websocket endpoint, for the page.

    Attributes:
        path: its path.
        summary: one line.
    """

    path: str
    summary: str


class Service(ABC):
    """One vendor's API, answered by the embedded engine.

    To add one, write a subclass in a package of its own and name it in `vidsync.gateway.app`.
    """

    name: ClassVar[str]
    """The vendor's name as the vendor writes it."""

    clients: ClassVar[tuple[str, ...]]
    """How to point its official clients here; ``<http>`` and ``<ws>`` stand for addresses."""

    prefixes: ClassVar[tuple[str, ...]]
    """Prefixes of the vendor's paths, whether served or not."""

    sockets: ClassVar[tuple[Socket, ...]] = ()
    """Its websocket endpoints."""

    def __init__(self, gateway: Gateway) -> None:
        self.gateway = gateway
        self.narrator = gateway.narrator

    @abstractmethod
    def operations(self) -> tuple[Operation, ...]:
        """Return its endpoints."""

    @abstractmethod
    def refused(self, refusal: Refusal, request_id: str, request: HTTPConnection) -> Response:
        """Return a refusal in the vendor's form."""

    @abstractmethod
    def key_of(self, connection: HTTPConnection) -> str:
        """Return the key that came with a request, or ``""``."""

    def routes(self) -> list[BaseRoute]:
        """Return its endpoints as Starlette routes."""
        return [
            Route(operation.path, self._endpoint(operation), methods=[operation.method])
            for operation in self.operations()
        ]

    def owns(self, path: str) -> bool:
        """Return whether a path belongs to this vendor, even if it is not served."""
        return path.startswith(self.prefixes)

    def check_key(self, key: str) -> None:
        """Refuse a missing or wrong key."""
        wanted = self.gateway.settings.key
        if not key:
            raise Refusal("unauthorized", "no API key was given")
        if wanted and not hmac.compare_digest(key.encode(), wanted.encode()):
            raise Refusal("unauthorized", "the API key is not valid")

    async def effects_on(self, connection: HTTPConnection) -> Effects:
        """Return the faults that apply to a request, after waiting for any injected delay.

        Raises:
            Refusal: an injected status.
        """
        try:
            effects = self.gateway.faults.strike(connection.headers.get(faults.HEADER, ""))
        except InputError as error:
            raise refusal_of(error) from error
        if effects.delay:
            await asyncio.sleep(effects.delay)
        if effects.status:
            raise refusal_with_status(effects.status, retry_after=effects.retry_after)
        return effects

    def _endpoint(self, operation: Operation) -> Callable[[Request], Awaitable[ASGIApp]]:
        async def endpoint(request: Request) -> ASGIApp:
            request_id = str(uuid.uuid4())
            effects = Effects()
            response: Response
            try:
                if operation.speaks:
                    effects = await self.effects_on(request)
                self.check_key(self.key_of(request))
                body: Mapping[str, Any] = {}
                if operation.body is not None:
                    body = await validation.read_body(request, operation.body)
                    validation.check(body, operation.body)
                response = await operation.answer(Call(request, body, effects, request_id))
            except Refusal as refusal:
                response = self.refused(refusal, request_id, request)
                effects = Effects()
            log.info("%s %s %d", request.method, request.url.path, response.status_code)
            if effects.cut or effects.malformed or effects.drip:
                return Spoiled(response, effects)
            return response

        return endpoint


def retry_headers(refusal: Refusal) -> dict[str, str]:
    """Return the headers that say when to try again: whole seconds, and exact milliseconds."""
    if refusal.retry_after is None:
        return {}
    return {
        "retry-after": f"{refusal.retry_after:g}",
        "retry-after-ms": str(round(refusal.retry_after * 1000)),
    }


def json_error(
    refusal: Refusal,
    content: object,
    *,
    media_type: str = "application/json",
    headers: Mapping[str, str] | None = None,
) -> Response:
    """Return a refusal as JSON with its status and the headers for retries."""
    return JSONResponse(
        content,
        status_code=refusal.status,
        headers={**retry_headers(refusal), **(headers or {})},
        media_type=media_type,
    )


def base64_text(content: bytes) -> str:
    """Return bytes in base64, as JSON carries them."""
    return base64.b64encode(content).decode("ascii")
