"""A gateway on loopback, with an HTTP client and websockets."""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import httpx
import pytest
from websockets.sync.client import ClientConnection, connect

from vidsync import gateway

TEXT = "Good day, dear friend. It is late!"


@pytest.fixture(scope="session")
def gateway_url() -> Iterator[str]:
    with gateway.running() as url:
        yield url


@pytest.fixture
def client(gateway_url: str) -> Iterator[httpx.Client]:
    """Return a client that sends a key in every form that the services accept."""
    with httpx.Client(
        base_url=gateway_url,
        headers={"authorization": "Bearer local", "x-api-key": "local"},
        timeout=60,
    ) as client:
        yield client


class Socket:
    """A websocket that sends and receives JSON."""

    def __init__(self, connection: ClientConnection) -> None:
        self.connection = connection

    def send(self, **message: object) -> None:
        self.connection.send(json.dumps(message))

    def receive(self) -> dict | bytes:
        frame = self.connection.recv(timeout=30)
        return json.loads(frame) if isinstance(frame, str) else frame

    def receive_all(self) -> list[dict | bytes]:
        """Return all messages until the server closes the connection."""
        return [json.loads(frame) if isinstance(frame, str) else frame for frame in self.connection]


@pytest.fixture
def open_socket(gateway_url: str) -> Callable:
    """Return a function that opens a websocket by its path."""

    @contextmanager
    def open_(path: str, url: str = gateway_url, **headers: str) -> Iterator[Socket]:
        address = url.replace("http", "ws", 1) + path
        with connect(address, additional_headers=headers, open_timeout=30) as connection:
            yield Socket(connection)

    return open_
