"""The finite-state grammar for a search: tokens in a row, with alternative readings."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from vidsync.alignment.text.numbers import Spoken

SILENCE = "<sil>"
"""The models' name for a pause."""

# This many short words are easily placed on the wrong side of a pause.
_NEAR_PAUSE = 2


@dataclass(frozen=True, slots=True)
class Arc:
    """One step of the grammar.

    Attributes:
        source: state it leaves.
        target: state it enters.
        probability: of taking it.
        word: the word spoken on the way; "" for a step that takes no time.
        token: index of the token that the word belongs to; -1 for none.
    """

    source: int
    target: int
    probability: float
    word: str
    token: int = -1


@dataclass(slots=True)
class Grammar:
    """A row of tokens. Every state is between two tokens, except those inside a reading."""

    boundaries: list[int] = field(default_factory=list)
    arcs: list[Arc] = field(default_factory=list)
    states: int = 0

    @classmethod
    def of(cls, readings: Sequence[Sequence[Spoken]]) -> Grammar:
        """Make the grammar of tokens from their readings; all tokens, from first to last."""
        grammar = cls()
        here = grammar._add_state()
        grammar.boundaries.append(here)
        for token, forms in enumerate(readings):
            after = grammar._add_state()
            grammar.boundaries.append(after)
            for form in forms:
                grammar._add_reading(here, after, form, token)
            here = after
        return grammar

    @property
    def start(self) -> int:
        """The state in which a search begins."""
        return self.boundaries[0]

    @property
    def final(self) -> int:
        """The state in which a search must end."""
        return self.boundaries[-1]

    def _add_state(self) -> int:
        self.states += 1
        return self.states - 1

    def _add_reading(self, here: int, after: int, form: Spoken, token: int) -> None:
        if not form:
            self.arcs.append(Arc(here, after, 0.5, ""))
        for position, word in enumerate(form):
            target = after if position == len(form) - 1 else self._add_state()
            self.arcs.append(Arc(here, target, 1.0, word, token))
            here = target

    def expect_pauses(self, marked: Sequence[int], likely: float, usual: float) -> None:
        """Make pauses likelier than in a plain search, but not near a likely pause.

        Args:
            marked: boundaries at which a pause is likely.
            likely: its probability there.
            usual: its probability at all states that are not near such a boundary.
        """
        near = {
            self.boundaries[boundary + away]
            for boundary in marked
            for away in range(-_NEAR_PAUSE, _NEAR_PAUSE + 1)
            if 0 <= boundary + away < len(self.boundaries)
        }
        states = dict.fromkeys({*range(self.states)} - near, usual)
        states |= dict.fromkeys((self.boundaries[boundary] for boundary in marked), likely)
        self.arcs += [
            Arc(state, state, probability, SILENCE) for state, probability in sorted(states.items())
        ]

    def allow_any_end(self) -> None:
        """Let the audio end after any token, or before the first."""
        self.arcs += [Arc(state, self.final, 1.0, "") for state in self.boundaries[:-1]]

    def allow_any_start(self) -> None:
        """Let the audio begin at any token, with equal probability."""
        states = self.boundaries[1:-1]
        self.arcs += [Arc(self.start, state, 1.0, "") for state in states]

    def allow_skips(self, spans: Sequence[tuple[int, int]], probability: float) -> None:
        """Let runs of tokens (first, end exclusive) be left out, with a probability."""
        self.arcs += [
            Arc(self.boundaries[first], self.boundaries[end], probability, "")
            for first, end in spans
        ]

    def allow_loop(self, boundary: int, words: Sequence[str], probability: float) -> None:
        """Let any of `words` be repeated any number of times before a token, with a probability."""
        state = self.boundaries[boundary]
        self.arcs += [Arc(state, state, probability, word) for word in words]

    def trace(self, words: Sequence[str]) -> list[int] | None:
        """Return the token of each found word (-1: none); None if no path has these words."""
        silent: dict[int, list[int]] = {}
        by_word: dict[tuple[int, str], list[Arc]] = {}
        for arc in self.arcs:
            if arc.word:
                by_word.setdefault((arc.source, arc.word), []).append(arc)
            else:
                silent.setdefault(arc.source, []).append(arc.target)
        steps: list[dict[int, tuple[int, int]]] = []
        reached = _follow_silent({self.start: (-1, -1)}, silent)
        for word in words:
            steps.append(reached)
            following: dict[int, tuple[int, int]] = {}
            for state in reached:
                for arc in by_word.get((state, word), ()):
                    following.setdefault(arc.target, (state, arc.token))
            if not following:
                return None
            reached = _follow_silent(following, silent)
        if self.final not in reached:
            return None
        tokens: list[int] = []
        state = self.final
        for step in reversed([*steps[1:], reached][: len(words)]):
            state, token = step[state]
            tokens.append(token)
        return tokens[::-1]


def _follow_silent(
    reached: dict[int, tuple[int, int]], silent: dict[int, list[int]]
) -> dict[int, tuple[int, int]]:
    """Return the reached states, and those that silent steps reach from them."""
    pending = list(reached)
    while pending:
        state = pending.pop(0)
        for target in silent.get(state, ()):
            if target not in reached:
                reached[target] = reached[state]
                pending.append(target)
    return reached
