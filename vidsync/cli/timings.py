"""Reads the timing document of a command, and listens for words whose times are estimated."""

from __future__ import annotations

from contextlib import nullcontext
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from vidsync.cli.console import Console

if TYPE_CHECKING:
    from vidsync.media import Media
    from vidsync.transcript import Speech, Transcript


def load_timings(
    path: Path,
    unit: str | None,
    offset: float,
    scale: float,
    *,
    frame_rate: float | None = None,
    audio: Path | None = None,
    encoding: str = "",
    console: Console | None = None,
    no_listen: bool = False,
    language: str = "",
) -> Transcript:
    """Read a timing document with the options that commands share.

    Args:
        path: the document.
        unit: of its times; None is seconds.
        offset: seconds that are added to every time.
        scale: every time is multiplied by it.
        frame_rate: frames per second, for times that count frames.
        audio: its audio, which bounds the times. Words are found in it if their times are
            estimated.
        encoding: of a text file; ``""`` detects it.
        console: of the command; None shows no progress.
        no_listen: keep estimated times.
        language: of the words that are listened for, if the document has none.

    Raises:
        FormatError: it is of no known format, or malformed.
        TimingError: its times make no sense.
    """
    from vidsync.audio import measure
    from vidsync.speech_times import expect_estimates, fit_transcript
    from vidsync.timings.documents import load, load_for_listening

    duration = None if audio is None else measure(audio)[0]
    with nullcontext() if no_listen or audio is None else expect_estimates():
        read = load if no_listen else load_for_listening
        transcript = read(
            path,
            audio_duration=duration,
            unit=unit,
            fps=frame_rate,
            offset=offset,
            scale=scale,
            text_encoding=encoding,
        )
    if audio is None or no_listen or transcript.source != "estimated":
        return transcript
    console = console or Console(quiet=True)
    transcript = replace(transcript, language=language or transcript.language)
    with console.progress("Listening") as advance:
        heard = fit_transcript(
            transcript, audio, on_progress=lambda done, total: advance(done / total)
        )
    tell_heard(console, heard)
    return heard


def listen_in_video(
    console: Console,
    media: Media,
    speech: Speech | Transcript,
    narration: Path | None,
    language: str,
) -> Speech | Transcript:
    """Find the words of a speech in its sound, or in the video's, if their times are estimated.

    Raises:
        TimingError: all words are past the end of the sound.
        MediaError: the sound cannot be read.
    """
    from vidsync.speech_times import fit_speech
    from vidsync.transcript import Speech

    transcript = speech.transcript if isinstance(speech, Speech) else speech
    if transcript.source != "estimated":
        return speech
    transcript = replace(transcript, language=language or transcript.language)
    speech = replace(speech, transcript=transcript) if isinstance(speech, Speech) else transcript
    with console.progress("Listening") as advance:
        fitted = fit_speech(
            speech,
            media,
            audio=narration,
            on_progress=lambda done, total: advance(done / total),
        )
    tell_heard(console, fitted.transcript if isinstance(fitted, Speech) else fitted)
    return fitted


def tell_heard(console: Console, transcript: Transcript) -> None:
    """Say in one line that the words were found in the sound."""
    if transcript.source == "aligned":
        console.note("the words were found in the sound (--no-listen keeps the estimated times)")
