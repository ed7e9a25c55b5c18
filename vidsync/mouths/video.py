"""Mouths as a transparent video of their own, for an editor's timeline or a page."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from vidsync.captions import Canvas
from vidsync.errors import InputError
from vidsync.mouths.assignment import MouthAssignment, assign_mouths, make_sprites
from vidsync.mouths.mouth import MouthInput
from vidsync.mouths.placing import MouthPlace
from vidsync.output import check_writable
from vidsync.timecode import FrameRate
from vidsync.transcript import Transcript

if TYPE_CHECKING:
    from vidsync.media import Progress


def write_mouths(
    transcript: Transcript,
    output: str | Path,
    *,
    mouth: MouthInput = "cartoon",
    size: tuple[int, int] | None = None,
    frame_rate: FrameRate = 30,
    encoder: str = "",
    ffmpeg: str | Path | None = None,
    overwrite: bool = False,
    on_progress: Callable[[Progress], None] | None = None,
) -> Path:
    """Draw speaking mouths on transparent frames, with straight alpha.

    Args:
        transcript: what is said.
        output: a .mov or .webm file.
        mouth: a set or a folder, a `Mouth`, or one for each speaker; see `render`.
        size: width and height of the picture that the mouths stand on, in pixels; None is a
            picture that one mouth fills, in the size of its set.
        frame_rate: frames per second.
        encoder: ``qtrle`` or ``prores`` in .mov, ``vp9`` in .webm; empty is the first.
        ffmpeg: another ffmpeg than the one that came with vidsync.
        overwrite: replace `output` if it is there.
        on_progress: called some twice a second.

    Returns:
        `output`, as long as the transcript.

    Raises:
        InputError: a mouth, its folder or its speaker can't be; there are several and no
            size; or a suffix, encoder, size or rate that can't be.
        PresetError: there is no such mouth set.
        OutputError: the output exists, or can't be written; FfmpegError: ffmpeg failed.
        VoiceError, EngineError: the sounds of the words can't be had.
    """
    # Late: numpy, PyAV and ffmpeg's graphs take longer to load than importing vidsync may.
    from vidsync.media import find_ffmpeg, write_overlay

    output = Path(output)
    check_writable(output, overwrite=overwrite)
    assignment = assign_mouths(transcript, mouth)
    if size is None:
        size = _own_size(assignment)
        canvas = Canvas(*size, frame_rate=frame_rate)
        sprites = make_sprites(assignment, [MouthPlace(0, 0, *size)], canvas.frame_rate)
    else:
        sprites = assignment.sprites(Canvas(*size, frame_rate=frame_rate))
    return write_overlay(
        (),
        output,
        sprites=sprites,
        size=size,
        frame_rate=frame_rate,
        duration=transcript.duration,
        encoder=encoder,
        ffmpeg=find_ffmpeg(ffmpeg),
        overwrite=overwrite,
        on_progress=on_progress,
    )


def _own_size(assignment: MouthAssignment) -> tuple[int, int]:
    """The size of the one mouth's pictures, both sides even, as colours may need it."""
    if len(assignment.mouths) != 1:
        raise InputError(
            f"{len(assignment.mouths)} mouths stand on a picture together, and it has no size",
            hint="give one, such as 1080x1920, or write them one by one",
        )
    mouth, pictures = assignment.mouths[0]
    if mouth.at is not None or mouth.width is not None:
        raise InputError(
            "a mouth has a place and a width on a picture, and that has no size",
            hint="give one, such as 1080x1920",
        )
    width, height = pictures.size
    return width + width % 2, height + height % 2
