"""Mouths in a transparent video, for an editor's timeline or a web page."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from vidsync.captions import Canvas
from vidsync.errors import InputError
from vidsync.mouths.assignment import MouthAssignment, assign_mouths, make_sprites
from vidsync.mouths.mouth import MouthInput
from vidsync.mouths.placing import MouthPlace
from vidsync.output import check_writable
from vidsync.paths import PathLike
from vidsync.timecode import FrameRate
from vidsync.transcript import Transcript

if TYPE_CHECKING:
    from vidsync.media import Progress


def write_mouths(
    transcript: Transcript,
    output: PathLike,
    *,
    mouth: MouthInput = "cartoon",
    size: tuple[int, int] | None = None,
    frame_rate: FrameRate = 30,
    encoder: str = "",
    ffmpeg: PathLike | None = None,
    overwrite: bool = False,
    on_progress: Callable[[Progress], None] | None = None,
) -> Path:
    """Draw speaking mouths on transparent frames, with straight alpha.

    Args:
        transcript: the words.
        output: a .mov or .webm file.
        mouth: a set or a folder, a `Mouth`, several, or one for each speaker.
        size: width and height of the video, in pixels; None is the size of the set of a
            single mouth, which then fills the picture.
        frame_rate: frames per second.
        encoder: ``qtrle`` or ``prores`` for .mov, ``vp9`` for .webm; empty is the first.
        ffmpeg: an ffmpeg to use instead of the one that comes with vidsync.
        overwrite: replace an existing `output`.
        on_progress: called about twice a second.

    Returns:
        `output`, which lasts as long as the transcript.

    Raises:
        InputError: a mouth, its folder or its speaker cannot be used; there are several
            mouths and no size; or the suffix, encoder, size or frame rate is wrong.
        PresetError: there is no such mouth set.
        OutputError: the output exists, or cannot be written.
        FfmpegError: ffmpeg failed.
        VoiceError: espeak-ng is needed and does not know the language.
        EngineError: espeak-ng failed.
    """
    # Imported here: media takes long to load.
    from vidsync.media import find_ffmpeg, write_overlay

    output = Path(output)
    check_writable(output, overwrite=overwrite)
    assignment = assign_mouths(transcript, mouth)
    if size is None:
        size = _picture_size(assignment)
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
        ffmpeg=find_ffmpeg(os.fspath(ffmpeg) if ffmpeg else None),
        overwrite=overwrite,
        on_progress=on_progress,
    )


def _picture_size(assignment: MouthAssignment) -> tuple[int, int]:
    """Return the size of the pictures of a single mouth, with even sides, as video needs them."""
    if len(assignment.mouths) != 1:
        raise InputError(
            f"the size of a picture with {len(assignment.mouths)} mouths is unknown",
            hint="give a size, such as 1080x1920, or write the mouths one by one",
        )
    mouth, pictures = assignment.mouths[0]
    if mouth.at is not None or mouth.width is not None:
        raise InputError(
            "a mouth has a place or a width on a picture of unknown size",
            hint="give a size, such as 1080x1920",
        )
    width, height = pictures.size
    return width + width % 2, height + height % 2
