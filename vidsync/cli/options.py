"""Options that several commands share."""

from __future__ import annotations

import json
import re
import sys
import warnings
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, get_args

import typer

from vidsync.checks import check_choice
from vidsync.cli.streams import OutputFile
from vidsync.errors import InputError, VidsyncWarning
from vidsync.paths import is_existing_file

if TYPE_CHECKING:
    from collections.abc import Mapping

    from vidsync.captions.canvas import Region


def suffix_of_format(values: Mapping[str, Any]) -> str:
    """Return the suffix of a file that goes to standard output: that of `--format`.

    Raises:
        InputError: `--format` is not given.
    """
    if not values.get("format_name"):
        raise InputError(
            "standard output has no suffix that would name a format", hint="add --format srt"
        )
    return f".{values['format_name']}"


Output = Annotated[
    Path,
    typer.Option("--output", "-o", help="The file to write; - for standard output."),
    OutputFile(suffix_of_format),
]
VideoOutput = Annotated[
    Path,
    typer.Option("--output", "-o", help="The file to write."),
    OutputFile(refused="a video"),
]
Overwrite = Annotated[bool, typer.Option("--overwrite", "-y", help="Replace an existing output.")]
Preset = Annotated[
    str, typer.Option("--preset", "-p", help="A caption preset's name, or a .toml file.")
]
Brand = Annotated[
    Path | None, typer.Option("--brand", help="A brand kit: a .toml file of fonts and colours.")
]
Size = Annotated[str, typer.Option("--size", help="Size of the canvas in pixels: 1080x1920.")]
TimingsOutput = Annotated[
    Path,
    typer.Option("--output", "-o", help="The file to write; - for standard output."),
    OutputFile(".json"),
]
PictureOutput = Annotated[
    Path,
    typer.Option("--output", "-o", help="The file to write; - for standard output."),
    OutputFile(".png", is_binary=True),
]
Text = Annotated[
    str | None, typer.Option("--text", help="The words of the text; - for standard input.")
]
TextFile = Annotated[
    Path | None,
    typer.Option("--text-file", help="A UTF-8 file with the text; - for standard input."),
]
Profile = Annotated[
    str, typer.Option("--profile", help="The rules: netflix, bbc, …, or a .toml file.")
]
OldProfile = Annotated[str | None, typer.Option("-p", hidden=True)]
Language = Annotated[str, typer.Option("--language", help="Language of the text: en, pt-BR, …")]
Platform = Annotated[
    str | None,
    typer.Option("--platform", help="Keep captions in this platform's safe area, such as tiktok."),
]
Second = Annotated[
    Path | None,
    typer.Option("--second", help="Timings of the same speech in a second language."),
]
Avoid = Annotated[
    list[str] | None,
    typer.Option("--avoid", help="A region to keep clear: LEFT,TOP,RIGHT,BOTTOM in fractions."),
]
CueFrameRate = Annotated[
    float | None,
    typer.Option("--fps", help="Frames per second of the video; cues start and end on frames."),
]
TimeUnit = Annotated[
    str | None,
    typer.Option("--unit", help="Unit of the timings: s, ms, us, ticks or frames (with --fps)."),
]
TimeOffset = Annotated[
    float, typer.Option("--offset", help="Seconds that are added to every time of the timings.")
]
TimeScale = Annotated[
    float, typer.Option("--scale", help="Multiply every time of the timings: 0.96 for 24 to 25.")
]
TextEncoding = Annotated[
    str,
    typer.Option("--encoding", help="Encoding of a text file: cp1252, … (default: detected)."),
]
TimesFrameRate = Annotated[
    float | None, typer.Option("--fps", help="Frames per second of timings that count frames.")
]
TimesAudio = Annotated[
    Path | None, typer.Option("--audio", help="The audio of the timings; words end with it.")
]
NoListen = Annotated[
    bool,
    typer.Option("--no-listen", help="Keep estimated word times, as those of an SRT file are."),
]
FfmpegPath = Annotated[
    Path | None, typer.Option("--ffmpeg", help="Another ffmpeg; also set by VIDSYNC_FFMPEG.")
]

_LARGEST_TEXT = 5_000_000
_FILE_NAME = re.compile(r"[^\s:]{1,200}\.(txt|md|json|srt|vtt|docx|rtf|pdf)", re.IGNORECASE)


def read_text(text: str | None, file: Path | None) -> str | None:
    """Return the text of `--text` or `--text-file`, whichever was given.

    The text `-` is read from standard input.

    Raises:
        InputError: both were given, the text is a file's name, or the file is missing, too
            large or not UTF-8.
    """
    if file is not None and text is not None:
        raise InputError("the text was given twice", hint="give the text or --text-file, not both")
    if text == "-":
        return _decode_text(sys.stdin.buffer.read(_LARGEST_TEXT + 1), "standard input")
    if file is None:
        if text is not None and is_existing_file(text):
            raise InputError(
                f"{text!r} is a file, where the words of the text are expected",
                hint=f"to read them from the file: --text-file {text}",
            )
        if text is not None and _FILE_NAME.fullmatch(text):
            raise InputError(
                f"{text!r} looks like a file, and does not exist",
                hint="--text takes the words themselves, --text-file a file",
            )
        return text
    try:
        with file.open("rb") as stream:
            content = stream.read(_LARGEST_TEXT + 1)
    except OSError as error:
        raise InputError(f"{file} can't be read: {error.strerror}") from error
    return _decode_text(content, str(file))


def _decode_text(content: bytes, name: str) -> str:
    if len(content) > _LARGEST_TEXT:
        raise InputError(f"{name} is over {_LARGEST_TEXT:,} bytes", hint="split the text")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise InputError(f"{name} is not UTF-8: {error.reason}", hint="save it as UTF-8") from None


def choose_profile(profile: str, old: str | None) -> str:
    """Return the profile of `--profile`, or of `-p`, which was its short name before 0.3.0."""
    if old is None:
        return profile
    warnings.warn(
        "-p is a preset in every other command: write --profile", VidsyncWarning, stacklevel=2
    )
    return old


def choice(name: str, option: str, choices: Any) -> Any:
    """Return an option's value as the `Literal` that it belongs to.

    Raises:
        InputError: it is not one of the literal's values.
    """
    return check_choice(option, name, get_args(choices))


def parse_size(size: str) -> tuple[int, int]:
    """Return width and height from "1080x1920".

    Raises:
        InputError: it is not two numbers from 16 to 16384 with an x between.
    """
    width, _, height = size.lower().partition("x")
    if not (width.isascii() and width.isdigit() and height.isascii() and height.isdigit()):
        raise InputError(f"{size!r} is not a size", hint="give it as WIDTHxHEIGHT: 1080x1920")
    numbers = int(width[:6]), int(height[:6])
    if not all(16 <= number <= 16384 for number in numbers):
        raise InputError(f"a canvas of {size} is out of range", hint="16 to 16384 pixels a side")
    return numbers


def parse_fractions(text: str, option: str, count: int) -> tuple[float, ...]:
    """Return numbers from 0 to 1 that are separated by commas: "0.5,0.3".

    Raises:
        InputError: there are more or fewer than `count`, or one is out of range.
    """
    try:
        numbers = tuple(float(part) for part in text.split(","))
    except ValueError:
        numbers = ()
    if len(numbers) != count or not all(0 <= number <= 1 for number in numbers):
        example = ",".join(["0.1", "0.2", "0.4", "0.6"][:count])
        raise InputError(
            f"{option} is {text!r}", hint=f"give {count} fractions of the picture: {example}"
        )
    return numbers


def parse_regions(texts: list[str] | None) -> tuple[Region, ...]:
    """Return the regions of `--avoid`, as fractions of the picture.

    Raises:
        InputError: a region is not four fractions, or is empty.
    """
    regions = []
    for text in texts or ():
        left, top, right, bottom = parse_fractions(text, "--avoid", 4)
        if not (left < right and top < bottom):
            raise InputError(
                f"--avoid is {text!r}: the region is empty", hint="give LEFT,TOP,RIGHT,BOTTOM"
            )
        regions.append((left, top, right, bottom))
    return tuple(regions)


def parse_values(texts: list[str] | None, option: str) -> dict[str, Any]:
    """Return the values of an option that is given as NAME=VALUE, any number of times.

    Raises:
        InputError: one has no name or no value.
    """
    values: dict[str, Any] = {}
    for text in texts or ():
        name, equals, value = text.partition("=")
        if not (name and equals):
            raise InputError(f"{option} {text!r} is not NAME=VALUE")
        try:
            values[name] = json.loads(value)
        except ValueError:
            values[name] = value
    return values
