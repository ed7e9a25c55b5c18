"""What the change from one kind of sound to another looks like in a spectrum.

For every frame near an edge, `likelihood` tells how much it looks like the boundary
between the two sounds that meet there. Which frames are asked, and what comes of it, is
decided in `edges`.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from vidsync.alignment.spectra import HOP, Floats, Spectra

REACH = 0.035
"""How far from where a search puts it a boundary is looked for, in seconds."""

_BANDS = 8
# Seconds before and after a frame that are compared, and those for the plain change.
_STEPS = (0.010, 0.025)
_CHANGES = (0.010, 0.020)

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
}
_KIND_OF = {letter: kind for kind, letters in KINDS.items() for letter in letters}

# Hundredths. By the kind of the sound before a boundary, and by that of the sound after it,
# what each measurement of `evidence` counts, and the distance from the search's own edge
# and its square, in units of `REACH`. `python -m tests.benchmarks align_boundaries` makes
# them: a softmax over the frames near an edge, for eleven voices of four synthesizers, clean
# and with noise; what each voice's labels are off by throughout is taken out before.
_BEFORE: Mapping[str, tuple[int, ...]] = {
    "front": (0, -6, 8, 8, 4, -9, 1, 2, 10, -21, 0, -1, -21, -11, 1, 17, -13, 64, -27, -8, -267),
    "back": (-3, -6, -9, 7, -2, -14, 12, 3, 2, -22, 3, 3, 5, 15, -10, 12, -25, 65, -29, -19, -273),
    "open": (6, -2, 5, 4, 1, -12, -2, -5, 10, -28, -9, -16, -13, -2, 5, 14, -29, 56, -21, 8, -252),
    "rhotic": (1, 2, 7, 5, -8, -7, 1, 5, 0, -16, -4, -24, -5, 34, -3, 10, -12, 61, -33, -10, -286),
    "lateral": (-5, 0, -3, 8, 20, -18, 2, -9, 2, -13, 4, 1, 12, 17, -2, 8, -17, 69, -10, -27, -276),
    "nasal": (-8, -3, 2, -2, 8, -9, 15, -12, -3, -6, 17, 8, 4, 22, 3, -16, -13, 70, -15, -43, -290),
    "stop": (1, -6, 0, 2, 4, -17, 6, 11, 22, -9, 3, -10, -9, 0, -40, -4, -1, 71, -13, 0, -277),
    "voiced stop": (
        2, 7, -16, -6, 2, -15, -14, -4, 11, 7, 1, -5, -4, 11, -21, 0, -10, 58, -16, -28, -291,
    ),
    "sibilant": (
        -1, -1, -10, -3, 2, -12, 21, 4, 16, -5, 2, -7, -12, 0, -20, -7, -3, 83, 1, 4, -272,
    ),
    "weak": (4, 1, -2, 1, -3, -15, 1, -21, 14, -9, 2, -6, -12, 5, -17, -13, -7, 73, -11, -12, -274),
    "voiced sibilant": (
        -4, 3, 7, -3, 7, -16, -4, -4, 11, -4, 11, -4, 0, 8, -25, -15, -25, 66, -13, 3, -271,
    ),
    "weak voiced": (
        -10, 10, -4, -1, 1, -17, 4, -27, 9, 7, 10, 0, -7, 12, -4, -1, -23, 60, -20, -28, -279,
    ),
    "h": (
        11, 6, -6, -7, 2, -23, -12, -17, 19, -5, -4, -13, -8, 1, -26, -7, -18, 69, -13, -20, -270,
    ),
    "other": (0, 0, -2, 1, 3, -14, 2, -6, 9, -10, 3, -6, -5, 9, -12, 0, -15, 66, -17, -14, -275),
}  # fmt: skip
_AFTER: Mapping[str, tuple[int, ...]] = {
    "front": (-8, 9, -3, -10, -6, 1, 1, 2, 0, 13, 0, 2, 14, 16, -6, -6, 3, 6, 4, -17, 2),
    "back": (-6, 7, -5, -2, -4, 2, -3, 5, 2, 13, -2, 2, 9, 5, -2, -8, -1, 2, 3, -2, 31),
    "open": (-5, 7, -2, 0, -1, -2, 1, -2, 1, 16, 13, -2, 9, 5, -17, -10, -7, -8, -7, -10, 17),
    "rhotic": (-7, 3, -4, 2, -7, 8, 11, -3, 6, 8, 12, 14, -11, -7, -1, -9, -1, 6, 1, 7, 11),
    "lateral": (3, 0, -7, 3, 16, -2, -4, -9, 2, 1, -3, 2, 1, 0, 2, -9, 1, -9, -11, 19, 11),
    "nasal": (2, 2, -1, 7, 3, 1, -8, 16, 5, -9, -18, -6, 2, -5, -12, 22, 2, 19, 7, 34, -2),
    "stop": (8, 2, 12, 0, 4, -8, 7, -3, -5, -11, 3, -1, 0, -5, 17, -2, 13, -2, 5, 2, 4),
    "voiced stop": (
        10, -6, 6, 4, -1, -2, -4, 42, 3, -9, 2, -3, -16, -8, -11, 10, 4, -11, -13, -22, -21,
    ),
    "sibilant": (10, -7, 6, 0, -2, -2, -5, -16, -3, -6, 3, 0, 3, 4, 19, 17, -2, 9, 15, -21, -15),
    "weak": (2, -9, 5, 3, 2, 3, -7, -4, -6, -6, 2, 1, 5, 1, -6, -1, 1, 8, 11, -3, -5),
    "voiced sibilant": (
        6, 0, 3, -1, 2, -6, 16, -13, 1, -5, -4, -5, -5, 1, 23, 7, -7, -1, 4, -3, -12,
    ),
    "weak voiced": (
        -8, -6, -10, 2, -4, 9, -2, -3, -1, -3, -8, 3, -9, -1, -7, -4, 0, -6, -14, 26, -21,
    ),
    "h": (-5, -1, 1, -9, -1, -2, -2, -11, -5, -3, 2, -7, -2, -4, 0, -7, -8, -7, -6, -10, -4),
    "other": (0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0),
}  # fmt: skip


def evidence(spectra: Spectra) -> Floats:
    """What is measured around each frame, of shape (frames, 19).

    The rise in each of 8 bands from just before to just after, over two spans; how much
    the spectrum changes, over two spans by 24 bands and over the longer one by 8.
    """
    bands = spectra.mel.reshape(len(spectra), _BANDS, -1).mean(axis=2)
    rises = [_rise(bands, span) for span in _STEPS]
    changes = [_size(_rise(spectra.mel, span)) for span in _CHANGES]
    columns = [*rises, *(change[:, None] for change in (*changes, _size(rises[-1])))]
    return np.asarray(np.hstack(columns), np.float32)


def likelihood(before: str, after: str, measured: Floats, away: NDArray[np.floating]) -> Floats:
    """How much each frame looks like the boundary; a logarithm, up to a constant.

    Args:
        before: IPA of the sound that ends there.
        after: IPA of the sound that begins.
        measured: `evidence` of some frames, of shape (frames, 19).
        away: seconds of each of them from where the search puts the boundary.
    """
    weights = _weights(_BEFORE, [*before][::-1]) + _weights(_AFTER, [*after])
    near = away / REACH
    count = measured.shape[1]
    value = measured @ weights[:count] + weights[count] * near + weights[count + 1] * near**2
    return np.asarray(value, np.float32)


def kind(letters: list[str]) -> str:
    """The kind of the first letter that has one; a diphthong has two ends."""
    return next((_KIND_OF[letter] for letter in letters if letter in _KIND_OF), "other")


def _weights(table: Mapping[str, tuple[int, ...]], letters: list[str]) -> NDArray[np.float64]:
    return np.array(table[kind(letters)]) / 100


def _rise(bands: Floats, span: float) -> NDArray[np.float64]:
    """By how much each band is louder just after each frame than just before."""
    context = round(span / HOP)
    frames = np.arange(len(bands))
    total = np.concatenate(
        [np.zeros((1, bands.shape[1])), np.cumsum(bands, axis=0, dtype=np.float64)]
    )
    first = np.clip(frames - context, 0, None)
    last = np.clip(frames + context, None, len(bands))
    left = (total[frames] - total[first]) / np.maximum(frames - first, 1)[:, None]
    right = (total[last] - total[frames]) / np.maximum(last - frames, 1)[:, None]
    rise: NDArray[np.float64] = right - left
    # There is nothing before the first frame, nor after the last, to tell.
    rise[0] = rise[-1] = 0.0
    return rise


def _size(rise: NDArray[np.float64]) -> NDArray[np.float64]:
    size: NDArray[np.float64] = np.sqrt(np.square(rise).mean(axis=1))
    return size
