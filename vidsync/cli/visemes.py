"""`vidsync visemes`: a timing document to mouth shapes, for the program that shows them."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from vidsync.cli import options
from vidsync.cli.console import Console, Json, Quiet, terminal_width
from vidsync.errors import InputError


def command(
    timings: Annotated[
        Path | None, typer.Argument(help="A timing document; its format is detected.")
    ] = None,
    output: Annotated[
        Path | None, typer.Option("--output", "-o", help="Where to write it.")
    ] = None,
    set_name: Annotated[
        str, typer.Option("--set", help="The viseme set or rig, or a .toml file of one.")
    ] = "",
    to: Annotated[
        str, typer.Option("--to", help="The program; without, by the output's suffix.")
    ] = "",
    show_list: Annotated[
        bool, typer.Option("--list", help="Show every set and every program, and leave.")
    ] = False,
    frame_rate: Annotated[
        float | None, typer.Option("--fps", help="Frames per second it will be shown at.")
    ] = None,
    interpolation: Annotated[
        str, typer.Option("--keys", help="Of curves: stepped, linear or smooth.")
    ] = "smooth",
    max_error: Annotated[
        float, typer.Option("--max-error", help="How far keys may be from the movement.")
    ] = 0.015,
    frame_locked: Annotated[
        bool, typer.Option("--on-frames", help="Every key of a curve on a frame.")
    ] = False,
    style: Annotated[
        str, typer.Option("--style", help="mumble, relaxed, natural, enunciate, exaggerate.")
    ] = "natural",
    intensity: Annotated[float, typer.Option("--intensity", help="Of the movement, 0 to 2.")] = 1.0,
    lead: Annotated[
        float | None, typer.Option("--lead", help="Frames (of --fps, or 24) before the sound.")
    ] = None,
    shortest: Annotated[
        float, typer.Option("--shortest", help="Seconds that a shape is held at least.")
    ] = 0.07,
    audio: Annotated[
        Path | None, typer.Option("--audio", help="The speech: louder is opened wider.")
    ] = None,
    lexicon: Annotated[
        Path | None, typer.Option("--lexicon", help="A file of words and their sounds in IPA.")
    ] = None,
    target: Annotated[
        str, typer.Option("--target", help="What is animated, as the program names it.")
    ] = "",
    model: Annotated[
        Path | None, typer.Option("--model", help="A GLB to animate, for --to glb.")
    ] = None,
    language: options.Language = "",
    overwrite: options.Overwrite = False,
    quiet: Quiet = False,
    json: Json = False,
) -> None:
    """Write when the mouth takes which shape, or how it moves, for the program that shows it.

    Example: vidsync visemes talk.json --set arkit --fps 60 --to unity -o talk.anim
    """
    console = Console(quiet=quiet, json=json)
    if show_list:
        _show_list(console)
        return
    if timings is None or output is None:
        raise InputError(
            "a timing document and an output are needed",
            hint="vidsync visemes talk.json -o mouth.json; --list shows sets and programs",
        )
    from vidsync import timings as documents
    from vidsync.audio import decode
    from vidsync.lipsync import LEAD, lipsync
    from vidsync.lipsync.exporters import ExportOptions, exporter_for
    from vidsync.lipsync.keyframes import Interpolation
    from vidsync.lipsync.style import StyleName
    from vidsync.output import check_writable

    check_writable(output, overwrite=overwrite)
    exporter = exporter_for(output, to or None)
    keyed = options.choice(interpolation, "--keys", Interpolation)
    transcript = documents.load(timings)
    said = ExportOptions(
        frame_rate=frame_rate,
        name=output.stem,
        target=target,
        sound=audio.name if audio else "",
        words=transcript.words,
        model=model,
    )
    track = lipsync(
        transcript,
        # A target that holds one set alone needs no word about it.
        set=set_name or (exporter.info.sets[0] if exporter.info.sets else "oculus"),
        language=language or None,
        lead=LEAD if lead is None else lead / (frame_rate or 24),
        style=options.choice(style, "--style", StyleName),
        intensity=intensity,
        shortest=shortest,
        audio=decode(audio) if audio else None,
        lexicon=lexicon,
    )
    track.save(
        output,
        to=to or None,
        options=said,
        interpolation=keyed,
        max_error=max_error,
        frame_locked=frame_locked,
        overwrite=overwrite,
    )
    console.results({"visemes": output}, set=track.set, format=exporter.info.title)


def _show_list(console: Console) -> None:
    """Every set and every program, a line each."""
    from vidsync.lipsync import viseme_sets
    from vidsync.lipsync.exporters import exporters

    sets = {visemes.name: visemes.description for visemes in viseme_sets()}
    programs = {name: exporter.info for name, exporter in exporters().items()}
    if console.json:
        console.results(
            {},
            sets=sets,
            targets={
                name: {"title": info.title, "suffix": info.suffix, "status": info.status}
                for name, info in programs.items()
            },
        )
        return
    width = terminal_width()
    lines = ["Sets and rigs (--set)"]
    lines += [f"  {name:<20}{text}"[:width] for name, text in sets.items()]
    lines += ["", "Programs (--to)"]
    for name, info in programs.items():
        lines.append(f"  {name:<20}{info.suffix:<14}{info.title} · {info.status}"[:width])
    typer.echo("\n".join(lines))
