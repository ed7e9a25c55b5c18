"""`vidsync docs`: read the documentation in a browser, or build it as a site."""

from __future__ import annotations

import functools
import logging
import shutil
import sys
import tempfile
import webbrowser
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Annotated

import typer

from vidsync.cli.console import Console, Json, Quiet
from vidsync.cli.options import Overwrite
from vidsync.cli.streams import OutputFile
from vidsync.errors import DependencyError, OutputError, VidsyncError
from vidsync.resources import docs_folder


def command(
    output: Annotated[
        Path | None,
        typer.Option("--output", "-o", help="Build the site in this folder, and serve nothing."),
        OutputFile(refused="a folder"),
    ] = None,
    port: Annotated[
        int, typer.Option("--port", min=1, max=65535, help="The port to serve the site on.")
    ] = 8764,
    open_browser: Annotated[
        bool, typer.Option("--open/--no-open", help="Open the site in a browser.")
    ] = True,
    overwrite: Overwrite = False,
    quiet: Quiet = False,
    json: Json = False,
) -> None:
    """Open the documentation in a browser, or build it as a site.

    The site is built from the pages that are installed with vidsync, without a network, and
    served on this machine only. It needs the extra `docs`. Ctrl-C stops the server.

    Example: vidsync docs -o site
    """
    if output is not None and output.exists() and not overwrite:
        raise OutputError(f"{output} exists", hint="choose another name, or give overwrite=True")
    with tempfile.TemporaryDirectory(prefix="vidsync-docs-") as folder:
        build_site(Path(folder))
        if output is None:
            _serve(Path(folder), port, open_browser)
            return
        try:
            shutil.copytree(folder, output, dirs_exist_ok=True)
        except OSError as error:
            raise OutputError(f"{output} can't be written: {error.strerror or error}") from error
    Console(quiet, json).results({"site": output})


def build_site(folder: Path) -> None:
    """Build the documentation in a folder, and delete what is in the folder.

    Raises:
        DependencyError: mkdocs, its theme or mkdocstrings is not installed.
        VidsyncError: a page is wrong, for example a link leads nowhere.
    """
    try:
        import material  # noqa: F401
        import mkdocstrings_handlers.python  # noqa: F401
        from mkdocs.commands.build import build
        from mkdocs.config import load_config
        from mkdocs.exceptions import MkDocsException
    except ImportError as error:
        raise DependencyError(
            f"the documentation needs {error.name}, which is not installed",
            hint="pip install 'vidsync[docs]'",
        ) from None
    problems = _Messages(logging.WARNING)
    log = logging.getLogger("mkdocs")
    log.addHandler(problems)
    try:
        build(load_config(str(docs_folder() / "mkdocs.yml"), site_dir=str(folder)))
    except MkDocsException as error:
        reasons = "; ".join(problems.messages) or str(error)
        raise VidsyncError(f"the documentation can't be built: {reasons}") from error
    finally:
        log.removeHandler(problems)


class _Messages(logging.Handler):
    """Keeps the messages that are logged."""

    def __init__(self, level: int) -> None:
        super().__init__(level)
        self.messages: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.messages.append(record.getMessage())


class _SilentHandler(SimpleHTTPRequestHandler):
    """Serves files without a log of the requests."""

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base class's name
        pass


def _serve(folder: Path, port: int, open_browser: bool) -> None:
    """Serve a folder on this machine until Ctrl-C."""
    handler = functools.partial(_SilentHandler, directory=str(folder))
    try:
        server = ThreadingHTTPServer(("127.0.0.1", port), handler)
    except OSError as error:
        raise OutputError(
            f"port {port} can't be used: {error.strerror}", hint="give another --port"
        ) from error
    url = f"http://127.0.0.1:{port}/"
    typer.echo(url)
    # A script may be waiting for the URL at the other end of a pipe.
    sys.stdout.flush()
    if open_browser:
        webbrowser.open(url)
    with server:
        try:
            server.serve_forever()
        except KeyboardInterrupt:
            typer.echo(err=True)
