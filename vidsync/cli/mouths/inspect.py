"""`vidsync inspect`: show the timing of a mouth in a picture or on a page."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from vidsync.cli import options
from vidsync.cli.captions.captions import Timings
from vidsync.cli.console import Console, Json, Quiet
from vidsync.cli.timings import load_timings
from vidsync.errors import InputError
from vidsync.visemes.track import MAX_ERROR

_FORMATS = {".png": "PNG", ".jpg": "JPEG", ".jpeg": "JPEG", ".webp": "WEBP"}
_PAGE = ".html"


def command(
    timings: Timings,
    output: options.PictureOutput,
    audio: Annotated[
        Path | None, typer.Option("--audio", help="The audio, for its waveform and loudness.")
    ] = None,
    set_name: Annotated[str, typer.Option("--set", help="The viseme set or rig.")] = "oculus",
    frame_rate: Annotated[
        float, typer.Option("--fps", help="Frames per second of the animation.")
    ] = 60.0,
    interpolation: Annotated[
        str, typer.Option("--keys", help="Interpolation of keys: stepped, linear or smooth.")
    ] = "smooth",
    max_error: Annotated[
        float, typer.Option("--max-error", help="Largest error of the keys.")
    ] = MAX_ERROR,
    style: Annotated[
        str, typer.Option("--style", help="mumble, relaxed, natural, enunciate or exaggerate.")
    ] = "natural",
    speaker: Annotated[
        str, typer.Option("--speaker", help="One speaker of a conversation (default: all).")
    ] = "",
    language: options.Language = "",
    no_listen: options.NoListen = False,
    start: Annotated[float, typer.Option("--from", help="Start, in seconds.")] = 0.0,
    end: Annotated[
        float | None,
        typer.Option("--to", help="End, in seconds; at most a minute after the start."),
    ] = None,
    unit: options.TimeUnit = None,
    offset: options.TimeOffset = 0.0,
    scale: options.TimeScale = 1.0,
    encoding: options.TextEncoding = "",
    overwrite: options.Overwrite = False,
    quiet: Quiet = False,
    json: Json = False,
) -> None:
    """Draw words, phones, gestures, curves, keys and mouths on one time axis.

    Writes a picture, or an .html page that also plays the audio.

    Example: vidsync inspect talk.json --audio talk.wav --set arkit -o mouth.png
    """
    from vidsync.audio import decode
    from vidsync.inspect.page import build_page
    from vidsync.inspect.picture import draw_picture
    from vidsync.output import check_writable, whole_file, write_text
    from vidsync.visemes import lipsync
    from vidsync.visemes.keys.keyframes import Interpolation
    from vidsync.visemes.mouth_style import MouthStyleName
    from vidsync.visemes.speaker_choice import select_speaker

    suffix = output.suffix.lower()
    if suffix not in (*_FORMATS, _PAGE):
        raise InputError(
            f"{output.name}: {output.suffix!r} is not a picture format",
            hint=f"use {', '.join(_FORMATS)} or {_PAGE}",
        )
    check_writable(output, overwrite=overwrite)
    own_rate = frame_rate if unit == "frames" else None
    console = Console(quiet=quiet, json=json)
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
        language=language,
    )
    sound = decode(audio) if audio else None
    track = lipsync(
        transcript,
        set=set_name,
        language=language or None,
        style=options.choice(style, "--style", MouthStyleName),
        audio=sound,
        speaker=speaker or None,
    )
    if speaker:
        transcript = select_speaker(transcript, speaker)
    keys = track.animation(
        frame_rate=frame_rate,
        interpolation=options.choice(interpolation, "--keys", Interpolation),
        max_error=max_error,
    )
    bands = draw_picture(
        transcript,
        track,
        audio=sound,
        start=start,
        end=end,
        language=language or None,
        animation=keys,
    )
    if suffix == _PAGE:
        write_text(output, build_page(bands, audio=sound), overwrite=overwrite)
    else:
        with whole_file(output, overwrite=overwrite) as temporary:
            bands.picture.save(temporary, _FORMATS[suffix])
    console.results(
        {"picture": output}, set=track.set, channels=len(keys.curves), keys=keys.key_count
    )
