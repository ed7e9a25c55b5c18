"""Single frames of a drawing, for previews and contact sheets."""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import ffmpeg as graphs

from vidsync.errors import InputError, MediaError
from vidsync.media.ffmpeg.executable import Ffmpeg, find_ffmpeg
from vidsync.media.ffmpeg.graph import arguments_of
from vidsync.media.ffmpeg.process import file_url, run, workspace
from vidsync.media.picture.drawing import Drawing, FontWatch, draw
from vidsync.media.picture.frames import prepared_frames
from vidsync.media.probing import Media

if TYPE_CHECKING:
    from PIL import Image

Background = Media | str | tuple[str, str] | None

# Frames per run: they wait in an uncompressed file, and each opens the video once.
_BATCH = 12


def stills(
    drawing: Drawing | Sequence[Drawing],
    times: Sequence[float],
    *,
    background: Background = "#20242c",
    size: tuple[int, int] | None = None,
    ffmpeg: Ffmpeg | None = None,
) -> list[Image.Image]:
    """Draw scripts as they look at given times.

    Args:
        drawing: ASS scripts, the lowest first; none gives the bare background.
        times: seconds, in any order.
        background: a video, whose frame at each time is taken (the last one after its
            end); a colour such as ``"#20242c"``; two colours, for the top and the bottom;
            or None for a transparent picture.
        size: width and height in pixels; a video brings its own.
        ffmpeg: the ffmpeg to use; None finds one.

    Returns:
        An RGB picture for each time, in the order of `times`; RGBA with straight
        alpha where there is no background.

    Raises:
        InputError: a time, a colour or the size is not usable.
        MediaError: a frame of the video cannot be decoded.
        FontError: libass would draw with another font, or a font lacks a glyph.
    """
    drawings = (drawing,) if isinstance(drawing, Drawing) else tuple(drawing)
    ffmpeg = ffmpeg or find_ffmpeg()
    ffmpeg.require(filters=["ass"])
    size = _size(background, size)
    for time in times:
        if not math.isfinite(time) or time < 0:
            raise InputError(f"there is no still at {time} s")
    # The encoder takes frames in order, each time once.
    moments = sorted({round(time * 1e6) for time in times})
    drawn: dict[int, Image.Image] = {}
    for first in range(0, len(moments), _BATCH):
        batch = moments[first : first + _BATCH]
        drawn |= zip(batch, _draw(drawings, batch, background, size, ffmpeg), strict=True)
    return [drawn[round(time * 1e6)] for time in times]


def _size(background: Background, size: tuple[int, int] | None) -> tuple[int, int]:
    if isinstance(background, Media):
        if size not in (None, background.canvas):
            raise InputError(f"a still of a video has its size, {background.canvas}, not {size}")
        return background.canvas
    if size is None:
        raise InputError("a still without a video needs a size")
    if not all(1 <= side <= 16384 for side in size):
        raise InputError(f"a still can't be {size[0]}x{size[1]} pixels")
    return size


def _draw(
    drawings: Sequence[Drawing],
    moments: Sequence[int],
    background: Background,
    size: tuple[int, int],
    ffmpeg: Ffmpeg,
) -> Iterator[Image.Image]:
    """Draw one background per time in a single run, and read the frames back."""
    # Imported late: only pictures need it.
    from PIL import Image

    mode, pixel_format = ("RGB", "rgb24") if background is not None else ("RGBA", "rgba")
    with workspace() as folder:
        if isinstance(background, Media):
            frames = _frames_of(background, moments, ffmpeg)
        else:
            frames = _plain_frames(background, size, len(moments), folder)
        times = "+".join(f"eq(N,{number})*{moment}" for number, moment in enumerate(moments))
        frames = frames.filter("settb", "1/1000000").filter("setpts", times)
        frames = draw(frames, drawings, folder=folder, alpha=background is None)
        output = frames.filter("format", pixel_format).output(
            "frames.raw", format="rawvideo", fps_mode="passthrough"
        )
        run(
            ffmpeg,
            arguments_of(output),
            folder=folder,
            task="drawing stills",
            watch=FontWatch(drawings),
        )
        length = size[0] * size[1] * len(mode)
        with (folder / "frames.raw").open("rb") as file:
            for moment in moments:
                pixels = file.read(length)
                if len(pixels) < length:
                    raise MediaError(f"the frame at {moment / 1e6:.3f} s can't be decoded")
                yield Image.frombytes(mode, size, pixels)


def _plain_frames(
    background: str | tuple[str, str] | None, size: tuple[int, int], count: int, folder: Path
) -> Any:
    """Write a picture painted once and repeated, as BT.709 video with full colour resolution."""
    from PIL import Image, ImageColor

    try:
        if isinstance(background, tuple):
            ends = Image.new("RGB", (1, 2))
            ends.putdata([ImageColor.getrgb(color)[:3] for color in background])
            picture = ends.resize(size, Image.Resampling.BILINEAR, box=(0, 0.5, 1, 1.5))
        else:
            transparent = background is None
            picture = Image.new("RGBA" if transparent else "RGB", size, background or (0, 0, 0, 0))
    except ValueError as error:
        raise InputError(f"the background {background!r} is not a colour ({error})") from error
    picture.save(folder / "background.png", compress_level=1)
    return (
        graphs.input("background.png")
        .video.filter("scale", out_color_matrix="bt709", out_range="tv")
        .filter("format", "yuva444p" if background is None else "yuv444p")
        .filter("loop", loop=count - 1, size=1)
    )


def _frames_of(media: Media, moments: Sequence[int], ffmpeg: Ffmpeg) -> Any:
    """Yield the video's frame at each time."""
    # A seek finds the first frame at or after a time; shown is the last one at or before it.
    back = float(1 / media.frame_rate) - 0.001
    seeks = [max(0.0, min(moment / 1e6, media.last_frame) - back) for moment in moments]
    frames = []
    for seek, same in itertools.groupby(seeks):
        source = graphs.input(
            file_url(media.path), ss=f"{seek:.6f}", protocol_whitelist="file", threads=1
        )
        frame = source[f"v:{media.video_index}"].filter("trim", end_frame=1)
        if not media.matrix and media.color_matrix == "TV.709":
            frame = frame.filter("setparams", colorspace="bt709")
        frame = prepared_frames(frame, media, pixel_format="yuv444p", ffmpeg=ffmpeg)
        frames.append(frame.filter("loop", loop=len(list(same)) - 1, size=1))
    return graphs.concat(*frames)
