"""Segments a transcript into cues: the cheapest cut, by dynamic programming.

Every word is in exactly one cue. Costs weigh pauses, punctuation, grammar, length, reading speed
and duration against each other.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import accumulate
from math import inf

from vidsync.captions.cues import weights
from vidsync.captions.cues.boundaries import Boundaries, Ruler, find_boundaries
from vidsync.captions.cues.cue import Cue
from vidsync.captions.cues.rules import Rules
from vidsync.captions.cues.sounds import add_sound_cues
from vidsync.captions.cues.timing import bring_forward
from vidsync.captions.style.letter_case import Case
from vidsync.captions.text.emphasis import Key
from vidsync.transcript import Transcript


def segment(
    transcript: Transcript,
    rules: Rules | None = None,
    *,
    case: Case = "as-is",
    shown: Mapping[Key, str] | None = None,
    ruler: Ruler | None = None,
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
        shown: the text of words that are drawn otherwise than the transcript has them, such
            as without full stops. Breaks are chosen by the transcript's text.
        ruler: measures the words as they are drawn, so that every line fits; None counts
            characters only.

    Returns:
        Cues in time order that do not overlap. Words without visible characters are left out.

    Source:
        Costs after the Netflix Timed Text Style Guide and BBC Subtitle Guidelines.
    """
    limits = rules or Rules()
    boundaries = find_boundaries(transcript, limits, case=case, shown=shown, ruler=ruler)
    cues = () if boundaries is None else _cues(boundaries, _cheapest(boundaries), transcript)
    return add_sound_cues(cues, transcript, limits) if limits.sounds else cues


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
    boundaries = find_boundaries(transcript, rules or Rules())
    return () if boundaries is None else _cues(boundaries, ends, transcript)


def _cues(boundaries: Boundaries, ends: Sequence[int], transcript: Transcript) -> tuple[Cue, ...]:
    words, rules = boundaries.words, boundaries.rules
    cues: list[Cue] = []
    before: tuple[float, float] | None = None
    for first, last in zip([0, *ends], ends, strict=False):
        turn = words[first].turn
        spoken_until = max(word.end for word in words[first:last])
        end = boundaries.exit(first, last, spoken_until)
        start = bring_forward(boundaries.entries[first], end, before, rules)
        if start < boundaries.entries[first] and cues and cues[-1].end > start - rules.min_gap:
            cues[-1] = replace(cues[-1], end=start - rules.min_gap)
        cues.append(
            Cue(
                lines=boundaries.lines(first, last),
                start=start,
                end=end,
                speaker=transcript.turns[turn].speaker if turn is not None else "",
            )
        )
        before = (start, spoken_until)
    return tuple(cues)


def _cheapest(boundaries: Boundaries) -> list[int]:
    """Return the ends of the cues of the cheapest cut."""
    words, rules = boundaries.words, boundaries.rules
    count = len(words)
    characters, costs, ends_here = boundaries.characters, boundaries.costs, boundaries.ends_here
    reach, spaces, units = boundaries.line_reach, boundaries.spaces, boundaries.units
    entries = boundaries.entries
    speed, longest, shortest = rules.reading_speed, rules.max_duration, rules.min_duration
    most, violation = rules.max_words, rules.violation
    chain, close = rules.chain_gap, rules.close_gap
    sentence_ends = boundaries.ends_sentence
    sentences = [0, *accumulate(map(int, sentence_ends))]
    clauses = [0, *accumulate(int(cost <= weights.AFTER_CLAUSE) for cost in costs)]
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
            cost = so_far + weights.CUE + costs[last]
            if costs[last] >= weights.PARTING:
                cost += violation
            # Half-full cues are fine; nearly empty ones flicker.
            empty = 1.0 - boundaries.fullness(start, end)
            cost += weights.EMPTY * empty * empty
            if end == start + 1 and most > 1 and costs[last] > weights.AFTER_SENTENCE:
                cost += weights.SINGLE_WORD
            if shown_for < shortest - 1e-6:
                cost += violation + weights.TOO_SHORT * (shortest - shown_for) / shortest
            if length > speed * shown_for + 1e-6:
                cost += violation
                cost += weights.TOO_FAST * min(2.0, length / (speed * max(shown_for, 0.01)) - 1.0)
            if shown_for > longest + 1e-6:
                cost += violation
            if chain and end < count:
                gap = entries[end] - begin - shown_for
                # The gap is neither two frames nor clear: the cue is already at its longest.
                if not chain - 1e-6 <= gap <= chain + 1e-6 and gap < close - 1e-6:
                    cost += violation
            if end > one_line:
                # The best line break that the cue will need.
                cost += weights.LINE_BREAK * min(
                    costs[max(start, last_fitting[end] - 1) : one_line], default=0.0
                )
            # One or two words of the next clause at the end of a cue.
            if costs[last] > weights.AFTER_CLAUSE and clauses[last] > clauses[max(start, last - 2)]:
                cost += weights.DANGLING
            # Sentences that end inside a cue.
            inside = sentences[last] - sentences[start]
            if inside:
                cost += weights.SENTENCE_INSIDE * inside
                cost += weights.FRAGMENT * (
                    (start > 0 and not sentence_ends[start - 1]) + (not sentence_ends[last])
                )
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
