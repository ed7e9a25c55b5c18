"""Starts the gateway, if its optional packages are installed."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from importlib.util import find_spec

from vidsync.errors import DependencyError
from vidsync.gateway.settings import Settings

_PACKAGES = ("jsonschema", "python_multipart", "starlette", "uvicorn", "websockets")


def serve(
    settings: Settings = Settings(),  # noqa: B008 - frozen
    *,
    host: str = "127.0.0.1",
    port: int = 8765,
    announce: Callable[[str], None] = print,
) -> None:
    """Serve until interrupted.

    Args:
        settings: keys, voices and faults.
        host: the address to listen on; by default only this machine can reach it.
        port: 0 takes a free one.
        announce: called with the base URL when the server accepts connections.

    Raises:
        DependencyError: the extra ``gateway`` is not installed.
        InputError: the address cannot be listened on.
    """
    _check_packages()
    from vidsync.gateway import server

    server.serve(settings, host=host, port=port, announce=announce)


def running(settings: Settings = Settings()) -> AbstractContextManager[str]:  # noqa: B008
    """Run a gateway in a thread of this process, on a free port, while a block runs.

    Args:
        settings: keys, voices and faults.

    Returns:
        A context manager that gives the base URL.

    Raises:
        DependencyError: the extra ``gateway`` is not installed.
    """
    _check_packages()
    from vidsync.gateway import server

    return server.running(settings)


def _check_packages() -> None:
    missing = [name for name in _PACKAGES if find_spec(name) is None]
    if missing:
        raise DependencyError(
            f"the gateway needs {', '.join(missing)}, which this installation lacks",
            hint='install the extra: pip install "vidsync[gateway]"',
        )
