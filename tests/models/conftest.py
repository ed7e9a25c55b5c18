"""A server of files that can misbehave, and a model whose files it has."""

import hashlib
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from vidsync.models import Model, ModelFile

CONTENT = bytes(range(256)) * 40
SETTINGS = b'{"sample_rate": 22050}'


class Hub:
    """A file server on the loopback.

    Attributes:
        url: its address.
        files: content by path.
        behave: called with each request's handler; returns True if it answered itself.
        requests: the path and the range of each request.
    """

    def __init__(self) -> None:
        self.files: dict[str, bytes] = {}
        self.behave: Callable[[BaseHTTPRequestHandler], bool] = lambda handler: False
        self.requests: list[tuple[str, str]] = []
        hub = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                hub.requests.append((self.path, self.headers.get("Range", "")))
                if not hub.behave(self):
                    hub.answer(self)

            def log_message(self, *_: object) -> None:
                """Print nothing."""

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        self.url = f"http://127.0.0.1:{self.server.server_port}"

    def answer(self, handler: BaseHTTPRequestHandler, headers: tuple[tuple[str, str], ...] = ()):
        """Send a file, or the part of it that was requested."""
        content = self.files.get(handler.path)
        if content is None:
            handler.send_error(404)
            return
        first = int(handler.headers.get("Range", "bytes=0-")[6:].split("-")[0])
        if first and first >= len(content):
            handler.send_error(416)
            return
        handler.send_response(206 if first else 200)
        handler.send_header("Content-Length", str(len(content) - first))
        if first:
            span = f"bytes {first}-{len(content) - 1}/{len(content)}"
            handler.send_header("Content-Range", span)
        for name, value in headers:
            handler.send_header(name, value)
        handler.end_headers()
        handler.wfile.write(content[first:])


@pytest.fixture
def hub() -> Iterator[Hub]:
    hub = Hub()
    thread = threading.Thread(target=hub.server.serve_forever, args=(0.01,))
    thread.start()
    try:
        yield hub
    finally:
        hub.server.shutdown()
        hub.server.server_close()
        thread.join()


@pytest.fixture
def cache(tmp_path, monkeypatch):
    """An empty cache folder."""
    monkeypatch.setenv("VIDSYNC_CACHE", str(tmp_path / "cache"))
    return tmp_path / "cache" / "models"


@pytest.fixture
def model(hub, cache) -> Model:
    """A voice of two files, both pinned, which the hub has."""
    hub.files = {"/anna.onnx": CONTENT, "/anna.onnx.json": SETTINGS}
    return make_model(hub)


def make_model(hub: Hub, *, pinned: bool = True, size: int | None = None) -> Model:
    def make_file(name: str, content: bytes) -> ModelFile:
        digest = hashlib.sha256(content).hexdigest() if pinned else ""
        return ModelFile(f"piper/{name}", f"{hub.url}/{name}", size or len(content), digest)

    files = (make_file("anna.onnx", CONTENT), make_file("anna.onnx.json", SETTINGS))
    return Model("anna", "piper", ("de",), "", "CC0-1.0", "", "piper/anna.onnx", files)
