"""Runs the application: opens a socket, runs uvicorn on it, and shuts down cleanly."""

from __future__ import annotations

import logging
import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import uvicorn

from vidsync import espeak
from vidsync.errors import InputError
from vidsync.gateway.app import build
from vidsync.gateway.settings import Settings

# How long open answers may take to finish at shutdown.
_GRACE_SECONDS = 3
# Clients' messages are small; this limits the memory that one can use.
_LARGEST_MESSAGE = 1 << 20
_START_PATIENCE_SECONDS = 30.0


def serve(settings: Settings, *, host: str, port: int, announce: Callable[[str], None]) -> None:
    """Serve until interrupted; see `vidsync.gateway.serve`."""
    with _listening(host, port) as listener:
        server = _server(settings)
        announce(_url(listener, settings))
        try:
            server.run(sockets=[listener])
        except KeyboardInterrupt:
            # Everything is closed by now, and an interrupt is the normal way to stop a server.
            return


@contextmanager
def running(settings: Settings) -> Iterator[str]:
    """Run a gateway in a thread while the block runs; see `vidsync.gateway.running`."""
    with _listening("127.0.0.1", 0) as listener:
        server = _server(settings)
        thread = threading.Thread(
            target=server.run, kwargs={"sockets": [listener]}, name="vidsync-gateway", daemon=True
        )
        thread.start()
        try:
            _await_start(server, thread)
            yield _url(listener, settings)
        finally:
            server.should_exit = True
            thread.join()


def _await_start(server: uvicorn.Server, thread: threading.Thread) -> None:
    deadline = time.monotonic() + _START_PATIENCE_SECONDS
    while not server.started and thread.is_alive() and time.monotonic() < deadline:
        time.sleep(0.005)


def _server(settings: Settings) -> uvicorn.Server:
    # An engine that cannot start fails now, not at the first request.
    espeak.voices()
    config = uvicorn.Config(
        build(settings),
        # uvicorn's own access log would show the query, in which browsers send keys.
        log_config=None,
        log_level="error",
        access_log=False,
        http="h11",
        ws="websockets-sansio",
        ws_max_size=_LARGEST_MESSAGE,
        lifespan="on",
        timeout_graceful_shutdown=_GRACE_SECONDS,
        ssl_certfile=settings.certificate,
        ssl_keyfile=settings.certificate_key,
    )
    try:
        config.load()
    except (OSError, ssl.SSLError) as error:
        raise InputError(
            f"the certificate {settings.certificate} cannot be used: {error.strerror or error}",
            hint="give a PEM file, and the one with its private key unless it holds both",
        ) from error
    logging.getLogger("uvicorn.error").addFilter(_NOT_CUT)
    return uvicorn.Server(config)


class _NotCut(logging.Filter):
    """Filters the server's messages about answers that were cut off on purpose."""

    def filter(self, record: logging.LogRecord) -> bool:
        return "returned without completing response" not in record.getMessage()


_NOT_CUT = _NotCut()


def _listening(host: str, port: int) -> socket.socket:
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(
            host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )[0]
        listener = socket.socket(family, kind, protocol)
        try:
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            listener.bind(address)
            listener.listen(256)
        except OSError:
            listener.close()
            raise
    except OSError as error:
        raise InputError(
            f"{host} port {port} cannot be listened on: {error.strerror or error}",
            hint="choose another port; port 0 takes a free one",
        ) from error
    return listener


def _url(listener: socket.socket, settings: Settings) -> str:
    host, port = listener.getsockname()[:2]
    scheme = "https" if settings.certificate else "http"
    return f"{scheme}://{f'[{host}]' if ':' in host else host}:{port}"
