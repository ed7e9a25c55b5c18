"""`vidsync visemes`: a timing document to mouth shapes."""

from __future__ import annotations

from typing import Annotated

import typer

from vidsync.cli import options
from vidsync.cli.captions import Timings
from vidsync.cli.console import Console, Json, Quiet


def command(
    timings: Timings,
    output: options.Output,
    set_name: Annotated[
        str, typer.Option("--set", help="The viseme set; a .tsv output is always rhubarb.")
    ] = "",
    language: Annotated[
        str, typer.Option("--language", help="Language tag, if the document does not say it.")
    ] = "",
    overwrite: options.Overwrite = False,
    quiet: Quiet = False,
    json: Json = False,
) -> None:
    """Write when the mouth takes which shape: .json, or .tsv as Rhubarb writes it.

    Example: vidsync visemes talk.json --set oculus -o mouth.json
    """
    from vidsync import timings as documents
    from vidsync.lipsync import lipsync
    from vidsync.output import check_writable

    check_writable(output, overwrite=overwrite)
    default = "rhubarb" if output.suffix.lower() == ".tsv" else "oculus"
    track = lipsync(documents.load(timings), set=set_name or default, language=language or None)
    track.save(output, overwrite=overwrite)
    Console(quiet=quiet, json=json).results({"visemes": output}, set=track.set)
