"""`vidsync demo`: make one of every output, without any input."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from vidsync.cli.console import Console, Json, Quiet
from vidsync.cli.options import FfmpegPath, Overwrite
from vidsync.cli.streams import OutputFile
from vidsync.errors import OutputError
from vidsync.output import check_writable, whole_file, write_bytes

if TYPE_CHECKING:
    from vidsync.transcript import Speech

_SCRIPT = (
    "Every word you hear was spoken on this machine. "
    "Every word you see lights up as you hear it. "
    "1 command, and you are off like a 🚀!"
)
_FRAME_RATE = 24
_TAIL = 0.6
# Painted once; the vertical clip shows the same footage rotated.
_FOOTAGE_SIZE = (1280, 720)
_CLIPS = {"vertical": ("vertical.mp4", "pop"), "wide": ("wide.mp4", "clean")}
_FILES = {
    "narration": "narration.wav",
    "timings": "timings.json",
    "subtitles": "captions.srt",
    "web subtitles": "captions.vtt",
    "captions": "captions.ass",
    "visemes": "visemes.json",
    "mouth cues": "visemes.tsv",
    "sheet": "sheet.png",
}


def command(
    output: Annotated[
        Path,
        typer.Option("--output", "-o", help="The folder to write into."),
        OutputFile(refused="a folder"),
    ] = Path("vidsync-demo"),
    ffmpeg: FfmpegPath = None,
    overwrite: Overwrite = False,
    quiet: Quiet = False,
    json: Json = False,
) -> None:
    """Make a narrated, captioned clip in 9:16 and in 16:9, and one of every other output.

    It needs no key, no network and no footage: ffmpeg paints the picture.
    """
    import tempfile

    from vidsync.media import Encoding, find_ffmpeg, paint_footage, rotate_footage
    from vidsync.rendering import CaptionOptions, render
    from vidsync.tts import speak

    console = Console(quiet=quiet, json=json, steps=True)
    names = {**{what: clip[0] for what, clip in _CLIPS.items()}, **_FILES}
    files = {what: output / name for what, name in names.items()}
    try:
        output.mkdir(exist_ok=True)
    except OSError as error:
        raise OutputError(f"cannot make the folder {output}: {error.strerror}") from error
    for path in files.values():
        check_writable(path, overwrite=overwrite)
    with console.progress("Speaking"):
        speech = speak(_SCRIPT, language="en")
    with console.progress("Writing captions and visemes"):
        _write_documents(speech, files, overwrite=overwrite, ffmpeg=ffmpeg)
    with tempfile.TemporaryDirectory(prefix="vidsync-demo-") as folder:
        footage = {"wide": Path(folder) / "wide.mp4", "vertical": Path(folder) / "vertical.mp4"}
        program = find_ffmpeg(ffmpeg)
        with console.progress("Painting footage") as advance:
            paint_footage(
                footage["wide"],
                width=_FOOTAGE_SIZE[0],
                height=_FOOTAGE_SIZE[1],
                frame_rate=_FRAME_RATE,
                duration=speech.transcript.duration + _TAIL,
                encoding=Encoding(preset="ultrafast", crf=14),
                ffmpeg=program,
                on_progress=lambda progress: advance(progress.fraction or 0.0),
            )
            rotate_footage(footage["wide"], footage["vertical"], ffmpeg=program)
        for what, (_, preset) in _CLIPS.items():
            with console.progress(f"Rendering the {what} clip") as advance:
                render(
                    footage[what],
                    files[what],
                    speech,
                    preset=preset,
                    captions=CaptionOptions(soft=True),
                    encoding=Encoding(preset="veryfast", crf=25),
                    ffmpeg=ffmpeg,
                    overwrite=overwrite,
                    on_progress=lambda progress: advance(progress.fraction or 0.0),
                )
    console.results(files, duration=round(speech.transcript.duration, 3))


def _write_documents(
    speech: Speech, files: dict[str, Path], *, overwrite: bool, ffmpeg: Path | None
) -> None:
    """Write every output that needs only the speech."""
    from vidsync import timings
    from vidsync.captions import caption
    from vidsync.previews import preview
    from vidsync.visemes import lipsync

    transcript = speech.transcript
    write_bytes(files["narration"], speech.audio, overwrite=overwrite)
    timings.save(transcript, files["timings"], overwrite=overwrite)
    captions = caption(transcript, preset=_CLIPS["vertical"][1])
    for what in ("subtitles", "web subtitles", "captions"):
        captions.save(files[what], overwrite=overwrite)
    lipsync(transcript, set="oculus").save(files["visemes"], overwrite=overwrite)
    lipsync(transcript, set="rhubarb").save(files["mouth cues"], overwrite=overwrite)
    with whole_file(files["sheet"], overwrite=overwrite) as temporary:
        preview(captions, ffmpeg=ffmpeg).save(temporary, "PNG")
