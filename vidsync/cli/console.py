"""What a command says: progress, results, warnings and errors, in three modes.

For people on standard error, with a bar where the work is long; quiet, where only
warnings and errors are said; and JSON, where standard output is one object that
scripts can read. Results are the only thing that goes to standard output.
"""

from __future__ import annotations

import json
import shutil
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, TextIO

import typer

from vidsync.errors import VidsyncError

Quiet = Annotated[bool, typer.Option("--quiet", "-q", help="Say nothing but warnings and errors.")]
Json = Annotated[bool, typer.Option("--json", help="Print the result as one JSON object.")]

Advance = Callable[[float], None]


@dataclass(frozen=True, slots=True)
class Console:
    """How one command speaks.

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

    def results(self, files: Mapping[str, Path], **facts: object) -> None:
        """Say where the outputs are, and what is worth knowing about them.

        Args:
            files: what each output is, and its path.
            facts: further plain values; shown in JSON only.
        """
        if self.json:
            named = {what.replace(" ", "_"): str(path) for what, path in files.items()}
            print(json.dumps({**named, **facts}, ensure_ascii=False), flush=True)  # noqa: T201
        elif not self.quiet:
            width = max((len(what) for what in files), default=0)
            for what, path in files.items():
                typer.echo(f"{what:<{width}}  {path}")


def show_error(error: VidsyncError) -> None:
    """One line for what happened, one for what to do."""
    typer.echo(f"error: {_printable(error.message)}", err=True)
    if error.hint:
        typer.echo(f"       {_printable(error.hint)}", err=True)


def show_fault() -> None:
    """After a traceback: whose fault it is."""
    typer.echo("\nThis is a fault in vidsync, not in what you gave it. Please report it.", err=True)


def show_warning(
    message: Warning | str,
    category: type[Warning],  # noqa: ARG001 - the signature is Python's
    filename: str,  # noqa: ARG001
    lineno: int,  # noqa: ARG001
    file: TextIO | None = None,  # noqa: ARG001
    line: str | None = None,  # noqa: ARG001
) -> None:
    """`warnings.showwarning` for people: the sentence, without file and line."""
    typer.echo(f"warning: {_printable(str(message))}", err=True)


def terminal_width() -> int:
    """Columns of the terminal; 100 where there is none."""
    return shutil.get_terminal_size((100, 24)).columns


def _printable(text: str) -> str:
    """Names and captions come from anywhere: no control character reaches a terminal."""
    return "".join(
        character if character.isprintable() or character == "\n" else repr(character)[1:-1]
        for character in text
    ).replace("\n", "\n       ")
