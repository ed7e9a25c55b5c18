"""The application: the paths of all services, a page, the OpenAPI document and a health check."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.middleware.cors import CORSMiddleware
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, Response
from starlette.routing import Route

import vidsync
from vidsync.gateway import openapi
from vidsync.gateway.cartesia.api import CartesiaService
from vidsync.gateway.faults import Faults
from vidsync.gateway.lmnt.api import LmntService
from vidsync.gateway.narrator import Narrator
from vidsync.gateway.playkit.api import PlayKitService
from vidsync.gateway.refusal import Kind, Refusal
from vidsync.gateway.service import Gateway, Service
from vidsync.gateway.settings import Settings
from vidsync.gateway.speechbase.api import SpeechbaseService

SERVICES: tuple[type[Service], ...] = (
    LmntService,
    PlayKitService,
    SpeechbaseService,
    CartesiaService,
)


def build(settings: Settings = Settings()) -> Starlette:  # noqa: B008 - frozen
    """Return the application for an ASGI server.

    Args:
        settings: keys, voices and faults.
    """
    narrator = Narrator(settings)
    gateway = Gateway(settings, narrator, Faults(settings.faults))
    services = [service(gateway) for service in SERVICES]
    names = [service.name for service in services]

    @asynccontextmanager
    async def lifespan(app: Starlette) -> AsyncIterator[None]:  # noqa: ARG001
        yield
        await asyncio.to_thread(narrator.close)

    async def health(request: Request) -> Response:  # noqa: ARG001
        return JSONResponse({"status": "ok", "version": vidsync.__version__, "services": names})

    async def document(request: Request) -> Response:  # noqa: ARG001
        return JSONResponse(openapi.document(services))

    async def page(request: Request) -> Response:
        return HTMLResponse(openapi.page(services, str(request.base_url)))

    async def not_served(request: Request, error: Exception) -> Response:
        status = error.status_code if isinstance(error, HTTPException) else 500
        kind: Kind = "method_not_allowed" if status == 405 else "not_found"
        message = f"{request.method} {request.url.path} is not served here: see /docs"
        refusal = Refusal(kind, message)
        for service in services:
            if service.owns(request.url.path):
                return service.refused(refusal, "", request)
        return JSONResponse({"error": message}, status_code=refusal.status)

    own = [
        Route("/", page, methods=["GET"]),
        Route("/docs", page, methods=["GET"]),
        Route("/openapi.json", document, methods=["GET"]),
        Route("/health", health, methods=["GET"]),
    ]
    return Starlette(
        routes=[*own, *(route for service in services for route in service.routes())],
        lifespan=lifespan,
        exception_handlers={404: not_served, 405: not_served},
        middleware=[_cross_origin(settings)] if settings.origins else (),
    )


def _cross_origin(settings: Settings) -> Middleware:
    return Middleware(
        CORSMiddleware,
        allow_origins=settings.origins,
        allow_methods=["*"],
        allow_headers=["*"],
        expose_headers=["*"],
    )
