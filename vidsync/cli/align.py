"""`vidsync align`: audio and its text to word timings."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from vidsync.cli import options
from vidsync.cli.console import Console, Json, Quiet
from vidsync.errors import InputError


def command(
    audio: Annotated[Path, typer.Argument(help="The recording, in any format.")],
    output: options.Output,
    text_file: Annotated[
        Path | None, typer.Option("--text", help="A UTF-8 file of what is said; - is stdin.")
    ] = None,
    language: options.Language = "en",
    overwrite: options.Overwrite = False,
    quiet: Quiet = False,
    json: Json = False,
) -> None:
    """Find when each word of a text is heard in a recording of it.

    Example: vidsync align talk.wav --text talk.txt -o talk.json
    """
    from vidsync import timings as documents
    from vidsync.alignment import align
    from vidsync.output import check_writable

    check_writable(output, overwrite=overwrite)
    text = options.read_text(None, text_file)
    if text is None:
        raise InputError("there is no text to align", hint="give its file: --text talk.txt")
    console = Console(quiet=quiet, json=json)
    with console.progress("Aligning") as advance:
        transcript = align(
            audio, text, language=language, on_progress=lambda done, total: advance(done / total)
        )
    documents.save(transcript, output, overwrite=overwrite)
    console.results({"timings": output}, words=len(transcript.words))
