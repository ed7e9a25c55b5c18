"""Short sounds at given times of a video, mixed beforehand into one track.

ffmpeg gets one file, however many sounds there are. It is written block by block: an
hour of words takes no more memory than a minute.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import ffmpeg as graphs

from vidsync.errors import InputError, MediaError
from vidsync.media.sound.voice_measurement import SAMPLE_RATE

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from vidsync.audio import Samples

# A longer file is music, not a short sound.
_LONGEST = 60.0
# Largest gain; the limiter of the mix comes after it.
_LARGEST_GAIN_DB = 24.0
_BLOCK = 10 * SAMPLE_RATE
# The file holds integers: room above full scale for sounds that add up.
_HEADROOM = 8.0
# Length of the fade where a sound is cut, in samples.
_FADE = SAMPLE_RATE // 100


@dataclass(frozen=True, slots=True, eq=False)
class Sound:
    """A short sound that is played with a video.

    Attributes:
        audio: an audio file, or samples; a minute of sound at most.
        at: when its `onset` is heard, in seconds from the start of the video.
        gain_db: added to its own level.
        onset: seconds from its beginning to the moment that it marks.

    Raises:
        InputError: a number is not finite, or out of range.
    """

    audio: Path | Samples
    at: float
    gain_db: float = 0.0
    onset: float = 0.0

    def __post_init__(self) -> None:
        for name in ("at", "gain_db", "onset"):
            if not math.isfinite(getattr(self, name)):
                raise InputError(f"sound: {name} is {getattr(self, name)}, not a number")
        if self.at < 0 or not 0 <= self.onset <= _LONGEST:
            raise InputError(f"sound: at={self.at:g} s or onset={self.onset:g} s is out of range")
        if self.gain_db > _LARGEST_GAIN_DB:
            raise InputError(f"sound: a gain of {self.gain_db:g} dB is out of range")


def sounds_stream(sounds: Sequence[Sound], *, duration: float, folder: Path) -> Any:
    """Build one track of many sounds, an ffmpeg-python stream: float stereo at 48 kHz.

    Args:
        sounds: in any order; what lies past the end is cut.
        duration: seconds of the whole track.
        folder: the workspace, where the track is written.

    Raises:
        MediaError: a file cannot be read as audio, or is too long.
    """
    _write_track(folder / "sounds.flac", sounds, duration)
    return (
        graphs.input("sounds.flac")
        .audio.filter("volume", _HEADROOM, precision="float")
        .filter("aformat", sample_fmts="fltp", sample_rates=SAMPLE_RATE, channel_layouts="stereo")
    )


@dataclass(frozen=True, slots=True, eq=False)
class _Placed:
    """A sound's samples, and the sample of the track at which they begin; negative if cut."""

    first: int
    data: NDArray[np.float32]
    factor: float

    @property
    def end(self) -> int:
        return self.first + len(self.data)


def _write_track(path: Path, sounds: Sequence[Sound], duration: float) -> None:
    # Imported late: PyAV takes a third of a second to load.
    import av
    import numpy as np

    length = math.ceil(duration * SAMPLE_RATE)
    placed = sorted(_place(sounds, length), key=lambda sound: sound.first)
    with av.open(str(path), "w", format="flac") as container:
        stream = container.add_stream("flac", rate=SAMPLE_RATE, layout="stereo")
        stream.codec_context.format = "s32"
        sounding: list[_Placed] = []
        following = 0
        for first in range(0, length, _BLOCK):
            block = np.zeros((min(_BLOCK, length - first), 2), np.float32)
            while following < len(placed) and placed[following].first < first + len(block):
                sounding.append(placed[following])
                following += 1
            for sound in sounding:
                _add(sound, block, first)
            sounding = [sound for sound in sounding if sound.end > first + len(block)]
            if first + len(block) == length:
                _fade(block[::-1])
            pcm = np.clip(block / _HEADROOM, -1.0, 1.0 - 2.0**-23) * 2.0**31
            frame = av.AudioFrame.from_ndarray(
                pcm.astype(np.int32).reshape(1, -1), format="s32", layout="stereo"
            )
            frame.sample_rate, frame.pts = SAMPLE_RATE, first
            container.mux(stream.encode(frame))
        container.mux(stream.encode(None))


def _place(sounds: Sequence[Sound], length: int) -> Iterator[_Placed]:
    read: dict[object, NDArray[np.float32]] = {}
    for sound in sounds:
        # Samples cannot be compared; the same ones are the same object.
        key: object = sound.audio if isinstance(sound.audio, Path) else id(sound.audio)
        if key not in read:
            read[key] = _stereo_samples(sound.audio)
        data = read[key]
        first = round((sound.at - sound.onset) * SAMPLE_RATE)
        if first >= length:
            continue
        if first < 0:
            data = data[-first:].copy()
            first = 0
            _fade(data)
        yield _Placed(first, data, 10.0 ** (sound.gain_db / 20.0))


def _stereo_samples(audio: Path | Samples) -> NDArray[np.float32]:
    import numpy as np

    from vidsync.audio import decode, measure

    name = str(audio) if isinstance(audio, Path) else "a sound"
    # Measured before decoding: a small file can hold hours of silence.
    _check_length(name, measure(audio)[0] if isinstance(audio, Path) else audio.duration)
    data = (decode(audio) if isinstance(audio, Path) else audio).resampled(SAMPLE_RATE).data
    if not np.isfinite(data).all():
        raise MediaError(f"{name} has samples that are not numbers")
    # Mono is heard on both sides. Of many channels, each side gets its own and the shared ones.
    sides = (
        data[:, [0, -1]] if data.shape[1] <= 2 else data[:, :2] + data[:, 2:].mean(1, keepdims=True)
    )
    return np.ascontiguousarray(sides, dtype=np.float32)


def _check_length(name: str, seconds: float) -> None:
    if seconds > _LONGEST:
        raise MediaError(
            f"{name} lasts {seconds:.0f} s: a sound effect may last {_LONGEST:.0f} s",
            hint="cut it, or mix it into the video's own sound",
        )


def _add(sound: _Placed, block: NDArray[np.float32], first: int) -> None:
    begin, end = max(sound.first, first), min(sound.end, first + len(block))
    if begin < end:
        part = sound.data[begin - sound.first : end - sound.first]
        block[begin - first : end - first] += part * sound.factor


def _fade(data: NDArray[np.float32]) -> None:
    """Fade samples in from silence, in place."""
    import numpy as np

    count = min(_FADE, len(data))
    data[:count] *= (np.arange(count, dtype=np.float32) / max(1, count))[:, None]
