"""Groups stretches of speech by voice: agglomerative clustering with average linkage.

Source:
    Day & Edelsbrunner, "Efficient algorithms for agglomerative hierarchical clustering methods"
    (1984), for the update of the similarities.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from vidsync.audio import Floats

# Below this mean cosine, two groups are two speakers.
_SAME_VOICE = 0.5
# The longest stretches are grouped, and all others join the nearest group: memory and time grow
# with the square of this number.
_MOST = 1500


def group_voices(
    vectors: Floats, lengths: NDArray[np.float64], *, count: int | None = None
) -> list[int]:
    """Return the number of a speaker for each stretch.

    Args:
        vectors: the description of each stretch's voice, in rows.
        lengths: seconds of each stretch; long ones count more.
        count: how many speakers there are; None finds out.

    Returns:
        Numbers from 0, in the order in which the speakers first speak.
    """
    if not len(vectors):
        return []
    norms = np.linalg.norm(vectors, axis=1, keepdims=True)
    units = vectors / np.maximum(norms, 1e-9)
    chosen = np.sort(np.argsort(-lengths, kind="stable")[:_MOST])
    groups = _merge(units[chosen], lengths[chosen], count)
    centres = np.stack(
        [
            np.average(units[chosen[members]], axis=0, weights=lengths[chosen[members]])
            for members in groups
        ]
    )
    centres /= np.maximum(np.linalg.norm(centres, axis=1, keepdims=True), 1e-9)
    labels = np.argmax(units @ centres.T, axis=1)
    for number, members in enumerate(groups):
        labels[chosen[members]] = number
    order = {label: place for place, label in enumerate(dict.fromkeys(labels.tolist()))}
    return [order[label] for label in labels.tolist()]


def _merge(units: Floats, lengths: NDArray[np.float64], count: int | None) -> list[list[int]]:
    """Join the two most similar groups again and again; return the members of those left."""
    similar = (units @ units.T).astype(np.float64)
    np.fill_diagonal(similar, -np.inf)
    weights = np.maximum(lengths.astype(np.float64), 1e-3)
    groups: dict[int, list[int]] = {index: [index] for index in range(len(units))}
    # The most similar other group of each; looking through the whole table takes far longer.
    nearest = np.argmax(similar, axis=1)
    best = similar.max(axis=1)
    while len(groups) > (count or 1):
        one = int(np.argmax(best))
        other = int(nearest[one])
        if count is None and best[one] < _SAME_VOICE:
            break
        total = weights[one] + weights[other]
        joined = (weights[one] * similar[one] + weights[other] * similar[other]) / total
        similar[one], similar[:, one] = joined, joined
        similar[other], similar[:, other] = -np.inf, -np.inf
        similar[one, one] = -np.inf
        weights[one] = total
        groups[one] += groups.pop(other)
        changed = np.flatnonzero((nearest == one) | (nearest == other))
        closer = similar[:, one] > best
        nearest[closer], best[closer] = one, similar[closer, one]
        for row in {*changed.tolist(), one, other}:
            nearest[row] = np.argmax(similar[row])
            best[row] = similar[row, nearest[row]]
    return list(groups.values())
