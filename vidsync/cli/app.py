"""The command line's entry point, where errors become exit codes.

A user's mistake prints one line and a hint, with exit code 2. A fault of vidsync prints a
traceback, with exit code 1. Ctrl-C gives exit code 130.
"""

from __future__ import annotations

import signal
import sys
import traceback
import warnings
from typing import Annotated

import typer

import vidsync
from vidsync.cli import console
from vidsync.cli.commands import LazyCommands
from vidsync.errors import VidsyncError, VidsyncWarning

app = typer.Typer(
    name="vidsync",
    cls=LazyCommands,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    add_completion=False,
    rich_markup_mode=None,
    epilog="Every command has --help. With --traceback, an error shows where it comes from.",
)


def _print_version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"vidsync {vidsync.__version__}")
        raise typer.Exit


@app.callback(invoke_without_command=False)
def _vidsync(
    version: Annotated[
        bool,
        typer.Option(
            "--version", callback=_print_version, is_eager=True, help="Print the version and exit."
        ),
    ] = False,
) -> None:
    """Word-by-word captions, mouth movement and narration for video."""


def main(arguments: list[str] | None = None) -> None:
    """Run the command line and exit with its code."""
    given = sys.argv[1:] if arguments is None else arguments
    with_traceback = "--traceback" in given
    # Show vidsync's own warnings, not those of libraries.
    warnings.simplefilter("ignore")
    warnings.simplefilter("always", VidsyncWarning)
    warnings.showwarning = console.show_warning
    # SIGTERM cleans up as Ctrl-C does: the exception stops ffmpeg and removes its files.
    signal.signal(signal.SIGTERM, lambda _signal, _frame: sys.exit(143))
    try:
        app(args=[argument for argument in given if argument != "--traceback"], prog_name="vidsync")
    except VidsyncError as error:
        if with_traceback:
            traceback.print_exc()
        console.show_error(error)
        sys.exit(2)
    except BrokenPipeError:
        # The reader of our output has gone (`| head`), so nothing more can be printed.
        sys.stderr.close()
        sys.exit(1)
    except Exception:
        traceback.print_exc()
        console.show_fault()
        sys.exit(1)
