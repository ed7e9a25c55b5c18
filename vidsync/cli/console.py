"""The output of a command: progress, results, warnings and errors.

There are three modes. Normally progress and results are shown, with a bar for long work.
Quiet shows only warnings and errors. JSON prints the result as one object that scripts
can read. Only results go to standard output.
"""

from __future__ import annotations

import json
import re
import shutil
import sys
import textwrap
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, TextIO

import typer

from vidsync.cli.streams import is_standard, name_streams
from vidsync.errors import VidsyncError

Quiet = Annotated[bool, typer.Option("--quiet", "-q", help="Print only warnings and errors.")]
Json = Annotated[bool, typer.Option("--json", help="Print the result as one JSON object.")]

Advance = Callable[[float], None]

# Options of Python functions that the command line has under other names. Any other
# `name=…` in a hint is an option of a speech engine or a recognizer.
_SHELL_OPTIONS = {
    "engine": "--engine",
    "fps": "--fps",
    "format": "--format",
    "interpolation": "--keys",
    "set": "--set",
    "speaker": "--speaker",
    "speaker_model": "--speaker-model",
    "speakers": "--speakers",
    "voice": "--voice",
}
_PYTHON_OPTION = re.compile(r"(?<!-option )\b([a-z_]+)=(…|True\b|'[^']*')")


@dataclass(frozen=True, slots=True)
class Console:
    """The output mode of one command.

    Attributes:
        quiet: no progress, no result lines.
        json: no progress, the result as one JSON object.
        steps: where the error stream is not a terminal, print a line for each step.
    """

    quiet: bool = False
    json: bool = False
    steps: bool = False

    @contextmanager
    def progress(self, what: str) -> Iterator[Advance]:
        """Show a progress bar with the time left while the block runs.

        Where the error stream is not a terminal there is no bar, so that a log gets no
        control characters.

        Yields:
            A function to call with the fraction that is done, 0 to 1.
        """
        if self.quiet or self.json:
            yield lambda _fraction: None
            return
        if not sys.stderr.isatty():
            if self.steps:
                typer.echo(f"{what} …", err=True)
            yield lambda _fraction: None
            return
        # rich takes longer to import than most commands take to run.
        from rich.console import Console as RichConsole
        from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn

        columns = (
            TextColumn("{task.description}"),
            BarColumn(),
            TextColumn("{task.percentage:3.0f} %"),
            TimeRemainingColumn(),
        )
        with Progress(*columns, console=RichConsole(stderr=True), transient=True) as bar:
            task = bar.add_task(what, total=1.0)
            yield lambda fraction: bar.update(task, completed=fraction)

    def note(self, text: str) -> None:
        """Print a line about what was done, beside the result."""
        if not (self.quiet or self.json):
            typer.echo(text, err=True)

    def results(self, files: Mapping[str, Path], **facts: object) -> None:
        """Print the outputs of a command.

        Args:
            files: a name for each output, and its path.
            facts: further plain values; shown in JSON only.
        """
        if self.json:
            named = {
                what.replace(" ", "_"): "-" if is_standard(path) else str(path)
                for what, path in files.items()
            }
            print(json.dumps({**named, **facts}, ensure_ascii=False), flush=True)  # noqa: T201
        elif not self.quiet:
            width = max((len(what) for what in files), default=0)
            for what, path in files.items():
                typer.echo(f"{what:<{width}}  {name_streams(str(path))}")


def show_error(error: VidsyncError) -> None:
    """Print one line that says what happened, and one that says what to do."""
    typer.echo(f"error: {_printable(error.message)}", err=True)
    if error.hint:
        typer.echo(f"       {_printable(shell_hint(error.hint))}", err=True)


def show_json_error(message: str, hint: str = "", *, exit_code: int = 2) -> None:
    """Print an error as one JSON object, where the result would have been."""
    document = {
        "error": name_streams(message),
        "hint": name_streams(shell_hint(hint)),
        "exit_code": exit_code,
    }
    typer.echo(json.dumps(document, ensure_ascii=False))


def shell_hint(hint: str, further: str = "--engine-option") -> str:
    """Return a hint with Python's options replaced by those of the command line.

    Args:
        hint: of an error; one that is replaced already stays.
        further: the option that takes the options of an engine.

    >>> shell_hint("choose another name, or give overwrite=True")
    'choose another name, or give -y'
    """

    def translate(match: re.Match[str]) -> str:
        name, value = match[1], match[2].strip("'")
        if name == "overwrite":
            return "-y"
        if name in _SHELL_OPTIONS:
            return f"{_SHELL_OPTIONS[name]} {value}"
        return f"{further} {name}={value}"

    return _PYTHON_OPTION.sub(translate, hint)


def show_fault() -> None:
    """Print, after a traceback, that the fault is in vidsync."""
    typer.echo("\nThis is a fault in vidsync, not in what you gave it. Please report it.", err=True)


def show_warning(
    message: Warning | str,
    category: type[Warning],  # noqa: ARG001 - the signature is Python's
    filename: str,  # noqa: ARG001
    lineno: int,  # noqa: ARG001
    file: TextIO | None = None,  # noqa: ARG001
    line: str | None = None,  # noqa: ARG001
) -> None:
    """Print a warning as a sentence, without file and line (for `warnings.showwarning`)."""
    typer.echo(f"warning: {_printable(str(message))}", err=True)


def wrap_row(columns: str, text: str) -> str:
    """Return a row of a list: the columns, and a text that is wrapped beside them."""
    width = shutil.get_terminal_size((100, 24)).columns
    return textwrap.fill(
        text,
        max(width, len(columns) + 24),
        initial_indent=columns,
        subsequent_indent=" " * len(columns),
        break_long_words=False,
        break_on_hyphens=False,
    )


def _printable(text: str) -> str:
    """Replace control characters: names and captions come from untrusted files."""
    return "".join(
        character if character.isprintable() or character == "\n" else repr(character)[1:-1]
        for character in name_streams(text)
    ).replace("\n", "\n       ")
