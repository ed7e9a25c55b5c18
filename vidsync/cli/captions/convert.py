"""`vidsync convert`: convert a caption or timing file to another format."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

import typer

from vidsync.cli import options
from vidsync.cli.console import Console, Json, Quiet

Source = Annotated[Path, typer.Argument(help="A caption file or word timings in any known format.")]


def command(
    source: Source,
    output: options.Output,
    format_name: Annotated[
        str | None,
        typer.Option("--format", "-f", help="Output format (default: chosen by the suffix)."),
    ] = None,
    profile: Annotated[
        str | None,
        typer.Option(
            "--profile", help="Cut the words into new cues by these rules or a .toml file."
        ),
    ] = None,
    old_profile: options.OldProfile = None,
    share: Annotated[
        str, typer.Option("--share", help="Times of untimed words by characters, even or phones.")
    ] = "characters",
    language: options.Language = "",
    frame_rate: Annotated[
        float | None,
        typer.Option(
            "--fps", help="Frames per second: for times that count frames, and where cues begin."
        ),
    ] = None,
    shift: Annotated[
        float, typer.Option("--shift", help="Seconds by which all is later; negative: earlier.")
    ] = 0.0,
    scale: Annotated[
        float, typer.Option("--scale", help="Factor of every time: 0.95904 from 23.976 to 25 fps.")
    ] = 1.0,
    encoding: options.TextEncoding = "",
    overwrite: options.Overwrite = False,
    quiet: Quiet = False,
    json: Json = False,
) -> None:
    """Convert captions and word timings to another format.

    Writes .srt, .vtt, .ass, .ttml, .scc, .lrc, .csv, .txt, .md (with speakers), .chapters
    and .json; and with --format the word times of vidsync, ctm, textgrid, audacity, lmnt, …

    Styles, places, speakers, notes and identifiers are kept where the format can hold them,
    and a warning counts what it can't. A file in its own format keeps its text: --shift,
    --scale and --fps change only the times. Cues are kept unless --profile is given.

    Example: vidsync convert talk.srt -o talk.vtt
    """
    from vidsync import timings
    from vidsync.captions.conversion import TimeChange, convert
    from vidsync.captions.cues.rules import profile as rules_named
    from vidsync.captions.formats import FORMATS
    from vidsync.errors import FormatError, near_matches
    from vidsync.output import check_writable

    if old_profile is not None:
        profile = options.choose_profile(profile or "", old_profile)
    rules = None if profile is None else rules_named(profile)
    if rules is not None and frame_rate is not None:
        rules = rules.at_frame_rate(frame_rate)
    change = TimeChange(shift, scale, frame_rate if rules is None else None)
    console = Console(quiet=quiet, json=json)
    caption_names = {*FORMATS, *(s[1:] for each in FORMATS.values() for s in each.suffixes)}
    if format_name is not None and format_name not in caption_names:
        if format_name not in timings.format_names():
            known = {*FORMATS, *timings.format_names()}
            raise FormatError(f"no format {format_name!r}", hint=near_matches(format_name, known))
        check_writable(output, overwrite=overwrite)
        transcript = (
            timings.load(source, text_encoding=encoding, fps=frame_rate).scale(scale).shift(shift)
        )
        timings.save(transcript, output, format=format_name, overwrite=overwrite)
        console.results({"timings": output}, words=len(transcript.words))
        return
    made = convert(
        source,
        output,
        format=format_name,
        rules=rules,
        change=change,
        share=options.choice(share, "--share", Literal["characters", "even", "phones"]),
        language=language,
        text_encoding=encoding,
        fps=frame_rate,
        overwrite=overwrite,
    )
    console.results({"captions": made.path}, cues=made.cues)
