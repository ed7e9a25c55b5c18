"""`vidsync lint`: check a caption file against rules, and repair it."""

from __future__ import annotations

import json as json_module
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from vidsync.cli import options
from vidsync.cli.console import Console, Json, Quiet
from vidsync.cli.streams import OutputFile, is_standard, name_streams

if TYPE_CHECKING:
    from vidsync.captions.cues.linting import Finding
    from vidsync.captions.cues.rules import Rules
    from vidsync.captions.formats import Subtitles

File = Annotated[Path, typer.Argument(help="SRT, WebVTT, ASS, TTML, SCC, LRC, or word timings.")]


def command(
    file: File,
    profile: options.Profile = "netflix",
    old_profile: options.OldProfile = None,
    language: options.Language = "",
    frame_rate: options.CueFrameRate = None,
    fix: Annotated[bool, typer.Option("--fix", help="Repair the file.")] = False,
    output: Annotated[
        Path | None,
        typer.Option(
            "--output", "-o", help="The repaired file, with --fix; - for standard output."
        ),
        OutputFile(".srt"),
    ] = None,
    encoding: options.TextEncoding = "",
    overwrite: options.Overwrite = False,
    quiet: Quiet = False,
    json: Json = False,
) -> None:
    """Check a caption file against the rules of a profile, and repair it.

    The exit code is 1 if rules are broken (with --fix: if some still are). Speech that is too
    fast to be read is only a warning.

    Example: vidsync lint talk.srt --profile netflix --fix -o mended.srt
    """
    from dataclasses import replace

    from vidsync.captions.cues.linting import lint, repair
    from vidsync.captions.cues.rules import profile as rules_named
    from vidsync.captions.formats import format_for, write
    from vidsync.errors import InputError
    from vidsync.output import check_writable

    if fix != (output is not None):
        raise InputError(
            "--fix and --output need each other", hint="vidsync lint talk.srt --fix -o mended.srt"
        )
    if output is not None:
        format_for(output)
        check_writable(output, overwrite=overwrite)
    rules = rules_named(options.choose_profile(profile, old_profile))
    if frame_rate is not None:
        rules = rules.at_frame_rate(frame_rate)
    subtitles = _subtitles(file, rules, encoding)
    language = language or subtitles.language
    findings = lint(subtitles.cues, rules, language=language)
    left = findings
    if output is not None:
        cues = subtitles.cues
        if findings:
            cues = repair(cues, rules, language=language)
            left = lint(cues, rules, language=language)
        write(replace(subtitles, cues=cues), output, overwrite=overwrite)
    if json:
        _print_json(findings, left, output)
    else:
        _print(file, findings, quiet=quiet)
        if output is not None:
            Console(quiet=quiet).results({f"mended, {len(left)} findings left": output})
    if any(finding.severity == "error" for finding in left):
        raise typer.Exit(1)


def _subtitles(file: Path, rules: Rules, encoding: str) -> Subtitles:
    """Read the cues of a caption file; cut word timings into cues by the rules."""
    from vidsync import timings
    from vidsync.captions.cues.reading_time import segment_for_reading
    from vidsync.captions.formats import Subtitles, read

    if timings.open_subtitles(file, text_encoding=encoding):
        return read(file, text_encoding=encoding)
    transcript = timings.load(file, text_encoding=encoding)
    cues = segment_for_reading(transcript, rules)
    return Subtitles(cues, transcript.language, transcript.duration)


def _print(file: Path, findings: tuple[Finding, ...], *, quiet: bool) -> None:
    from vidsync.timecode import vtt_time

    for finding in findings:
        where = f"{name_streams(str(file))}: cue {finding.cue}, {vtt_time(finding.time)}"
        word = f" at {finding.word!r}" if finding.word else ""
        typer.echo(f"{where}: {finding.rule}{word}: {finding.message}")
    if findings and all(finding.severity == "warning" for finding in findings):
        typer.echo("no rule is broken that another cut would keep", err=True)
    if not findings and not quiet:
        typer.echo(f"{name_streams(str(file))}: no rule is broken")


def _print_json(
    findings: tuple[Finding, ...], left: tuple[Finding, ...], output: Path | None
) -> None:
    from dataclasses import asdict

    document: dict[str, object] = {"findings": [asdict(finding) for finding in findings]}
    if output is not None:
        document |= {
            "output": "-" if is_standard(output) else str(output),
            "left": [asdict(finding) for finding in left],
        }
    typer.echo(json_module.dumps(document, ensure_ascii=False))
