"""Chooses the engine: by the beginning of the sound, and again in every window.

Where the sound resembles espeak-ng's own speech of the text, warping is more exact. For every
other voice the acoustic model is. A window that warping fits badly, or that may contain other
words than its text, goes to the acoustic model.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from vidsync.alignment.engines.dtw import DtwSolver
from vidsync.alignment.engines.sphinx_solver import SphinxSolver
from vidsync.alignment.long.windows import WindowResult
from vidsync.alignment.placement import PlacedToken, longest_uncovered, spoken_gaps, worst_run
from vidsync.alignment.sound.features import Floats, Spectra
from vidsync.alignment.text.tokens import Token


@dataclass(frozen=True, slots=True)
class ChoiceRules:
    """When warping is better. Its scores are mean costs of a frame, negated.

    Attributes:
        sure_score: mean score above which warping is more exact.
        likely_score: mean score above which it is more exact if the acoustic model fits badly.
        acoustic_score: mean score above which an acoustic model fits well.
        doubtful_score: mean score of a window below which its warping is not reliable.
        run_margin: how much worse than the mean a run of words may fit.
        run: number of words in such a run.
        min_extra: seconds of sound outside every word that raise doubt.
        min_rate: share of the usual time per letter below which a run of words is squeezed: the
            words may not be spoken at all.
        max_surplus: seconds that three words in a row may take beyond the usual, or that may be
            loud between two words: there may be speech that the text does not contain. Twice
            that for a single word means that there is.
    """

    sure_score: float = -0.8
    likely_score: float = -1.05
    acoustic_score: float = -22.0
    doubtful_score: float = -1.15
    run_margin: float = -0.14
    run: int = 5
    min_extra: float = 0.35
    min_rate: float = 0.5
    max_surplus: float = 0.7


def prefers_warping(
    sound: Floats,
    tokens: Sequence[Token],
    warp: DtwSolver,
    acoustic: SphinxSolver,
    *,
    whole: bool,
    rules: ChoiceRules = ChoiceRules(),
) -> bool:
    """Decide by a sample whether warping is better for a voice.

    Args:
        sound: some seconds, normalized, at 16 kHz.
        tokens: what is spoken in it.
        warp: the warping engine.
        acoustic: the engine with the acoustic model.
        whole: whether all of the tokens are spoken in it.
        rules: the limits.
    """
    warped = warp.solve(sound, tokens, whole=whole)
    if not warped.placed or warped.mean_score < rules.likely_score:
        return False
    if warped.mean_score >= rules.sure_score:
        return True
    found = acoustic.solve(sound, tokens, whole=whole)
    return bool(found.placed) and not found.missing and found.mean_score < rules.acoustic_score


class AutoSolver:
    """Warps, and uses the acoustic model where the result is in doubt.

    Args:
        warp: the preferred engine.
        acoustic: the engine that recognizes missing words.
        thorough: the same, searching for differences even where everything seems to fit.
        rules: what is in doubt.
    """

    def __init__(
        self,
        warp: DtwSolver,
        acoustic: SphinxSolver,
        thorough: SphinxSolver,
        rules: ChoiceRules = ChoiceRules(),
    ) -> None:
        self._warp = warp
        self._acoustic = acoustic
        self._thorough = thorough
        self._rules = rules

    @property
    def characters_per_second(self) -> float:
        """The preferred engine's number of characters to offer for a second of sound."""
        return self._warp.characters_per_second

    def solve(self, sound: Floats, tokens: Sequence[Token], *, whole: bool) -> WindowResult:
        """Place tokens in a window; see `Solver`."""
        spectra = Spectra.of(sound)
        warped = self._warp.solve_measured(sound, spectra, tokens, whole=whole)
        loud_gaps = spoken_gaps(warped.placed, spectra, self._rules.max_surplus)
        is_uneven = bool(loud_gaps) or self._is_uneven(warped, tokens)
        if not is_uneven and not self._is_doubtful(warped, spectra):
            return warped
        solver = self._thorough if is_uneven else self._acoustic
        acoustic = solver.solve(sound, tokens, whole=whole)
        if acoustic.missing or acoustic.extra or not acoustic.placed:
            return acoustic
        if loud_gaps:
            return replace(warped, extra=loud_gaps)
        if is_uneven:
            evened = self._drop_squeezed(warped, sound, spectra, tokens, whole=whole)
            filled = surplus_spans(evened.placed, tokens, 2 * self._rules.max_surplus)
            return replace(evened, extra=filled)
        unlike = not warped.placed or warped.mean_score < self._rules.doubtful_score
        return acoustic if unlike else warped

    def _is_uneven(self, outcome: WindowResult, tokens: Sequence[Token]) -> bool:
        """Return whether words are squeezed or drawn out more than anyone speaks."""
        if not outcome.placed:
            return False
        hurried = fastest_rate(outcome.placed, tokens, self._rules.run) < self._rules.min_rate
        return hurried or largest_surplus(outcome.placed, tokens) > self._rules.max_surplus

    def _is_doubtful(self, outcome: WindowResult, spectra: Spectra) -> bool:
        """Return whether a warped window may be wrong; warping tells less for an unlike voice."""
        if not outcome.placed or outcome.mean_score < self._rules.sure_score:
            return True
        bound = outcome.mean_score + self._rules.run_margin
        if worst_run(outcome.placed, self._rules.run) < bound:
            return True
        return longest_uncovered(outcome.placed, spectra) >= self._rules.min_extra

    def _drop_squeezed(
        self,
        warped: WindowResult,
        sound: Floats,
        spectra: Spectra,
        tokens: Sequence[Token],
        *,
        whole: bool,
    ) -> WindowResult:
        """Return the result without squeezed words, if the other words fit better without them."""
        squeezed = squeezed_tokens(warped.placed, tokens, self._rules.min_rate)
        kept = [index for index in range(len(tokens)) if index not in squeezed]
        if len(squeezed) < 3 or not kept:
            return warped
        kept_tokens = [tokens[index] for index in kept]
        again = self._warp.solve_measured(sound, spectra, kept_tokens, whole=whole)
        if not again.placed or again.mean_score <= warped.mean_score:
            return warped
        placed = [each.shift(0.0, kept[each.token] - each.token) for each in again.placed]
        return WindowResult.of(placed, len(tokens), whole=whole)


def _letters(placed: Sequence[PlacedToken], tokens: Sequence[Token]) -> NDArray[np.float64]:
    return np.array([len("".join(tokens[each.token].readings[0])) + 1.0 for each in placed])


def _seconds(placed: Sequence[PlacedToken]) -> NDArray[np.float64]:
    return np.array([each.end - each.start for each in placed])


def fastest_rate(placed: Sequence[PlacedToken], tokens: Sequence[Token], run: int) -> float:
    """Return the time per letter in the fastest run of words, as a share of the usual time."""
    letters, seconds = _letters(placed, tokens), _seconds(placed)
    ones = np.ones(min(run, len(placed)))
    runs = np.convolve(seconds, ones, mode="valid") / np.convolve(letters, ones, mode="valid")
    return float(runs.min() / max(float(np.median(seconds / letters)), 1e-3))


def largest_surplus(placed: Sequence[PlacedToken], tokens: Sequence[Token], run: int = 3) -> float:
    """Return the most seconds that a run of words takes beyond the usual time for its letters."""
    over = _extra_seconds(placed, tokens)
    return float(np.convolve(over, np.ones(min(run, len(placed))), mode="valid").max())


def surplus_spans(
    placed: Sequence[PlacedToken], tokens: Sequence[Token], least: float
) -> list[tuple[float, float]]:
    """Return each word's time beyond the usual for its letters, where it is at least `least`."""
    over = _extra_seconds(placed, tokens)
    return [
        (each.end - float(more), each.end)
        for each, more in zip(placed, over, strict=True)
        if more >= least
    ]


def _extra_seconds(placed: Sequence[PlacedToken], tokens: Sequence[Token]) -> NDArray[np.float64]:
    letters, seconds = _letters(placed, tokens), _seconds(placed)
    over: NDArray[np.float64] = seconds - letters * float(np.median(seconds / letters))
    return over


def squeezed_tokens(
    placed: Sequence[PlacedToken], tokens: Sequence[Token], share: float
) -> set[int]:
    """Return the longest run of tokens squeezed into less than a share of their usual time."""
    letters, seconds = _letters(placed, tokens), _seconds(placed)
    spare = seconds - share * letters * float(np.median(seconds / letters))
    # The run with the lowest sum (Kadane's algorithm), extended over squeezed words only.
    best, first, span = 0.0, 0, (0, 0)
    here = 0.0
    for index, value in enumerate(spare):
        if here >= 0.0:
            here, first = 0.0, index
        here += float(value)
        if here < best:
            best, span = here, (first, index + 1)
    return {placed[index].token for index in range(*span)}
