"""Alignment by the user's own CTC network, such as wav2vec 2.0.

The network gives the probability of each letter in every 20 ms, and the text's letters are placed
along it. Words come without phones.
"""

from __future__ import annotations

import math
import unicodedata
from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from vidsync.alignment.edges.pause_edges import PlacedPhone
from vidsync.alignment.edges.settling import settle
from vidsync.alignment.engines.ctc_models import LetterNetwork
from vidsync.alignment.long.windows import WindowResult
from vidsync.alignment.placement import group_tokens
from vidsync.alignment.sound.features import SAMPLE_RATE, Floats, Spectra
from vidsync.alignment.text.romanization import romanize
from vidsync.alignment.text.tokens import Token

# The mean log probability of a letter at which one word in two is misplaced.
_HALF_SURE = -2.0
_STEEPNESS = 0.5


class CtcSolver:
    """Places tokens by the letters that a network recognizes."""

    characters_per_second = 30.0

    def __init__(self, network: LetterNetwork) -> None:
        self._network = network

    def solve(self, sound: Floats, tokens: Sequence[Token], *, whole: bool) -> WindowResult:
        """Place tokens in a window; see `Solver`."""
        targets: list[int] = []
        owners: list[int] = []
        for number, token in enumerate(tokens):
            ids = spelling(token, self._network.letters)
            targets += ids
            owners += [number] * len(ids)
        if not targets:
            return WindowResult([], [], [])
        log_probabilities = self._network.log_probabilities(sound)
        ends = [
            index
            for index in range(len(owners))
            if owners[index : index + 1] != owners[index + 1 : index + 2]
        ]
        spans = place_letters(
            log_probabilities, targets, self._network.blank, ends=None if whole else ends
        )
        frame = len(sound) / SAMPLE_RATE / len(log_probabilities)
        pieces = _join_letters(spans, owners, frame)
        placed = group_tokens(
            settle(pieces, Spectra.of(sound)), half_sure=_HALF_SURE, steepness=_STEEPNESS
        )
        return WindowResult.of(placed, len(tokens), whole=whole)


def spelling(token: Token, letters: Mapping[str, int]) -> list[int]:
    """Return a token's letters as a model numbers them; unknown letters are left out.

    Raises:
        DependencyError: the model has Latin letters only, and uroman is not installed.
    """
    word = "".join(token.readings[0])
    if all(letter.isascii() for letter in letters if len(letter) == 1):
        word = romanize(word)
    ids: list[int] = []
    for letter in word:
        bare = unicodedata.normalize("NFD", letter)[0]
        known = (
            letters.get(form)
            for form in (letter, letter.casefold(), letter.upper(), bare.casefold(), bare.upper())
        )
        number = next((each for each in known if each is not None), None)
        if number is not None:
            ids.append(number)
    return ids


def place_letters(
    log_probabilities: Floats,
    targets: Sequence[int],
    blank: int,
    *,
    ends: Sequence[int] | None = None,
) -> list[tuple[int, int, float]]:
    """Place each letter on the likeliest path that has them all in order.

    Args:
        log_probabilities: of shape (frames, letters).
        targets: the letters' numbers, in order; at least one.
        blank: the number of the blank.
        ends: indices of letters after which the sound may end; None is only the last.

    Returns:
        First frame, frame after the last, and mean log probability of each letter; those
        after the chosen end are left out. Empty if the sound is too short for the text.

    Source:
        Graves et al. (2006), connectionist temporal classification; Viterbi search.
    """
    frames = len(log_probabilities)
    labels = np.full(2 * len(targets) + 1, blank)
    labels[1::2] = targets
    width = len(labels)
    # A path may step over a blank only between different letters.
    leap = np.zeros(width, bool)
    leap[3::2] = labels[3::2] != labels[1:-2:2]
    scores = np.full(width, -np.inf)
    scores[:2] = log_probabilities[0, labels[:2]]
    steps = np.zeros((frames, width), np.int8)
    for frame in range(1, frames):
        best = scores.copy()
        step = steps[frame]
        one = np.concatenate([[-np.inf], scores[:-1]])
        np.copyto(step, 1, where=one > best)
        best = np.maximum(best, one)
        two = np.where(leap, np.concatenate([[-np.inf, -np.inf], scores[:-2]]), -np.inf)
        np.copyto(step, 2, where=two > best)
        scores = np.maximum(best, two) + log_probabilities[frame, labels]
    finals = [len(targets) - 1] if ends is None else [*ends]
    state = max(
        (each for index in finals for each in (2 * index + 1, 2 * index + 2)),
        key=lambda each: (float(scores[each]), -each),
    )
    if not math.isfinite(float(scores[state])):
        return []
    path = np.empty(frames, int)
    for frame in range(frames - 1, -1, -1):
        path[frame] = state
        state -= int(steps[frame, state])
    placed: list[tuple[int, int, float]] = []
    for index in range((int(path[-1]) + 1) // 2):
        where: NDArray[np.intp] = np.flatnonzero(path == 2 * index + 1)
        mean = float(log_probabilities[where, labels[2 * index + 1]].mean())
        placed.append((int(where[0]), int(where[-1]) + 1, mean))
    return placed


def _join_letters(
    spans: Sequence[tuple[int, int, float]], owners: Sequence[int], frame: float
) -> list[PlacedPhone]:
    """Join letters to one piece for each token; its sounds are not known."""
    pieces: list[PlacedPhone] = []
    for (first, after, score), owner in zip(spans, owners, strict=False):
        if pieces and pieces[-1].word == owner:
            known = pieces[-1]
            pieces[-1] = PlacedPhone("", known.start, after * frame, owner, min(known.score, score))
        else:
            pieces.append(PlacedPhone("", first * frame, after * frame, owner, score))
    return pieces
