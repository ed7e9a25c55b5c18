"""Standard input and output in the place of files: the path `-`.

A command works with paths alone. Standard input is saved as a temporary file before the
command runs, and the file that it writes is copied to standard output afterwards. In
between, `sys.stdout` is the error stream, so that no status line gets into the output.
"""

from __future__ import annotations

import functools
import re
import shutil
import sys
import tempfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any, BinaryIO, get_args, get_origin, get_type_hints

import typer

from vidsync.errors import InputError
from vidsync.paths import check_is_local

_LARGEST_INPUT = 4 << 30
_PIECE = 1 << 20
_FOLDER = "vidsync-standard-"
_INPUT = "standard input"
_OUTPUT = "standard output"


@dataclass(frozen=True, slots=True)
class OutputFile:
    """Marks a parameter of a command, in its annotation, as a file that is written.

    Attributes:
        suffix: what the name of the file would end in. A function chooses it by the values
            of the command's parameters.
        is_binary: the content is not for a terminal.
        refused: what is written, if it can't go to standard output: ``a video``.
    """

    suffix: str | Callable[[Mapping[str, Any]], str] = ""
    is_binary: bool = False
    refused: str = ""


def with_standard_streams(command: Callable[..., None]) -> Callable[..., None]:
    """Return a command whose parameters of type `Path` may be `-`.

    Args:
        command: a function whose annotations are for typer. Paths without an `OutputFile`
            are inputs.

    Raises:
        InputError: by the returned command: `-` is given for two inputs or two outputs, for
            an output that can't go to standard output, or an input is an address on the web.
    """
    paths = _find_paths(command)

    @functools.wraps(command)
    def run(**values: Any) -> None:
        for name, output in paths.items():
            if output is None and values.get(name) is not None:
                check_is_local(values[name])
        given = [name for name in paths if str(values.get(name)) == "-"]
        if not given:
            command(**values)
            return
        source = _choose([name for name in given if paths[name] is None], _INPUT)
        target = _choose([name for name in given if paths[name] is not None], _OUTPUT)
        with tempfile.TemporaryDirectory(prefix=_FOLDER) as folder:
            if source is not None:
                values[source] = _save_input(Path(folder) / _INPUT)
            if target is None:
                command(**values)
            else:
                output = paths[target] or OutputFile()
                values[target] = Path(folder) / f"{_OUTPUT}{_suffix_of(output, values)}"
                _run_for_output(command, values, values[target])

    return run


def is_standard(path: Path) -> bool:
    """Whether a path that a command was given stands for standard input or output."""
    return path.stem in (_INPUT, _OUTPUT) and path.parent.name.startswith(_FOLDER)


def name_streams(text: str) -> str:
    """Return a text with the paths of temporary files replaced by what they stand for."""
    folder = re.escape(str(Path(tempfile.gettempdir(), _FOLDER)))
    return re.sub(rf"{folder}[^/\\]+[/\\]({_INPUT}|{_OUTPUT})(\.\w+)*", r"\1", text)


def _find_paths(command: Callable[..., None]) -> dict[str, OutputFile | None]:
    """Return the parameters of a command that are paths; None is an input."""
    paths: dict[str, OutputFile | None] = {}
    for name, hint in get_type_hints(command, include_extras=True).items():
        if get_origin(hint) is not Annotated:
            continue
        kind, *marks = get_args(hint)
        if kind is Path or Path in get_args(kind):
            outputs = [mark for mark in marks if isinstance(mark, OutputFile)]
            paths[name] = outputs[0] if outputs else None
    return paths


def _choose(names: list[str], stream: str) -> str | None:
    if len(names) > 1:
        raise InputError(
            f"{stream} is given {len(names)} times", hint="- can stand for one file; name the other"
        )
    return names[0] if names else None


def _save_input(path: Path) -> Path:
    with path.open("wb") as file:
        size = 0
        while piece := sys.stdin.buffer.read(_PIECE):
            size += len(piece)
            if size > _LARGEST_INPUT:
                raise InputError(f"{_INPUT} is over {_LARGEST_INPUT >> 30} GiB", hint="name a file")
            file.write(piece)
    return path


def _suffix_of(output: OutputFile, values: Mapping[str, Any]) -> str:
    """Return the suffix of an output that goes to standard output.

    Raises:
        InputError: the output can't go there.
    """
    if output.refused:
        raise InputError(
            f"{output.refused} can't be written to {_OUTPUT}", hint="name a file: -o FILE"
        )
    if output.is_binary and sys.stdout.isatty():
        raise InputError("the output is not text, and would go to the terminal", hint="-o FILE")
    return output.suffix if isinstance(output.suffix, str) else output.suffix(values)


def _run_for_output(command: Callable[..., None], values: Mapping[str, Any], path: Path) -> None:
    """Run a command and copy the file that it writes to standard output."""
    # Not put back here: what is printed about an error must not get into the output either.
    stream, sys.stdout = sys.stdout, sys.stderr
    try:
        command(**values)
    except typer.Exit:
        if path.exists():
            _copy(path, stream.buffer)
        raise
    if not path.exists():
        raise InputError(
            f"several files can't be written to {_OUTPUT}", hint="name a file: -o FILE"
        )
    _copy(path, stream.buffer)


def _copy(path: Path, stream: BinaryIO) -> None:
    with path.open("rb") as file:
        shutil.copyfileobj(file, stream)
    stream.flush()
