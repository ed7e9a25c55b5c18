"""What the change from one kind of sound to another looks like in a spectrum.

For every frame near an edge, `likelihoods` tells how much it looks like the boundary
between the two sounds that meet there, by a small network that has learned it. Which
edges are asked about, and within which limits they move, is decided in `edges`.
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
"""How far from where a search puts it a boundary is looked for, in seconds."""

AWAY = np.arange(-round(REACH / HOP), round(REACH / HOP) + 1)
"""The frames that are asked, counted from the one where a search puts the boundary."""

BANDS = 8
# Frames before and after one that are compared: by bands, as a whole, and taken for
# themselves.
_STEPS = (3, 6, 10)
_CHANGES = (4, 8)
_LEVEL = 6
# dB under loud speech that sound still is speech.
_SPEECH = 30.0
# Edges looked at together: an hour of speech must not cost its length in memory.
_AT_ONCE = 256

CHANGES = BANDS * len(_STEPS) + len(_CHANGES) + 1
"""How many of the measurements of `evidence` tell what changes; the others, what is."""

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
class Meeting:
    """Two sounds without a pause between them.

    Attributes:
        before: IPA of the sound that ends.
        after: IPA of the sound that begins.
        time: seconds; where a search puts the boundary.
    """

    before: str
    after: str
    time: float


@dataclass(frozen=True, slots=True, eq=False)
class Network:
    """One hidden layer, which the kinds of the sounds that meet have a say in.

    Attributes:
        hidden: weights of the measurements, of shape (measurements, units).
        before: by the kind of the sound before, of shape (kinds, 2 * units + CHANGES + 2):
            what is added to each unit, what each counts, what each change counts besides,
            and the distance from the search's own edge and its square, in units of `REACH`.
        after: the same by the kind of the sound after; both are added up.
    """

    hidden: Floats
    before: Floats
    after: Floats

    def likelihood(
        self, before: NDArray[np.intp], after: NDArray[np.intp], measured: Floats
    ) -> Floats:
        """How much each of some frames looks like the boundary between two sounds.

        Args:
            before: kinds of the sounds that end, of shape (edges,).
            after: kinds of those that begin.
            measured: `evidence` of the frames `AWAY` from where a search puts each of the
                boundaries, of shape (edges, frames, measurements).

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
    """Of each of the frames asked the distance in units of `REACH`, and its square."""
    near = (AWAY * HOP / REACH).astype(np.float32)
    return np.stack([near, near**2])


def evidence(spectra: Spectra) -> Floats:
    """What is measured around each frame, of shape (frames, 43).

    The rise in each of 8 bands from just before to just after, over three spans; how much
    the spectrum changes, over two spans by 24 bands and over the longest by 8. Then how
    loud each band is just after and just before, against the speech as a whole.
    """
    count, span = len(spectra), max(_STEPS)
    speech = spectra.mel[spectra.energy > spectra.loud[0] - _SPEECH]
    # There is nothing before the first frame, nor after the last: they go on as they are.
    levels = np.pad(spectra.mel - speech.mean(), ((span, span), (0, 0)), mode="edge")
    total = np.zeros((count + 2 * span + 1, levels.shape[1]))
    np.cumsum(levels, axis=0, dtype=np.float64, out=total[1:])
    coarse = total.reshape(len(total), BANDS, -1).mean(axis=2)

    def around(sums: NDArray[np.float64], frames: int) -> NDArray[np.float64]:
        """The means of some frames from each on, a few more of them than there are."""
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


def likelihoods(spectra: Spectra, meetings: Sequence[Meeting]) -> Iterator[tuple[int, Floats]]:
    """How much each frame near a meeting of two sounds looks like the boundary.

    Returns:
        For each meeting its first frame asked, and logarithms for that and those after it,
        up to a constant: as many as there are in `AWAY`.
    """
    measured = evidence(spectra)
    for first in range(0, len(meetings), _AT_ONCE):
        some = meetings[first : first + _AT_ONCE]
        searched = np.array([round(meeting.time / HOP) for meeting in some])
        frames = np.clip(searched[:, None] + AWAY, 0, len(measured) - 1)
        found = _network().likelihood(
            np.array([kind(meeting.before[::-1]) for meeting in some], np.intp),
            np.array([kind(meeting.after) for meeting in some], np.intp),
            measured[frames],
        )
        yield from zip((searched + AWAY[0]).tolist(), found, strict=True)


def middle(logarithms: Floats) -> float:
    """The place in a row with as much likelihood before it as after it.

    No other place is nearer to the boundary on the average. Each value is taken to be
    spread evenly over its own frame.
    """
    total = np.cumsum(np.exp(logarithms - logarithms.max()), dtype=np.float64)
    half = float(total[-1]) / 2
    place = int(np.searchsorted(total, half))
    before = float(total[place - 1]) if place else 0.0
    return place - 0.5 + (half - before) / (float(total[place]) - before)


def kind(letters: str) -> int:
    """The number of the kind of the first letter that has one; a diphthong has two ends."""
    other = len(KINDS) - 1
    return next((_NUMBER_OF[letter] for letter in letters if letter in _NUMBER_OF), other)


@cache
def _network() -> Network:
    """What `python -m tests.benchmarks align_boundaries` has learned and written."""
    with np.load(assets_folder("alignment") / "boundaries.npz") as learned:
        return Network(learned["hidden"], learned["before"], learned["after"])


def _size(rise: NDArray[np.float64]) -> NDArray[np.float64]:
    size: NDArray[np.float64] = np.sqrt(np.square(rise).mean(axis=1, keepdims=True))
    return size
