"""Moves the edges that a search found to where a listener hears them.

An edge beside a pause moves to where the sound becomes loud or quiet. An edge between two sounds
moves to where nearby frames look like the change from one to the other. Both stay within limits:
the search is reliable, but its frames are 10 ms long.
"""

from __future__ import annotations

from collections.abc import Container, Sequence
from dataclasses import replace
from itertools import pairwise

import numpy as np

from vidsync.alignment.edges.boundary_network import Boundary, likelihoods, median_place
from vidsync.alignment.edges.pause_edges import EdgeRules, PlacedPhone, settle_at_pauses
from vidsync.alignment.sound.features import HOP, Spectra

_RULES = EdgeRules()


def settle(
    pieces: Sequence[PlacedPhone],
    spectra: Spectra,
    rules: EdgeRules = _RULES,
    *,
    marked: Container[int] = (),
) -> list[PlacedPhone]:
    """Return the same sounds with better edges, in the same order, none shorter than 10 ms.

    Args:
        pieces: in time order, not overlapping; gaps are pauses.
        spectra: of the same sound, from the same start.
        rules: limits.
        marked: the words after which the text suggests a pause.
    """
    if not pieces:
        return []
    return _settle_between(settle_at_pauses(pieces, spectra, rules, marked=marked), spectra, rules)


def _settle_between(
    pieces: list[PlacedPhone], spectra: Spectra, rules: EdgeRules
) -> list[PlacedPhone]:
    """Move each edge between two sounds to the median of its likelihood."""
    inner = [
        index
        for index, (left, right) in enumerate(pairwise(pieces))
        if right.start - left.end < rules.pause
    ]
    boundaries = [
        Boundary(left.ipa, right.ipa, (left.end + right.start) / 2)
        for left, right in ((pieces[index], pieces[index + 1]) for index in inner)
    ]
    result = list(pieces)
    found = likelihoods(spectra, boundaries)
    for index, boundary, (first, logarithms) in zip(inner, boundaries, found, strict=True):
        left, right = result[index], pieces[index + 1]
        lowest, highest = left.start + rules.shortest, right.end - rules.shortest
        times = np.arange(first, first + len(logarithms)) * HOP
        allowed = (times >= lowest) & (times <= highest) & (times < len(spectra) * HOP)
        edge = boundary.time
        if allowed.any():
            edge = float(times[allowed][0]) + median_place(logarithms[allowed]) * HOP
            edge = min(max(edge, lowest), highest)
        result[index] = replace(left, end=edge)
        result[index + 1] = replace(right, start=edge)
    return result
