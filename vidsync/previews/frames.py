"""Frames of captions at given times, on a background."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from vidsync.errors import InputError
from vidsync.paths import PathLike

if TYPE_CHECKING:
    from PIL import Image

    from vidsync.captions import Captions
    from vidsync.media import Media

_BACKGROUND = ("#3b4a63", "#12161f")


def frames_at(
    captions: Captions,
    times: Sequence[float],
    *,
    video: PathLike | None = None,
    height: int | None = None,
    platform: str | None = None,
    ffmpeg: PathLike | None = None,
    background: str | tuple[str, str] = _BACKGROUND,
) -> list[Image.Image]:
    """Draw frames as the finished video would show them.

    Args:
        captions: what to draw.
        times: seconds.
        video: the video whose frames are the background; None for a plain one.
        height: pixels to scale them to; None for the canvas' own.
        platform: draw this platform's interface and safe area; None draws neither.
        ffmpeg: the ffmpeg to use instead of the one that vidsync installs.
        background: a colour, or two from top to bottom, where there is no video.

    Raises:
        InputError: a time is not usable, or the video has another size than the canvas.
    """
    from PIL import Image

    from vidsync.media import find_ffmpeg, probe, stills
    from vidsync.previews.platform_interface import draw_interface
    from vidsync.rendering import drawing_of

    drawing = drawing_of(captions)
    size = captions.canvas.width, captions.canvas.height
    ground: Media | str | tuple[str, str] = background
    if video is not None:
        ground = probe(video)
        if ground.canvas != size:
            raise InputError(
                f"the captions are laid out for {size[0]}x{size[1]}, "
                f"{video} is {ground.canvas[0]}x{ground.canvas[1]}",
                hint="caption() with a Canvas of the video's size",
            )
    pictures = stills(drawing, times, background=ground, size=size, ffmpeg=find_ffmpeg(ffmpeg))
    if platform is not None:
        pictures = [draw_interface(picture, platform) for picture in pictures]
    if height is None or height == size[1]:
        return pictures
    width = max(1, round(height * size[0] / size[1]))
    return [picture.resize((width, height), Image.Resampling.LANCZOS) for picture in pictures]
