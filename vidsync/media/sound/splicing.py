"""Joins kept stretches of sound, with a short crossfade at each cut."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction
from itertools import accumulate, pairwise
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

import numpy as np
from numpy.typing import NDArray

from vidsync.media.sound.track_reading import SoundTrack, read_blocks

if TYPE_CHECKING:
    from av.container import OutputContainer

Floats = NDArray[np.float32]
Span = tuple[Fraction, Fraction]

CROSSFADE = 0.008
"""Seconds of a crossfade: long enough to be no click, and shorter than a syllable's edge."""

# Seconds by which one track may be stored after another.
_INTERLEAVING = 10.0
# Samples that are given out at once.
_PIECE = 48_000


class Splicer:
    """Cuts one track to its kept stretches while it is read.

    At each cut the sound before it fades out while the sound after it fades in; both fades
    reach a little into what is removed. Positions come from exact times, so that no error
    adds up over many cuts.

    Args:
        spans: the kept stretches in seconds, in order.
        sample_rate: of the track.
        channels: of the track.
        crossfade: seconds.
        until_end: whether the last stretch goes to the end of the sound, where no fade is
            needed.
    """

    def __init__(
        self,
        spans: Sequence[Span],
        sample_rate: int,
        channels: int,
        *,
        crossfade: float = CROSSFADE,
        until_end: bool = False,
    ) -> None:
        ends = [Fraction(0), *accumulate(end - start for start, end in spans)]
        self._outs = [round(end * sample_rate) for end in ends]
        self._starts = [round(start * sample_rate) for start, _ in spans]
        self._fades = self._choose_fades(round(crossfade * sample_rate / 2))
        self._fades_in = self._starts[0] > 0
        self._fades_out = not until_end
        self._channels = channels
        self._current = 0
        self._given = 0
        self._pending: Floats = np.zeros((0, channels), np.float32)

    def add(self, at: int, data: Floats) -> Iterator[Floats]:
        """Take the next samples of the track, and give out what is complete.

        Args:
            at: index of the first sample on the time line of the source.
            data: float32 of shape (samples, channels).
        """
        end = at + len(data)
        for index in range(self._current, len(self._starts)):
            first, last = self._reach(index)
            if first >= end:
                break
            begin, until = max(first, at), min(last, end)
            if begin < until:
                gain = self._gain(index, begin, until)
                piece = data[begin - at : until - at]
                self._mix(self._place(index, begin), piece if gain is None else piece * gain)
        while self._current < len(self._starts) and self._reach(self._current)[1] <= end:
            self._current += 1
        yield from self._give(self._complete_until(end))

    def finish(self) -> Iterator[Floats]:
        """Give out the rest; what the track lacks at its end is silence."""
        yield from self._give(self._outs[-1])

    def _choose_fades(self, half: int) -> list[int]:
        """Return half the samples of the fade at the start, at each cut and at the end.

        A stretch that is shorter than a fade gets shorter ones, which do not overlap.
        """
        lengths = [after - before for before, after in pairwise(self._outs)]
        inner = [min(half, *(length // 2 for length in pair)) for pair in pairwise(lengths)]
        return [min(half, lengths[0] // 4), *inner, min(half, lengths[-1] // 4)]

    def _end(self, index: int) -> int:
        return self._starts[index] + self._outs[index + 1] - self._outs[index]

    def _reach(self, index: int) -> tuple[int, int]:
        """Return the first sample of the source that a stretch uses, and the one after the last."""
        is_last = index == len(self._starts) - 1
        before = self._fades[index] if index else 0
        after = 0 if is_last else self._fades[index + 1]
        return self._starts[index] - before, self._end(index) + after

    def _place(self, index: int, sample: int) -> int:
        return self._outs[index] + sample - self._starts[index]

    def _gain(self, index: int, begin: int, until: int) -> Floats | None:
        """Return the gain of each sample of a stretch; None if there is no fade in it."""
        first, last = self._reach(index)
        is_last = index == len(self._starts) - 1
        rise, fall = 2 * self._fades[index], 2 * self._fades[index + 1]
        rises = rise and begin < first + rise and (index > 0 or self._fades_in)
        falls = fall and until > last - fall and (not is_last or self._fades_out)
        if not (rises or falls):
            return None
        samples = np.arange(begin, until)
        gain = np.ones(until - begin)
        if rises:
            gain *= np.clip((samples - first + 0.5) / rise, 0.0, 1.0)
        if falls:
            gain *= np.clip((last - samples - 0.5) / fall, 0.0, 1.0)
        # The two halves of a raised cosine add up to 1.
        return np.sin(gain * (np.pi / 2))[:, np.newaxis].astype(np.float32) ** 2

    def _mix(self, place: int, piece: Floats) -> None:
        begin = place - self._given
        missing = begin + len(piece) - len(self._pending)
        if missing > 0:
            silence = np.zeros((missing, self._channels), np.float32)
            self._pending = np.concatenate([self._pending, silence])
        self._pending[begin : begin + len(piece)] += piece

    def _complete_until(self, read: int) -> int:
        """Return up to where the output cannot change any more.

        Args:
            read: the index in the source up to which it was read.
        """
        if self._current == len(self._starts):
            return self._outs[-1]
        first, _ = self._reach(self._current)
        complete = self._place(self._current, max(first, read))
        # The stretch after it may begin to fade in already.
        fades_in = self._outs[self._current + 1] - self._fades[self._current + 1]
        return max(self._given, min(complete, fades_in))

    def _give(self, until: int) -> Iterator[Floats]:
        while self._given < until:
            count = min(until - self._given, _PIECE)
            piece = self._pending[:count]
            self._pending = self._pending[count:]
            self._given += count
            if len(piece) < count:
                silence = np.zeros((count - len(piece), self._channels), np.float32)
                piece = np.concatenate([piece, silence])
            yield piece


def write_spliced(
    stream: BinaryIO,
    path: Path,
    tracks: Sequence[SoundTrack],
    spans: Sequence[Span],
    *,
    crossfade: float = CROSSFADE,
    until_end: bool = False,
) -> None:
    """Cut the sound tracks of a file and write them as one NUT stream of PCM.

    Args:
        stream: where to; it need not be seekable.
        path: the file.
        tracks: its tracks.
        spans: the kept stretches in seconds, in order.
        crossfade: seconds.
        until_end: whether the last stretch goes to the end of the sound.

    Raises:
        MediaError: the file cannot be read.
    """
    import av

    with av.open(_Pipe(stream), "w", format="nut") as container:
        writers = [
            _TrackWriter(
                container,
                track,
                Splicer(
                    spans,
                    track.sample_rate,
                    track.channels,
                    crossfade=crossfade,
                    until_end=until_end,
                ),
            )
            for track in tracks
        ]
        end = float(spans[-1][1]) + _INTERLEAVING
        for block in read_blocks(path, tracks=range(len(tracks)), start=float(spans[0][0])):
            writer = writers[block.track]
            writer.write(writer.splicer.add(block.at, block.data))
            if block.at > end * tracks[block.track].sample_rate:
                break
        for writer in writers:
            writer.write(writer.splicer.finish())


class _Pipe:
    """A stream that PyAV can only write to."""

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream

    def write(self, data: bytes) -> int:
        return self._stream.write(data)


class _TrackWriter:
    def __init__(self, container: OutputContainer, track: SoundTrack, splicer: Splicer) -> None:
        self.splicer = splicer
        self._container = container
        self._rate = track.sample_rate
        self._layout = track.layout
        self._written = 0
        self._stream = container.add_stream("pcm_f32le", track.sample_rate, layout=track.layout)

    def write(self, pieces: Iterator[Floats]) -> None:
        import av

        for piece in pieces:
            flat = np.ascontiguousarray(piece).reshape(1, -1)
            frame = av.AudioFrame.from_ndarray(flat, format="flt", layout=self._layout)
            frame.sample_rate = self._rate
            frame.pts = self._written
            frame.time_base = Fraction(1, self._rate)
            self._written += len(piece)
            self._container.mux(self._stream.encode(frame))
