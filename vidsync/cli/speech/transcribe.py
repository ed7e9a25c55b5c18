"""`vidsync transcribe`: write down what is said in a recording, with times."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from vidsync.cli import options
from vidsync.cli.console import Console, Json, Quiet
from vidsync.cli.speech import recognizing
from vidsync.cli.streams import OutputFile
from vidsync.errors import FormatError, InputError, near_matches

if TYPE_CHECKING:
    from vidsync.transcript import Transcript
    from vidsync.transcription import Transcription


def command(
    audio: Annotated[Path, typer.Argument(help="A recording or a video, in any format.")],
    output: Annotated[
        Path | None,
        typer.Option("--output", "-o", help="The file to write; - for standard output."),
        OutputFile(lambda values: f".{values['format_name'] or 'json'}"),
    ] = None,
    format_name: Annotated[
        str | None,
        typer.Option("--format", "-f", help="Output format (default: chosen by the suffix)."),
    ] = None,
    language: recognizing.SpokenLanguage = "",
    model: recognizing.Model = "",
    prompt: recognizing.Prompt = "",
    terms: recognizing.Terms = None,
    speakers: recognizing.SpeakersOption = "",
    speaker_model: recognizing.SpeakerModel = None,
    review: Annotated[
        bool,
        typer.Option("--review", help="List the doubtful words, and what else they could be."),
    ] = False,
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

    if output is not None:
        check_writable(output, overwrite=overwrite)
        _check_format(output, format_name)
    elif not review:
        raise InputError("there is no output", hint="name a file: -o talk.json; or give --review")
    console = Console(quiet=quiet, json=json)
    heard = recognizing.transcribed(
        console,
        audio,
        language=language,
        model=model,
        recognizer=recognizer,
        recognizer_options=recognizer_option,
        prompt=prompt,
        terms=terms,
        speakers=speakers,
        speaker_model=speaker_model,
        review=review,
        resume=not no_resume,
    )
    transcript = heard.transcript
    if output is not None:
        _write(transcript, output, format_name, overwrite=overwrite)
    if review and not json:
        _print_review(heard)
    console.results(
        {"transcript": output} if output else {},
        words=len(transcript.words),
        language=transcript.language,
        language_confidence=heard.language_confidence,
        duration=round(transcript.duration, 3),
        **({"doubts": _describe_doubts(heard)} if review else {}),
    )


def _describe_doubts(heard: Transcription) -> list[dict[str, object]]:
    return [
        {
            "index": doubt.index,
            "start": round(doubt.word.start, 3),
            "end": round(doubt.word.end, 3),
            "text": doubt.word.text,
            "confidence": round(doubt.word.confidence or 0.0, 3),
            "alternatives": list(doubt.alternatives),
        }
        for doubt in heard.doubts
    ]


def _print_review(heard: Transcription) -> None:
    """Print for each doubtful word its time, its confidence, and what else it could be."""
    doubts, count = heard.doubts, len(heard.transcript.words)
    if not doubts:
        typer.echo(f"none of {count} words is doubtful")
        return
    typer.echo(f"{len(doubts)} of {count} words are doubtful:")
    width = max(len(doubt.word.text) for doubt in doubts)
    for doubt in doubts:
        minutes, seconds = divmod(doubt.word.start, 60)
        others = ", ".join(doubt.alternatives)
        typer.echo(
            f"{int(minutes):3}:{seconds:06.3f}  {doubt.word.confidence or 0.0:4.0%}  "
            f"{doubt.word.text:<{width}}  {others}".rstrip()
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
