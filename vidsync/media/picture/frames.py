"""Prepares a video's frames for drawing and encoding.

The result is upright (ffmpeg rotates frames by itself), progressive, SDR, in square
pixels, of even size, in the encoder's pixel format and in limited range.
"""

from __future__ import annotations

from typing import Any

from vidsync.media.ffmpeg.executable import Ffmpeg
from vidsync.media.probing import Media

# Nominal peak of the tone curve: reference white of ITU-R BT.2408.
_REFERENCE_WHITE_NITS = 203


def prepared_frames(frames: Any, media: Media, *, pixel_format: str, ffmpeg: Ffmpeg) -> Any:
    """Build the part of a filter graph that comes before the drawing.

    Args:
        frames: the video stream of `media`, of ffmpeg-python.
        media: the video's properties.
        pixel_format: the pixel format to convert to.
        ffmpeg: the ffmpeg to use; HDR needs filters that some builds lack.

    Returns:
        A stream of frames of the size `Media.canvas`.

    Raises:
        FfmpegError: the filters for HDR are missing.
    """
    if media.interlaced:
        frames = frames.filter("bwdif", mode="send_frame", deint="interlaced")
    if media.hdr:
        ffmpeg.require(filters=["zscale", "tonemap"])
        frames = _map_tones(frames)
    width, height = media.canvas
    if media.sample_aspect_ratio != 1:
        frames = frames.filter("scale", width, height).filter("setsar", 1)
    elif media.canvas != (media.width, media.height):
        frames = frames.filter("crop", width, height, 0, 0)
    if media.matrix == "rgb":
        frames = frames.filter("scale", out_color_matrix="bt709", out_range="tv")
    elif media.full_range:
        frames = frames.filter("scale", out_range="tv")
    return frames.filter("format", pixel_format)


def _map_tones(frames: Any) -> Any:
    """Convert HDR in BT.2020 to SDR in BT.709, in linear light."""
    return (
        frames.filter("zscale", t="linear", npl=_REFERENCE_WHITE_NITS)
        .filter("format", "gbrpf32le")
        .filter("zscale", p="bt709")
        .filter("tonemap", "hable", desat=0)
        .filter("zscale", t="bt709", m="bt709", r="tv")
    )
