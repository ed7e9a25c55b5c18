"""`vidsync voices get` and `vidsync voices remove`: fetch voices and models, and remove them."""

from __future__ import annotations

import sys
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from vidsync.cli.console import Advance, Console, Json, Quiet
from vidsync.errors import InputError

if TYPE_CHECKING:
    from vidsync.models import Model

Names = Annotated[
    list[str], typer.Argument(metavar="NAME...", help="Voices, as `vidsync voices` lists them.")
]


def get(
    names: Names,
    source: Annotated[
        Path | None,
        typer.Option("--from", help="A folder that has the files; nothing is fetched then."),
    ] = None,
    yes: Annotated[bool, typer.Option("--yes", "-y", help="Fetch without asking.")] = False,
    quiet: Quiet = False,
    json: Json = False,
) -> None:
    """Fetch voices into the cache folder, after telling from where, how large, which licence.

    An interrupted fetch goes on where it ended. Each file is checked by its hash. The
    recognizers of `vidsync transcribe` are fetched in the same way: whisper-base, …

    Example: vidsync voices get en_US-joe-medium
    """
    from vidsync.models import cached, fetch, find_model, install

    console = Console(quiet=quiet, json=json)
    wanted = [find_model(name) for name in dict.fromkeys(names)]
    missing = [model for model in wanted if cached(model) is None]
    if missing and source is None:
        _ask(missing, console, yes)
    for model in missing:
        with console.progress(f"Fetching {model.name}") as advance:
            report = partial(_report, advance)
            if source is None:
                fetch(model, on_progress=report)
            else:
                install(model, source, on_progress=report)
    found = {model.name: cached(model) for model in wanted}
    console.results({name: path for name, path in found.items() if path})


def remove(names: Names, quiet: Quiet = False, json: Json = False) -> None:
    """Remove fetched voices from the cache folder.

    Example: vidsync voices remove en_US-joe-medium
    """
    from vidsync.models import find_model
    from vidsync.models import remove as remove_model

    console = Console(quiet=quiet, json=json)
    freed = {model.name: remove_model(model) for model in map(find_model, names)}
    for name, size in freed.items():
        told = f"{name} removed: {_megabytes(size)}" if size else f"{name} was not here"
        console.note(told)
    if json:
        console.results({}, freed=freed)


def _ask(missing: list[Model], console: Console, yes: bool) -> None:
    """Tell what will be fetched, and ask.

    Raises:
        InputError: nobody can be asked.
        Abort: the answer is no.
    """
    from vidsync.models import cache_folder

    for model in missing:
        console.note("\n".join(_describe(model)))
    console.note(f"into {cache_folder()}")
    if yes:
        return
    if console.json or not sys.stdin.isatty():
        raise InputError(
            f"{missing[0].name} is not fetched, as nobody can be asked here",
            hint="give --yes to fetch it",
        )
    typer.confirm("Fetch?", abort=True, err=True)


def _describe(model: Model) -> list[str]:
    from vidsync.models import missing_size
    from vidsync.models.addresses import resolve_url

    languages = ", ".join(model.languages) or "any language"
    licence = model.licence or "its own"
    lines = [
        f"{model.name}: {model.engine}, {languages}, {_megabytes(missing_size(model))}",
        f"  licence  {licence}" + (f", see {model.page}" if model.page else ""),
    ]
    return lines + [f"  from     {resolve_url(file)}" for file in model.files]


def _report(advance: Advance, done: int, total: int) -> None:
    advance(done / total)


def _megabytes(size: int) -> str:
    return f"{size / 1e6:.1f} MB"
