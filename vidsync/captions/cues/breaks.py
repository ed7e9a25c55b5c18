"""The cost of a break between two words, and the best way to break a cue into lines."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from math import inf

from vidsync.captions.cues import weights
from vidsync.captions.cues.grammar import find_tie
from vidsync.writing import ends_sentence, ends_with_comma

# More than any sum of costs of a cue.
_TOO_WIDE = 1000.0


def break_cost(left: str, right: str, language: str = "", before: str = "") -> float:
    """Return the cost of ending a line or a cue between two words.

    Args:
        left: the word before the break, as shown.
        right: the word after it.
        language: BCP 47 tag; languages without word lists use those of English.
        before: the word before `left`, if they are of one clause.

    Source:
        Netflix Timed Text Style Guide, line treatment: break after punctuation, before
        conjunctions and prepositions; never inside what `Tie` names.
    """
    if ends_sentence(left):
        return weights.AFTER_SENTENCE
    # A straight quote, and the one that closes in German, closes if it stands after a word.
    closes = left[-1] in ")]}»”" or (left[-1] in '"“' and len(left) > 1)
    if closes or ends_with_comma(left):
        return weights.AFTER_CLAUSE
    return weights.TIES[find_tie(left, right, language, before)]


def break_lines(
    widths: Sequence[float],
    gaps: Sequence[float],
    costs: Sequence[float],
    *,
    lines: int,
    room: float = inf,
    fits: Callable[[int, int], bool] | None = None,
) -> tuple[int, ...]:
    """Find the best way to set words on a number of lines.

    It balances the lines by width against the costs of the breaks. Of two equally good breaks,
    the one with the shorter upper line is taken.

    Args:
        widths: of each word, in any unit.
        gaps: the space before each word but the first (as many as words, the first
            unused), in the same unit.
        costs: of a break after each word (as many as words, the last unused).
        lines: number of lines; at least 1, and at most the number of words.
        room: largest width of a line of more than one word; exceeded only if there is no
            other way.
        fits: says whether the words from one index up to another fit on a line; for a line
            that must obey more than one limit.

    Returns:
        The index after the last word of each line; the last is the number of words.

    Source:
        Knuth & Plass, Breaking Paragraphs into Lines (1981), for the search.
    """
    count = len(widths)
    ends = [0.0]
    for width, gap in zip(widths, gaps, strict=True):
        ends.append(ends[-1] + gap + width)
    ideal = ends[-1] / lines
    # best[line][word]: the cheapest way to set the first `word` words on `line` lines.
    best: list[dict[int, tuple[float, tuple[int, ...]]]] = [{0: (0.0, ())}]
    for line in range(1, lines + 1):
        row: dict[int, tuple[float, tuple[int, ...]]] = {}
        last = line == lines
        for end in [count] if last else range(line, count - (lines - line) + 1):
            cost = 0.0 if last else costs[end - 1] * weights.SYNTAX
            for start, (before, breaks) in best[-1].items():
                if start >= end:
                    continue
                width = ends[end] - ends[start] - gaps[start]
                uneven = (width - ideal) / ideal
                # A longer upper line costs slightly more than a longer lower one.
                early = 0.0 if last else weights.EARLY * max(0.0, uneven)
                total = before + cost + uneven * uneven + early
                if end > start + 1 and (width > room or (fits and not fits(start, end))):
                    total += _TOO_WIDE
                if end not in row or total < row[end][0]:
                    row[end] = (total, (*breaks, end))
        best.append(row)
    return best[-1][count][1]
