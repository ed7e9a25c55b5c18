"""The command line's entry point, where errors become exit codes.

A user's mistake prints one line and a hint, with exit code 2. A fault of vidsync prints a
traceback, with exit code 1. Ctrl-C gives exit code 130.
"""

from __future__ import annotations

import contextlib
import signal
import sys
import traceback
import warnings
from typing import Annotated, Any

import typer

import vidsync
from vidsync.cli import console
from vidsync.cli.commands import LazyCommands, suggest_options
from vidsync.errors import VidsyncError, VidsyncWarning

# Of click, which typer contains under another name since 0.27.
_USAGE_ERROR: Any = typer.BadParameter.__mro__[1]

app = typer.Typer(
    name="vidsync",
    cls=LazyCommands,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    add_completion=False,
    rich_markup_mode=None,
    context_settings={"help_option_names": ["--help", "-h"]},
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
    # Show vidsync's own warnings, not those of libraries.
    warnings.simplefilter("ignore")
    warnings.simplefilter("always", VidsyncWarning)
    warnings.showwarning = console.show_warning
    # SIGTERM cleans up as Ctrl-C does: the exception stops ffmpeg and removes its files.
    signal.signal(signal.SIGTERM, lambda _signal, _frame: sys.exit(143))
    # A command may replace `sys.stdout`; this puts it back.
    with contextlib.redirect_stdout(sys.stdout):
        code = _run(given)
    sys.exit(code)


def _run(given: list[str]) -> int:
    """Run a command, print its error if there is one, and return the exit code."""
    with_traceback = "--traceback" in given
    as_json = "--json" in given
    arguments = [argument for argument in given if argument != "--traceback"]
    try:
        code: int | None = app(args=arguments, prog_name="vidsync", standalone_mode=False)
        return code or 0
    except _USAGE_ERROR as error:
        suggest_options(error)
        if as_json:
            console.show_json_error(error.format_message(), exit_code=error.exit_code)
        else:
            error.show()
        return int(error.exit_code)
    except typer.Abort:
        return 130
    except VidsyncError as error:
        if with_traceback:
            traceback.print_exc()
        if as_json:
            console.show_json_error(error.message, error.hint)
        else:
            console.show_error(error)
        return 2
    except BrokenPipeError:
        # The reader of our output has gone (`| head`), so nothing more can be printed.
        sys.stderr.close()
        return 1
    except Exception as error:
        traceback.print_exc()
        console.show_fault()
        if as_json:
            console.show_json_error(f"a fault in vidsync: {error!r}", exit_code=1)
        return 1
