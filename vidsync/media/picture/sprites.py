"""Pictures that change, laid over a video's frames: a speaking mouth, a turning badge.

Each picture is converted once to the size and colours of the frames and written as raw
video; a list names the picture for each time. A change costs the reading of a small
file, a frame costs the blending of a small picture, and memory does not grow with the
length of the video.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any

import ffmpeg as graphs

from vidsync.errors import InputError

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray
    from PIL import Image

    from vidsync.media.probing import Media

NOTHING = ""
"""The name under which a sprite shows no picture."""

# ffmpeg's name of the blend, and the sprite's own format, for each format of the frames.
_BLENDS = {
    "yuv420p": ("yuv420", "yuva420p"),
    "yuv422p": ("yuv422", "yuva422p"),
    "yuv444p": ("yuv444", "yuva444p"),
    "yuv420p10le": ("yuv420p10", "yuva420p10le"),
    "yuv422p10le": ("yuv422p10", "yuva422p10le"),
    "yuv444p10le": ("yuv444p10", "yuva444p10le"),
    "rgba": ("rgb", "rgba"),
}
# Other formats are converted for blending without visible loss, and converted back.
_OTHERWISE = ("yuv444p10", "yuva444p10le")

# PyAV's names of the matrices that scripts are drawn with.
_COLORSPACES = {
    "TV.709": "ITU709",
    "TV.601": "ITU601",
    "TV.FCC": "FCC",
    "TV.240M": "SMPTE240M",
    "None": "BT2020",
}
_TICKS = 1_000_000


@dataclass(frozen=True, slots=True, eq=False)
class Sprite:
    """A picture that changes, and its place on the frames.

    Attributes:
        pictures: by name, all of one shape; scaled to `size`, straight alpha kept.
        changes: times in seconds, rising, each with the name of the picture shown from then
            on; `NOTHING` shows none. A frame shows the last change at or before it.
        left: pixels from the left edge of the frame; may be negative. Even, like `top` and
            `size`, since colours are stored for every second pixel.
        top: pixels from the upper edge.
        size: width and height in pixels.

    Raises:
        InputError: a change names an unknown picture, or times do not rise.
    """

    pictures: Mapping[str, Image.Image]
    changes: Sequence[tuple[float, str]]
    left: int
    top: int
    size: tuple[int, int]

    def __post_init__(self) -> None:
        for time, name in self.changes:
            if name != NOTHING and name not in self.pictures:
                raise InputError(f"a sprite has no picture {name!r}")
            if not math.isfinite(time) or time < 0:
                raise InputError(f"a sprite can't change at {time} s")
        if any(second[0] <= first[0] for first, second in pairwise(self.changes)):
            raise InputError("a sprite's changes are not in rising order")
        if any(number % 2 for number in (self.left, self.top, *self.size)) or min(self.size) < 2:
            raise InputError(f"a sprite can't be {self.size} pixels at {self.left}, {self.top}")


def lay(
    frames: Any,
    sprites: Sequence[Sprite],
    *,
    folder: Path,
    pixel_format: str,
    media: Media | None = None,
) -> Any:
    """Add sprites to a filter graph, the lowest first.

    Args:
        frames: a video stream of ffmpeg-python with the same times as the changes.
        sprites: the sprites.
        folder: the workspace; pictures and lists are written there under plain names.
        pixel_format: of the frames, before and after; ``rgba`` keeps its transparency.
        media: the video whose colours the frames have; None if they are RGB.
    """
    matrix = media.color_matrix if media is not None else ""
    blend, own_format = _BLENDS.get(pixel_format, _OTHERWISE)
    for number, sprite in enumerate(sprites):
        name = f"sprite-{number}"
        changes = list(sprite.changes)
        if not changes or changes[0][0] > 0:
            changes.insert(0, (0.0, NOTHING))
        shown = list(dict.fromkeys(picture for _, picture in changes))
        pixels = [_pixels(sprite, picture) for picture in shown]
        left, top, right, bottom = _covered_area(pixels)
        for index, picture in enumerate(pixels):
            part = picture[top:bottom, left:right]
            _write(part, folder / f"{name}-{index}.nut", own_format, matrix)
        files = [(time, f"{name}-{shown.index(picture)}.nut") for time, picture in changes]
        (folder / f"{name}.ffconcat").write_text(_list(files), encoding="ascii", newline="\n")
        pictures = graphs.input(f"{name}.ffconcat", format="concat").video
        if media is not None:
            # Without the tags ffmpeg takes the two for different, and the frames lose theirs.
            pictures = pictures.filter("setparams", colorspace=_tag(media), range="tv")
        frames = graphs.filter(
            [frames, pictures],
            "overlay",
            x=sprite.left + left,
            y=sprite.top + top,
            format=blend,
        )
    return frames.filter("format", pixel_format)


def _tag(media: Media) -> str:
    """Return ffmpeg's name of the tag that prepared frames of a video have."""
    if media.hdr or media.matrix == "rgb":
        return "bt709"
    return media.matrix or "unknown"


def _list(files: Sequence[tuple[float, str]]) -> str:
    """Return ffmpeg's list of files. Each lasts until the next one; the last has no end."""
    lines = ["ffconcat version 1.0"]
    # Differences of rounded times: errors do not add up over an hour.
    starts = [round(time * _TICKS) for time, _ in files]
    for (_, file), start, end in zip(files, starts, [*starts[1:], None], strict=True):
        lines.append(f"file {file}")
        if end is not None:
            lines.append(f"duration {(end - start) / _TICKS:.6f}")
    return "\n".join(lines) + "\n"


def _pixels(sprite: Sprite, name: str) -> NDArray[np.uint8]:
    """Return a picture scaled to the sprite's size, of shape (height, width, 4).

    Transparent pixels get the colour of their neighbours: a pixel's colour may be averaged
    with its neighbour's, and would get a dark rim.
    """
    import numpy as np
    from PIL import Image, ImageFilter

    width, height = sprite.size
    if name == NOTHING:
        return np.zeros((height, width, 4), np.uint8)
    picture = sprite.pictures[name].convert("RGBA").resize(sprite.size, Image.Resampling.LANCZOS)
    pixels = np.asarray(picture).copy()
    near = picture.convert("RGBa").filter(ImageFilter.BoxBlur(2))
    alpha = np.asarray(near.getchannel(3), np.float64)
    colours = np.stack([np.asarray(near.getchannel(band)) for band in range(3)], axis=2)
    spread = np.clip(colours * 255.0 / np.maximum(alpha, 1.0)[..., None], 0, 255)
    hidden = pixels[..., 3] == 0
    pixels[hidden, :3] = spread[hidden].round().astype(np.uint8)
    return pixels


def _covered_area(pictures: Sequence[NDArray[np.uint8]]) -> tuple[int, int, int, int]:
    """Return left, top, right and bottom of the area that any picture covers."""
    import numpy as np

    shown = np.max([picture[..., 3] for picture in pictures], axis=0) > 0
    columns, rows = np.flatnonzero(shown.any(axis=0)), np.flatnonzero(shown.any(axis=1))
    if not len(rows):
        return 0, 0, 2, 2
    left, top = columns[0] // 2 * 2, rows[0] // 2 * 2
    right, bottom = (columns[-1] + 2) // 2 * 2, (rows[-1] + 2) // 2 * 2
    return int(left), int(top), int(right), int(bottom)


def _write(pixels: NDArray[np.uint8], path: Path, pixel_format: str, matrix: str) -> None:
    """Write one frame of raw video with a time base fine enough for any change."""
    import av
    import numpy as np

    height, width = pixels.shape[:2]
    frame = av.VideoFrame.from_ndarray(np.ascontiguousarray(pixels), format="rgba")
    if pixel_format != "rgba":
        frame = frame.reformat(
            format=pixel_format,
            dst_colorspace=_COLORSPACES.get(matrix, "ITU709"),
            dst_color_range="MPEG",
        )
    with av.open(str(path), "w", format="nut") as container:
        stream = container.add_stream("rawvideo", rate=25)
        stream.width, stream.height, stream.pix_fmt = width, height, pixel_format
        stream.time_base = stream.codec_context.time_base = Fraction(1, _TICKS)
        frame.pts, frame.time_base = 0, Fraction(1, _TICKS)
        container.mux(stream.encode(frame))
        container.mux(stream.encode(None))
