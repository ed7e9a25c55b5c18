"""The options of speech recognizers, and transcribing with a progress bar."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from vidsync.cli import options
from vidsync.cli.console import Console, shell_hint
from vidsync.errors import DependencyError, InputError, VidsyncError
from vidsync.paths import check_is_local

if TYPE_CHECKING:
    from vidsync.transcript import Transcript
    from vidsync.transcription import Transcription
    from vidsync.transcription.transcriber import Speakers

SpokenLanguage = Annotated[
    str,
    typer.Option("--language", help="Language that is spoken: en, pt-BR, … (default: detected)"),
]
Model = Annotated[
    str,
    typer.Option(
        "--model",
        help="Whisper's model: tiny, base, small, medium, large-v3, or its folder (default: "
        "base); or a service's.",
    ),
]
Prompt = Annotated[
    str,
    typer.Option("--prompt", help="Text that could come before, or names that are spoken."),
]
RecognizerName = Annotated[
    str, typer.Option("--recognizer", help="What listens: whisper, on this machine, or a service.")
]
RecognizerOptions = Annotated[
    list[str] | None,
    typer.Option("--recognizer-option", help="An option of the recognizer: beam_size=1, …"),
]
Terms = Annotated[
    Path | None,
    typer.Option(
        "--terms", help="A file of names and terms that are spoken, one a line; see the docs."
    ),
]
SpeakersOption = Annotated[
    str,
    typer.Option(
        "--speakers",
        help="Tell speakers apart: channels (one each), or their number or auto with "
        "--speaker-model.",
    ),
]
SpeakerModel = Annotated[
    Path | None,
    typer.Option("--speaker-model", help="An ONNX file that describes voices, as WeSpeaker's."),
]
NoResume = Annotated[
    bool,
    typer.Option("--no-resume", help="Do not use or keep results of an interrupted run."),
]


def transcribed(
    console: Console,
    audio: Path,
    *,
    language: str,
    model: str,
    recognizer: str,
    recognizer_options: list[str] | None = None,
    prompt: str = "",
    terms: Path | None = None,
    speakers: str = "",
    speaker_model: Path | None = None,
    review: bool = False,
    resume: bool = True,
    instead: str = "",
) -> Transcription:
    """Transcribe with the given options and a progress bar, and tell the language.

    Args:
        console: tells the progress.
        audio: the recording.
        instead: what else to do, for the hint if there is no such recognizer or model.
        language: as the option says, and so are all others.

    Raises:
        InputError: there is no such file, or nobody speaks in it.
    """
    from vidsync.transcription import find_recognizer, transcribe_with_report

    # First, so that nobody fetches a model for a file that is not there.
    check_is_local(audio)
    if not audio.is_file():
        raise InputError(f"{audio} does not exist, or is not a file")
    values = options.parse_values(recognizer_options, "--recognizer-option")
    if model:
        values = {"model": model, **values}
    try:
        chosen = find_recognizer(recognizer, **values)
    except VidsyncError as error:
        hint = shell_hint(error.hint, "--recognizer-option")
        error.hint = "; or ".join(filter(None, (hint, instead)))
        raise
    with console.progress("Transcribing") as advance:
        heard = transcribe_with_report(
            audio,
            language=language or None,
            prompt=prompt or None,
            terms=terms or (),
            speakers=_speakers_of(speakers),
            speaker_model=speaker_model,
            recognizer=chosen,
            review=review,
            resume=resume,
            on_progress=lambda done, total: advance(done / total),
        )
    if not heard.transcript.words:
        raise InputError(f"nobody speaks in {audio}, as far as can be heard")
    if not language:
        sure = heard.language_confidence
        told = "" if sure is None else f" ({sure:.0%} sure)"
        console.note(f"the language is {heard.transcript.language}{told}; --language names another")
    return heard


def _speakers_of(text: str) -> Speakers:
    """Return the value of `--speakers`.

    Raises:
        InputError: it is not a number, auto or channels.
    """
    if text.isascii() and text.isdecimal():
        return int(text[:4])
    return options.choice(text, "--speakers", Literal["channels", "auto"]) if text else None


def transcribed_for_video(
    console: Console,
    video: Path,
    *,
    audio: Path | None,
    language: str,
    model: str,
    recognizer: str,
    terms: Path | None = None,
    speakers: str = "",
    speaker_model: Path | None = None,
) -> Transcript:
    """Transcribe a video's own sound, or its narration, and tell so in one line.

    Raises:
        InputError: there is no sound, or nobody speaks.
        DependencyError: the recognizer is not installed.
    """
    from vidsync.media import probe

    if audio is None and not probe(video).audio:
        raise InputError(
            f"there are no words to show: {video} has no sound",
            hint="give --text, which is spoken, or --timings",
        )
    try:
        heard = transcribed(
            console,
            audio or video,
            language=language,
            model=model,
            recognizer=recognizer,
            terms=terms,
            speakers=speakers,
            speaker_model=speaker_model,
            instead="give --text or --timings",
        )
    except DependencyError as error:
        raise DependencyError(
            f"there are no words to show, and {error.message} to find them in the sound",
            hint=error.hint,
        ) from error
    count = len(heard.transcript.words)
    console.note(f"{count} words were heard in {audio or video}; --text or --timings gives others")
    return heard.transcript
