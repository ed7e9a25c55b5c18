"""Stills and contact sheets of captions.

The pictures are drawn by the same script and libass as the finished video.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from vidsync.errors import InputError
from vidsync.paths import PathLike
from vidsync.previews.frames import frames_at

if TYPE_CHECKING:
    from PIL import Image

    from vidsync.captions import Captions, Cue


# Longer than any preset's entrance.
_ENTERED = 0.35
_PAPER = "#0b0d12"
_INK = "#9aa4b5"


def still(
    captions: Captions,
    seconds: float,
    *,
    video: PathLike | None = None,
    platform: str | None = None,
    ffmpeg: PathLike | None = None,
) -> Image.Image:
    """Draw one frame of captions, as the finished video would show it.

    Args:
        captions: what to draw.
        seconds: the time of the frame.
        video: the video whose frame is the background; None for a plain one.
        platform: draw this platform's interface and safe area; None draws neither.
        ffmpeg: the ffmpeg to use instead of the one that vidsync installs.

    Returns:
        An RGB picture of the canvas' size.

    Raises:
        InputError: the time is not usable; MediaError: the video is not.
    """
    return frames_at(captions, [seconds], video=video, platform=platform, ffmpeg=ffmpeg)[0]


def preview(
    captions: Captions,
    *,
    video: PathLike | None = None,
    tiles: int = 12,
    columns: int | None = None,
    tile_height: int = 480,
    platform: str | None = None,
    ffmpeg: PathLike | None = None,
) -> Image.Image:
    """Draw a contact sheet: cues over the whole length, each with its time.

    Every tile shows a cue while one of its words is lit, so that looks and lines can be
    judged. The lit word's position in the cue changes from tile to tile.

    Args:
        captions: what to draw.
        video: the video whose frames are the background; None for a plain one.
        tiles: largest number of tiles; with more cues, evenly chosen ones.
        columns: tiles in a row; None chooses by their shape.
        tile_height: pixels of a tile.
        platform: draw this platform's interface and safe area; None draws neither.
        ffmpeg: the ffmpeg to use instead of the one that vidsync installs.

    Returns:
        An RGB picture.

    Raises:
        InputError: there are no cues, or a number is out of range.
    """
    from PIL import Image, ImageDraw, ImageFont

    from vidsync.resources import assets_folder

    if not captions.cues:
        raise InputError("there are no captions to show")
    if not (1 <= tiles <= 200 and 64 <= tile_height <= 4096):
        raise InputError("a sheet has 1 to 200 tiles, 64 to 4096 pixels high")
    times = [
        _preview_time(cue, turn) for turn, cue in enumerate(_select_evenly(captions.cues, tiles))
    ]
    pictures = frames_at(
        captions, times, video=video, height=tile_height, platform=platform, ffmpeg=ffmpeg
    )
    width = pictures[0].width
    across = min(len(pictures), columns or max(1, round(2000 / (width + 24))))
    down = -(-len(pictures) // across)
    gap, label = tile_height // 24, tile_height // 16
    sheet = Image.new(
        "RGB",
        (across * (width + gap) + gap, down * (tile_height + label + gap) + gap),
        _PAPER,
    )
    draw = ImageDraw.Draw(sheet)
    font = ImageFont.truetype(
        assets_folder("fonts") / "inter" / "Inter-SemiBold.ttf", label * 3 // 5
    )
    for number, (picture, time) in enumerate(zip(pictures, times, strict=True)):
        x = gap + number % across * (width + gap)
        y = gap + number // across * (tile_height + label + gap)
        sheet.paste(picture, (x, y))
        minutes, seconds = divmod(time, 60)
        stamp = f"{int(minutes)}:{seconds:05.2f}"
        draw.text((x, y + tile_height + label // 5), stamp, fill=_INK, font=font)
    return sheet


def _select_evenly(cues: Sequence[Cue], count: int) -> list[Cue]:
    """Return at most `count` cues, evenly from first to last."""
    if len(cues) <= count:
        return list(cues)
    step = (len(cues) - 1) / max(1, count - 1)
    return [cues[round(number * step)] for number in range(count)]


def _preview_time(cue: Cue, turn: int) -> float:
    """Return a time when a word of the cue is lit and its entrance is over."""
    word = cue.words[turn % len(cue.words)]
    return min(max((word.start + word.end) / 2, cue.start + _ENTERED), cue.end - 0.02)
