"""`vidsync mouth`: write a speaking mouth as a transparent video."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from vidsync.cli import options
from vidsync.cli.console import Console, Json, Quiet, wrap_row
from vidsync.cli.streams import OutputFile
from vidsync.cli.timings import load_timings
from vidsync.errors import InputError

if TYPE_CHECKING:
    from vidsync.mouths import Mouth

Mouths = Annotated[
    list[str] | None,
    typer.Option("--mouth", help="A mouth: [SPEAKER=]SET[@X,Y[,WIDTH]]. SET may be a folder."),
]
MouthAt = Annotated[
    str, typer.Option("--mouth-at", help="X,Y: centre of the mouth, as fractions of the picture.")
]
MouthWidth = Annotated[
    float | None,
    typer.Option("--mouth-width", help="Width of the mouth, as a fraction of the picture's."),
]
MouthHides = Annotated[
    bool, typer.Option("--mouth-hides", help="Hide the mouth in pauses of a second or more.")
]


def command(
    timings: Annotated[
        Path | None, typer.Argument(help="A timing document; its format is detected.")
    ] = None,
    output: Annotated[
        Path | None,
        typer.Option("--output", "-o", help="The .mov or .webm file to write."),
        OutputFile(refused="a video"),
    ] = None,
    mouth: Mouths = None,
    mouth_at: MouthAt = "",
    mouth_width: MouthWidth = None,
    mouth_hides: MouthHides = False,
    size: Annotated[
        str, typer.Option("--size", help="Size of the whole picture (default: the mouth's own).")
    ] = "",
    frame_rate: Annotated[float, typer.Option("--fps", help="Frames per second.")] = 30.0,
    encoder: Annotated[
        str, typer.Option("--encoder", help="qtrle or prores in .mov, vp9 in .webm.")
    ] = "",
    show_list: Annotated[
        bool, typer.Option("--list", help="List the mouth sets and exit.")
    ] = False,
    ffmpeg: options.FfmpegPath = None,
    audio: options.TimesAudio = None,
    no_listen: options.NoListen = False,
    unit: options.TimeUnit = None,
    offset: options.TimeOffset = 0.0,
    scale: options.TimeScale = 1.0,
    encoding: options.TextEncoding = "",
    overwrite: options.Overwrite = False,
    quiet: Quiet = False,
    json: Json = False,
) -> None:
    """Write mouths alone, as a transparent video to lay over footage in an editor.

    Example: vidsync mouth talk.json --mouth puppet -o mouth.mov
    """
    from vidsync.mouths import mouth_sets, write_mouths

    console = Console(quiet=quiet, json=json)
    if show_list:
        sets = {known.name: known.description for known in mouth_sets()}
        if console.json:
            console.results({}, sets=sets)
        else:
            lines = [wrap_row(f"{name:<12}", text) for name, text in sets.items()]
            typer.echo("\n".join(lines))
        return
    if timings is None or output is None:
        raise InputError(
            "a timing document and an output are needed",
            hint="vidsync mouth talk.json -o mouth.mov; --list shows the sets",
        )
    from vidsync.output import check_writable

    check_writable(output, overwrite=overwrite)
    asked = asked_for(mouth or ["cartoon"], mouth_at, mouth_width, hides=mouth_hides)
    own_rate = frame_rate if unit == "frames" else None
    transcript = load_timings(
        timings,
        unit,
        offset,
        scale,
        frame_rate=own_rate,
        audio=audio,
        encoding=encoding,
        console=console,
        no_listen=no_listen,
    )
    with console.progress("Drawing") as advance:
        write_mouths(
            transcript,
            output,
            mouth=asked,
            size=options.parse_size(size) if size else None,
            frame_rate=frame_rate,
            encoder=encoder,
            ffmpeg=ffmpeg,
            overwrite=overwrite,
            on_progress=lambda progress: advance(progress.fraction or 0.0),
        )
    console.results({"mouth": output}, duration=round(transcript.duration, 3))


def asked_for(texts: list[str] | None, at: str, width: float | None, *, hides: bool) -> list[Mouth]:
    """Return the mouths that the options describe.

    Raises:
        InputError: an option needs a mouth that was not given, or is out of range.
    """
    from vidsync.mouths import parse_mouth

    mouths = [parse_mouth(text) for text in texts or ()]
    if not mouths and (at or width is not None or hides):
        raise InputError(
            "--mouth-at, --mouth-width and --mouth-hides need a mouth", hint="add --mouth puppet"
        )
    if at:
        if len(mouths) > 1:
            raise InputError(
                f"--mouth-at is one place for {len(mouths)} mouths",
                hint="give each mouth its place: --mouth Ann=puppet@0.25,0.6",
            )
        x, y = options.parse_fractions(at, "--mouth-at", 2)
        mouths = [replace(mouths[0], at=(x, y))]
    if width is not None:
        mouths = [replace(mouth, width=mouth.width or width) for mouth in mouths]
    return [replace(mouth, hides=hides) for mouth in mouths]
