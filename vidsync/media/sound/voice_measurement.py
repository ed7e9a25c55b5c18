"""Measures a voice before it is mixed: its loudness (ITU-R BS.1770), and when it speaks.

ffmpeg reads the narration once, and the video not at all.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import ffmpeg as graphs

from vidsync.errors import MediaError
from vidsync.media.ffmpeg.executable import Ffmpeg
from vidsync.media.ffmpeg.graph import arguments_of
from vidsync.media.ffmpeg.process import Watch, file_url, run
from vidsync.paths import check_is_local

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

SAMPLE_RATE = 48_000

# Below the absolute gate of BS.1770 there is nothing to measure.
_SILENCE_LUFS = -69.0

_LEVEL_RATE = 8_000
_LEVEL_WINDOW = 160  # samples, 20 ms: shorter than any audible pause
# Sound within this distance of the loud syllables is speech; weak consonants reach it.
_SPEECH_RANGE_DB = 32.0
_SPEECH_FLOOR_DB = -60.0


@dataclass(frozen=True, slots=True)
class Voice:
    """The measurements of a narration.

    Attributes:
        channels: number of channels.
        duration: seconds.
        loudness_lufs: integrated; None if it is too short or silent.
        speech: start and end of each stretch of speech, seconds from the narration's start.
    """

    channels: int
    duration: float
    loudness_lufs: float | None
    speech: tuple[tuple[float, float], ...]


def measure_voice(path: Path, *, folder: Path, ffmpeg: Ffmpeg) -> Voice:
    """Measure a narration in one run of ffmpeg.

    Args:
        path: its audio.
        folder: a workspace.
        ffmpeg: the ffmpeg to use.

    Raises:
        MediaError: the file is missing, cannot be read, or has no sound.
    """
    channels = _channels(path)
    sides = voice_stream(path, channels).filter_multi_output("asplit")
    loudness = sides[0].filter("ebur128", framelog="quiet").output("-", format="null")
    raw = folder / "levels.raw"
    levels = sides[1].output(raw.name, format="s16le", ac=1, ar=_LEVEL_RATE)
    summary = _LoudnessSummary()
    run(
        ffmpeg,
        arguments_of(graphs.merge_outputs(loudness, levels)),
        folder=folder,
        task="measuring the narration",
        watch=summary,
    )
    window_levels, duration = _window_levels(raw)
    raw.unlink()
    if duration == 0.0:
        raise MediaError(f"the narration {path} is empty")
    return Voice(channels, duration, summary.integrated, _speech_stretches(window_levels))


def _channels(path: Path) -> int:
    # Imported late: PyAV takes a third of a second to load.
    import av
    import av.error

    check_is_local(path)
    if not path.is_file():
        raise MediaError(f"the narration {path} does not exist, or is not a file")
    try:
        with av.open(file_url(path), options={"protocol_whitelist": "file"}) as container:
            if not container.streams.audio:
                raise MediaError(f"the narration {path} has no sound in it")
            return container.streams.audio[0].channels
    except av.error.FFmpegError as error:
        raise MediaError(
            f"the narration {path} can't be read as audio: {error.strerror}"
        ) from error


class _LoudnessSummary(Watch):
    """Reads the integrated loudness from the summary that the filter ebur128 logs."""

    integrated: float | None = None

    def read(self, line: str) -> None:
        found = re.search(r"\bI: +(-?[\d.]+) LUFS", line)
        if found and float(found[1]) > _SILENCE_LUFS:
            self.integrated = float(found[1])


def _window_levels(raw: Path) -> tuple[NDArray[np.float64], float]:
    """Return the RMS level of each window in dBFS, and the duration in seconds."""
    import numpy as np

    levels = []
    samples = 0
    with raw.open("rb") as file:
        while block := file.read(2 * _LEVEL_WINDOW * 50 * 60):
            pcm = np.frombuffer(block, "<i2").astype(np.float64) / 32768.0
            samples += len(pcm)
            windows = np.pad(pcm, (0, -len(pcm) % _LEVEL_WINDOW)).reshape(-1, _LEVEL_WINDOW)
            levels.append(10.0 * np.log10(np.mean(windows**2, axis=1) + 1e-12))
    return np.concatenate(levels) if levels else np.empty(0), samples / _LEVEL_RATE


def _speech_stretches(levels: NDArray[np.float64]) -> tuple[tuple[float, float], ...]:
    import numpy as np

    loud = float(np.percentile(levels, 95))
    speaking = levels > max(loud - _SPEECH_RANGE_DB, _SPEECH_FLOOR_DB)
    edges = np.flatnonzero(np.diff(np.concatenate([[0], speaking.astype(np.int8), [0]])))
    times = edges * (_LEVEL_WINDOW / _LEVEL_RATE)
    return tuple((float(start), float(end)) for start, end in times.reshape(-1, 2))


def voice_stream(path: Path, channels: int) -> Any:
    """Return a narration as an ffmpeg-python stream for measuring and mixing; see `stereo`."""
    return stereo(graphs.input(file_url(path), protocol_whitelist="file").audio, channels)


def stereo(sound: Any, channels: int, *, layout: str = "stereo") -> Any:
    """Convert sound to float stereo at 48 kHz, its first sample at time 0.

    Args:
        sound: an ffmpeg-python stream.
        channels: its number of channels.
        layout: a layout of more channels to use instead of stereo.
    """
    if channels == 1:
        # ffmpeg's own upmix lowers mono by 3 dB.
        sound = sound.filter("channelmap", map="0|0", channel_layout="stereo")
    resampled = sound.filter("aresample", SAMPLE_RATE, **{"async": 1, "first_pts": 0})
    return resampled.filter(
        "aformat", sample_fmts="fltp", sample_rates=SAMPLE_RATE, channel_layouts=layout
    )
