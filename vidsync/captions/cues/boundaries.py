"""The words of a transcript as cues show them, and what a break after each of them costs."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate, pairwise

from vidsync.captions.cues import weights
from vidsync.captions.cues.breaks import break_cost, break_lines
from vidsync.captions.cues.grammar import Tie
from vidsync.captions.cues.languages import has_word_lists
from vidsync.captions.cues.rules import Rules
from vidsync.captions.cues.timing import entry_times, exit_time, last_frame
from vidsync.captions.style.letter_case import Case
from vidsync.captions.text.emphasis import Key, word_key
from vidsync.captions.text.text import clean_text, split_clusters
from vidsync.timings.reading.phrases import can_break, split_phrases
from vidsync.transcript import Transcript, Word
from vidsync.transcript.spacing import gap_between, take_gaps
from vidsync.writing import (
    NO_BREAK_SPACES,
    ends_sentence,
    has_letters,
    is_spaceless,
    space_between,
)

# Most room for a word to grow at the ends of a line, in em: about what gaps in a line allow.
_MOST_GROWTH = 0.4
# A word that is shown alone for less than this is a flicker, in seconds.
_GHOST = 0.2
# Shortest silence between two words that is heard as a pause, in seconds.
_UNHEARD = 0.04


@dataclass(frozen=True, slots=True)
class Ruler:
    """Measures words as they are drawn. Lengths are in em of the main font.

    Attributes:
        measure: returns the width of a word.
        space: the width of the gap between two words.
        room: the width of a line.
        grown: the largest scale of the active word, which needs room at the ends of a line.
    """

    measure: Callable[[Word], float]
    space: float
    room: float
    grown: float = 1.0


def reserve_growth(width: float, grown: float) -> float:
    """Return the room that a word at the end of a line has to grow, in em.

    A long word grows less than `grown`, so that its line need not be much smaller.
    """
    return min(width * (grown - 1), _MOST_GROWTH)


class Boundaries:
    """The words of a transcript and the boundary after each of them.

    Attributes:
        words: as they are drawn.
        rules: the limits.
        entries: when a cue that begins with each word appears, in seconds.
        characters: up to each boundary, the characters of all words and gaps.
        spaces: the characters of the gap before each word.
        units: up to each boundary, the number of phrases of scripts without spaces, or of words.
        costs: of a break after each word.
        ends_sentence: whether each word is the last of a sentence.
        ends_here: whether a cue must end after each word.
        line_reach: for each word, the index after the last word of a line that starts with it.
    """

    def __init__(
        self,
        words: Sequence[Word],
        texts: Sequence[str],
        language: str,
        rules: Rules,
        duration: float,
        ruler: Ruler | None = None,
    ) -> None:
        self.words = words
        self.rules = rules
        self.duration = duration
        self.entries = entry_times(words, rules)
        self.lengths = [
            len(word.text) if word.text.isascii() else len(split_clusters(word.text))
            for word in words
        ]
        self.spaces = [0] + [len(gap_between(left, right)) for left, right in pairwise(words)]
        # Up to each boundary, so that the length of any stretch is a subtraction.
        self.characters = [0, *accumulate(map(sum, zip(self.lengths, self.spaces, strict=True)))]
        within = _within_phrases(words, self.spaces, language)
        self.costs = _break_costs(words, texts, within, rules, language)
        if has_word_lists(language):
            # A recognizer's words of Chinese are single characters: those that belong together
            # count as one phrase.
            touching = (not space for space in [*self.spaces[1:], 1])
            within = [
                inside or (touches and cost >= weights.PARTING)
                for inside, touches, cost in zip(within, touching, self.costs, strict=True)
            ]
        held = self._held_together(within)
        self.units = [0, *accumulate(int(not inside) for inside in (False, *held[:-1]))]
        self.ends_sentence = [*(ends_sentence(text) for text in texts[:-1]), True]
        self.ends_here = self._forced_ends()
        self._ruler = ruler
        if ruler is not None:
            self._widths = [ruler.measure(word) for word in words]
            self._gaps = [ruler.space if space else 0.0 for space in self.spaces]
            self._ends = [0.0, *accumulate(map(sum, zip(self._widths, self._gaps, strict=True)))]
        self.line_reach = self._line_reach()

    def _held_together(self, within: Sequence[bool]) -> list[bool]:
        """Return for each word whether it counts as one with the next.

        Where a cue has a single word, one that would be shown too short shares its cue.
        """
        if self.rules.max_words > 1:
            return list(within)
        shortest = min(self.rules.min_duration, _GHOST) - 1e-6
        brief = [later - entry < shortest for entry, later in pairwise(self.entries)]
        return [
            inside or (short and not (index and brief[index - 1]))
            for index, (inside, short) in enumerate(zip(within, [*brief, False], strict=True))
        ]

    def _forced_ends(self) -> list[bool]:
        rules, forced = self.rules, []
        for (word, following), ends in zip(pairwise(self.words), self.ends_sentence, strict=False):
            forced.append(
                following.start - word.end >= rules.pause
                or following.turn != word.turn
                or (ends and rules.whole_sentences)
            )
        return [*forced, True]

    def _line_reach(self) -> list[int]:
        reach = []
        end = 0
        for start in range(len(self.words)):
            end = max(end, start + 1)
            while end < len(self.words) and self._fits(start, end + 1):
                end += 1
            reach.append(end)
        return [*reach, len(self.words)]

    def count_characters(self, start: int, end: int) -> int:
        """Return the characters of a stretch of words, gaps included."""
        return self.characters[end] - self.characters[start] - self.spaces[start]

    def fullness(self, start: int, end: int) -> float:
        """Return how full a cue of a stretch of words is; 1 if its lines hold no more."""
        limits = self.rules
        room = limits.max_lines * limits.line_characters
        full = self.count_characters(start, end) / room
        if self._ruler is None:
            return full
        return max(full, self._width(start, end) / (limits.max_lines * self._ruler.room))

    def _width(self, start: int, end: int) -> float:
        """Return the width of a stretch of words as it is drawn, in em."""
        return self._ends[end] - self._ends[start] - self._gaps[start]

    def _fits(self, start: int, end: int) -> bool:
        """Whether a stretch of words fits on a line, by characters and as it is drawn."""
        if self.count_characters(start, end) > self.rules.line_characters:
            return False
        if self._ruler is None:
            return True
        outer = max(self._widths[start], self._widths[end - 1])
        growth = reserve_growth(outer, self._ruler.grown)
        return self._width(start, end) + growth <= self._ruler.room

    def exit(self, start: int, end: int, spoken_until: float) -> float:
        """Return when a cue of a stretch of words disappears."""
        rules = self.rules
        length = self.count_characters(start, end)
        if end < len(self.words):
            return exit_time(self.entries[start], spoken_until, self.entries[end], length, rules)
        free_until = last_frame(max(self.duration, spoken_until), rules)
        begin = self.entries[start]
        return max(begin, min(free_until, exit_time(begin, spoken_until, None, length, rules)))

    def lines(self, start: int, end: int) -> tuple[tuple[Word, ...], ...]:
        """Return the words of one cue, on as few lines as they need."""
        needed = 0
        reached = start
        while reached < end:
            reached = self.line_reach[reached]
            needed += 1
        measured = self._ruler is not None
        breaks = break_lines(
            self._widths[start:end] if measured else self.lengths[start:end],
            self._gaps[start:end] if measured else self.spaces[start:end],
            self.costs[start:end],
            lines=needed,
            fits=lambda first, last: self._fits(start + first, start + last),
        )
        cut = [0, *breaks]
        words = tuple(self.words[start:end])
        return tuple(words[a:b] for a, b in zip(cut, breaks, strict=False))


def find_boundaries(
    transcript: Transcript,
    rules: Rules,
    *,
    case: Case = "as-is",
    shown: Mapping[Key, str] | None = None,
    ruler: Ruler | None = None,
) -> Boundaries | None:
    """Find the words that are shown, and the costs of the breaks between them.

    Args:
        transcript: words in time order.
        rules: the limits. If most letters are of another script, that script's limits apply.
        case: how words are drawn.
        shown: as for `segment`.
        ruler: likewise.

    Returns:
        The boundaries; None if no word has anything to show.
    """
    words, texts = [], []
    for w in take_gaps(transcript.words, transcript.text):
        plain = clean_text(w.text)
        drawn = shown.get(word_key(w), w.text) if shown else w.text
        changes = case != "as-is" or drawn != w.text
        text = clean_text(drawn, case=case, language=transcript.language) if changes else plain
        if text:
            # Positional arguments for speed: an hour of speech has many words.
            words.append(Word(text, w.start, w.end, w.span, w.turn, w.phones, w.confidence, w.gap))
            texts.append(plain or text)
    if not words:
        return None
    limits = rules.for_texts(word.text for word in words)
    return Boundaries(words, texts, transcript.language, limits, transcript.duration, ruler)


def _break_costs(
    words: Sequence[Word],
    texts: Sequence[str],
    within: Sequence[bool],
    rules: Rules,
    language: str,
) -> list[float]:
    """Return the cost of a break after each word."""
    known: dict[tuple[str, str, str | None, str], float] = {}
    listed = has_word_lists(language)
    costs = []
    for index, (word, following) in enumerate(pairwise(words)):
        before = texts[index - 1] if index else ""
        near = (texts[index], texts[index + 1], following.gap, before)
        if near not in known:
            known[near] = _cost(*near, language)
        cost = known[near]
        if within[index]:
            # The lists of a language know more than the boundaries of its phrases.
            cost = max(cost, weights.TIES[Tie.LOOSE]) if listed else weights.WITHIN_WORD
        pause = following.start - word.end
        # A pause makes a break natural: at the rule's limit it costs nothing.
        heard = max(0.0, pause - _UNHEARD) / rules.pause
        costs.append(cost * (1 - min(1.0, heard) ** 0.6))
    return [*costs, weights.AFTER_SENTENCE]


def _cost(left: str, right: str, gap: str | None, before: str, language: str) -> float:
    """Return the cost of a break between two words; a gap of None is the usual one."""
    spaced = space_between(left, right) and has_letters(left) and has_letters(right)
    # With a space between, quotes of any language belong to the word that they touch.
    if not (spaced or can_break(left, right)) or (gap is not None and gap in NO_BREAK_SPACES):
        return weights.NEVER  # the gap is a no-break space, or the parts of one word touch
    if gap is not None:
        # In scripts without spaces, a space stands for punctuation.
        return min(weights.AFTER_CLAUSE, break_cost(left, right, language, before))
    if not space_between(left, right) and not has_word_lists(language):
        # Particles end a phrase: without lists, only punctuation counts.
        return min(weights.TIES[Tie.NONE], break_cost(left, right, language, before))
    return break_cost(left, right, language, before)


def _within_phrases(words: Sequence[Word], spaces: Sequence[int], language: str) -> list[bool]:
    """Return for each word whether a phrase of a script without spaces continues after it."""
    within = [False] * len(words)
    start = 0
    while start < len(words):
        end = start + 1
        while end < len(words) and not spaces[end]:
            end += 1
        if end > start + 1:
            texts = [word.text for word in words[start:end]]
            run = "".join(texts)
            if is_spaceless(run):
                cuts = set(accumulate(map(len, split_phrases(run, language))))
                for index, position in enumerate(accumulate(map(len, texts)), start):
                    within[index] = position not in cuts
        start = end
    return within
