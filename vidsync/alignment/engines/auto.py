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
from vidsync.alignment.long.windows import Outcome
from vidsync.alignment.placement import PlacedToken, spoken_gaps, uncovered, worst_run
from vidsync.alignment.sound.features import Floats, Spectra
from vidsync.alignment.text.tokens import Token


@dataclass(frozen=True, slots=True)
class ChoiceRules:
    """When warping is better. Its scores are mean costs of a frame, negated.

    Attributes:
        surely_alike: mean score above which warping is more exact.
        alike: mean score above which it is more exact if the acoustic model fits badly.
        fits: mean score above which an acoustic model fits well.
        unlike: mean score of a window below which its warping is not reliable.
        doubtful_run: how much worse than the mean a run of words may fit.
        run: number of words in such a run.
        extra_least: seconds of sound outside every word that raise doubt.
        hurried: share of the usual time per letter below which a run of words is squeezed: the
            words may not be spoken at all.
        lingering: seconds that three words in a row may take beyond the usual, or that may be
            loud between two words: there may be speech that the text does not contain. Twice
            that for a single word means that there is.
    """

    surely_alike: float = -0.8
    alike: float = -1.05
    fits: float = -22.0
    unlike: float = -1.15
    doubtful_run: float = -0.14
    run: int = 5
    extra_least: float = 0.35
    hurried: float = 0.5
    lingering: float = 0.7


def prefers_warp(
    sound: Floats,
    tokens: Sequence[Token],
    warp: DtwSolver,
    forced: SphinxSolver,
    *,
    whole: bool,
    rules: ChoiceRules = ChoiceRules(),
) -> bool:
    """Decide by a sample whether warping is better for a voice.

    Args:
        sound: some seconds, normalized, at 16 kHz.
        tokens: what is spoken in it.
        warp: the warping engine.
        forced: the engine with the acoustic model.
        whole: whether all of the tokens are spoken in it.
        rules: the limits.
    """
    warped = warp.solve(sound, tokens, whole=whole)
    if not warped.placed or warped.mean_score < rules.alike:
        return False
    if warped.mean_score >= rules.surely_alike:
        return True
    found = forced.solve(sound, tokens, whole=whole)
    return bool(found.placed) and not found.missing and found.mean_score < rules.fits


class PreferringWarp:
    """Warps, and uses the acoustic model where the result is in doubt.

    Args:
        warp: the preferred engine.
        forced: the engine that recognizes missing words.
        thorough: the same, searching for differences even where everything seems to fit.
        rules: what is in doubt.
    """

    def __init__(
        self,
        warp: DtwSolver,
        forced: SphinxSolver,
        thorough: SphinxSolver,
        rules: ChoiceRules = ChoiceRules(),
    ) -> None:
        self._warp = warp
        self._forced = forced
        self._thorough = thorough
        self._rules = rules

    @property
    def characters_per_second(self) -> float:
        """The preferred engine's number of characters to offer for a second of sound."""
        return self._warp.characters_per_second

    def solve(self, sound: Floats, tokens: Sequence[Token], *, whole: bool) -> Outcome:
        """Place tokens in a window; see `Solver`."""
        spectra = Spectra.of(sound)
        warped = self._warp.solve_measured(sound, spectra, tokens, whole=whole)
        unwritten = spoken_gaps(warped.placed, spectra, self._rules.lingering)
        uneven = bool(unwritten) or self._is_uneven(warped, tokens)
        if not uneven and not self._in_doubt(warped, spectra):
            return warped
        asked = self._thorough if uneven else self._forced
        forced = asked.solve(sound, tokens, whole=whole)
        if forced.missing or forced.extra or not forced.placed:
            return forced
        if unwritten:
            return replace(warped, extra=unwritten)
        if uneven:
            evened = self._without_hurried(warped, sound, spectra, tokens, whole=whole)
            filled = drawn_out(evened.placed, tokens, 2 * self._rules.lingering)
            return replace(evened, extra=filled)
        unlike = not warped.placed or warped.mean_score < self._rules.unlike
        return forced if unlike else warped

    def _is_uneven(self, outcome: Outcome, tokens: Sequence[Token]) -> bool:
        """Whether words are squeezed or drawn out more than anyone speaks."""
        if not outcome.placed:
            return False
        hurried = hurry(outcome.placed, tokens, self._rules.run) < self._rules.hurried
        return hurried or surplus(outcome.placed, tokens) > self._rules.lingering

    def _in_doubt(self, outcome: Outcome, spectra: Spectra) -> bool:
        """Whether a warped window may be wrong; warping tells less for an unlike voice."""
        if not outcome.placed or outcome.mean_score < self._rules.surely_alike:
            return True
        bound = outcome.mean_score + self._rules.doubtful_run
        if worst_run(outcome.placed, self._rules.run) < bound:
            return True
        return uncovered(outcome.placed, spectra) >= self._rules.extra_least

    def _without_hurried(
        self,
        warped: Outcome,
        sound: Floats,
        spectra: Spectra,
        tokens: Sequence[Token],
        *,
        whole: bool,
    ) -> Outcome:
        """Return the result without squeezed words, if the other words fit better without them."""
        unsaid = hurried_tokens(warped.placed, tokens, self._rules.hurried)
        kept = [index for index in range(len(tokens)) if index not in unsaid]
        if len(unsaid) < 3 or not kept:
            return warped
        said = [tokens[index] for index in kept]
        again = self._warp.solve_measured(sound, spectra, said, whole=whole)
        if not again.placed or again.mean_score <= warped.mean_score:
            return warped
        placed = [each.shift(0.0, kept[each.token] - each.token) for each in again.placed]
        last = len(tokens) if whole else placed[-1].token
        heard = {each.token for each in placed}
        return Outcome(placed, [index for index in range(last) if index not in heard], [])


def _letters(placed: Sequence[PlacedToken], tokens: Sequence[Token]) -> NDArray[np.float64]:
    return np.array([len("".join(tokens[each.token].readings[0])) + 1.0 for each in placed])


def _seconds(placed: Sequence[PlacedToken]) -> NDArray[np.float64]:
    return np.array([each.end - each.start for each in placed])


def hurry(placed: Sequence[PlacedToken], tokens: Sequence[Token], run: int) -> float:
    """Return the time per letter in the fastest run of words, as a share of the usual time."""
    letters, seconds = _letters(placed, tokens), _seconds(placed)
    ones = np.ones(min(run, len(placed)))
    runs = np.convolve(seconds, ones, mode="valid") / np.convolve(letters, ones, mode="valid")
    return float(runs.min() / max(float(np.median(seconds / letters)), 1e-3))


def surplus(placed: Sequence[PlacedToken], tokens: Sequence[Token], run: int = 3) -> float:
    """Return the most seconds that a run of words takes beyond the usual time for its letters."""
    over = _beyond_usual(placed, tokens)
    return float(np.convolve(over, np.ones(min(run, len(placed))), mode="valid").max())


def drawn_out(
    placed: Sequence[PlacedToken], tokens: Sequence[Token], least: float
) -> list[tuple[float, float]]:
    """Return each word's time beyond the usual for its letters, where it is at least `least`."""
    over = _beyond_usual(placed, tokens)
    return [
        (each.end - float(more), each.end)
        for each, more in zip(placed, over, strict=True)
        if more >= least
    ]


def _beyond_usual(placed: Sequence[PlacedToken], tokens: Sequence[Token]) -> NDArray[np.float64]:
    letters, seconds = _letters(placed, tokens), _seconds(placed)
    over: NDArray[np.float64] = seconds - letters * float(np.median(seconds / letters))
    return over


def hurried_tokens(
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
