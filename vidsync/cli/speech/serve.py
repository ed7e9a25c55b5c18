"""`vidsync serve`: serve the APIs of speech services on this machine."""

from __future__ import annotations

import ipaddress
import logging
import sys
import warnings
from pathlib import Path
from typing import Annotated

import typer

from vidsync.cli.console import Quiet
from vidsync.errors import VidsyncWarning


def command(
    host: Annotated[str, typer.Option("--host", help="The address to listen on.")] = "127.0.0.1",
    port: Annotated[
        int, typer.Option("--port", min=0, max=65535, help="The port; 0 takes a free one.")
    ] = 8765,
    key: Annotated[
        str,
        typer.Option(
            "--key",
            envvar="VIDSYNC_GATEWAY_KEY",
            help="The only key to accept (default: any that is not empty).",
        ),
    ] = "",
    strict_voices: Annotated[
        bool, typer.Option("--strict-voices", help="Refuse voices that the engine does not have.")
    ] = False,
    fault: Annotated[
        list[str] | None,
        typer.Option(
            "--fault",
            help="A fault to inject: delay=2, drip=0.1, 429:2, 429=1.5, 500, cut, malformed or "
            "timestamps-unavailable; :N hits only N requests. May be given again.",
        ),
    ] = None,
    origin: Annotated[
        list[str] | None,
        typer.Option(
            "--origin",
            help="A web page's origin that browsers may call from: http://localhost:3000",
        ),
    ] = None,
    certificate: Annotated[
        Path | None,
        typer.Option("--certificate", help="Serve over TLS with this PEM file."),
    ] = None,
    certificate_key: Annotated[
        Path | None,
        typer.Option("--certificate-key", help="Its private key, if it is in another file."),
    ] = None,
    quiet: Quiet = False,
) -> None:
    """Serve the APIs of LMNT, PlayKit, Speechbase and Cartesia, without network or key.

    The first line of the output is the base URL for the services' clients. The page /docs
    below it lists what is served. Ctrl-C stops the server.

    Example: vidsync serve --port 8765 --fault 429:2
    """
    from vidsync import gateway

    settings = gateway.Settings(
        key=key,
        strict_voices=strict_voices,
        faults=tuple(gateway.parse_fault(text) for text in fault or ()),
        origins=tuple(origin or ()),
        certificate=certificate,
        certificate_key=certificate_key,
    )
    if not _is_loopback(host) and not key:
        warnings.warn(
            f"{host} can be reached from other machines, and any key is accepted: give --key",
            VidsyncWarning,
            stacklevel=2,
        )
    if not quiet:
        _log_requests()
    gateway.serve(settings, host=host, port=port, announce=_announce)


def _announce(url: str) -> None:
    typer.echo(url)
    # A script may be waiting for the URL at the other end of a pipe.
    sys.stdout.flush()


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _log_requests() -> None:
    """Print one line for each request on standard error, never a query or a header."""
    handler = logging.StreamHandler()
    handler.setFormatter(logging.Formatter("%(asctime)s %(message)s", "%H:%M:%S"))
    log = logging.getLogger("vidsync.gateway")
    log.addHandler(handler)
    log.setLevel(logging.INFO)
