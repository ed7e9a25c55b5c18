"""A small network that recognizes the boundary between two kinds of sound in a spectrum.

For every frame near an edge, `likelihoods` tells how much it looks like the boundary between the
two sounds that meet there.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray

from vidsync.alignment.sound.features import HOP, Floats, Spectra
from vidsync.resources import assets_folder

REACH = 0.035
"""How far a boundary may be from its place in the search, in seconds."""

OFFSETS = np.arange(-round(REACH / HOP), round(REACH / HOP) + 1)
"""The frames that are evaluated, counted from the boundary's place in the search."""

BANDS = 8
# Frames before and after a frame that are compared by bands, compared as a whole, and
# measured by themselves.
_STEPS = (3, 6, 10)
_CHANGES = (4, 8)
_LEVEL = 6
# Sound down to this level below loud speech is speech, in dB.
_SPEECH = 30.0
# Edges evaluated together, so that memory does not grow with the length of the speech.
_BATCH = 256

CHANGES = BANDS * len(_STEPS) + len(_CHANGES) + 1
"""How many measurements of `evidence` describe changes; the others describe levels."""

KINDS: Mapping[str, str] = {
    "front": "iɪjyɨᵻe",
    "back": "uʊwoɔɥʉø",
    "open": "aæɑʌɛəɐɒœ",
    "rhotic": "ɝɚɹrɾɜʁɻ",
    "lateral": "lɫʎɭ",
    "nasal": "mnŋɲɱ",
    "stop": "ptkcqʔ",
    "voiced stop": "bdɡgɟ",
    "sibilant": "sʃɕʂç",
    "weak": "fθx",
    "voiced sibilant": "zʒʑ",
    "weak voiced": "vðβɣ",
    "h": "hɦ",
    "other": "",
}
_NUMBER_OF = {letter: number for number, letters in enumerate(KINDS.values()) for letter in letters}


@dataclass(frozen=True, slots=True)
class Boundary:
    """The boundary between two sounds without a pause.

    Attributes:
        before: IPA of the sound that ends.
        after: IPA of the sound that begins.
        time: its place in the search, in seconds.
    """

    before: str
    after: str
    time: float


@dataclass(frozen=True, slots=True, eq=False)
class BoundaryNetwork:
    """A network of one hidden layer whose weights depend on the kinds of the two sounds.

    Attributes:
        hidden: weights of the measurements, of shape (measurements, units).
        before: by the kind of the sound before, of shape (kinds, 2 * units + CHANGES + 2): the
            bias of each unit, the weight of each unit, the direct weight of each change, and
            the weights of the distance from the search's own edge and of its square, in units
            of `REACH`.
        after: the same by the kind of the sound after; both are added.
    """

    hidden: Floats
    before: Floats
    after: Floats

    def likelihood(
        self, before: NDArray[np.intp], after: NDArray[np.intp], measured: Floats
    ) -> Floats:
        """Return how much frames look like the boundary between two sounds.

        Args:
            before: kinds of the sounds that end, of shape (edges,).
            after: kinds of the sounds that begin.
            measured: `evidence` of the frames `OFFSETS` from the place of each boundary in the
                search, of shape (edges, frames, measurements).

        Returns:
            Logarithms, up to a constant for each edge, of shape (edges, frames).
        """
        units = self.hidden.shape[1]
        own = self.before[before] + self.after[after]
        bias, counts, change, distance = np.split(own, (units, 2 * units, 2 * units + CHANGES), 1)
        active = np.tanh(measured @ self.hidden + bias[:, None])
        value = active @ counts[:, :, None] + measured[:, :, :CHANGES] @ change[:, :, None]
        return np.asarray(value[:, :, 0] + distance @ nearness(), np.float32)


def nearness() -> Floats:
    """Return the distance of each evaluated frame in units of `REACH`, and its square."""
    near = (OFFSETS * HOP / REACH).astype(np.float32)
    return np.stack([near, near**2])


def evidence(spectra: Spectra) -> Floats:
    """Return the measurements around each frame, of shape (frames, 43).

    They are the rise in each of 8 bands from just before to just after, over three spans; the
    change of the spectrum, over two spans by 24 bands and over the longest by 8; and the level
    of each band just after and just before, relative to the speech as a whole.
    """
    count, span = len(spectra), max(_STEPS)
    speech = spectra.mel[spectra.energy > spectra.loud[0] - _SPEECH]
    # The first and last frames are repeated beyond the ends of the sound.
    levels = np.pad(spectra.mel - speech.mean(), ((span, span), (0, 0)), mode="edge")
    total = np.zeros((count + 2 * span + 1, levels.shape[1]))
    np.cumsum(levels, axis=0, dtype=np.float64, out=total[1:])
    coarse = total.reshape(len(total), BANDS, -1).mean(axis=2)

    def around(sums: NDArray[np.float64], frames: int) -> NDArray[np.float64]:
        """Return the means of `frames` frames from each frame on, with some beyond the ends."""
        first = span - frames
        return (sums[span : span + count + frames] - sums[first : first + count + frames]) / frames

    def rise(sums: NDArray[np.float64], frames: int) -> NDArray[np.float64]:
        means = around(sums, frames)
        return means[frames:] - means[:count]

    rises = [rise(coarse, frames) for frames in _STEPS]
    sizes = [_size(rise(total, frames)) for frames in _CHANGES]
    level = around(coarse, _LEVEL)
    columns = [*rises, *sizes, _size(rises[-1]), level[_LEVEL:], level[:count]]
    return np.hstack(columns).astype(np.float32)


def likelihoods(spectra: Spectra, boundaries: Sequence[Boundary]) -> Iterator[tuple[int, Floats]]:
    """Return how much each frame looks like the boundary it is near.

    Returns:
        For each boundary, the first frame that was evaluated, and logarithms for it and those
        after it, up to a constant: as many as `OFFSETS` has.
    """
    measured = evidence(spectra)
    for first in range(0, len(boundaries), _BATCH):
        some = boundaries[first : first + _BATCH]
        searched = np.array([round(boundary.time / HOP) for boundary in some])
        frames = np.clip(searched[:, None] + OFFSETS, 0, len(measured) - 1)
        found = _network().likelihood(
            np.array([kind(boundary.before[::-1]) for boundary in some], np.intp),
            np.array([kind(boundary.after) for boundary in some], np.intp),
            measured[frames],
        )
        yield from zip((searched + OFFSETS[0]).tolist(), found, strict=True)


def median_place(logarithms: Floats) -> float:
    """Return the median: the place with as much likelihood before it as after it.

    It has the smallest mean distance from the boundary. Each value counts as spread evenly
    over its own frame.
    """
    total = np.cumsum(np.exp(logarithms - logarithms.max()), dtype=np.float64)
    half = float(total[-1]) / 2
    place = int(np.searchsorted(total, half))
    before = float(total[place - 1]) if place else 0.0
    return place - 0.5 + (half - before) / (float(total[place]) - before)


def kind(letters: str) -> int:
    """Return the number of the kind of the first letter that has one; a diphthong has two ends."""
    other = len(KINDS) - 1
    return next((_NUMBER_OF[letter] for letter in letters if letter in _NUMBER_OF), other)


@cache
def _network() -> BoundaryNetwork:
    """Load the weights that `python -m tests.benchmarks align_boundaries` trains and writes."""
    with np.load(assets_folder("alignment") / "boundaries.npz") as learned:
        return BoundaryNetwork(learned["hidden"], learned["before"], learned["after"])


def _size(rise: NDArray[np.float64]) -> NDArray[np.float64]:
    size: NDArray[np.float64] = np.sqrt(np.square(rise).mean(axis=1, keepdims=True))
    return size
