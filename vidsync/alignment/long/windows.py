"""Aligns long audio in windows: search, keep the certain part, continue from a pause.

A window is about twenty seconds, cut where it is quietest. The text of a window may end after any
word, and words near its end are searched again in the next window. Memory does not grow with the
audio.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Protocol, Self

import numpy as np

from vidsync.alignment.placement import PlacedToken, Placements, mean_score, spoken_gaps
from vidsync.alignment.sound.features import SAMPLE_RATE, Floats, Spectra
from vidsync.alignment.text.tokens import Token


@dataclass(frozen=True, slots=True)
class WindowRules:
    """How windows are cut and joined. Times in seconds.

    Attributes:
        shortest: length of a window.
        longest: largest length of a window; only the last may be slightly longer.
        spare_characters: text offered to a window beyond what can be spoken in it.
        safe_gap: a pause at which a window may end for good.
        retry: words this close to a window's end are searched again.
        min_extra: loud sound of this length between two words counts as speech that the text
            does not contain, even if the engine reports none.
    """

    shortest: float = 14.0
    longest: float = 22.0
    spare_characters: int = 80
    safe_gap: float = 0.10
    retry: float = 1.5
    min_extra: float = 0.7


@dataclass(frozen=True, slots=True)
class WindowResult:
    """A window's result; times count from its start, tokens from its first."""

    placed: list[PlacedToken]
    missing: list[int]
    extra: list[tuple[float, float]]

    @classmethod
    def of(cls, placed: list[PlacedToken], count: int, *, whole: bool) -> Self:
        """Return a result in which every token before the last found one is found or missing.

        Args:
            placed: the found tokens, in order.
            count: number of tokens that were offered.
            whole: whether all of them should be heard.
        """
        found = {each.token for each in placed}
        last = count if whole else max(found, default=0)
        return cls(placed, [index for index in range(last) if index not in found], [])

    @property
    def mean_score(self) -> float:
        """The mean score of all placed tokens, weighted by length."""
        return mean_score([piece for each in self.placed for piece in each.phones])

    def commit(self, length: float, rules: WindowRules, *, final: bool) -> tuple[int, float]:
        """Return how many placed tokens to keep, and where the next window begins."""
        if final or not self.placed:
            return len(self.placed), length
        safe = 0
        for index, (left, right) in enumerate(zip(self.placed, self.placed[1:], strict=False)):
            if right.end > length - rules.retry and right.start > length - rules.retry:
                break
            if right.start - left.end >= rules.safe_gap:
                safe = index + 1
        half = next(
            (i for i, each in enumerate(self.placed) if each.end > length / 2), len(self.placed)
        )
        if safe <= half:
            # There is no clear pause: use any edge between words well before the end.
            sure = [i for i, each in enumerate(self.placed) if each.end < length - rules.retry]
            safe = max(safe, len(sure))
        if safe == 0:
            return len(self.placed), length
        if safe == len(self.placed):
            return safe, max(self.placed[-1].end, min(length, self.placed[-1].end + 0.2))
        return safe, (self.placed[safe - 1].end + self.placed[safe].start) / 2


class Solver(Protocol):
    """An engine that places tokens in one window."""

    @property
    def characters_per_second(self) -> float:
        """Number of characters to offer for a second of sound."""

    def solve(self, sound: Floats, tokens: Sequence[Token], *, whole: bool) -> WindowResult:
        """Place tokens in a window.

        Args:
            sound: normalized, at 16 kHz.
            tokens: at least one.
            whole: all of them should be heard; otherwise the sound may end after any.
        """


def align_windows(
    sound: Floats,
    tokens: Sequence[Token],
    solver: Solver,
    *,
    rules: WindowRules = WindowRules(),
    on_progress: Callable[[int, int], None] | None = None,
) -> Placements:
    """Place tokens in a sound that speaks them more or less in order.

    Args:
        sound: normalized, at 16 kHz.
        tokens: the text.
        solver: the engine.
        rules: how windows are cut and joined.
        on_progress: called with the number of tokens done, and of all tokens.
    """
    result = Placements()
    duration = len(sound) / SAMPLE_RATE
    time, first = 0.0, 0
    lengths = [max(len(" ".join(form)) for form in token.readings) + 1 for token in tokens]
    while first < len(tokens) and time < duration:
        end = _find_cut(sound, time, rules)
        last = end >= duration
        budget = int((end - time) * solver.characters_per_second) + rules.spare_characters
        stop = first
        while stop < len(tokens) and budget > 0:
            budget -= lengths[stop]
            stop += 1
        piece = sound[round(time * SAMPLE_RATE) : round(end * SAMPLE_RATE)]
        whole = last and stop == len(tokens)
        outcome = solver.solve(piece, tokens[first:stop], whole=whole)
        if not outcome.extra:
            outcome = replace(outcome, extra=_find_extra(outcome.placed, piece, rules.min_extra))
        kept, reach = outcome.commit(end - time, rules, final=last)
        for placed in outcome.placed[:kept]:
            result.placed.append(placed.shift(time, first))
        following = outcome.placed[kept - 1].token + 1 if kept else 0
        if last:
            following = stop - first if stop == len(tokens) else following
        result.missing += (first + each for each in outcome.missing if each < following)
        result.extra += (
            (first + time, final + time) for first, final in outcome.extra if first < reach
        )
        if last:
            first += following
            break
        first += following
        time += reach
        if on_progress:
            on_progress(first, len(tokens))
    result.missing += range(first, len(tokens))
    return result


def _find_extra(
    placed: Sequence[PlacedToken], sound: Floats, min_seconds: float
) -> list[tuple[float, float]]:
    if all(right.start - left.end < min_seconds for left, right in pairwise(placed)):
        return []
    return spoken_gaps(placed, Spectra.of(sound), min_seconds)


def _find_cut(sound: Floats, time: float, rules: WindowRules) -> float:
    """Return where a window that begins at `time` should end: in the quietest 200 ms."""
    duration = len(sound) / SAMPLE_RATE
    if duration - time <= rules.longest + 3.0:
        return duration
    first, last = (round((time + x) * SAMPLE_RATE) for x in (rules.shortest, rules.longest))
    step = SAMPLE_RATE // 100
    levels = np.square(sound[first:last]).reshape(-1, step).mean(axis=1)
    smooth = np.convolve(levels, np.ones(20) / 20, mode="same")
    return (first + (int(np.argmin(smooth[10:-10])) + 10) * step) / SAMPLE_RATE
