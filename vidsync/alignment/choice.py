"""Which engine aligns: decided by listening to the beginning, checked in every window.

Where the sound is like espeak-ng's own speech of the text, warping is the more exact
way; for every other voice the acoustic model is. A window that warping fits badly, or
that may say something else than its text, goes to the acoustic model.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from vidsync.alignment.dtw import DtwSolver
from vidsync.alignment.forced import SphinxSolver
from vidsync.alignment.readings import Token
from vidsync.alignment.spectra import Floats, Spectra
from vidsync.alignment.walk import Outcome, uncovered, worst_run


@dataclass(frozen=True, slots=True)
class ChoiceRules:
    """When warping is the better way. Warping's scores are mean costs of a frame, negated.

    Attributes:
        surely_alike: mean score of warping over which it is the more exact way.
        alike: mean score over which it is, if the acoustic model fits badly.
        fits: mean score over which an acoustic model fits well.
        unlike: mean score of a window under which its warping can't be trusted.
        doubtful_run: how much worse than the mean some words in a row may fit.
        run: words in such a run.
        extra_least: seconds of sound outside every word that raise doubt.
    """

    surely_alike: float = -0.8
    alike: float = -1.05
    fits: float = -22.0
    unlike: float = -1.15
    doubtful_run: float = -0.14
    run: int = 5
    extra_least: float = 0.35


def prefers_warp(
    sound: Floats,
    tokens: Sequence[Token],
    warp: DtwSolver,
    forced: SphinxSolver,
    *,
    whole: bool,
    rules: ChoiceRules = ChoiceRules(),
) -> bool:
    """Whether warping is the better way for a voice, by a sample of it.

    Args:
        sound: some seconds, normalized, at 16 kHz.
        tokens: what is said in it.
        warp: the one engine.
        forced: the other.
        whole: whether all of the tokens are said in it.
        rules: the bounds.
    """
    warped = warp.solve(sound, tokens, whole=whole)
    if not warped.placed or warped.mean_score < rules.alike:
        return False
    if warped.mean_score >= rules.surely_alike:
        return True
    found = forced.solve(sound, tokens, whole=whole)
    return bool(found.placed) and not found.missing and found.mean_score < rules.fits


class PreferringWarp:
    """Warps, and asks the acoustic model where that is in doubt.

    Args:
        warp: the engine that is preferred.
        forced: the engine that can tell what is not said.
        rules: what is in doubt.
    """

    def __init__(
        self, warp: DtwSolver, forced: SphinxSolver, rules: ChoiceRules = ChoiceRules()
    ) -> None:
        self._warp = warp
        self._forced = forced
        self._rules = rules

    @property
    def characters_per_second(self) -> float:
        """As the engine that is preferred."""
        return self._warp.characters_per_second

    def solve(self, sound: Floats, tokens: Sequence[Token], *, whole: bool) -> Outcome:
        """The tokens in a stretch of sound; as `walk` wants it."""
        warped = self._warp.solve(sound, tokens, whole=whole)
        if not self._in_doubt(warped, sound):
            return warped
        forced = self._forced.solve(sound, tokens, whole=whole)
        differs = forced.missing or forced.extra or not forced.placed
        unlike = not warped.placed or warped.mean_score < self._rules.unlike
        return forced if differs or unlike else warped

    def _in_doubt(self, outcome: Outcome, sound: Floats) -> bool:
        """Whether a warped window may be wrong: the less alike, the less warping can tell."""
        if not outcome.placed or outcome.mean_score < self._rules.surely_alike:
            return True
        bound = outcome.mean_score + self._rules.doubtful_run
        if worst_run(outcome.placed, self._rules.run) < bound:
            return True
        return uncovered(outcome.placed, Spectra.of(sound)) >= self._rules.extra_least
