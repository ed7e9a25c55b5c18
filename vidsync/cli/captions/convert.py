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
            "--profile", "-p", help="Cut the words into new cues by these rules or a .toml file."
        ),
    ] = None,
    share: Annotated[
        str, typer.Option("--share", help="Times of untimed words by characters, even or phones.")
    ] = "characters",
    language: options.Language = "",
    frame_rate: options.CueFrameRate = None,
    overwrite: options.Overwrite = False,
    quiet: Quiet = False,
    json: Json = False,
) -> None:
    """Convert captions and word timings to another format.

    Writes .srt, .vtt, .ass (karaoke), .ttml, .scc, .lrc, .csv, .txt, .md (with speakers),
    .chapters and .json; and with --format the word times of vidsync, ctm, textgrid,
    audacity, lmnt, … Cues of a caption file are kept unless --profile is given.

    Example: vidsync convert talk.srt -o talk.vtt
    """
    from dataclasses import replace

    from vidsync import timings
    from vidsync.captions import PROFILES, segment
    from vidsync.captions.cues.cue import cues_to_transcript
    from vidsync.captions.cues.rules import profile as rules_named
    from vidsync.captions.formats import FORMATS, Subtitles, format_for, read, write
    from vidsync.errors import FormatError, InputError, near_matches
    from vidsync.output import check_writable

    rules = None if profile is None else rules_named(profile)
    if frame_rate is not None:
        if rules is None:
            raise InputError("--fps needs --profile", hint="otherwise cues keep their times")
        rules = rules.at_frame_rate(frame_rate)
    as_timings = format_name is not None and format_name not in FORMATS
    if as_timings and format_name not in timings.format_names():
        known = {*FORMATS, *timings.format_names()}
        raise FormatError(f"no format {format_name!r}", hint=near_matches(str(format_name), known))
    if not as_timings:
        format_for(output, format_name)
    check_writable(output, overwrite=overwrite)
    console = Console(quiet=quiet, json=json)
    if as_timings:
        transcript = timings.load(source)
        timings.save(transcript, output, format=str(format_name), overwrite=overwrite)
        console.results({"timings": output}, words=len(transcript.words))
        return
    by = options.choice(share, "--share", Literal["characters", "even", "phones"])
    if timings.has_blocks(source):
        subtitles = read(source, share=by, language=language)
        if rules is not None:
            words = cues_to_transcript(subtitles.cues, subtitles.duration, subtitles.language)
            subtitles = replace(subtitles, cues=segment(words, rules))
    else:
        transcript = timings.load(source)
        cues = segment(transcript, rules or PROFILES["block"])
        subtitles = Subtitles(cues, transcript.language, transcript.duration)
    write(subtitles, output, format=format_name, overwrite=overwrite)
    console.results({"captions": output}, cues=len(subtitles.cues))
