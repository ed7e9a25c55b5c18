"""What `vidsync cut` reads: the words, an edited text, and stretches of time."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from vidsync.cli import options
from vidsync.cli.console import Console
from vidsync.cli.speech import recognizing
from vidsync.cli.timings import load_timings
from vidsync.errors import DependencyError, InputError

if TYPE_CHECKING:
    from vidsync.cutting import CutOptions
    from vidsync.transcript import Transcript

_TEXT_SUFFIXES = (".txt", ".md", "")


def load_words(
    console: Console,
    source: Path,
    path: Path,
    unit: str | None,
    offset: float,
    scale: float,
    *,
    frame_rate: float | None,
    encoding: str,
    language: str,
    no_listen: bool,
) -> Transcript:
    """Read the transcript; words whose times are estimated are found in the source's sound."""
    from dataclasses import replace

    from vidsync.media.sound.track_reading import probe_sound

    words = load_timings(
        path,
        unit,
        offset,
        scale,
        frame_rate=frame_rate,
        audio=source if probe_sound(source).tracks else None,
        encoding=encoding,
        console=console,
        no_listen=no_listen,
        language=language,
    )
    return replace(words, language=language) if language else words


def hear_words(
    console: Console,
    source: Path,
    wanted: CutOptions,
    language: str,
    model: str,
    recognizer: str,
) -> Transcript:
    """Write down what is said in a recording.

    A recognizer leaves out hesitations as long as it is not shown some.

    Raises:
        InputError: nobody speaks.
        DependencyError: the recognizer is not installed.
    """
    from vidsync.cutting.fillers import hesitations

    known = hesitations(language or "en")
    shown = known.example(fillers=wanted.fillers, repeats=wanted.repeats) if known else ""
    try:
        heard = recognizing.transcribed(
            console,
            source,
            language=language,
            model=model,
            prompt=shown,
            recognizer=recognizer,
            instead=f"give the transcript: vidsync cut {source.name} talk.json",
        )
    except DependencyError as error:
        raise DependencyError(
            f"there is no transcript, and {error.message} to write down what is said",
            hint=error.hint,
        ) from error
    return heard.transcript


def read_edited(path: Path, encoding: str) -> str:
    """Return the text of an edited transcript: a text file, or any timing document."""
    if path.suffix.lower() in _TEXT_SUFFIXES:
        return options.read_text(None, path) or ""
    from vidsync.timings import load

    return load(path, text_encoding=encoding).plain_text


def parse_ranges(texts: list[str] | None, option: str) -> tuple[tuple[float, float], ...]:
    """Return stretches of time: "1:02-1:10.5" is 62 to 70.5 s.

    Raises:
        InputError: a text is not two times with a hyphen between.
    """
    return tuple(_parse_range(text, option) for text in texts or ())


def _parse_range(text: str, option: str) -> tuple[float, float]:
    from vidsync.errors import TimingError
    from vidsync.timings.reading.clock import parse_clock_time, parse_seconds

    start, hyphen, end = text.replace("–", "-").partition("-")
    try:
        times = [
            (parse_clock_time if ":" in part else parse_seconds)(part, option)
            for part in (start, end)
        ]
    except TimingError:
        times = []
    if not hyphen or not times or times[0] >= times[1]:
        raise InputError(
            f"{option} is {text!r}", hint="give a start and an end: 62-70.5, or 1:02-1:10.5"
        )
    return times[0], times[1]
