"""`vidsync speak`: write a narration and its word timings from a text."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from vidsync.cli import options
from vidsync.cli.console import Console, Json, Quiet
from vidsync.cli.speech import speaking
from vidsync.cli.streams import OutputFile
from vidsync.errors import InputError


def command(
    output: Annotated[
        Path,
        typer.Option("--output", "-o", help="The sound file to write; - for standard output."),
        OutputFile(".wav", is_binary=True),
    ],
    text: Annotated[
        str | None, typer.Argument(help="The text to speak; - for standard input.")
    ] = None,
    same_text: Annotated[str | None, typer.Option("--text", help="The same, as an option.")] = None,
    text_file: options.TextFile = None,
    timings: Annotated[
        Path | None,
        typer.Option("--timings", help="Also write the word timings, as JSON."),
        OutputFile(".json"),
    ] = None,
    engine: speaking.Engine = "auto",
    voice: speaking.Voice = "",
    language: options.Language = "",
    speed: speaking.Speed = 1.0,
    engine_option: speaking.EngineOptions = None,
    overwrite: options.Overwrite = False,
    quiet: Quiet = False,
    json: Json = False,
) -> None:
    """Speak a text: write the narration as a sound file, and the times of its words.

    The suffix chooses the format: .wav, .mp3, .m4a, .aac, .ogg, .opus, .webm or .flac.

    Example: vidsync speak "Hello there." -o hello.wav --timings hello.json
    """
    from vidsync import timings as documents
    from vidsync.output import check_writable
    from vidsync.transcript.speech import check_sound_suffix

    if text is not None and same_text is not None:
        raise InputError("the text was given twice", hint="leave out --text")
    words = options.read_text(same_text if text is None else text, text_file)
    if words is None:
        raise InputError(
            "there is no text to speak", hint='give the text: vidsync speak "…" -o n.wav'
        )
    check_sound_suffix(output)
    for path in filter(None, (output, timings)):
        check_writable(path, overwrite=overwrite)
    console = Console(quiet=quiet, json=json)
    speech = speaking.spoken(
        console,
        words,
        engine=engine,
        voice=voice,
        language=language,
        speed=speed,
        engine_options=engine_option,
    )
    speech.save(output, overwrite=overwrite)
    files = {"narration": output}
    if timings:
        documents.save(speech.transcript, timings, overwrite=overwrite)
        files["timings"] = timings
    console.results(files, words=len(speech.transcript.words), duration=speech.transcript.duration)
