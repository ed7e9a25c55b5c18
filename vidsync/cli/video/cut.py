"""`vidsync cut`: cut a recording by its text."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from vidsync.cli import options
from vidsync.cli.console import Console, Json, Quiet
from vidsync.cli.speech import recognizing
from vidsync.cli.streams import OutputFile
from vidsync.cli.video import encoder_options
from vidsync.cli.video.cut_inputs import hear_words, load_words, parse_ranges, read_edited
from vidsync.errors import InputError

if TYPE_CHECKING:
    from vidsync.cutting import CutOptions, CutPlan
    from vidsync.media import Encoding
    from vidsync.transcript import Transcript


@dataclass(frozen=True, slots=True)
class _Outputs:
    """The files that a run writes."""

    media: Path | None
    timings: Path | None
    captions: Path | None
    edit_list: Path | None
    overwrite: bool


def command(
    source: Annotated[Path, typer.Argument(help="The video or sound file to cut.")],
    transcript: Annotated[
        Path | None,
        typer.Argument(help="Its words: a timing document. (default: what is heard)"),
    ] = None,
    output: Annotated[
        Path | None,
        typer.Option("--output", "-o", help="The file to write: a video, or the sound alone."),
        OutputFile(refused="a cut recording"),
    ] = None,
    remove_silences: Annotated[
        float | None,
        typer.Option("--remove-silences", help="Shorten pauses longer than this, in seconds."),
    ] = None,
    leave: Annotated[
        float | None,
        typer.Option("--leave", help="Seconds that are left of such a pause. (default: as said)"),
    ] = None,
    silence_level: Annotated[
        float | None,
        typer.Option("--silence-level", help="Sound below it is silence, in dBFS: -40."),
    ] = None,
    remove_fillers: Annotated[
        bool, typer.Option("--remove-fillers", help="Remove uh, um and the like.")
    ] = False,
    fillers: Annotated[
        str, typer.Option("--fillers", help="Remove these too: 'like, you know'.")
    ] = "",
    remove_repeats: Annotated[
        bool,
        typer.Option("--remove-repeats", help="Remove what is said twice; the last one stays."),
    ] = False,
    remove: Annotated[
        list[str] | None, typer.Option("--remove", help="Remove this phrase, wherever it is said.")
    ] = None,
    remove_range: Annotated[
        list[str] | None, typer.Option("--remove-range", help="Remove a stretch: 1:02-1:10.5.")
    ] = None,
    keep: Annotated[
        list[str] | None,
        typer.Option("--keep", help="Keep this phrase, whatever else would remove it."),
    ] = None,
    keep_range: Annotated[
        list[str] | None, typer.Option("--keep-range", help="Keep a stretch: 1:02-1:10.5.")
    ] = None,
    from_word: Annotated[
        str, typer.Option("--from-word", help="Remove what is before this phrase.")
    ] = "",
    to_word: Annotated[
        str, typer.Option("--to-word", help="Remove what is after this phrase.")
    ] = "",
    edited: Annotated[
        Path | None,
        typer.Option("--edited", help="The transcript without the words to remove: .txt, .srt, …"),
    ] = None,
    padding: Annotated[
        float, typer.Option("--padding", help="Seconds of pause that stay around words.")
    ] = 0.06,
    shortest: Annotated[
        float,
        typer.Option("--shortest", help="Remove wordless pieces between cuts below this, in s."),
    ] = 0.2,
    language: options.Language = "",
    no_listen: options.NoListen = False,
    model: recognizing.Model = "",
    recognizer: recognizing.RecognizerName = "whisper",
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Print what would be removed, and write no video.")
    ] = False,
    edit_list: Annotated[
        Path | None,
        typer.Option("--list", help="Write the list of cuts: .json, .csv or .edl."),
        OutputFile(".json"),
    ] = None,
    timings: Annotated[
        Path | None,
        typer.Option("--timings", help="Write the words at their new times: .json."),
        OutputFile(".json"),
    ] = None,
    captions: Annotated[
        Path | None,
        typer.Option("--captions", help="Write captions of the cut recording: .srt, .vtt, …"),
        OutputFile(".srt"),
    ] = None,
    encoder: encoder_options.Encoder = "",
    encoder_preset: encoder_options.EncoderPreset = "",
    crf: encoder_options.Crf = None,
    pixel_format: Annotated[
        str, typer.Option("--pixel-format", help="yuv420p, … (default: that of the source)")
    ] = "",
    ffmpeg: options.FfmpegPath = None,
    frame_rate: options.TimesFrameRate = None,
    unit: options.TimeUnit = None,
    offset: options.TimeOffset = 0.0,
    scale: options.TimeScale = 1.0,
    encoding: options.TextEncoding = "",
    overwrite: options.Overwrite = False,
    quiet: Quiet = False,
    json: Json = False,
) -> None:
    """Cut a recording by its text: picture, sound and words stay in step.

    Pauses are shortened, and hesitations, repeats, phrases or what is deleted in an edited
    transcript is removed. Cuts are at frames and never inside a word that stays. What --keep
    and --keep-range name stays. Without a transcript, what is said is written down first, as by
    vidsync transcribe; silences and ranges alone need no words.

    Example: vidsync cut talk.mp4 talk.json --remove-silences 0.6 --remove-fillers -o cut.mp4
    """
    from vidsync.cutting import CutOptions

    outputs = _Outputs(output, timings, captions, edit_list, overwrite)
    _check_outputs(outputs, source, dry_run=dry_run)
    console = Console(quiet=quiet, json=json)
    wanted = CutOptions(
        silences=remove_silences,
        leave=leave,
        silence_level_db=silence_level,
        fillers=remove_fillers,
        more_fillers=tuple(part for part in map(str.strip, fillers.split(",")) if part),
        repeats=remove_repeats,
        remove=tuple(remove or ()),
        remove_ranges=parse_ranges(remove_range, "--remove-range"),
        keep=tuple(keep or ()),
        keep_ranges=parse_ranges(keep_range, "--keep-range"),
        from_word=from_word,
        to_word=to_word,
        edited=None if edited is None else read_edited(edited, encoding),
        padding=padding,
        shortest=shortest,
    )
    words = None
    if transcript is not None:
        words = load_words(
            *(console, source, transcript, unit, offset, scale),
            frame_rate=frame_rate,
            encoding=encoding,
            language=language,
            no_listen=no_listen,
        )
    elif wanted.needs_words or timings or captions:
        words = hear_words(console, source, wanted, language, model, recognizer)
    chosen = encoder_options.read_encoding(encoder, encoder_preset, crf, pixel_format)
    _run(console, source, words, wanted, outputs, chosen, ffmpeg=ffmpeg, dry_run=dry_run)


def _check_outputs(outputs: _Outputs, source: Path, *, dry_run: bool) -> None:
    from vidsync.output import check_writable

    if outputs.media is None and not dry_run:
        raise InputError("no output is given", hint="-o cut.mp4, or --dry-run to see the cuts")
    for path in (outputs.media, outputs.timings, outputs.captions, outputs.edit_list):
        if path is not None:
            check_writable(path, overwrite=outputs.overwrite)
    if not source.is_file():
        raise InputError(f"{source} does not exist, or is not a file")


def _run(
    console: Console,
    source: Path,
    words: Transcript | None,
    wanted: CutOptions,
    outputs: _Outputs,
    encoding: Encoding | None,
    *,
    ffmpeg: Path | None,
    dry_run: bool,
) -> None:
    from vidsync.cutting import cut, plan_cut
    from vidsync.media.spliced_output import is_sound_file

    sound_only = outputs.media is not None and is_sound_file(outputs.media)
    with console.progress("Listening") as advance:
        plan = plan_cut(source, words, wanted, sound_only=sound_only, on_progress=advance)
    for note in plan.notes:
        console.note(note)
    files: dict[str, Path] = {}
    if dry_run:
        if not console.json:
            _print_removed(plan)
    elif outputs.media is not None:
        with console.progress("Cutting") as advance:
            cut(
                source,
                outputs.media,
                plan=plan,
                encoding=encoding,
                ffmpeg=ffmpeg,
                overwrite=outputs.overwrite,
                on_progress=lambda progress: advance(progress.fraction or 0.0),
            )
        files["cut"] = outputs.media
    files |= _write_beside(plan, source, outputs)
    if not console.json:
        console.note(_total(plan))
    console.results(files, **_facts(plan, source, with_list=dry_run))


def _write_beside(plan: CutPlan, source: Path, outputs: _Outputs) -> dict[str, Path]:
    """Write the timings, the captions and the list of cuts, where they are asked for."""
    from vidsync import timings as documents
    from vidsync.captions import caption
    from vidsync.cutting import write_edit_list

    files: dict[str, Path] = {}
    if outputs.timings is not None and plan.transcript is not None:
        documents.save(plan.transcript, outputs.timings, overwrite=outputs.overwrite)
        files["timings"] = outputs.timings
    if outputs.captions is not None and plan.transcript is not None:
        made = caption(plan.transcript)
        made.save(outputs.captions, overwrite=outputs.overwrite)
        files["captions"] = outputs.captions
    if outputs.edit_list is not None:
        write_edit_list(
            plan,
            outputs.edit_list,
            source=source,
            frame_rate=_frame_rate(source),
            overwrite=outputs.overwrite,
        )
        files["list"] = outputs.edit_list
    return files


def _frame_rate(source: Path) -> float | None:
    """Return the frames per second of a video; None if it has no picture."""
    from vidsync.media import probe
    from vidsync.media.sound.track_reading import probe_sound

    return float(probe(source).frame_rate) if probe_sound(source).has_picture else None


def _print_removed(plan: CutPlan) -> None:
    from vidsync.cli.console import wrap_row
    from vidsync.timecode import vtt_time

    for each in plan.removed:
        length = f"{each.end - each.start:6.2f} s"
        columns = f"{vtt_time(each.start)}  {length}  {each.reason:<8}  "
        typer.echo(wrap_row(columns, each.text) if each.text else columns.rstrip())


def _total(plan: CutPlan) -> str:
    from vidsync.timecode import vtt_time

    count = len(plan.removed)
    gone = plan.duration - plan.kept_duration
    cuts = "1 cut" if count == 1 else f"{count} cuts"
    return f"{cuts}, {gone:.2f} s: {vtt_time(plan.duration)} becomes {vtt_time(plan.kept_duration)}"


def _facts(plan: CutPlan, source: Path, *, with_list: bool) -> dict[str, object]:
    from vidsync.cutting.edit_lists import list_as_json

    facts = list_as_json(plan, source)
    if not with_list:
        facts = {key: facts[key] for key in ("duration", "kept_duration")}
    return {**facts, "cuts": len(plan.removed), "notes": list(plan.notes)}
