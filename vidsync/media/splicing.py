"""Cuts a video or a sound file to kept stretches, in one pass of ffmpeg.

ffmpeg decodes the picture, drops the frames that are cut and encodes the rest. The sound is
cut to the sample here and piped to it, since ffmpeg's filters either cut at packets or hold all
that comes before a cut in memory.
"""

from __future__ import annotations

import warnings
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import partial
from pathlib import Path

from vidsync.errors import MediaError, OutputError, VidsyncWarning
from vidsync.media.chapters import chapters_text, keep_chapters, read_chapters
from vidsync.media.encoding import Encoding
from vidsync.media.ffmpeg.executable import Ffmpeg, find_ffmpeg
from vidsync.media.ffmpeg.process import Progress, file_url, run, workspace
from vidsync.media.picture.frame_times import FrameTimes, read_frame_times
from vidsync.media.picture.selection import Span, selection_filters
from vidsync.media.probing import Media, probe
from vidsync.media.sound.track_reading import SoundFile, measure_sound, probe_sound
from vidsync.media.spliced_output import OutputKind, output_kind, picture_arguments
from vidsync.output import check_writable, whole_file
from vidsync.paths import PathLike

# Bytes of a filter graph that still fit a command line; Windows allows 32,767 in all.
_LONGEST_ARGUMENT = 16_000
# Part of the frames that may be missing: some recordings lack a few.
_MISSING = 0.02
_FEW_FRAMES = 30
# Seconds before the first kept frame at which decoding begins.
_EARLY = 2.0


@dataclass(frozen=True, slots=True)
class Recording:
    """A video or a sound file that can be cut.

    Attributes:
        path: the file.
        duration: seconds.
        media: the properties of the video; None if only the sound is cut.
        sound: its sound tracks.
        times: when it can be cut: at its frames, or at its samples.
    """

    path: Path
    duration: Fraction
    media: Media | None
    sound: SoundFile
    times: FrameTimes


def open_recording(
    path: PathLike, *, sound_only: bool = False, start: float = 0.0, end: float | None = None
) -> Recording:
    """Read what is needed of a file before it is cut.

    Args:
        path: a video or a sound file.
        sound_only: leave the picture out.
        start: seconds before which nothing will be kept.
        end: seconds after which nothing will be kept; None is the end of the file.

    Raises:
        MediaError: the file is missing, cannot be read, or has neither picture nor sound.
    """
    path = Path(path)
    sound = probe_sound(path)
    if sound.has_picture and not sound_only:
        media = probe(path)
        times = read_frame_times(media, start=start, end=end)
        return Recording(path, Fraction(media.duration), media, sound, times)
    if not sound.tracks:
        raise MediaError(f"{path} has no {'sound' if sound.has_picture else 'picture or sound'}")
    rate = Fraction(sound.tracks[0].sample_rate)
    return Recording(path, measure_sound(path), None, sound, FrameTimes(rate))


def splice(
    recording: Recording,
    output: Path,
    spans: Sequence[Span],
    *,
    encoding: Encoding | None = None,
    ffmpeg: Ffmpeg | None = None,
    overwrite: bool = False,
    on_progress: Callable[[Progress], None] | None = None,
) -> float:
    """Cut a recording to the given stretches and join them.

    Picture and sound are encoded anew. Size, shape of the pixels, colour and bit depth stay;
    a rotated picture comes out upright, and an interlaced one progressive. All sound tracks,
    the file's metadata and its chapters are kept.

    Args:
        recording: the source.
        output: a video file, or a sound file where only the sound is cut.
        spans: start and end of each kept stretch in seconds, in order. Each one starts and
            ends at one of the recording's `times`, or at the start or end of the recording.
        encoding: encoder and quality; None chooses by the container and the source.
        ffmpeg: the ffmpeg to use; None finds one.
        overwrite: replace `output` if it exists.
        on_progress: called about twice a second.

    Returns:
        Seconds of the output.

    Raises:
        InputError: the output's suffix is that of no container that can hold it.
        OutputError: the output exists, is the source, or cannot be written.
        MediaError: the source breaks off, or its sound cannot be read.
        FfmpegError: ffmpeg lacks an encoder, or failed.

    Warns:
        VidsyncWarning: the source has something that the output lacks.
    """
    check_writable(output, overwrite=overwrite)
    if output.exists() and output.samefile(recording.path):
        raise OutputError(f"{output} is the input itself", hint="write to another name")
    ffmpeg = ffmpeg or find_ffmpeg()
    encoding = encoding or Encoding()
    kind = output_kind(output, recording.media, recording.sound, encoding, ffmpeg)
    for loss in kind.losses:
        warnings.warn(f"{recording.path.name} {loss}", VidsyncWarning, stacklevel=3)
    frames = 0 if recording.media is None else recording.times.count_in(spans)
    duration = float(sum((end - start for start, end in spans), Fraction(0)))
    with workspace() as folder, whole_file(output, overwrite=overwrite) as temporary:
        arguments = _arguments(recording, spans, kind, folder=folder, ffmpeg=ffmpeg)
        last = run(
            ffmpeg,
            [*arguments, "-t", f"{duration:.6f}", "-f", kind.muxer, file_url(temporary)],
            folder=folder,
            task=f"cutting {recording.path.name}",
            total_seconds=duration,
            on_progress=on_progress and partial(_tell, on_progress, frames, duration),
            feed=_feed(recording, spans, kind) if kind.tracks else None,
        )
        _check_length(recording, frames, last.frame)
    return duration


def _feed(recording: Recording, spans: Sequence[Span], kind: OutputKind) -> Callable[..., None]:
    from vidsync.media.sound.splicing import write_spliced  # brings numpy

    return partial(
        write_spliced,
        path=recording.path,
        tracks=kind.tracks,
        spans=spans,
        until_end=spans[-1][1] >= recording.duration,
    )


def _arguments(
    recording: Recording,
    spans: Sequence[Span],
    kind: OutputKind,
    *,
    folder: Path,
    ffmpeg: Ffmpeg,
) -> list[str]:
    """Return ffmpeg's arguments, up to the name of the output."""
    media = recording.media
    offset = max(Fraction(0), Fraction(int(spans[0][0] - Fraction(_EARLY))))
    seek = ["-ss", str(offset)] if media is not None and offset else []
    until = ["-t", f"{float(spans[-1][1] - offset + 1):.3f}"] if media is not None else []
    # Time stamps stay as they are stored: ffmpeg's own start differs where a stream is not used.
    stamps = [] if media is None else ["-copyts"]
    inputs = [*stamps, "-protocol_whitelist", "file", *seek, *until]
    inputs += ["-i", file_url(recording.path)]
    count = 1
    mapped: list[str] = []
    if media is not None:
        graph = picture_arguments(media, recording.times, kind)
        cut = selection_filters(spans, recording.times, begins=recording.sound.begins)
        chain = ",".join([*graph.before, cut, *graph.after])
        mapped += _graph(f"[0:v:{media.video_index}]{chain}[picture]", folder, ffmpeg)
        mapped += ["-map", "[picture]", *graph.options]
    if kind.tracks:
        inputs += [*("-protocol_whitelist", "pipe"), *("-f", "nut", "-i", "pipe:0")]
        for index, track in enumerate(kind.tracks):
            mapped += ["-map", f"{count}:a:{index}"]
            for key in ("language", "title"):
                if text := getattr(track, key):
                    mapped += [f"-metadata:s:a:{index}", f"{key}={text}"]
        mapped += kind.sound_options
        count += 1
    chapters = keep_chapters(read_chapters(recording.path), spans)
    if chapters and kind.holds_chapters:
        (folder / "chapters.txt").write_text(chapters_text(chapters), "utf-8", newline="\n")
        inputs += ["-f", "ffmetadata", "-i", "chapters.txt"]
    from_file = str(count) if chapters and kind.holds_chapters else "-1"
    return [*inputs, *mapped, "-map_metadata", "0", "-map_chapters", from_file, *kind.options]


def _graph(graph: str, folder: Path, ffmpeg: Ffmpeg) -> list[str]:
    """Return the option for a filter graph, which goes into a file if it is long."""
    if len(graph) <= _LONGEST_ARGUMENT:
        return ["-filter_complex", graph]
    (folder / "graph.txt").write_text(graph, encoding="ascii")
    # ffmpeg 7 replaced the one option by the other.
    old = ffmpeg.version.lstrip("n").partition(".")[0] in ("4", "5", "6")
    return ["-filter_complex_script" if old else "-/filter_complex", "graph.txt"]


def _tell(
    on_progress: Callable[[Progress], None], frames: int, duration: float, progress: Progress
) -> None:
    """Pass on the progress by the number of frames, since ffmpeg counts time from its report on."""
    if frames:
        progress = replace(progress, done_seconds=min(1.0, progress.frame / frames) * duration)
    on_progress(progress)


def _check_length(recording: Recording, planned: int, made: int) -> None:
    """Refuse an output that is too short: ffmpeg takes a damaged file's early end for the end."""
    if planned - made > max(_FEW_FRAMES, _MISSING * planned):
        raise MediaError(
            f"{recording.path} breaks off: {made} of {planned} frames could be made",
            hint="copy or record it again",
        )
