"""Through long audio in windows: search, keep what is sure, go on from a pause.

A window is some twenty seconds, cut where it is quietest; the search may end after any
word in it, and what lies near its end is searched again in the next. Where text and
audio do not fit, the window is searched once more with leave to skip text and to pass
over speech. Memory does not grow with the audio.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np

from vidsync.alignment.edges import Piece, settle
from vidsync.alignment.grammar import Grammar
from vidsync.alignment.numbers import Spoken
from vidsync.alignment.readings import Token
from vidsync.alignment.spectra import HOP, PADDING, SAMPLE_RATE, Floats, Spectra, padded_pcm
from vidsync.alignment.sphinx import PHONE_WORDS, FoundWord, Recognizer, Ways
from vidsync.transcript import ends_sentence


@dataclass(frozen=True, slots=True)
class WalkRules:
    """Windows and limits. Times in seconds, scores as the search gives them."""

    shortest: float = 14.0
    longest: float = 22.0
    characters_per_second: float = 30.0
    spare_characters: int = 80
    safe_gap: float = 0.10
    unsure: float = 1.5
    good: float = -31.0
    bad: float = -42.0
    run: int = 5
    skip: float = 1e-30
    extra: float = 1e-8
    extra_least: float = 0.35


@dataclass(frozen=True, slots=True)
class PlacedToken:
    """A token found in the audio: its sounds with final times, and its score."""

    token: int
    pieces: tuple[Piece, ...]
    score: float

    @property
    def start(self) -> float:
        """Seconds."""
        return self.pieces[0].start

    @property
    def end(self) -> float:
        """Seconds."""
        return self.pieces[-1].end


@dataclass(slots=True)
class Walk:
    """What a walk found, in order.

    Attributes:
        placed: tokens that are heard.
        missing: tokens that are not.
        extra: stretches of speech without text, in seconds.
    """

    placed: list[PlacedToken] = field(default_factory=list)
    missing: list[int] = field(default_factory=list)
    extra: list[tuple[float, float]] = field(default_factory=list)


def walk(
    sound: Floats,
    tokens: Sequence[Token],
    recognizer: Recognizer,
    pronunciations: Mapping[str, Ways],
    *,
    rules: WalkRules = WalkRules(),
    on_progress: Callable[[int, int], None] | None = None,
) -> Walk:
    """Place tokens in a sound that says them in order, more or less.

    Args:
        sound: normalized, at 16 kHz.
        tokens: the text.
        recognizer: of the language.
        pronunciations: of the words that its dictionary lacks.
        rules: windows and limits.
        on_progress: called with the tokens done and their number.
    """
    result = Walk()
    duration = len(sound) / SAMPLE_RATE
    time, cursor = 0.0, 0
    lengths = [max(len(" ".join(form)) for form in token.readings) + 1 for token in tokens]
    while cursor < len(tokens) and time < duration:
        end = _cut(sound, time, rules)
        last = end >= duration
        budget = int((end - time) * rules.characters_per_second) + rules.spare_characters
        stop = cursor
        while stop < len(tokens) and budget > 0:
            budget -= lengths[stop]
            stop += 1
        piece = sound[round(time * SAMPLE_RATE) : round(end * SAMPLE_RATE)]
        window = _Window(piece, tokens[cursor:stop], recognizer, pronunciations, rules)
        outcome = window.solved(whole=last and stop == len(tokens))
        kept, reach = outcome.committed(end - time, rules, final=last)
        for placed in outcome.placed[:kept]:
            result.placed.append(_moved(placed, time, cursor))
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


def _moved(placed: PlacedToken, time: float, cursor: int) -> PlacedToken:
    token = placed.token + cursor
    return PlacedToken(
        token,
        tuple(
            replace(piece, start=piece.start + time, end=piece.end + time, word=token)
            for piece in placed.pieces
        ),
        placed.score,
    )


def _cut(sound: Floats, time: float, rules: WalkRules) -> float:
    """Where a window that begins at a time should end: in the quietest 200 ms."""
    duration = len(sound) / SAMPLE_RATE
    if duration - time <= rules.longest + 3.0:
        return duration
    first, last = (round((time + x) * SAMPLE_RATE) for x in (rules.shortest, rules.longest))
    step = SAMPLE_RATE // 100
    levels = np.square(sound[first:last]).reshape(-1, step).mean(axis=1)
    smooth = np.convolve(levels, np.ones(20) / 20, mode="same")
    return (first + (int(np.argmin(smooth[10:-10])) + 10) * step) / SAMPLE_RATE


@dataclass(frozen=True, slots=True)
class _Outcome:
    """A window's result; times from its start, tokens from its first."""

    placed: list[PlacedToken]
    missing: list[int]
    extra: list[tuple[float, float]]

    def committed(self, length: float, rules: WalkRules, *, final: bool) -> tuple[int, float]:
        """How many placed tokens to keep, and where the next window begins."""
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
            # No pause worth the name: any edge between words well before the end.
            sure = [i for i, each in enumerate(self.placed) if each.end < length - rules.unsure]
            safe = max(safe, len(sure))
        if safe == 0:
            return len(self.placed), length
        if safe == len(self.placed):
            return safe, max(self.placed[-1].end, min(length, self.placed[-1].end + 0.2))
        return safe, (self.placed[safe - 1].end + self.placed[safe].start) / 2


class _Window:
    """One stretch of sound and the tokens that may be in it."""

    def __init__(
        self,
        sound: Floats,
        tokens: Sequence[Token],
        recognizer: Recognizer,
        pronunciations: Mapping[str, Ways],
        rules: WalkRules,
    ) -> None:
        self._sound = sound
        self._tokens = tokens
        self._recognizer = recognizer
        self._pronunciations = pronunciations
        self._rules = rules
        self._pcm = padded_pcm(sound)
        self._spectra = Spectra.of(sound)

    def solved(self, *, whole: bool) -> _Outcome:
        """Strictly first; with leave to skip where that does not fit."""
        everything = range(len(self._tokens))
        found = self._search(Grammar.of(self._readings(everything)), everything, whole=whole)
        strict = self._placed(found) if found else []
        if strict and not self._suspect(strict):
            heard = {each.token for each in strict}
            last = len(self._tokens) if whole else strict[-1].token
            return _Outcome(strict, [x for x in range(last) if x not in heard], [])
        return self._repaired(strict, whole=whole)

    def _readings(self, kept: Sequence[int]) -> list[tuple[Spoken, ...]]:
        return [self._tokens[index].readings for index in kept]

    def _repaired(self, strict: list[PlacedToken], *, whole: bool) -> _Outcome:
        """What is heard when text may be skipped and speech passed over; then strictly so."""
        everything = range(len(self._tokens))
        grammar = Grammar.of(self._readings(everything))
        sentences = self._sentences()
        grammar.allow_skips([(index, index + 1) for index in everything], self._rules.skip)
        grammar.allow_skips(sentences, self._rules.skip)
        for first, _ in [*sentences, (len(self._tokens), 0)]:
            grammar.allow_loop(first, PHONE_WORDS, self._rules.extra)
        loose = self._search(grammar, everything, whole=whole)
        if loose is None:
            return _Outcome(strict, [], [])
        kept = sorted({word.token for word in loose if word.token >= 0})
        extra = self._passed_over(loose)
        if not kept:
            return _Outcome([], [*everything] if whole else [], extra)
        again = Grammar.of(self._readings(kept))
        if extra:
            for position in self._loops(loose, kept):
                again.allow_loop(position, PHONE_WORDS, self._rules.extra)
        found = self._search(again, kept, whole=True)
        placed = self._placed(found) if found else []
        if not placed:
            return _Outcome(strict, [], [])
        last = kept[-1] if not whole else len(self._tokens)
        missing = [index for index in everything if index not in kept and index < last]
        return _Outcome(placed, missing, self._passed_over(found or []))

    def _sentences(self) -> list[tuple[int, int]]:
        spans: list[tuple[int, int]] = []
        first = 0
        for index, token in enumerate(self._tokens):
            if ends_sentence(token.text) or index == len(self._tokens) - 1:
                spans.append((first, index + 1))
                first = index + 1
        return spans

    def _loops(self, loose: Sequence[FoundWord], kept: Sequence[int]) -> list[int]:
        """The boundaries between kept tokens at which speech was passed over."""
        boundaries: set[int] = set()
        position = 0
        for word in loose:
            if word.token >= 0:
                position = bisect_left(kept, word.token) + 1
            else:
                boundaries.add(position)
        return sorted(boundaries)

    def _passed_over(self, found: Sequence[FoundWord]) -> list[tuple[float, float]]:
        runs: list[tuple[float, float]] = []
        for word in found:
            if word.token >= 0:
                continue
            start, end = word.start - PADDING, word.end - PADDING
            if runs and start - runs[-1][1] < 0.5:
                runs[-1] = (runs[-1][0], end)
            else:
                runs.append((start, end))
        return [(a, b) for a, b in runs if b - a >= self._rules.extra_least]

    def _search(
        self, grammar: Grammar, kept: Sequence[int], *, whole: bool
    ) -> list[FoundWord] | None:
        if not whole:
            grammar.allow_end_after(0)
        found = self._recognizer.search(self._pcm, grammar, self._pronunciations)
        if found is None:
            return None
        return [
            replace(word, token=kept[word.token]) if word.token >= 0 else word for word in found
        ]

    def _placed(self, found: Sequence[FoundWord]) -> list[PlacedToken]:
        """The tokens, edges settled."""
        length = len(self._sound) / SAMPLE_RATE
        raw = [
            Piece(
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
        placed: list[PlacedToken] = []
        for piece in settle(raw, self._spectra):
            if placed and placed[-1].token == piece.word:
                pieces = (*placed[-1].pieces, piece)
                placed[-1] = PlacedToken(piece.word, pieces, 0.0)
            else:
                placed.append(PlacedToken(piece.word, (piece,), 0.0))
        return [replace(each, score=_mean_score(each.pieces)) for each in placed]

    def _suspect(self, placed: Sequence[PlacedToken]) -> bool:
        """Whether the text may say something else than the sound."""
        scores = np.array([each.score for each in placed])
        lengths = np.array([each.end - each.start for each in placed])
        if np.average(scores, weights=lengths) < self._rules.good:
            return True
        run = min(self._rules.run, len(placed))
        weights = np.convolve(lengths, np.ones(run), mode="valid")
        worst = (np.convolve(scores * lengths, np.ones(run), mode="valid") / weights).min()
        return bool(worst < self._rules.bad) or self._uncovered(placed) >= self._rules.extra_least

    def _uncovered(self, placed: Sequence[PlacedToken]) -> float:
        """The longest stretch of loud sound outside every word, in seconds."""
        level = self._spectra.loud[0] - 25.0
        loud = self._spectra.energy > max(level, self._spectra.floor[0] + 12.0)
        for each in placed:
            loud[max(0, round(each.start / HOP)) : round(each.end / HOP) + 1] = False
        edges = np.flatnonzero(np.diff(np.concatenate([[0], loud.astype(np.int8), [0]])))
        return float((edges[1::2] - edges[::2]).max(initial=0) * HOP)


def _mean_score(pieces: Sequence[Piece]) -> float:
    seconds = sum(piece.end - piece.start for piece in pieces)
    return sum(piece.score * (piece.end - piece.start) for piece in pieces) / max(seconds, 1e-3)
