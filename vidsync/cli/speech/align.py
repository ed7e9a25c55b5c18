"""`vidsync align`: write word timings from a recording and its text."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, cast

import typer

from vidsync.cli import options
from vidsync.cli.console import Console, Json, Quiet
from vidsync.errors import InputError

if TYPE_CHECKING:
    from vidsync.alignment.engines.registry import Engine


def command(
    audio: Annotated[Path, typer.Argument(help="The recording, in any format.")],
    output: options.TimingsOutput,
    text: options.Text = None,
    text_file: options.TextFile = None,
    native: Annotated[
        Path | None,
        typer.Option("--refine", help="Timings to correct: the words stay, the times change."),
    ] = None,
    language: Annotated[
        str | None,
        typer.Option("--language", help="Language of the text: en, pt-BR, … (default: en)"),
    ] = None,
    engine: Annotated[
        str,
        typer.Option(
            "--engine",
            help="sphinx (acoustic model), dtw (against espeak-ng's speech), auto (the "
            "better of both), or your own network: ctc, mms (vidsync[neural]), whisper "
            "(vidsync[transcribe]).",
        ),
    ] = "auto",
    model: Annotated[
        str | None,
        typer.Option(
            "--model",
            help="For ctc the folder of a CTC model, for mms the weights of torchaudio's "
            "MMS_FA (MMS_FA itself downloads them), for whisper a model as for transcribe.",
        ),
    ] = None,
    overwrite: options.Overwrite = False,
    quiet: Quiet = False,
    json: Json = False,
) -> None:
    """Find the times of the words of a text in a recording, or correct an engine's times.

    Example: vidsync align talk.wav --text-file talk.txt -o talk.json
    """
    from dataclasses import replace

    from vidsync import timings as documents
    from vidsync.alignment import align, refine
    from vidsync.output import check_writable

    check_writable(output, overwrite=overwrite)
    words = options.read_text(text, text_file)
    if words is not None and native:
        raise InputError(
            "a text and --refine exclude each other", hint="the timings contain the text"
        )
    if words is None and not native:
        raise InputError(
            "there is no text to align",
            hint="give the words with --text, their file with --text-file, or an engine's "
            "timings with --refine",
        )
    if native and (engine != "auto" or model):
        raise InputError(
            "--refine chooses its engine itself", hint="leave out --engine and --model"
        )
    console = Console(quiet=quiet, json=json)
    with console.progress("Aligning") as advance:

        def on_progress(done: int, total: int) -> None:
            advance(done / total)

        if native:
            known = documents.load(native, language=language or "")
            known = replace(known, language=language or known.language)
            transcript = refine(known, audio, on_progress=on_progress)
        else:
            transcript = align(
                audio,
                words or "",
                language=language or "en",
                engine=cast("Engine", engine),
                model=model,
                on_progress=on_progress,
            )
    documents.save(transcript, output, overwrite=overwrite)
    console.results({"timings": output}, words=len(transcript.words))
