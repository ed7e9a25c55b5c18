"""Reads the properties of a video file: what a player shows, and what needs care.

PyAV opens the container, decodes one frame and reads the last packets. Nothing else is
decoded, and nothing is changed.
"""

from __future__ import annotations

import itertools
import statistics
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from vidsync.errors import MediaError
from vidsync.paths import PathLike, check_is_local

if TYPE_CHECKING:
    from av.container import InputContainer
    from av.video.frame import VideoFrame
    from av.video.stream import VideoStream

# Formats that read other files or addresses, play text as video, or hold a single picture.
_REFUSED = {"concat", "concatf", "dash", "hls", "image2", "imf", "rtsp", "sdp", "tty"}

# ISO/IEC 23091-2 code points, by ffmpeg's names for them.
_MATRICES = {
    0: "rgb",
    1: "bt709",
    4: "fcc",
    5: "bt470bg",
    6: "smpte170m",
    7: "smpte240m",
    9: "bt2020nc",
    10: "bt2020c",
}
# The names in an ASS script of the matrices other than BT.709 and BT.601.
ScriptMatrix = Literal["TV.709", "TV.601", "TV.FCC", "TV.240M", "None"]
_SCRIPT_MATRICES: dict[str, ScriptMatrix] = {
    "fcc": "TV.FCC",
    "smpte240m": "TV.240M",
    "bt2020nc": "None",
    "bt2020c": "None",
}
_HDR_TRANSFERS = {16: "PQ", 18: "HLG"}
_FULL_RANGE = 2

_SAMPLED_PACKETS = 240


@dataclass(frozen=True, slots=True)
class AudioStream:
    """A sound track.

    Attributes:
        codec: ffmpeg's name of it: ``aac``, ``mp3``, ``vorbis``.
        sample_rate: samples per second.
        channels: number of channels.
        language: as the container has it; empty if it has none.
    """

    codec: str
    sample_rate: int
    channels: int
    language: str = ""


@dataclass(frozen=True, slots=True)
class Media:
    """The properties of a video file, as a player shows it.

    Attributes:
        path: the file.
        container: ffmpeg's name of the format: ``mov,mp4,m4a,3gp,3g2,mj2``.
        duration: seconds from the first to the last thing shown or heard.
        width: of the picture as displayed, in square pixels, with rotation and sample
            aspect ratio applied.
        height: likewise.
        codec: of the video: ``h264``, ``vp9``.
        frame_rate: frames per second; the average of a variable rate.
        variable_frame_rate: whether the time between frames varies.
        coded_size: width and height as stored, before rotation.
        rotation: degrees anticlockwise by which a player turns the stored picture: 0, 90,
            180 or 270 in nearly every file.
        sample_aspect_ratio: width of a stored pixel by its height.
        pixel_format: ``yuv420p``, ``yuv420p10le``, …
        bit_depth: bits per component.
        matrix: ``bt709``, ``smpte170m``, ``bt2020nc``, ``rgb``, …; empty if untagged.
        full_range: whether black is 0, not 16.
        hdr: ``PQ``, ``HLG`` or empty.
        interlaced: whether a frame holds two fields of different times.
        audio: the sound tracks; a player's default track first.
        subtitles: languages of the subtitle tracks, ``""`` for an untagged one.
        last_frame: when the last frame appears, in seconds; sound may go on after it.
        longest_frame: the longest time between two frames, in seconds.
        video_index: which of the file's video streams this is, from 0.
    """

    path: Path
    container: str
    duration: float
    width: int
    height: int
    codec: str
    frame_rate: Fraction
    variable_frame_rate: bool = False
    coded_size: tuple[int, int] = (0, 0)
    rotation: int = 0
    sample_aspect_ratio: Fraction = Fraction(1)
    pixel_format: str = "yuv420p"
    bit_depth: int = 8
    matrix: str = ""
    full_range: bool = False
    hdr: str = ""
    interlaced: bool = False
    audio: tuple[AudioStream, ...] = ()
    subtitles: tuple[str, ...] = ()
    last_frame: float = 0.0
    longest_frame: float = 0.0
    video_index: int = 0

    @property
    def canvas(self) -> tuple[int, int]:
        """Width and height of the frames that are drawn on and encoded.

        The displayed size, less one column or row where it is odd: 4:2:0 video has even
        sizes only.
        """
        return self.width - self.width % 2, self.height - self.height % 2

    @property
    def color_matrix(self) -> ScriptMatrix:
        """The ``YCbCr Matrix`` of an ASS script that is drawn on this picture.

        Drawn frames are always of limited range, and HDR is converted to BT.709 first. The
        matrix of untagged video is chosen by its size, as players do. ASS has no name for
        BT.2020; ``None`` makes ffmpeg use the frames' own.
        """
        if self.hdr or self.matrix in ("rgb", "bt709"):
            return "TV.709"
        if not self.matrix:
            return "TV.709" if min(self.canvas) >= 720 else "TV.601"
        return _SCRIPT_MATRICES.get(self.matrix, "TV.601")


def probe(path: PathLike) -> Media:
    """Read the properties of a video file.

    Raises:
        MediaError: the file is missing, a folder, empty, or not a video; it has no video
            stream, cannot be decoded, or breaks off before its end.
    """
    # Imported late: PyAV takes a third of a second to load.
    import av
    import av.error

    path = Path(path)
    _check_file(path)
    options = {"protocol_whitelist": "file"}
    try:
        with av.open(f"file:{path}", options=options, metadata_errors="ignore") as container:
            return _media(path, container)
    except av.error.FFmpegError as error:
        raise MediaError(
            f"{path} is not a video, or is damaged ({error.strerror})",
            hint="play it: if a player can't, it was not copied or recorded to its end",
        ) from error


def _check_file(path: Path) -> None:
    check_is_local(path)
    if path.is_dir():
        raise MediaError(f"{path} is a folder, not a video")
    if not path.exists():
        raise MediaError(f"{path} does not exist")
    if not path.is_file():
        raise MediaError(f"{path}is not a regular file")
    try:
        with path.open("rb") as file:
            if not file.read(1):
                raise MediaError(f"{path} is empty")
    except OSError as error:
        raise MediaError(f"{path} can't be read: {error.strerror}") from error


def _media(path: Path, container: InputContainer) -> Media:
    format_name = container.format.name
    if format_name in _REFUSED or format_name.endswith("_pipe"):
        kind = "still picture" if "pipe" in format_name or format_name == "image2" else format_name
        raise MediaError(f"{path} is not a video: it is read as {kind}")
    index, stream = _find_video_stream(path, container)
    stream.thread_type = "AUTO"
    frame = next(container.decode(stream), None)
    if frame is None:
        raise MediaError(f"{path} has a video stream in which no frame can be decoded")
    variable, longest_frame = _frame_spacing(container, stream)
    duration, last_frame = _measure_ends(path, container, stream)
    context = stream.codec_context
    aspect = stream.sample_aspect_ratio or context.sample_aspect_ratio or Fraction(1)
    width, height = _displayed_size(frame, aspect)
    if width < 2 or height < 2:
        raise MediaError(f"{path} has a picture of {width}x{height} pixels")
    rate = stream.average_rate if variable else stream.guessed_rate or stream.average_rate
    return Media(
        path=path,
        container=format_name,
        duration=duration,
        width=width,
        height=height,
        codec=context.codec.canonical_name,
        frame_rate=rate or Fraction(25),
        variable_frame_rate=variable,
        coded_size=(frame.width, frame.height),
        rotation=frame.rotation % 360,
        sample_aspect_ratio=aspect,
        pixel_format=frame.format.name,
        bit_depth=max(component.bits for component in frame.format.components),
        matrix=_matrix(frame),
        full_range=_FULL_RANGE in (frame.color_range, context.color_range)
        or frame.format.name.startswith("yuvj"),
        hdr=_HDR_TRANSFERS.get(frame.color_trc) or _HDR_TRANSFERS.get(context.color_trc, ""),
        interlaced=frame.interlaced_frame,
        audio=_audio_streams(container),
        subtitles=tuple(stream.language or "" for stream in container.streams.subtitles),
        last_frame=last_frame,
        longest_frame=longest_frame,
        video_index=index,
    )


def _find_video_stream(path: Path, container: InputContainer) -> tuple[int, VideoStream]:
    """Return the first video stream that is not cover art."""
    for index, stream in enumerate(container.streams.video):
        if not stream.disposition & stream.disposition.attached_pic:
            return index, stream
    if container.streams.audio:
        raise MediaError(f"{path} has sound but no video stream")
    raise MediaError(f"{path} has no video stream")


def _audio_streams(container: InputContainer) -> tuple[AudioStream, ...]:
    return tuple(
        AudioStream(
            codec=stream.codec_context.codec.canonical_name,
            sample_rate=stream.codec_context.sample_rate,
            channels=stream.codec_context.channels,
            language=stream.language or "",
        )
        for stream in container.streams.audio
    )


def _matrix(frame: VideoFrame) -> str:
    if frame.format.is_rgb or frame.format.name == "pal8":
        return "rgb"
    return _MATRICES.get(int(frame.colorspace), "")


def _displayed_size(frame: VideoFrame, aspect: Fraction) -> tuple[int, int]:
    """Return the size in square pixels, after rotation; sides are stretched, never shrunk."""
    width, height = frame.width, frame.height
    if aspect > 1:
        width = round(width * aspect)
    else:
        height = round(height / aspect)
    return (height, width) if frame.rotation % 180 == 90 else (width, height)


def _frame_spacing(container: InputContainer, stream: VideoStream) -> tuple[bool, float]:
    """Return whether the time between frames varies, and the longest such time in seconds."""
    container.seek(0)
    stored = (packet.pts for packet in container.demux(stream) if packet.pts is not None)
    times = sorted(itertools.islice(stored, _SAMPLED_PACKETS))
    if len(times) == _SAMPLED_PACKETS:
        # Neighbours of the last few frames may be stored after the end of this sample.
        times = times[:-16]
    steps = [later - sooner for sooner, later in itertools.pairwise(times)]
    average, guessed = stream.average_rate, stream.guessed_rate
    uneven = average is not None and guessed is not None and abs(average / guessed - 1) > 0.01
    if len(steps) > 1:
        # A container that counts milliseconds cannot hold 1/24 s: ignore one tick.
        uneven |= max(steps) - min(steps) > max(2, 0.1 * statistics.median(steps))
    if uneven:
        times = sorted([*times, *stored])
    steps = [later - sooner for sooner, later in itertools.pairwise(times)]
    return uneven, float(max(steps, default=0) * (stream.time_base or 0))


def _measure_ends(path: Path, container: InputContainer, video: VideoStream) -> tuple[float, float]:
    """Return seconds from the start of the file to its end, and to its last frame.

    Raises:
        MediaError: the packets end well before the container's own end.
    """
    microseconds = 1_000_000
    start = max(0, container.start_time or 0) / microseconds
    stated = (container.duration or 0) / microseconds
    # Matroska states the time of its last packet; other containers state the duration.
    last_moment = stated if container.format.name.startswith("matroska") else start + stated
    container.seek(max(0, int((last_moment - 1.0) * microseconds)))
    found = last_frame = start
    last_frame_end = start
    for packet in container.demux():
        if packet.pts is None or packet.time_base is None:
            continue
        time = float(packet.pts * packet.time_base)
        end = time + float((packet.duration or 0) * packet.time_base)
        if packet.stream_index != video.index:
            found = max(found, end)
        elif time >= last_frame:
            # With a variable rate, only the last frame in display order has a duration.
            last_frame, last_frame_end = time, end
    found = max(found, last_frame_end)
    if stated and last_moment - found > max(1.0, 0.02 * stated):
        raise MediaError(
            f"{path} breaks off: it says it is {last_moment - start:.1f} s long, "
            f"and ends after {found - start:.1f} s",
            hint="copy or record it again",
        )
    # With a variable rate, the last frames can outlast the container's duration.
    ends = found if not stated or found - last_moment > 0.1 else last_moment
    if ends <= start:
        raise MediaError(f"{path} has no length")
    return ends - start, last_frame - start
