"""`vidsync transcribe`: write down what is said in a recording, with times."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from vidsync.cli import options
from vidsync.cli.console import Console, Json, Quiet
from vidsync.cli.speech import recognizing
from vidsync.cli.streams import OutputFile
from vidsync.errors import FormatError, near_matches

if TYPE_CHECKING:
    from vidsync.transcript import Transcript


def command(
    audio: Annotated[Path, typer.Argument(help="A recording or a video, in any format.")],
    output: Annotated[
        Path,
        typer.Option("--output", "-o", help="The file to write; - for standard output."),
        OutputFile(lambda values: f".{values['format_name'] or 'json'}"),
    ],
    format_name: Annotated[
        str | None,
        typer.Option("--format", "-f", help="Output format (default: chosen by the suffix)."),
    ] = None,
    language: recognizing.SpokenLanguage = "",
    model: recognizing.Model = "base",
    prompt: recognizing.Prompt = "",
    recognizer: recognizing.RecognizerName = "whisper",
    recognizer_option: recognizing.RecognizerOptions = None,
    no_resume: recognizing.NoResume = False,
    overwrite: options.Overwrite = False,
    quiet: Quiet = False,
    json: Json = False,
) -> None:
    """Write down what is said in a recording or video, with times.

    Whisper runs on this machine, and the aligner finds the exact edges of its words. Nothing is
    downloaded: a model is fetched once, with `vidsync voices get whisper-base`.

    Writes word timings (.json) and captions: .srt, .vtt, .ass, .ttml, .txt, …; and with --format
    every format of `vidsync formats` that can be written. An interrupted run goes on where it
    was.

    Example: vidsync transcribe talk.mp4 -o talk.json
    """
    from vidsync.output import check_writable

    check_writable(output, overwrite=overwrite)
    _check_format(output, format_name)
    console = Console(quiet=quiet, json=json)
    heard = recognizing.transcribed(
        console,
        audio,
        language=language,
        model=model,
        prompt=prompt,
        recognizer=recognizer,
        recognizer_options=recognizer_option,
        resume=not no_resume,
    )
    transcript = heard.transcript
    _write(transcript, output, format_name, overwrite=overwrite)
    console.results(
        {"transcript": output},
        words=len(transcript.words),
        language=transcript.language,
        language_confidence=heard.language_confidence,
        duration=round(transcript.duration, 3),
    )


def _is_timings(output: Path, format_name: str | None) -> bool:
    """Whether the output is word timings, not captions."""
    from vidsync.captions.formats import FORMATS

    if format_name is None:
        return output.suffix.lower() == ".json"
    return format_name != "ass" and format_name not in FORMATS


def _check_format(output: Path, format_name: str | None) -> None:
    """Refuse an output of no known format before any work is done.

    Raises:
        FormatError: there is no such format, or it can only be read.
    """
    from vidsync import timings
    from vidsync.captions.formats import FORMATS, format_for

    if _is_timings(output, format_name):
        if format_name is not None and format_name not in timings.format_names():
            known = {"ass", *FORMATS, *timings.format_names()}
            raise FormatError(f"no format {format_name!r}", hint=near_matches(format_name, known))
    elif format_name != "ass" and output.suffix.lower() != ".ass":
        format_for(output, format_name)


def _write(
    transcript: Transcript, output: Path, format_name: str | None, *, overwrite: bool
) -> None:
    from vidsync import timings
    from vidsync.captions import caption

    if _is_timings(output, format_name):
        timings.save(transcript, output, format=format_name or "vidsync", overwrite=overwrite)
    else:
        caption(transcript).save(output, format=format_name, overwrite=overwrite)
