"""`vidsync demo`: everything once, from nothing, to look at and listen to."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from vidsync.cli.console import Console, Json, Quiet
from vidsync.cli.options import FfmpegPath, Overwrite
from vidsync.errors import OutputError
from vidsync.output import check_writable, whole_file, write_bytes

if TYPE_CHECKING:
    from vidsync.transcript import Speech

_SCRIPT = (
    "Every word you hear was spoken on this machine. "
    "Every word you see lights up the moment it is heard. "
    "No cloud, no key, no editor: 1 command, and you are off like a 🚀! "
    "Now try it on your own footage."
)
_FRAME_RATE = 30
_TAIL = 0.8
_CLIPS = {
    "vertical": ("vertical.mp4", (1080, 1920), "pop"),
    "wide": ("wide.mp4", (1920, 1080), "clean"),
}
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
        Path, typer.Option("--output", "-o", help="The folder to write into.")
    ] = Path("vidsync-demo"),
    ffmpeg: FfmpegPath = None,
    overwrite: Overwrite = False,
    quiet: Quiet = False,
    json: Json = False,
) -> None:
    """Make a narrated, captioned clip in 9:16 and in 16:9, and every other output.

    Needs no key, no network and no footage: ffmpeg paints the picture.
    """
    from vidsync import tts

    console = Console(quiet=quiet, json=json)
    names = {**{what: clip[0] for what, clip in _CLIPS.items()}, **_FILES}
    files = {what: output / name for what, name in names.items()}
    try:
        output.mkdir(exist_ok=True)
    except OSError as error:
        raise OutputError(f"the folder {output} can't be made: {error.strerror}") from error
    for path in files.values():
        check_writable(path, overwrite=overwrite)
    with console.progress("Speaking"):
        speech = tts.speak(_SCRIPT, voice="en-us")
    _write_documents(speech, files, overwrite=overwrite, ffmpeg=ffmpeg)
    for what, (_, size, preset) in _CLIPS.items():
        with console.progress(f"Rendering {what}") as advance:
            _render_clip(
                speech,
                files[what],
                size=size,
                preset=preset,
                overwrite=overwrite,
                ffmpeg=ffmpeg,
                advance=advance,
            )
    console.results(files, duration=round(speech.transcript.duration, 3))


def _write_documents(
    speech: Speech, files: dict[str, Path], *, overwrite: bool, ffmpeg: Path | None
) -> None:
    """All that is made of the transcript without a video."""
    from vidsync import timings
    from vidsync.captions import caption
    from vidsync.previews import preview
    from vidsync.visemes import lipsync

    transcript = speech.transcript
    write_bytes(files["narration"], speech.audio, overwrite=overwrite)
    timings.save(transcript, files["timings"], overwrite=overwrite)
    captions = caption(transcript, preset=_CLIPS["vertical"][2])
    for what in ("subtitles", "web subtitles", "captions"):
        captions.save(files[what], overwrite=overwrite)
    lipsync(transcript, set="oculus").save(files["visemes"], overwrite=overwrite)
    lipsync(transcript, set="rhubarb").save(files["mouth cues"], overwrite=overwrite)
    with whole_file(files["sheet"], overwrite=overwrite) as temporary:
        preview(captions, ffmpeg=ffmpeg).save(temporary, "PNG")


def _render_clip(
    speech: Speech,
    path: Path,
    *,
    size: tuple[int, int],
    preset: str,
    overwrite: bool,
    ffmpeg: Path | None,
    advance: Callable[[float], None],
) -> None:
    """Paint footage as long as the speech, then caption and narrate it."""
    import tempfile

    from vidsync.media import find_ffmpeg, paint_footage
    from vidsync.rendering import CaptionOptions, render

    with tempfile.TemporaryDirectory(prefix="vidsync-demo-") as folder:
        footage = Path(folder) / "footage.mp4"
        paint_footage(
            footage,
            width=size[0],
            height=size[1],
            frame_rate=_FRAME_RATE,
            duration=speech.transcript.duration + _TAIL,
            ffmpeg=find_ffmpeg(ffmpeg),
        )
        render(
            footage,
            path,
            speech,
            preset=preset,
            captions=CaptionOptions(soft=True),
            ffmpeg=ffmpeg,
            overwrite=overwrite,
            on_progress=lambda progress: advance(progress.fraction or 0.0),
        )
