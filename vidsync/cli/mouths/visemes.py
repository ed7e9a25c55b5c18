"""`vidsync visemes`: write mouth shapes or movement for another program."""

from __future__ import annotations

import warnings
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from vidsync.cli import options
from vidsync.cli.console import Console, Json, Quiet, wrap_row
from vidsync.cli.streams import OutputFile, is_standard
from vidsync.cli.timings import load_timings
from vidsync.errors import InputError, VidsyncWarning
from vidsync.transcript import Transcript, Word
from vidsync.visemes.track import MAX_ERROR

if TYPE_CHECKING:
    from vidsync.visemes import Track
    from vidsync.visemes.exporters import Exporter
    from vidsync.visemes.mouth_style import MouthStyleName


def _suffix_of_program(values: Mapping[str, Any]) -> str:
    from vidsync.visemes.exporters import exporter_for

    return exporter_for(Path(), values["to"]).info.suffix if values["to"] else ".json"


def command(
    timings: Annotated[
        Path | None,
        typer.Argument(help="A timing document, or a track of vidsync or Rhubarb."),
    ] = None,
    output: Annotated[
        Path | None,
        typer.Option("--output", "-o", help="The file to write; - for standard output."),
        OutputFile(_suffix_of_program),
    ] = None,
    set_name: Annotated[
        str,
        typer.Option("--set", help="Viseme set, rig or .toml file (default: the program's)."),
    ] = "",
    to: Annotated[
        str, typer.Option("--to", help="Target program (default: chosen by the output's suffix).")
    ] = "",
    show_list: Annotated[
        bool, typer.Option("--list", help="List the sets and programs and exit.")
    ] = False,
    frame_rate: Annotated[
        float | None, typer.Option("--fps", help="Frames per second of the animation.")
    ] = None,
    interpolation: Annotated[
        str, typer.Option("--keys", help="Interpolation of curves: stepped, linear or smooth.")
    ] = "smooth",
    max_error: Annotated[
        float, typer.Option("--max-error", help="Largest error of the keys.")
    ] = MAX_ERROR,
    frame_locked: Annotated[
        bool, typer.Option("--on-frames", help="Place every key on a frame.")
    ] = False,
    style: Annotated[
        str, typer.Option("--style", help="mumble, relaxed, natural, enunciate or exaggerate.")
    ] = "natural",
    intensity: Annotated[
        float, typer.Option("--intensity", help="Strength of the movement, 0 to 2.")
    ] = 1.0,
    lead: Annotated[
        float | None, typer.Option("--lead", help="Frames by which the mouth precedes the sound.")
    ] = None,
    shortest: Annotated[
        float, typer.Option("--shortest", help="Shortest time that a shape is held, in seconds.")
    ] = 0.07,
    audio: Annotated[
        Path | None,
        typer.Option(
            "--audio", help="The audio: louder speech opens the mouth wider, silence closes it."
        ),
    ] = None,
    lexicon: Annotated[
        Path | None,
        typer.Option("--lexicon", help="A file of words with their pronunciation in IPA."),
    ] = None,
    target: Annotated[
        str, typer.Option("--target", help="Name of the animated object in the program.")
    ] = "",
    model: Annotated[
        Path | None, typer.Option("--model", help="A GLB to animate, for --to glb.")
    ] = None,
    speaker: Annotated[
        str, typer.Option("--speaker", help="One speaker of a conversation; all: a file for each.")
    ] = "",
    language: options.Language = "",
    no_listen: options.NoListen = False,
    unit: options.TimeUnit = None,
    offset: options.TimeOffset = 0.0,
    scale: options.TimeScale = 1.0,
    encoding: options.TextEncoding = "",
    overwrite: options.Overwrite = False,
    quiet: Quiet = False,
    json: Json = False,
) -> None:
    """Write mouth shapes or mouth movement in the format of another program.

    The input is a timing document, or a track of mouth shapes to convert to another set or
    program. In a conversation every speaker has a mouth: Papagayo's files hold all of them,
    other files hold one speaker.

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
    from vidsync.audio import decode
    from vidsync.output import check_writable
    from vidsync.visemes import lipsync
    from vidsync.visemes.exporters import ExportOptions, SpeakerTrack, exporter_for
    from vidsync.visemes.keys.keyframes import Interpolation
    from vidsync.visemes.lip_sync import LEAD
    from vidsync.visemes.mouth_style import MouthStyleName
    from vidsync.visemes.speaker_choice import select_speaker
    from vidsync.visemes.track_files import try_read_track

    check_writable(output, overwrite=overwrite)
    exporter = exporter_for(output, to or None)
    _check_suffix(output, exporter)
    keyed = options.choice(interpolation, "--keys", Interpolation)
    manner = options.choice(style, "--style", MouthStyleName)

    def save(
        track: Track, path: Path, said: Sequence[Word], speakers: Sequence[SpeakerTrack]
    ) -> None:
        track.save(
            path,
            to=to or None,
            options=ExportOptions(
                frame_rate=frame_rate,
                name="speech" if is_standard(path) else path.stem,
                target=target,
                sound=audio.name if audio else "",
                words=tuple(said),
                speakers=tuple(speakers),
                model=model,
            ),
            interpolation=keyed,
            max_error=max_error,
            frame_locked=frame_locked,
            overwrite=overwrite,
        )

    if (track := try_read_track(timings)) is not None:
        if speaker or lexicon or audio or language or lead is not None:
            raise InputError(
                f"{timings.name} has mouth shapes and no words: --speaker, --lexicon, --audio, "
                "--language and --lead need words"
            )
        track = _convert_set(track, exporter, set_name, manner, intensity)
        save(track, output, (), ())
        console.results({"visemes": output}, set=track.set, format=exporter.info.title)
        return
    transcript = load_timings(
        timings,
        unit,
        offset,
        scale,
        frame_rate=frame_rate,
        audio=audio,
        encoding=encoding,
        console=console,
        no_listen=no_listen,
        language=language,
    )
    sound = decode(audio) if audio else None
    outputs = _choose_outputs(transcript, speaker, output, has_speakers=exporter.info.has_speakers)
    for path in outputs:
        check_writable(path, overwrite=overwrite)

    def mouth(name: str | None) -> Track:
        return lipsync(
            transcript,
            set=set_name or exporter.info.default_set,
            language=language or None,
            lead=LEAD if lead is None else lead / (frame_rate or 24),
            style=manner,
            intensity=intensity,
            shortest=shortest,
            audio=sound,
            lexicon=lexicon,
            speaker=name,
        )

    def words(name: str | None) -> tuple[Word, ...]:
        return transcript.words if name is None else select_speaker(transcript, name).words

    made: dict[str, Path] = {}
    for path, names in outputs.items():
        speakers = [
            SpeakerTrack(name, mouth(name), words(name)) for name in names if name is not None
        ]
        alone = (
            speakers[0]
            if len(names) == 1 and speakers
            else SpeakerTrack("", mouth(None), words(None))
        )
        save(alone.track, path, alone.words, speakers)
        made["visemes" if len(outputs) == 1 else f"visemes of {alone.name}"] = path
    console.results(made, set=alone.track.set, format=exporter.info.title)


def _check_suffix(output: Path, exporter: Exporter) -> None:
    """Warn of a name under which the program does not look for the file."""
    suffix = exporter.info.suffix
    if not output.name.lower().endswith(suffix):
        warnings.warn(
            f"{output.name}: the files of {exporter.info.title} end in {suffix}",
            VidsyncWarning,
            stacklevel=2,
        )


def _convert_set(
    track: Track, exporter: Exporter, set_name: str, manner: MouthStyleName, intensity: float
) -> Track:
    """Convert a track that was read to a set that the exporter accepts."""
    from vidsync.visemes import retarget
    from vidsync.visemes.exporters import CueExporter

    shows_cues = isinstance(exporter, CueExporter)
    known = exporter.info.sets or ((track.set,) if shows_cues else (exporter.info.usual_set,))
    wanted = set_name or (track.set if track.set in known else known[0])
    if wanted == track.set and shows_cues:
        return track
    return retarget(track, set=wanted, style=manner, intensity=intensity)


_Outputs = dict[Path, tuple[str | None, ...]]


def _choose_outputs(
    transcript: Transcript, speaker: str, output: Path, *, has_speakers: bool
) -> _Outputs:
    """Return the files to write and the speaker of each; None is one mouth for all speakers."""
    from vidsync.visemes.speaker_choice import list_speakers

    names = list_speakers(transcript)
    if speaker == "all" and speaker not in names:
        if len(names) < 2:
            return {output: (None,)}
        files = {_file_for_speaker(output, name): (name,) for name in names}
        if len(files) < len(names):
            raise InputError(
                "two speakers' names make the same file name",
                hint="write one at a time: --speaker NAME",
            )
        return {**files}
    if speaker:
        return {output: (speaker,)}
    if len(names) > 1 and not has_speakers:
        warnings.warn(
            f"{len(names)} speakers ({', '.join(names[:6])}) move one mouth: --speaker NAME "
            "is one of them, --speaker all writes a file for each",
            VidsyncWarning,
            stacklevel=2,
        )
    return {output: names if len(names) > 1 and has_speakers else (None,)}


def _file_for_speaker(output: Path, name: str) -> Path:
    """Return a speaker's file name: ``talk.anim`` of Ann is ``talk-Ann.anim``."""
    stem = output.stem
    inner = ".motion3" if stem.endswith(".motion3") else ""
    plain = "".join(letter if letter.isalnum() or letter in "-_" else "_" for letter in name)
    return output.with_name(f"{stem.removesuffix(inner)}-{plain[:60]}{inner}{output.suffix}")


def _show_list(console: Console) -> None:
    """Print every set and every program, one per line."""
    from vidsync.visemes import viseme_sets
    from vidsync.visemes.exporters import exporters

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
    lines = ["Sets and rigs (--set)"]
    lines += [wrap_row(f"  {name:<20}", text) for name, text in sets.items()]
    for status in dict.fromkeys(info.status for info in programs.values()):
        lines += ["", f"Programs (--to), {status}"]
        lines += [
            wrap_row(f"  {name:<20}{info.suffix:<8}", info.title)
            for name, info in programs.items()
            if info.status == status
        ]
    typer.echo("\n".join(lines))
