"""Animated WebP and GIF of a few cues."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from vidsync.errors import InputError
from vidsync.output import whole_file
from vidsync.paths import PathLike
from vidsync.previews.frames import frames_at

if TYPE_CHECKING:
    from PIL import Image

    from vidsync.captions import Captions

_MOST_FRAMES = 600
FORMATS = {".webp": "WEBP", ".gif": "GIF"}


def animate(
    captions: Captions,
    output: PathLike,
    *,
    cue: int = 0,
    cues: int = 1,
    video: PathLike | None = None,
    height: int = 480,
    frame_rate: float = 20.0,
    platform: str | None = None,
    ffmpeg: PathLike | None = None,
    overwrite: bool = False,
) -> None:
    """Write an animated WebP or GIF of a cue, or of a few consecutive ones.

    Args:
        captions: what to draw.
        output: ends in .webp or .gif.
        cue: the first cue, from 0.
        cues: number of cues.
        video: the video whose frames are the background; None for a plain one.
        height: pixels of the picture.
        frame_rate: pictures per second.
        platform: draw this platform's interface and safe area; None draws neither.
        ffmpeg: the ffmpeg to use instead of the one that vidsync installs.
        overwrite: replace an existing file.

    Raises:
        InputError: the cue does not exist, or a number or the format is not usable.
        OutputError: the file exists, or cannot be written.
    """
    path = Path(output)
    kind = FORMATS.get(path.suffix.lower())
    if kind is None:
        raise InputError(
            f"{path.name}: {path.suffix!r} is not an animation format", hint="use .webp or .gif"
        )
    if not 0 <= cue < len(captions.cues) or cues < 1:
        raise InputError(
            f"there is no cue {cue}: the captions have {len(captions.cues)}, from 0 on"
        )
    if not (64 <= height <= 2160 and 1 <= frame_rate <= 60):
        raise InputError("an animation is 64 to 2160 pixels high, at 1 to 60 pictures per second")
    shown = captions.cues[cue : cue + cues]
    start, end = shown[0].start, max(shown_cue.end for shown_cue in shown)
    # A moment after the end shows the exit.
    count = round((end + 0.2 - start) * frame_rate)
    if count > _MOST_FRAMES:
        raise InputError(f"{count} pictures are too many for an animation", hint="take fewer cues")
    times = [start + number / frame_rate for number in range(max(2, count))]
    frames = frames_at(
        captions, times, video=video, height=height, platform=platform, ffmpeg=ffmpeg
    )
    with whole_file(path, overwrite=overwrite) as temporary:
        write_animation(frames, temporary, kind, frame_rate=frame_rate)


def write_animation(
    frames: Sequence[Image.Image], path: Path, kind: str, *, frame_rate: float
) -> None:
    """Write pictures as an animation that repeats.

    Args:
        frames: in order, all of one size.
        path: to write.
        kind: WEBP or GIF.
        frame_rate: pictures per second.
    """
    first, *rest = frames
    options = {"quality": 80, "method": 4} if kind == "WEBP" else {"optimize": True}
    first.save(
        path,
        kind,
        save_all=True,
        append_images=rest,
        duration=round(1000 / frame_rate),
        loop=0,
        **options,
    )
