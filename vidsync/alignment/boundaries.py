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
    "front": (0, -6, 8, 8, 4, -11, 1, 5, 7, -22, 3, -4, -28, -10, -7, 27, -13, 43, -18, -11, -208),
    "back": (-1, -8, -8, 6, 0, -16, 21, -1, 1, -25, 3, 1, 3, 22, -7, 8, -24, 48, -19, -19, -214),
    "open": (5, -2, 6, 5, 3, -16, 0, -4, 7, -29, -10, -23, -16, 3, -2, 18, -33, 40, -12, -5, -204),
    "rhotic": (
        2, 3, 7, 5, -1, -13, -8, -2, -1, -17, -6, -23, -4, 35, -14, 9, -9, 43, -19, -17, -228,
    ),
    "lateral": (-5, 1, -3, 9, 15, -17, 4, -6, -1, -13, 3, 2, -3, 25, -6, 9, -11, 50, 1, -35, -218),
    "nasal": (-6, -6, 5, -2, 11, -16, 17, -8, -4, -8, 20, 9, 3, 24, 5, -9, -5, 53, -6, -33, -228),
    "stop": (1, -8, 4, 4, 4, -19, 6, 14, 23, -11, 5, -10, -21, 3, -40, -3, 1, 52, -1, 6, -223),
    "voiced stop": (
        3, 6, -15, -3, 2, -20, -13, -3, 9, 9, 3, -5, -8, 14, -28, -6, -4, 40, -6, -33, -229,
    ),
    "sibilant": (
        -1, -1, -8, -4, 3, -13, 21, 5, 16, -5, 3, -9, -14, 3, -24, -14, 2, 62, 14, 3, -221,
    ),
    "weak": (6, 0, -4, 3, -3, -18, 4, -22, 13, -9, 3, -7, -16, 9, -23, -13, -9, 54, 4, -6, -215),
    "voiced sibilant": (
        -3, 3, 7, -1, 10, -17, 0, -8, 9, -4, 11, -4, -2, 14, -32, -20, -22, 47, 0, 2, -212,
    ),
    "weak voiced": (
        -10, 11, -3, -1, 1, -20, 0, -34, 8, 8, 11, -1, -12, 14, -9, 0, -20, 41, -10, -30, -217,
    ),
    "h": (
        11, 8, -5, -6, -1, -28, -12, -18, 16, -4, -2, -13, -13, 5, -30, -7, -12, 50, 1, -18, -214,
    ),
    "other": (0, 0, -1, 2, 4, -17, 3, -6, 8, -10, 4, -7, -10, 12, -17, 0, -11, 46, -4, -15, -216),
}  # fmt: skip
_AFTER: Mapping[str, tuple[int, ...]] = {
    "front": (-9, 11, -4, -12, -6, 2, 0, 5, 1, 14, -4, 2, 17, 18, -7, -10, 5, 10, 2, -15, 5),
    "back": (-8, 9, -5, -3, -4, 4, -5, 8, 4, 15, 1, 0, 7, 5, -5, -6, -3, 3, 3, -4, 27),
    "open": (-6, 7, -3, -1, 0, -1, -4, 1, 0, 18, 11, 0, 8, 8, -18, -8, -9, 0, -9, -15, 8),
    "rhotic": (-5, 4, -5, 3, -7, 5, 13, -8, 8, 9, 14, 17, -9, -5, 6, -11, -5, 5, -5, 8, 7),
    "lateral": (4, 0, -5, -1, 19, -4, -1, -11, 2, 2, -1, 0, 5, -1, 4, -10, -1, -10, -14, 23, 8),
    "nasal": (2, 1, -1, 7, 2, 0, -6, 14, 6, -9, -16, -6, 4, -5, -6, 27, 2, 22, 7, 32, -8),
    "stop": (7, 1, 12, 0, 3, -6, 11, -4, -8, -11, 1, -2, -3, -6, 13, -2, 5, -1, 7, 2, -7),
    "voiced stop": (
        12, -6, 8, 7, -4, -2, 0, 47, 4, -12, 2, 0, -16, -8, -4, 14, 8, -5, -11, -10, -9,
    ),
    "sibilant": (10, -8, 8, 1, -3, 1, -5, -18, -5, -8, 2, -1, 0, 5, 18, 17, -1, 10, 14, -20, -10),
    "weak": (1, -10, 4, 7, 0, 3, -8, -6, -7, -7, 1, 2, 3, 0, -8, -4, 1, 10, 13, -4, -5),
    "voiced sibilant": (
        6, -1, 3, -2, 3, -7, 15, -17, 2, -6, -5, -6, -5, 0, 24, 10, -6, 0, 4, -6, -12,
    ),
    "weak voiced": (
        -11, -7, -10, 2, -2, 8, -8, 1, -2, -4, -9, 1, -9, -4, -14, -5, 0, -6, -16, 23, -17,
    ),
    "h": (-4, -1, 1, -9, 0, -3, -2, -13, -5, -3, 1, -7, -2, -6, -3, -12, -8, -8, -9, -14, -4),
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
