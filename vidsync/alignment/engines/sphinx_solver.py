"""The main engine: searches a grammar in the sound, strictly or leniently.

A window is first searched for exactly its text. If that fits badly, it is searched again with
permission to skip words and sentences and to pass over speech without text, and then strictly once
more for the words that were heard.
"""

from __future__ import annotations

import math
from bisect import bisect_left
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np

from vidsync.alignment.edges.pause_edges import EdgeRules, PlacedPhone
from vidsync.alignment.edges.settling import settle
from vidsync.alignment.engines.grammar import Grammar
from vidsync.alignment.engines.sphinx_decoder import FoundWord, Pronunciations, Recognizer
from vidsync.alignment.long.windows import WindowResult
from vidsync.alignment.placement import (
    PlacedToken,
    Placements,
    group_tokens,
    longest_uncovered,
    mean_score,
    worst_run,
)
from vidsync.alignment.sound.denoise import DenoisingRules, remove_noise
from vidsync.alignment.sound.features import PADDING, SAMPLE_RATE, Floats, Spectra, padded_pcm
from vidsync.alignment.text.tokens import Token
from vidsync.writing import ends_sentence

# In noise a weak sound is as quiet as a pause. Only a long silence is certain to be one, and
# what remains of a murmur or a click is not known.
_NOISY_EDGES = EdgeRules(inward=0.15, silent=0.1, movable=1, click=0.0, murmur=math.inf)


@dataclass(frozen=True, slots=True)
class SphinxRules:
    """When a window is suspect, and what leniency costs. Scores per frame, times in seconds.

    Attributes:
        good_score: mean score of a window that contains its text.
        bad_score: mean score of a run of tokens that is hardly what is spoken.
        hopeless_score: mean score below which none of a text is spoken.
        margin: how much worse than the others a stretch must fit to be wrong.
        run: number of tokens in such a run.
        half_sure: score of a token that is misplaced with probability one half.
        steepness: of the confidence around that.
        pause: probability of a pause where the text suggests it, and elsewhere; next to a
            suggested pause it is almost zero.
        skip: probability of leaving out a word or a sentence.
        extra: probability of each phone that the text does not contain.
        min_extra: shortest stretch of speech outside every word that counts.
        min_contrast: contrast below which nobody speaks, in dB: the model would find words in plain
            noise.
        noisy_contrast: lowest and highest contrast at which noise is removed, in dB; less contrast
            means that the sound is noise itself.
        noise_left: two such contrasts, and the amplitude of the noise that is left for the
            search at each.
    """

    good_score: float = -28.5
    bad_score: float = -40.0
    hopeless_score: float = -37.0
    margin: float = 10.0
    run: int = 5
    half_sure: float = -47.0
    steepness: float = 10.0
    pause: tuple[float, float] = (1.0, 0.005)
    skip: float = 1e-30
    extra: float = 1e-8
    min_extra: float = 0.35
    min_contrast: float = 3.0
    noisy_contrast: tuple[float, float] = (12.0, 27.0)
    noise_left: tuple[tuple[float, float], tuple[float, float]] = ((18.0, 24.0), (0.2, 0.5))


class SphinxSolver:
    """Places tokens by their acoustic likelihood.

    Args:
        recognizer: of the language.
        pronunciations: of the words that its dictionary lacks.
        rules: when to search again.
    """

    characters_per_second = 30.0

    def __init__(
        self,
        recognizer: Recognizer,
        pronunciations: Mapping[str, Pronunciations],
        rules: SphinxRules = SphinxRules(),
    ) -> None:
        self._recognizer = recognizer
        self._pronunciations = pronunciations
        self._rules = rules

    def solve(self, sound: Floats, tokens: Sequence[Token], *, whole: bool) -> WindowResult:
        """Place tokens in a window; see `Solver`."""
        window = _Window(sound, tokens, self._recognizer, self._pronunciations, self._rules)
        return window.solve(whole=whole)

    def solve_anywhere(self, sound: Floats, tokens: Sequence[Token]) -> Placements:
        """Return the tokens that a sound contains; nothing if that is not certain."""
        window = _Window(sound, tokens, self._recognizer, self._pronunciations, self._rules)
        return Placements(window.solve_anywhere())

    def sound_scorer(self, sound: Floats) -> Callable[[Sequence[Sequence[str]]], float | None]:
        """Return a function that tells how well words fit a sound: `_Window.score`.

        Args:
            sound: normalized, at 16 kHz.
        """
        return _Window(sound, (), self._recognizer, {}, self._rules).score


class _Window:
    """One stretch of sound and the tokens that may be in it."""

    def __init__(
        self,
        sound: Floats,
        tokens: Sequence[Token],
        recognizer: Recognizer,
        pronunciations: Mapping[str, Pronunciations],
        rules: SphinxRules,
    ) -> None:
        self._sound = sound
        self._tokens = tokens
        self._recognizer = recognizer
        self._pronunciations = pronunciations
        self._rules = rules
        self._spectra = Spectra.of(sound)
        self._edge_rules = EdgeRules()
        self._marked = {number for number, token in enumerate(tokens) if token.ends_clause}
        contrast = self._spectra.contrast
        self._is_steady = contrast < rules.min_contrast
        if rules.noisy_contrast[0] < contrast < rules.noisy_contrast[1]:
            # Edges are measured with all noise removed. The model is better at speech in which some
            # noise is left, the more the less noise there is.
            left = float(np.interp(contrast, *rules.noise_left))
            self._spectra = Spectra.of(remove_noise(sound))
            self._edge_rules = _NOISY_EDGES
            sound = remove_noise(sound, DenoisingRules(least=left))
        self._pcm = padded_pcm(sound)

    def solve(self, *, whole: bool) -> WindowResult:
        """Search strictly first, and leniently where that does not fit."""
        everything = range(len(self._tokens))
        if self._is_steady:
            return WindowResult([], [*everything] if whole else [], [])
        grammar = Grammar.of([token.readings for token in self._tokens])
        found = self._search(grammar, everything, whole=whole)
        strict = self._place(found) if found else []
        if strict and not self._is_suspect(strict):
            return WindowResult.of(strict, len(self._tokens), whole=whole)
        return self._repair(strict, whole=whole)

    def solve_anywhere(self) -> list[PlacedToken]:
        """Return the tokens that are spoken, from any to any; none if they fit badly."""
        everything = range(len(self._tokens))
        grammar = Grammar.of([token.readings for token in self._tokens])
        grammar.allow_any_start()
        found = self._search(grammar, everything, whole=False)
        placed = self._place(found) if found else []
        return [] if not placed or self._is_suspect(placed) else placed

    def score(self, words: Sequence[Sequence[str]]) -> float | None:
        """Return the mean score of words, given as the model's phones; None if they don't fit."""
        grammar = Grammar.of([[tuple(f"_{label}" for label in word)] for word in words])
        found = self._recognizer.search(self._pcm, grammar, {})
        if not found:
            return None
        seconds = sum(word.end - word.start for word in found)
        return sum(word.score * (word.end - word.start) for word in found) / seconds

    def _repair(self, strict: list[PlacedToken], *, whole: bool) -> WindowResult:
        """Search leniently, then strictly for the words that were heard."""
        everything = range(len(self._tokens))
        lenient = self._search(self._lenient_grammar(), everything, whole=whole)
        if lenient is None:
            return WindowResult.of(strict, len(self._tokens), whole=whole)
        heard_tokens = sorted({word.token for word in lenient if word.token >= 0})
        if not heard_tokens:
            if strict and _mean_score(strict) >= self._rules.hopeless_score:
                return WindowResult.of(strict, len(self._tokens), whole=whole)
            return WindowResult([], [*everything] if whole else [], self._extra_spans(lenient))
        usual = float(
            np.median([each.score for each in strict if each.token in {*heard_tokens}] or [0.0])
        )
        bound = usual - self._rules.margin
        last = len(self._tokens) if whole else heard_tokens[-1]
        kept = sorted({*heard_tokens, *self._restore_skipped(strict, heard_tokens, last, bound)})
        loops = self._find_extra_boundaries(lenient, kept, strict, bound)
        if len(kept) == len(self._tokens) and not loops:
            return WindowResult.of(strict, len(self._tokens), whole=whole)
        again = Grammar.of([self._tokens[index].readings for index in kept])
        for position in loops:
            again.allow_loop(position, self._recognizer.phone_words, self._rules.extra)
        found = self._search(again, kept, whole=True)
        placed = self._place(found) if found else []
        if not placed or found is None:
            return WindowResult.of(strict, len(self._tokens), whole=whole)
        missing = [index for index in everything if index not in kept and index < last]
        return WindowResult(placed, missing, self._extra_spans(found))

    def _lenient_grammar(self) -> Grammar:
        """Return a grammar that may skip words and sentences, with any speech between."""
        everything = range(len(self._tokens))
        grammar = Grammar.of([token.readings for token in self._tokens])
        sentences = self._sentence_spans()
        grammar.allow_skips([(index, index + 1) for index in everything], self._rules.skip)
        grammar.allow_skips(sentences, self._rules.skip)
        for first, _ in [*sentences, (len(self._tokens), 0)]:
            grammar.allow_loop(first, self._recognizer.phone_words, self._rules.extra)
        return grammar

    def _restore_skipped(
        self, strict: list[PlacedToken], heard_tokens: Sequence[int], last: int, bound: float
    ) -> list[int]:
        """Return skipped tokens that fitted no worse than the others in the strict search.

        Where a voice is unlike the model everything fits badly, and skipping is cheap.
        """
        by_token = {each.token: each for each in strict}
        kept: list[int] = []
        for first, after in pairwise([-1, *heard_tokens, last]):
            run = [by_token[index] for index in range(first + 1, after) if index in by_token]
            # A single word may fit badly by chance, a whole sentence hardly.
            lenient = bound - 2 * self._rules.margin / np.sqrt(max(1, len(run)))
            if run and _mean_score(run) >= lenient:
                kept += range(first + 1, after)
        return kept

    def _sentence_spans(self) -> list[tuple[int, int]]:
        spans: list[tuple[int, int]] = []
        first = 0
        for index, token in enumerate(self._tokens):
            if ends_sentence(token.text) or index == len(self._tokens) - 1:
                spans.append((first, index + 1))
                first = index + 1
        return spans

    def _find_extra_boundaries(
        self,
        lenient: Sequence[FoundWord],
        kept: Sequence[int],
        strict: list[PlacedToken],
        bound: float,
    ) -> list[int]:
        """Return the boundaries between kept tokens at which there is speech without text."""
        boundaries: set[int] = set()
        for start, end in self._extra_spans(lenient):
            covering = [each for each in strict if each.start < end and each.end > start]
            covered = sum(min(each.end, end) - max(each.start, start) for each in covering)
            filled = covering and end - start - covered < self._rules.min_extra
            if filled and _mean_score(covering) >= bound:
                continue
            before = [word.token for word in lenient if word.token >= 0 and word.end <= start + 0.2]
            boundaries.add(bisect_left(kept, before[-1]) + 1 if before else 0)
        return sorted(boundaries)

    def _extra_spans(self, found: Sequence[FoundWord]) -> list[tuple[float, float]]:
        runs: list[tuple[float, float]] = []
        for word in found:
            if word.token >= 0:
                continue
            start, end = word.start - PADDING, word.end - PADDING
            if runs and start - runs[-1][1] < 0.5:
                runs[-1] = (runs[-1][0], end)
            else:
                runs.append((start, end))
        return [(a, b) for a, b in runs if b - a >= self._rules.min_extra]

    def _search(
        self, grammar: Grammar, kept: Sequence[int], *, whole: bool
    ) -> list[FoundWord] | None:
        if not whole:
            grammar.allow_any_end()
        marked = [place for place, token in enumerate(kept, 1) if token in self._marked]
        grammar.expect_pauses(marked, *self._rules.pause)
        found = self._recognizer.search(self._pcm, grammar, self._pronunciations)
        if found is None:
            return None
        return [
            replace(word, token=kept[word.token]) if word.token >= 0 else word for word in found
        ]

    def _place(self, found: Sequence[FoundWord]) -> list[PlacedToken]:
        """Return the tokens with settled edges."""
        length = len(self._sound) / SAMPLE_RATE
        raw = [
            PlacedPhone(
                phone.ipa,
                min(max(phone.start - PADDING, 0.0), length),
                min(max(phone.end - PADDING, 0.0), length),
                word.token,
                word.score,
            )
            for word in found
            if word.token >= 0
            for phone in word.phones
        ]
        return group_tokens(
            settle(raw, self._spectra, self._edge_rules, marked=self._marked),
            half_sure=self._rules.half_sure,
            steepness=self._rules.steepness,
        )

    def _is_suspect(self, placed: Sequence[PlacedToken]) -> bool:
        """Return whether the text may differ from the sound."""
        if _mean_score(placed) < self._rules.good_score:
            return True
        if worst_run(placed, self._rules.run) < self._rules.bad_score:
            return True
        return longest_uncovered(placed, self._spectra) >= self._rules.min_extra


def _mean_score(placed: Sequence[PlacedToken]) -> float:
    return mean_score([piece for each in placed for piece in each.phones])
