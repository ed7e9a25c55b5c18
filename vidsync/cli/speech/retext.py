"""`vidsync retext`: put an edited text on word timings."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from vidsync.cli import options
from vidsync.cli.console import Console, Json, Quiet
from vidsync.errors import InputError

Timings = Annotated[Path, typer.Argument(help="A timing document; its format is detected.")]


def command(
    timings: Timings,
    output: options.TimingsOutput,
    text: options.Text = None,
    text_file: options.TextFile = None,
    language: options.Language = "",
    overwrite: options.Overwrite = False,
    quiet: Quiet = False,
    json: Json = False,
) -> None:
    """Put an edited text on word timings: corrected words keep their times.

    The text is the whole text after the edit. New words share the time of the words they
    replace, or of the silence they are put in; their times are estimated. Nothing is listened
    to: align --refine finds them in the sound.

    Example: vidsync retext talk.json --text-file corrected.txt -o corrected.json
    """
    from vidsync import timings as documents
    from vidsync.output import check_writable

    check_writable(output, overwrite=overwrite)
    words = options.read_text(text, text_file)
    if words is None:
        raise InputError("there is no text", hint="give --text, or --text-file")
    edited = documents.retext(documents.load(timings, language=language), words.strip())
    documents.save(edited, output, overwrite=overwrite)
    console = Console(quiet=quiet, json=json)
    console.results({"timings": output}, words=len(edited.words), source=edited.source)
