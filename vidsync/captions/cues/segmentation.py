"""Segments a transcript into cues: the cheapest cut, by dynamic programming.

Every word is in exactly one cue. Costs weigh pauses, punctuation, grammar, length, reading speed
and duration against each other.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import accumulate, pairwise
from math import inf

from vidsync.captions.cues.breaks import (
    AFTER_CLAUSE,
    AFTER_SENTENCE,
    BETWEEN_WORDS,
    FORBIDDEN,
    PARTING,
    break_cost,
    break_lines,
)
from vidsync.captions.cues.cue import Cue
from vidsync.captions.cues.rules import Rules
from vidsync.captions.cues.sounds import add_sound_cues
from vidsync.captions.cues.timing import entry_times, exit_time, last_frame
from vidsync.captions.style.letter_case import Case
from vidsync.captions.text.text import clean_text, split_clusters
from vidsync.timings.reading.phrases import can_break, split_phrases
from vidsync.transcript import Transcript, Word
from vidsync.transcript.spacing import gap_between, take_gaps
from vidsync.writing import NO_BREAK_SPACES, ends_sentence, is_spaceless, space_between

# Shortest silence between two words that is heard as a pause, in seconds.
_UNHEARD = 0.04
# Cost of a line or cue that kinsoku forbids; more than any alternative.
_NEVER = 3 * FORBIDDEN
# Weight of a break between the two lines of a cue, relative to one between two cues.
_LINE_BREAK = 0.5
# Weights of a cue's own costs, in the unit of `break_cost` (about 1 is a break that nobody
# notices, 15 one that a reader stumbles over). A test compares the breaks that they lead to with
# the ones in tests/data/breaks.
_CUE = 1.0
"""Of every cue: fewer cues are better."""
_EMPTY = 1.6
"""Of a cue without text, times the square of its empty part."""
_SINGLE_WORD = 2.0
"""Of a cue with one word that does not end a sentence."""
_TOO_SHORT = 6.0
"""Of a cue that is shown for no time, times the missing part of the shortest duration."""
_TOO_FAST = 2.0
"""Of reading at twice the speed; at most twice that."""
_DANGLING = 2.2
"""Of one or two words of the next clause at the end of a cue."""
_SENTENCE_INSIDE = 2.5
"""Of each sentence that ends inside a cue."""


def segment(
    transcript: Transcript, rules: Rules | None = None, *, case: Case = "as-is"
) -> tuple[Cue, ...]:
    """Segment a transcript into readable cues.

    It finds the cheapest cut over all word boundaries. A change of speaker, a long pause and
    the limits of the rules always cut; other cuts are weighed. Time grows linearly with the
    number of words.

    Args:
        transcript: words in time order.
        rules: the limits; None is the profile ``social``. If most letters are of another
            script, that script's limits apply.
        case: how words are written in the cues.

    Returns:
        Cues in time order that do not overlap. Words without visible characters are left out.

    Source:
        Costs after the Netflix Timed Text Style Guide and BBC Subtitle Guidelines.
    """
    boundaries = _boundaries(transcript, rules, case)
    cues = () if boundaries is None else _cues(boundaries, _cheapest(boundaries), transcript)
    return add_sound_cues(cues, transcript, rules) if rules and rules.sounds else cues


def arrange(
    transcript: Transcript, ends: Sequence[int], rules: Rules | None = None
) -> tuple[Cue, ...]:
    """Make the cues of a given cut, with lines and times by the rules.

    Args:
        transcript: words in time order, each with something visible.
        ends: the index after the last word of each cue; rising, the last is the number
            of words.
        rules: as for `segment`.
    """
    boundaries = _boundaries(transcript, rules, "as-is")
    return () if boundaries is None else _cues(boundaries, ends, transcript)


def _boundaries(transcript: Transcript, rules: Rules | None, case: Case) -> _Boundaries | None:
    words = _shown_words(transcript, case)
    if not words:
        return None
    limits = (rules or Rules()).for_texts(word.text for word in words)
    return _Boundaries(words, transcript.language, limits, transcript.duration)


def _cues(boundaries: _Boundaries, ends: Sequence[int], transcript: Transcript) -> tuple[Cue, ...]:
    words = boundaries.words
    cues = []
    for first, last in zip([0, *ends], ends, strict=False):
        turn = words[first].turn
        cues.append(
            Cue(
                lines=boundaries.lines(first, last),
                start=boundaries.entries[first],
                end=boundaries.exit(first, last, max(w.end for w in words[first:last])),
                speaker=transcript.turns[turn].speaker if turn is not None else "",
            )
        )
    return tuple(cues)


def _shown_words(transcript: Transcript, case: Case) -> list[Word]:
    """Return the words as they are shown, without those that have nothing to show."""
    # Positional arguments for speed: an hour of speech has many words.
    return [
        Word(text, w.start, w.end, w.span, w.turn, w.phones, w.confidence, w.gap)
        for w in take_gaps(transcript.words, transcript.text)
        if (text := clean_text(w.text, case=case, language=transcript.language))
    ]


class _Boundaries:
    """The data of each word and the boundary after it, for the search."""

    def __init__(self, words: Sequence[Word], language: str, rules: Rules, duration: float) -> None:
        self.words = words
        self.rules = rules
        self.duration = duration
        self.entries = entry_times(words, rules)
        followers = [*words[1:], None]
        self.lengths = [
            len(word.text) if word.text.isascii() else len(split_clusters(word.text))
            for word in words
        ]
        self.spaces = [0] + [len(gap_between(left, right)) for left, right in pairwise(words)]
        # Characters up to each boundary, so that the length of any stretch is a subtraction.
        self.characters = [
            0,
            *accumulate(n + s for n, s in zip(self.lengths, self.spaces, strict=True)),
        ]
        within = _within_phrases(words, self.spaces, language)
        # Phrases up to each boundary; in scripts with spaces, a phrase is a word.
        self.units = [0, *accumulate(int(not inside) for inside in (False, *within[:-1]))]
        known: dict[tuple[str, str, str | None], float] = {}
        self.costs: list[float] = []
        self.ends_here: list[bool] = []
        for index, (word, following) in enumerate(zip(words, followers, strict=True)):
            if following is None:
                self.costs.append(AFTER_SENTENCE)
                self.ends_here.append(True)
                continue
            pair = (word.text, following.text, following.gap)
            if pair not in known:
                known[pair] = _cost(*pair, language)
            cost = FORBIDDEN if within[index] else known[pair]
            pause = following.start - word.end
            # A pause makes a break natural: at the rule's limit it costs nothing.
            heard = max(0.0, pause - _UNHEARD) / rules.pause
            self.costs.append(cost * (1 - min(1.0, heard) ** 0.6))
            self.ends_here.append(pause >= rules.pause or following.turn != word.turn)
        self.line_reach = self._line_reach()

    def _line_reach(self) -> list[int]:
        """Return for each word the index after the last word of a line that starts with it."""
        reach = []
        end = 0
        for start in range(len(self.words)):
            end = max(end, start + 1)
            while end < len(self.words) and self._width(start, end + 1) <= self._line:
                end += 1
            reach.append(end)
        return [*reach, len(self.words)]

    @property
    def _line(self) -> int:
        return self.rules.line_characters

    def _width(self, start: int, end: int) -> int:
        return self.characters[end] - self.characters[start] - self.spaces[start]

    def exit(self, start: int, end: int, spoken_until: float) -> float:
        """Return when a cue disappears."""
        rules = self.rules
        length = self._width(start, end)
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
        breaks = break_lines(
            self.lengths[start:end],
            self.spaces[start:end],
            self.costs[start:end],
            lines=needed,
            room=self._line,
        )
        cut = [0, *breaks]
        words = tuple(self.words[start:end])
        return tuple(words[a:b] for a, b in zip(cut, breaks, strict=False))


def _cost(left: str, right: str, gap: str | None, language: str) -> float:
    """Return the cost of a break between two words; a gap of None is the usual one."""
    if not can_break(left, right) or (gap is not None and gap in NO_BREAK_SPACES):
        return _NEVER  # the gap is a no-break space, or the parts of one word touch
    if gap is not None:
        # In scripts without spaces, a space stands for punctuation.
        return min(AFTER_CLAUSE, break_cost(left, right, language))
    if not space_between(left, right) and not ends_sentence(left):
        # Particles end a phrase: in these scripts only punctuation counts.
        return min(BETWEEN_WORDS, break_cost(left, right, language))
    return break_cost(left, right, language)


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


def _cheapest(boundaries: _Boundaries) -> list[int]:
    """Return the ends of the cues of the cheapest cut."""
    words, rules = boundaries.words, boundaries.rules
    count = len(words)
    characters, costs, ends_here = boundaries.characters, boundaries.costs, boundaries.ends_here
    reach, spaces, units = boundaries.line_reach, boundaries.spaces, boundaries.units
    entries = boundaries.entries
    speed, longest, shortest = rules.reading_speed, rules.max_duration, rules.min_duration
    room = rules.max_lines * rules.line_characters
    most, violation = rules.max_words, rules.violation
    chain, close = rules.chain_gap, rules.close_gap
    sentences = [0, *accumulate(int(cost == AFTER_SENTENCE) for cost in costs)]
    clauses = [0, *accumulate(int(cost <= AFTER_CLAUSE) for cost in costs)]
    last_fitting = _last_fitting(reach)
    best = [inf] * (count + 1)
    best[0] = 0.0
    previous = [0] * (count + 1)
    for start in range(count):
        so_far = best[start]
        begin = entries[start]
        before = characters[start] + spaces[start]
        one_line = reach[start]
        # The index after the last word that fits on the lines of a cue starting here.
        limit = start
        for _ in range(rules.max_lines):
            limit = reach[limit]
        until = words[start].start
        for end in range(start + 1, limit + 1):
            last = end - 1
            until = max(until, words[last].end)
            if end > start + 1 and (
                until - begin > longest or units[end] - units[start + 1] >= most
            ):
                break
            length = characters[end] - before
            shown_for = boundaries.exit(start, end, until) - begin
            cost = so_far + _CUE + costs[last]
            if costs[last] >= PARTING:
                cost += violation
            # Half-full cues are fine; nearly empty ones flicker.
            empty = 1.0 - length / room
            cost += _EMPTY * empty * empty
            if end == start + 1 and most > 1 and costs[last] > AFTER_SENTENCE:
                cost += _SINGLE_WORD
            if shown_for < shortest - 1e-6:
                cost += violation + _TOO_SHORT * (shortest - shown_for) / shortest
            if length > speed * shown_for + 1e-6:
                cost += violation
                cost += _TOO_FAST * min(2.0, length / (speed * max(shown_for, 0.01)) - 1.0)
            if shown_for > longest + 1e-6:
                cost += violation
            if chain and end < count:
                gap = entries[end] - begin - shown_for
                # The gap is neither two frames nor clear: the cue is already at its longest.
                if not chain - 1e-6 <= gap <= chain + 1e-6 and gap < close - 1e-6:
                    cost += violation
            if end > one_line:
                # The best line break that the cue will need.
                cost += _LINE_BREAK * min(
                    costs[max(start, last_fitting[end] - 1) : one_line], default=0.0
                )
            # One or two words of the next clause at the end of a cue.
            if costs[last] > AFTER_CLAUSE and clauses[last] > clauses[max(start, last - 2)]:
                cost += _DANGLING
            # A sentence that ends inside a cue.
            cost += _SENTENCE_INSIDE * (sentences[last] - sentences[start])
            if cost < best[end]:
                best[end] = cost
                previous[end] = start
            if ends_here[last]:
                break
    ends = [count]
    while previous[ends[-1]]:
        ends.append(previous[ends[-1]])
    return ends[::-1]


def _last_fitting(reach: Sequence[int]) -> list[int]:
    """Return for each boundary the first word from which one line reaches it."""
    first = [0] * len(reach)
    start = 0
    for end in range(len(reach)):
        while reach[start] < end:
            start += 1
        first[end] = start
    return first
