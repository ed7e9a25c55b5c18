"""`vidsync captions`: write a caption file, or a transparent video for an editor."""

from __future__ import annotations

import warnings
from collections.abc import Sequence
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Annotated

import typer

from vidsync.cli import options
from vidsync.cli.console import Console, Json, Quiet
from vidsync.cli.look import Settings, with_look_options
from vidsync.cli.streams import OutputFile
from vidsync.cli.timings import load_timings
from vidsync.errors import InputError, VidsyncWarning

if TYPE_CHECKING:
    from vidsync.captions import Captions, Cue

Timings = Annotated[Path, typer.Argument(help="A timing document; its format is detected.")]

_TRANSPARENT = (".mov", ".webm")


@with_look_options
def command(
    timings: Timings,
    output: Annotated[
        Path,
        typer.Option("--output", "-o", help="The file to write; - for standard output."),
        OutputFile(lambda values: f".{values['format_name'] or 'srt'}"),
    ],
    format_name: Annotated[
        str | None,
        typer.Option("--format", "-f", help="Output format (default: chosen by the suffix)."),
    ] = None,
    preset: options.Preset = "",
    profile: Annotated[
        str,
        typer.Option(
            "--profile",
            help="Cut .srt, .vtt, … by these rules: netflix, bbc, …, a .toml file, or preset for "
            "the cues that --preset draws. (default: preset with --preset, else block)",
        ),
    ] = "",
    brand: options.Brand = None,
    settings: Settings = MappingProxyType({}),
    size: options.Size = "1080x1920",
    frame_rate: Annotated[
        float, typer.Option("--fps", help="Frames per second of a .mov or .webm.")
    ] = 30.0,
    platform: options.Platform = None,
    second: options.Second = None,
    avoid: options.Avoid = None,
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
    """Write captions without a video.

    .ass holds them as they would be drawn, .srt and .vtt are for players, .mov and .webm are
    transparent videos to lay over footage in an editor. Subtitle files have lines that read
    well; with --preset, the cues that are drawn with it.

    Example: vidsync captions talk.json -o talk.vtt
    """
    from vidsync.captions import Canvas, caption
    from vidsync.output import check_writable

    check_writable(output, overwrite=overwrite)
    width, height = options.parse_size(size)
    kind = f".{format_name}" if format_name else output.suffix.lower()
    transparent = format_name is None and kind in _TRANSPARENT
    drawn = transparent or kind == ".ass"
    if drawn and profile:
        raise InputError(
            f"--profile does not change {kind} files",
            hint="they have the cues of the preset: set its [rules] instead",
        )
    if second and not drawn:
        raise InputError(
            "a subtitle file has one language", hint=f"write another file from {second.name}"
        )
    canvas = Canvas(
        width,
        height,
        frame_rate=frame_rate if transparent else None,
        matrix="None" if transparent else "TV.709",
        safe_area=platform,
        avoid=options.parse_regions(avoid),
    )
    console = Console(quiet=quiet, json=json)
    transcript = load_timings(
        timings,
        unit,
        offset,
        scale,
        frame_rate=frame_rate if unit == "frames" else None,
        audio=audio,
        encoding=encoding,
        console=console,
        no_listen=no_listen,
    )
    captions = caption(
        transcript,
        preset=preset or "pop",
        brand=brand,
        settings=settings,
        canvas=canvas,
        second=load_timings(second, None, 0.0, 1.0) if second else None,
    )
    if transparent:
        _draw(console, captions, output, frame_rate, ffmpeg=ffmpeg, overwrite=overwrite)
        shown = captions.cues
    elif drawn:
        captions.save(output, format=format_name, overwrite=overwrite)
        shown = captions.cues
    else:
        changes_cues = any(name.startswith("rules.") for name in settings)
        profile = profile or ("preset" if preset or changes_cues else "block")
        captions.save(output, format=format_name, profile=profile, overwrite=overwrite)
        shown = captions.cut(profile)
        if profile not in ("preset", "block"):
            _tell_findings(shown, profile, captions.transcript.language, output)
    console.results({"captions": output}, cues=len(shown))


def _tell_findings(cues: Sequence[Cue], profile: str, language: str, output: Path) -> None:
    """Warn of rules that the speech itself breaks, since no other cut keeps them."""
    from vidsync.captions.cues.linting import lint

    found = {finding.cue for finding in lint(cues, profile, language=language)}
    if found:
        what = "1 cue breaks" if len(found) == 1 else f"{len(found)} cues break"
        warnings.warn(
            f"{what} the rules of {profile}, because of how it is spoken: "
            f"vidsync lint {output} --profile {profile} shows which",
            VidsyncWarning,
            stacklevel=2,
        )


def _draw(
    console: Console,
    captions: Captions,
    output: Path,
    frame_rate: float,
    *,
    ffmpeg: Path | None,
    overwrite: bool,
) -> None:
    from vidsync.media import find_ffmpeg, write_overlay
    from vidsync.rendering import drawing_of

    with console.progress("Drawing") as advance:
        write_overlay(
            drawing_of(captions),
            output,
            size=(captions.canvas.width, captions.canvas.height),
            frame_rate=frame_rate,
            duration=captions.transcript.duration,
            ffmpeg=find_ffmpeg(ffmpeg),
            overwrite=overwrite,
            on_progress=lambda progress: advance(progress.fraction or 0.0),
        )
