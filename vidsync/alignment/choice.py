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
    """When warping is the better way. Scores are mean costs of a frame, negated.

    Attributes:
        alike: mean score over which a voice resembles espeak-ng's enough for warping to
            be better than an acoustic model of another language.
        alike_native: the same, re a model of the language itself.
        doubtful_run: how much worse than the mean some words in a row may fit.
        run: words in such a run.
        extra_least: seconds of sound outside every word that raise doubt.
    """

    alike: float = -1.05
    alike_native: float = -0.9
    doubtful_run: float = -0.14
    run: int = 5
    extra_least: float = 0.35


def sounds_alike(outcome: Outcome, *, native: bool, rules: ChoiceRules = ChoiceRules()) -> bool:
    """Whether what was warped sounds so much like espeak-ng that warping is the better way.

    Args:
        outcome: of warping.
        native: whether there is an acoustic model of the language itself.
        rules: the bounds.
    """
    bound = rules.alike_native if native else rules.alike
    return bool(outcome.placed) and outcome.mean_score >= bound


class PreferringWarp:
    """Warps, and asks the acoustic model where that is in doubt.

    Args:
        warp: the engine that is preferred.
        forced: the engine that can tell what is not said.
        native: whether the acoustic model is of the language itself.
        rules: what is in doubt.
    """

    def __init__(
        self,
        warp: DtwSolver,
        forced: SphinxSolver,
        *,
        native: bool,
        rules: ChoiceRules = ChoiceRules(),
    ) -> None:
        self._warp = warp
        self._forced = forced
        self._native = native
        self._rules = rules

    @property
    def characters_per_second(self) -> float:
        """As the engine that is preferred."""
        return self._warp.characters_per_second

    def solve(self, sound: Floats, tokens: Sequence[Token], *, whole: bool) -> Outcome:
        """The tokens in a stretch of sound; as `walk` wants it."""
        warped = self._warp.solve(sound, tokens, whole=whole)
        if not self.in_doubt(warped, sound):
            return warped
        forced = self._forced.solve(sound, tokens, whole=whole)
        differs = forced.missing or forced.extra or not forced.placed
        return (
            forced
            if differs or not sounds_alike(warped, native=self._native, rules=self._rules)
            else warped
        )

    def in_doubt(self, outcome: Outcome, sound: Floats) -> bool:
        """Whether a warped window may be wrong."""
        if not sounds_alike(outcome, native=self._native, rules=self._rules):
            return True
        usual = outcome.mean_score
        if worst_run(outcome.placed, self._rules.run) < usual + self._rules.doubtful_run:
            return True
        return uncovered(outcome.placed, Spectra.of(sound)) >= self._rules.extra_least
