"""Words of a text with their places in a sound, and how well they fit there."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from itertools import groupby, pairwise
from operator import attrgetter
from typing import Self

import numpy as np
from numpy.typing import NDArray

from vidsync.alignment.edges.pause_edges import PlacedPhone
from vidsync.alignment.sound.features import HOP, Spectra


@dataclass(frozen=True, slots=True)
class PlacedToken:
    """A token found in the audio.

    Attributes:
        token: its number.
        phones: its phones, with final times.
        score: in the unit of the engine; higher is better.
        confidence: probability that it is within 50 ms of its place, 0 to 1.
    """

    token: int
    phones: tuple[PlacedPhone, ...]
    score: float
    confidence: float

    def shift(self, seconds: float, tokens: int) -> Self:
        """Return the token moved by `seconds` and renumbered by `tokens`."""
        number = self.token + tokens
        phones = (
            replace(piece, start=piece.start + seconds, end=piece.end + seconds, word=number)
            for piece in self.phones
        )
        return replace(self, token=number, phones=tuple(phones))

    @property
    def start(self) -> float:
        """Start in seconds."""
        return self.phones[0].start

    @property
    def end(self) -> float:
        """End in seconds."""
        return self.phones[-1].end


@dataclass(slots=True)
class Placements:
    """The tokens found in a sound, in order.

    Attributes:
        placed: tokens that are heard.
        missing: tokens that are not heard.
        extra: stretches of speech without text, in seconds.
    """

    placed: list[PlacedToken] = field(default_factory=list)
    missing: list[int] = field(default_factory=list)
    extra: list[tuple[float, float]] = field(default_factory=list)

    def shift(self, seconds: float, tokens: int) -> Self:
        """Return the result moved by `seconds` and renumbered by `tokens`."""
        return type(self)(
            [each.shift(seconds, tokens) for each in self.placed],
            [index + tokens for index in self.missing],
            [(start + seconds, end + seconds) for start, end in self.extra],
        )


def group_tokens(
    pieces: Sequence[PlacedPhone], *, half_sure: float, steepness: float
) -> list[PlacedToken]:
    """Group phones by the token they belong to; a token's score is their mean.

    Args:
        pieces: in order.
        half_sure: the score at which one token in two is misplaced.
        steepness: distance of the score from there when one token in four is misplaced.
    """

    def placed(token: int, group: list[PlacedPhone]) -> PlacedToken:
        score = mean_score(group)
        distance = min(max((score - half_sure) / steepness, -30.0), 30.0)
        return PlacedToken(token, tuple(group), score, 1.0 / (1.0 + math.exp(-distance)))

    return [
        placed(token, group)
        for token, group in (
            (token, [*each]) for token, each in groupby(pieces, key=attrgetter("word"))
        )
    ]


def mean_score(pieces: Sequence[PlacedPhone]) -> float:
    """Return the mean score of phones, weighted by their length."""
    seconds = sum(piece.end - piece.start for piece in pieces)
    return sum(piece.score * (piece.end - piece.start) for piece in pieces) / max(seconds, 1e-3)


def worst_run(placed: Sequence[PlacedToken], run: int) -> float:
    """Return the lowest mean score of `run` tokens in a row."""
    scores = np.array([each.score for each in placed])
    lengths = np.array([each.end - each.start for each in placed]) + 1e-3
    ones = np.ones(min(run, len(placed)))
    weights = np.convolve(lengths, ones, mode="valid")
    return float((np.convolve(scores * lengths, ones, mode="valid") / weights).min())


def longest_uncovered(placed: Sequence[PlacedToken], spectra: Spectra) -> float:
    """Return the longest stretch of loud sound outside every token, in seconds."""
    loud = _is_loud(spectra)
    for each in placed:
        loud[max(0, round(each.start / HOP)) : round(each.end / HOP) + 1] = False
    edges = np.flatnonzero(np.diff(np.concatenate([[0], loud.astype(np.int8), [0]])))
    return float((edges[1::2] - edges[::2]).max(initial=0) * HOP)


def spoken_gaps(
    placed: Sequence[PlacedToken], spectra: Spectra, least: float
) -> list[tuple[float, float]]:
    """Return gaps between words of at least `least` seconds that are mostly loud."""
    loud = _is_loud(spectra)
    gaps = [(left.end, right.start) for left, right in pairwise(placed)]
    return [
        (start, end)
        for start, end in gaps
        if end - start >= least and loud[round(start / HOP) : round(end / HOP)].mean() > 0.5
    ]


def _is_loud(spectra: Spectra) -> NDArray[np.bool_]:
    """Return which frames are as loud as speech."""
    loud: NDArray[np.bool_] = spectra.energy > max(spectra.loud[0] - 25.0, spectra.floor[0] + 12.0)
    return loud
