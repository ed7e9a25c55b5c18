"""The command line: one command per file, and the one place where errors become exit codes.

A mistake of the user's ends in one line, a hint, and exit code 2; a fault of vidsync's own
ends in a traceback and exit code 1; Ctrl-C ends in 130. Commands import what they need when
they run, so that `vidsync --help` is quick.
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
    epilog="Every command: --help. Any command: --traceback shows where an error comes from.",
)


def _print_version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"vidsync {vidsync.__version__}")
        raise typer.Exit


@app.callback(invoke_without_command=False)
def _vidsync(
    version: Annotated[
        bool,
        typer.Option("--version", callback=_print_version, is_eager=True, help="Say which it is."),
    ] = False,
) -> None:
    """Word-by-word captions, mouth movement and narration for video."""


def main(arguments: list[str] | None = None) -> None:
    """Run the command line and leave with its exit code."""
    given = sys.argv[1:] if arguments is None else arguments
    with_traceback = "--traceback" in given
    # Libraries' own warnings are their developers' business; ours are the user's.
    warnings.simplefilter("ignore")
    warnings.simplefilter("always", VidsyncWarning)
    warnings.showwarning = console.show_warning
    # A polite kill clears up like Ctrl-C does: unwinding ends ffmpeg and removes its files.
    signal.signal(signal.SIGTERM, lambda _signal, _frame: sys.exit(143))
    try:
        app(args=[argument for argument in given if argument != "--traceback"], prog_name="vidsync")
    except VidsyncError as error:
        if with_traceback:
            traceback.print_exc()
        console.show_error(error)
        sys.exit(2)
    except BrokenPipeError:
        # The reader of our output has gone (`| head`): nobody is left to tell.
        sys.stderr.close()
        sys.exit(1)
    except Exception:
        traceback.print_exc()
        console.show_fault()
        sys.exit(1)
