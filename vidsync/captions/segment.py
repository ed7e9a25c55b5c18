"""Words to cues: the cheapest cut of a transcript, by dynamic programming.

Every word is in exactly one cue. The costs weigh pauses, punctuation, syntax, length,
reading speed and duration against each other; nothing here knows of fonts or pixels.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate, pairwise

from vidsync.captions.breaks import AFTER_CLAUSE, AFTER_SENTENCE, break_cost, break_lines
from vidsync.captions.rules import Rules
from vidsync.captions.text import Case, clusters, joined, shown, space_between
from vidsync.transcript import Transcript, Word

_INFINITE = float("inf")
# Seconds between two words that nobody hears as a pause.
_UNHEARD = 0.04


@dataclass(frozen=True, slots=True)
class Cue:
    """One caption on screen.

    Attributes:
        lines: words, line by line, as shown; each word has its own times.
        start: seconds from the start of the audio, when it comes on.
        end: seconds, when it goes off.
        speaker: who says it, or ``""``.
    """

    lines: tuple[tuple[Word, ...], ...]
    start: float
    end: float
    speaker: str = ""

    @property
    def words(self) -> tuple[Word, ...]:
        """The words of all lines."""
        return tuple(word for line in self.lines for word in line)

    @property
    def text(self) -> str:
        """The lines as text, with line feeds between."""
        return "\n".join(joined([word.text for word in line]) for line in self.lines)

    @property
    def duration(self) -> float:
        """Seconds on screen."""
        return self.end - self.start


def segment(
    transcript: Transcript, rules: Rules | None = None, *, case: Case = "as-is"
) -> tuple[Cue, ...]:
    """Cut a transcript into cues that read well.

    Finds the cheapest cut over all word boundaries. A change of speaker, a long pause and
    the limits of the rules always cut; where else to cut is weighed. Time grows linearly
    with the number of words.

    Args:
        transcript: words in time order.
        rules: the limits; those of the profile ``social`` if None.
        case: how words are written in the cues.

    Returns:
        Cues in time order that do not overlap. Words with nothing visible in them
        are left out.

    Source:
        Costs after the Netflix Timed Text Style Guide and BBC Subtitle Guidelines.
    """
    rules = rules or Rules()
    words = _shown_words(transcript, case)
    if not words:
        return ()
    boundaries = _Boundaries(words, transcript.language, rules)
    ends = _cheapest(boundaries, rules)
    groups = [words[start:end] for start, end in zip([0, *ends], ends, strict=False)]
    times = _times(groups, rules, transcript.duration)
    cues = []
    first = 0
    for group, (start, end) in zip(groups, times, strict=True):
        turn = group[0].turn
        speaker = transcript.turns[turn].speaker if turn is not None else ""
        lines = boundaries.lines(first, first + len(group))
        cues.append(Cue(lines=lines, start=start, end=end, speaker=speaker))
        first += len(group)
    return tuple(cues)


def _shown_words(transcript: Transcript, case: Case) -> list[Word]:
    """The words as they are shown; those with nothing to show left out."""
    # Positional for speed: an hour of speech passes here.
    return [
        Word(text, w.start, w.end, w.span, w.turn, w.phones, w.confidence)
        for w in transcript.words
        if (text := shown(w.text, case=case, language=transcript.language))
    ]


class _Boundaries:
    """What the search needs to know of each word and the boundary after it."""

    def __init__(self, words: Sequence[Word], language: str, rules: Rules) -> None:
        self.words = words
        self.rules = rules
        followers = [*words[1:], None]
        self.lengths = [len(clusters(word.text)) for word in words]
        self.spaces = [0] + [
            int(space_between(left.text, right.text)) for left, right in pairwise(words)
        ]
        # Characters up to each boundary, so that any stretch is one subtraction.
        self.characters = [
            0,
            *accumulate(n + s for n, s in zip(self.lengths, self.spaces, strict=True)),
        ]
        known: dict[tuple[str, str], float] = {}
        self.costs: list[float] = []
        self.ends_here: list[bool] = []
        for word, following in zip(words, followers, strict=True):
            if following is None:
                self.costs.append(AFTER_SENTENCE)
                self.ends_here.append(True)
                continue
            pair = (word.text, following.text)
            if pair not in known:
                known[pair] = break_cost(*pair, language)
            pause = following.start - word.end
            # A pause makes a break natural: at the rule's limit it costs nothing.
            heard = max(0.0, pause - _UNHEARD) / rules.pause
            self.costs.append(known[pair] * (1 - min(1.0, heard) ** 0.6))
            self.ends_here.append(pause >= rules.pause or following.turn != word.turn)
        self.line_reach = self._line_reach()

    def _line_reach(self) -> list[int]:
        """For each word, the index after the last one that fits on a line begun by it."""
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

    def lines_needed(self, start: int, end: int) -> int:
        """How many lines the words take at least."""
        lines = 0
        while start < end:
            start = self.line_reach[start]
            lines += 1
        return lines

    def lines(self, start: int, end: int) -> tuple[tuple[Word, ...], ...]:
        """The words of one cue, on as few lines as they need."""
        needed = self.lines_needed(start, end)
        breaks = break_lines(
            self.lengths[start:end], self.spaces[start:end], self.costs[start:end], lines=needed
        )
        cut = [0, *breaks]
        words = tuple(self.words[start:end])
        return tuple(words[a:b] for a, b in zip(cut, breaks, strict=False))


def _cheapest(boundaries: _Boundaries, rules: Rules) -> list[int]:
    """The ends of the cues of the cheapest cut."""
    words = boundaries.words
    count = len(words)
    characters, costs, ends_here = boundaries.characters, boundaries.costs, boundaries.ends_here
    reach, spaces = boundaries.line_reach, boundaries.spaces
    speed, longest, shortest = rules.reading_speed, rules.max_duration, rules.min_duration
    room = rules.max_lines * rules.line_characters
    most = rules.max_words
    starts = [word.start for word in words]
    next_starts = [*starts[1:], words[-1].end + rules.linger]
    best = [_INFINITE] * (count + 1)
    best[0] = 0.0
    previous = [0] * (count + 1)
    for start in range(count):
        so_far = best[start]
        begin = starts[start]
        before = characters[start] + spaces[start]
        # The index after the last word that fits on the lines of a cue begun here.
        limit = start
        for _ in range(rules.max_lines):
            limit = reach[limit]
        limit = min(limit, start + most)
        for end in range(start + 1, limit + 1):
            last = end - 1
            spoken = words[last].end - begin
            if spoken > longest and end > start + 1:
                break
            length = characters[end] - before
            # A cue stays on until the next begins, if that is soon.
            shown_for = min(next_starts[last] - begin, spoken + rules.linger)
            cost = so_far + 1.0 + costs[last]
            # Half-full cues are fine; nearly empty ones flicker by.
            empty = 1.0 - length / room
            cost += 1.6 * empty * empty
            if end == start + 1 and most > 1 and costs[last] > AFTER_SENTENCE:
                cost += 1.5
            if shown_for < shortest:
                cost += 6.0 * (shortest - shown_for) / shortest
            if length > speed * shown_for:
                cost += 2.0 * min(2.0, length / (speed * max(shown_for, 0.01)) - 1.0)
            # A word or two of the next clause hang in the air.
            if costs[last] > AFTER_CLAUSE and any(
                costs[inner] <= AFTER_CLAUSE for inner in range(max(start, last - 2), last)
            ):
                cost += 2.2
            # A sentence that ends inside a cue pulls the eye back.
            for inner in range(start, last):
                if costs[inner] == AFTER_SENTENCE:
                    cost += 2.5
            if cost < best[end]:
                best[end] = cost
                previous[end] = start
            if ends_here[last]:
                break
    ends = [count]
    while previous[ends[-1]]:
        ends.append(previous[ends[-1]])
    return ends[::-1]


def _times(
    groups: Sequence[Sequence[Word]], rules: Rules, duration: float
) -> list[tuple[float, float]]:
    """When each cue comes on and goes off."""
    times = []
    for index, group in enumerate(groups):
        start = group[0].start
        spoken_until = max(start, *(word.end for word in group))
        following = groups[index + 1][0].start if index + 1 < len(groups) else None
        end = max(spoken_until + rules.linger, start + rules.min_duration)
        if following is None:
            end = min(end, max(duration, spoken_until))
        elif following - spoken_until <= rules.close_gap or end > following - rules.min_gap:
            # Either the gap is closed, or the free stretch before the next cue is kept.
            kept = following - rules.min_gap
            end = following if following - spoken_until <= rules.close_gap else kept
        times.append((start, max(start, end)))
    return times
