"""Videos in which every frame and every moment of the sound can be told from all others.

The number of a frame is drawn as 16 black or white blocks. The sound is noise from a fixed seed,
so that a piece of it can be found in the original by correlation.
"""

import itertools
from collections.abc import Sequence
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
from numpy.typing import NDArray

BITS = 16
BLOCK = 16
WIDTH, HEIGHT = BITS * BLOCK, 2 * BLOCK
SAMPLE_RATE = 48_000
_SEARCHED = 0.25
_WINDOW = 0.06


def noise(seconds: float) -> NDArray[np.float32]:
    """The sound: noise without the high frequencies that codecs throw away."""
    white = np.random.default_rng(7).standard_normal(round(seconds * SAMPLE_RATE) + 8)
    smooth = np.convolve(white, np.ones(8) / 8, "valid")[: round(seconds * SAMPLE_RATE)]
    return (0.3 * smooth).astype(np.float32)


def write_coded(
    path: Path,
    times: Sequence[Fraction],
    *,
    rate: Fraction,
    time_base: Fraction,
    seconds: float,
    sound: bool = True,
    size: tuple[int, int] = (WIDTH, HEIGHT),
) -> None:
    """Write frames at given times, with noise beside them.

    Args:
        path: the file.
        times: of the frames, in seconds.
        rate: frames per second, as the file states it.
        time_base: of the encoder.
        seconds: of the sound.
        sound: whether there is any.
        size: of the picture; the blocks are in its upper left corner.
    """
    with av.open(str(path), "w") as container:
        video = container.add_stream("libx264", rate=rate, options={"preset": "ultrafast"})
        video.width, video.height = size
        video.pix_fmt = "yuv420p"
        video.codec_context.time_base = time_base
        audio = container.add_stream("aac", SAMPLE_RATE, layout="mono") if sound else None
        samples = noise(seconds)
        written = 0
        for number, time in enumerate(times):
            picture = np.full((size[1], size[0]), 60, np.uint8)
            picture[:HEIGHT, :WIDTH] = _blocks(number)
            frame = av.VideoFrame.from_ndarray(picture, format="gray")
            frame = frame.reformat(format="yuv420p")
            frame.pts, frame.time_base = round(time / time_base), time_base
            container.mux(video.encode(frame))
            until = round(time * SAMPLE_RATE) // 1024 * 1024
            while audio is not None and written < until:
                written = _write_sound(container, audio, samples, written, written + 1024)
        container.mux(video.encode(None))
        if audio is not None:
            while written < len(samples):
                written = _write_sound(container, audio, samples, written, written + 1024)
            container.mux(audio.encode(None))


def constant_times(rate: Fraction, seconds: float) -> list[Fraction]:
    return [number / rate for number in range(int(seconds * rate))]


def uneven_times(seconds: float) -> list[Fraction]:
    """Times of a variable rate, 12 to 50 frames per second."""
    steps = itertools.cycle([20, 40, 35, 80, 50, 25, 60])
    times, now = [], 0
    while now < seconds * 1000:
        times.append(Fraction(now, 1000))
        now += next(steps)
    return times


def read_frames(path: Path) -> list[tuple[float, int]]:
    """Return the time and the number of every frame."""
    with av.open(str(path)) as container:
        begins = (container.start_time or 0) / av.time_base
        return [
            (float(frame.time or 0.0) - begins, frame_number(frame.to_ndarray(format="gray")))
            for frame in container.decode(video=0)
        ]


def read_sound(path: Path) -> NDArray[np.float32]:
    """Return the sound as one channel, its first sample at the start of the file."""
    with av.open(str(path)) as container:
        begins = (container.start_time or 0) / av.time_base
        resampler = av.AudioResampler("flt", "mono", SAMPLE_RATE)
        pieces, first = [], None
        for frame in (*container.decode(audio=0), None):
            if first is None and frame is not None:
                first = float(frame.time or 0.0) - begins
            pieces += [piece.to_ndarray().ravel() for piece in resampler.resample(frame)]
    lead = np.zeros(max(0, round((first or 0.0) * SAMPLE_RATE)), np.float32)
    return np.concatenate([lead, *pieces])


def find_in_source(
    sound: NDArray[np.float32], at: float, source: NDArray[np.float32], expected: float
) -> float | None:
    """Return where in the source a short piece of sound comes from, in seconds.

    Args:
        sound: the sound of the cut video.
        at: seconds in it of the middle of the piece.
        source: `noise` of the original.
        expected: seconds in the source around which to search, a quarter of a second each way.

    Returns:
        The time in the source of the moment `at`; None if nothing there is like it.
    """
    half = round(_WINDOW / 2 * SAMPLE_RATE)
    middle = round(at * SAMPLE_RATE)
    piece = sound[max(0, middle - half) : middle + half]
    first = max(0, round((expected - _SEARCHED) * SAMPLE_RATE))
    region = source[first : round((expected + _SEARCHED) * SAMPLE_RATE)]
    if len(region) < len(piece) or not len(piece):
        return None
    size = len(region) + len(piece)
    spectrum = np.fft.rfft(region, size) * np.conj(np.fft.rfft(piece, size))
    likeness = np.fft.irfft(spectrum, size)[: len(region) - len(piece) + 1]
    best = int(np.argmax(likeness))
    matched = region[best : best + len(piece)]
    norm = float(np.linalg.norm(matched) * np.linalg.norm(piece))
    if norm == 0.0 or likeness[best] / norm < 0.7:
        return None
    return (first + best + middle - max(0, middle - half)) / SAMPLE_RATE


def _write_sound(container, audio, samples, begin: int, end: int) -> int:
    piece = samples[begin:end]
    frame = av.AudioFrame.from_ndarray(piece.reshape(1, -1), format="flt", layout="mono")
    frame.sample_rate, frame.pts, frame.time_base = SAMPLE_RATE, begin, Fraction(1, SAMPLE_RATE)
    container.mux(audio.encode(frame))
    return begin + len(piece)


def _blocks(number: int) -> NDArray[np.uint8]:
    bits = [(number >> place) & 1 for place in range(BITS)]
    line = np.repeat(np.array(bits, np.uint8) * 215 + 20, BLOCK)
    return np.ascontiguousarray(np.tile(line, (HEIGHT, 1)))


def frame_number(picture: NDArray[np.uint8]) -> int:
    """Return the number that is drawn on a gray picture."""
    top = picture[2 : BLOCK - 2, :WIDTH].reshape(BLOCK - 4, BITS, BLOCK)
    return sum(1 << place for place in range(BITS) if top[:, place, 4:-4].mean() > 127)
