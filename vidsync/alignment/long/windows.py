"""Aligns long audio in windows: search, keep the certain part, continue from a pause.

A window is about twenty seconds, cut where it is quietest. The text of a window may end after any
word, and words near its end are searched again in the next window. Memory does not grow with the
audio.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from itertools import groupby, pairwise
from operator import attrgetter
from typing import Protocol, Self

import numpy as np
from numpy.typing import NDArray

from vidsync.alignment.edges.pause_edges import Piece
from vidsync.alignment.sound.features import HOP, SAMPLE_RATE, Floats, Spectra
from vidsync.alignment.text.tokens import Token


@dataclass(frozen=True, slots=True)
class WalkRules:
    """How windows are cut and joined. Times in seconds.

    Attributes:
        shortest: length of a window.
        longest: largest length of a window; only the last may be slightly longer.
        spare_characters: text offered to a window beyond what can be spoken in it.
        safe_gap: a pause at which a window may end for good.
        unsure: words this close to a window's end are searched again.
        unwritten: loud sound of this length between two words counts as speech that the text
            does not contain, even if the engine reports none.
    """

    shortest: float = 14.0
    longest: float = 22.0
    spare_characters: int = 80
    safe_gap: float = 0.10
    unsure: float = 1.5
    unwritten: float = 0.7


@dataclass(frozen=True, slots=True)
class PlacedToken:
    """A token found in the audio.

    Attributes:
        token: its number.
        pieces: its sounds, with final times.
        score: in the unit of the engine; higher is better.
        confidence: probability that it is within 50 ms of its place, 0 to 1.
    """

    token: int
    pieces: tuple[Piece, ...]
    score: float
    confidence: float

    def shift(self, seconds: float, tokens: int) -> Self:
        """Return the token moved by `seconds` and renumbered by `tokens`."""
        number = self.token + tokens
        pieces = (
            replace(piece, start=piece.start + seconds, end=piece.end + seconds, word=number)
            for piece in self.pieces
        )
        return replace(self, token=number, pieces=tuple(pieces))

    @property
    def start(self) -> float:
        """Start in seconds."""
        return self.pieces[0].start

    @property
    def end(self) -> float:
        """End in seconds."""
        return self.pieces[-1].end


def tokens_of(pieces: Sequence[Piece], *, half_sure: float, steepness: float) -> list[PlacedToken]:
    """Group sounds by the token they belong to; a token's score is their mean.

    Args:
        pieces: in order.
        half_sure: the score at which one token in two is misplaced.
        steepness: distance of the score from there when one token in four is misplaced.
    """

    def placed(token: int, group: list[Piece]) -> PlacedToken:
        score = mean_score(group)
        away = min(max((score - half_sure) / steepness, -30.0), 30.0)
        return PlacedToken(token, tuple(group), score, 1.0 / (1.0 + math.exp(-away)))

    return [
        placed(token, group)
        for token, group in (
            (token, [*each]) for token, each in groupby(pieces, key=attrgetter("word"))
        )
    ]


def mean_score(pieces: Sequence[Piece]) -> float:
    """Return the mean score of sounds, weighted by their length."""
    seconds = sum(piece.end - piece.start for piece in pieces)
    return sum(piece.score * (piece.end - piece.start) for piece in pieces) / max(seconds, 1e-3)


def worst_run(placed: Sequence[PlacedToken], run: int) -> float:
    """Return the lowest mean score of `run` tokens in a row."""
    scores = np.array([each.score for each in placed])
    lengths = np.array([each.end - each.start for each in placed]) + 1e-3
    ones = np.ones(min(run, len(placed)))
    weights = np.convolve(lengths, ones, mode="valid")
    return float((np.convolve(scores * lengths, ones, mode="valid") / weights).min())


def uncovered(placed: Sequence[PlacedToken], spectra: Spectra) -> float:
    """Return the longest stretch of loud sound outside every token, in seconds."""
    loud = _is_loud(spectra)
    for each in placed:
        loud[max(0, round(each.start / HOP)) : round(each.end / HOP) + 1] = False
    edges = np.flatnonzero(np.diff(np.concatenate([[0], loud.astype(np.int8), [0]])))
    return float((edges[1::2] - edges[::2]).max(initial=0) * HOP)


def _is_loud(spectra: Spectra) -> NDArray[np.bool_]:
    """Return which frames are as loud as speech."""
    loud: NDArray[np.bool_] = spectra.energy > max(spectra.loud[0] - 25.0, spectra.floor[0] + 12.0)
    return loud


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


@dataclass(frozen=True, slots=True)
class Outcome:
    """A window's result; times count from its start, tokens from its first."""

    placed: list[PlacedToken]
    missing: list[int]
    extra: list[tuple[float, float]]

    @property
    def mean_score(self) -> float:
        """The mean score of all placed tokens, weighted by length."""
        return mean_score([piece for each in self.placed for piece in each.pieces])

    def committed(self, length: float, rules: WalkRules, *, final: bool) -> tuple[int, float]:
        """Return how many placed tokens to keep, and where the next window begins."""
        if final or not self.placed:
            return len(self.placed), length
        safe = 0
        for index, (left, right) in enumerate(zip(self.placed, self.placed[1:], strict=False)):
            if right.end > length - rules.unsure and right.start > length - rules.unsure:
                break
            if right.start - left.end >= rules.safe_gap:
                safe = index + 1
        half = next(
            (i for i, each in enumerate(self.placed) if each.end > length / 2), len(self.placed)
        )
        if safe <= half:
            # There is no clear pause: use any edge between words well before the end.
            sure = [i for i, each in enumerate(self.placed) if each.end < length - rules.unsure]
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

    def solve(self, sound: Floats, tokens: Sequence[Token], *, whole: bool) -> Outcome:
        """Place tokens in a window.

        Args:
            sound: normalized, at 16 kHz.
            tokens: at least one.
            whole: all of them should be heard; otherwise the sound may end after any.
        """


@dataclass(slots=True)
class Walk:
    """The result of walking through long audio, in order.

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


def walk(
    sound: Floats,
    tokens: Sequence[Token],
    solver: Solver,
    *,
    rules: WalkRules = WalkRules(),
    on_progress: Callable[[int, int], None] | None = None,
) -> Walk:
    """Place tokens in a sound that speaks them more or less in order.

    Args:
        sound: normalized, at 16 kHz.
        tokens: the text.
        solver: the engine.
        rules: how windows are cut and joined.
        on_progress: called with the number of tokens done, and of all tokens.
    """
    result = Walk()
    duration = len(sound) / SAMPLE_RATE
    time, cursor = 0.0, 0
    lengths = [max(len(" ".join(form)) for form in token.readings) + 1 for token in tokens]
    while cursor < len(tokens) and time < duration:
        end = _cut(sound, time, rules)
        last = end >= duration
        budget = int((end - time) * solver.characters_per_second) + rules.spare_characters
        stop = cursor
        while stop < len(tokens) and budget > 0:
            budget -= lengths[stop]
            stop += 1
        piece = sound[round(time * SAMPLE_RATE) : round(end * SAMPLE_RATE)]
        whole = last and stop == len(tokens)
        outcome = solver.solve(piece, tokens[cursor:stop], whole=whole)
        if not outcome.extra:
            outcome = replace(outcome, extra=_unwritten(outcome.placed, piece, rules.unwritten))
        kept, reach = outcome.committed(end - time, rules, final=last)
        for placed in outcome.placed[:kept]:
            result.placed.append(placed.shift(time, cursor))
        following = outcome.placed[kept - 1].token + 1 if kept else 0
        if last:
            following = stop - cursor if stop == len(tokens) else following
        result.missing += (cursor + each for each in outcome.missing if each < following)
        result.extra += (
            (first + time, final + time) for first, final in outcome.extra if first < reach
        )
        if last:
            cursor += following
            break
        cursor += following
        time += reach
        if on_progress:
            on_progress(cursor, len(tokens))
    result.missing += range(cursor, len(tokens))
    return result


def _unwritten(
    placed: Sequence[PlacedToken], sound: Floats, least: float
) -> list[tuple[float, float]]:
    if all(right.start - left.end < least for left, right in pairwise(placed)):
        return []
    return spoken_gaps(placed, Spectra.of(sound), least)


def _cut(sound: Floats, time: float, rules: WalkRules) -> float:
    """Return where a window that begins at `time` should end: in the quietest 200 ms."""
    duration = len(sound) / SAMPLE_RATE
    if duration - time <= rules.longest + 3.0:
        return duration
    first, last = (round((time + x) * SAMPLE_RATE) for x in (rules.shortest, rules.longest))
    step = SAMPLE_RATE // 100
    levels = np.square(sound[first:last]).reshape(-1, step).mean(axis=1)
    smooth = np.convolve(levels, np.ones(20) / 20, mode="same")
    return (first + (int(np.argmin(smooth[10:-10])) + 10) * step) / SAMPLE_RATE
