"""Measure how often captions break where a judged set of spoken passages has a good place.

Breaks between cues and between lines count alike. The set and the rules by which its places
were chosen are in tests/data/breaks. A break is good where a clause or a sentence ends or a phrase
begins; forbidden within words that the style guides keep together. It is forced, and not
forbidden, if these words are more than a line, or a cue, can hold.

Where the words between two good places are more than a line or a cue can hold, no cut has only
good breaks. "at most" is the share that remains if every good place is used.
"""

import argparse
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, fields
from itertools import groupby, pairwise

from tests.benchmarks._measure import row
from tests.passages import Gap, Passage, all_passages
from vidsync.captions import PROFILES, Cue, Rules, segment
from vidsync.captions.text.text import split_clusters
from vidsync.writing import is_spaceless, space_between

HEADINGS = (
    *("breaks", "forbidden", "forced", "tolerable", "good", "at most"),
    *("between cues", "good", "at most", "sentence end inside"),
)
WIDTHS = (10, 10, *map(len, HEADINGS))
_GOOD = (Gap.GOOD, Gap.SENTENCE)


@dataclass
class Tally:
    """What the breaks of some captions are.

    Attributes:
        breaks: number of breaks by the gap they fall on; forced ones are not among them.
        between_cues: those of them at which a cue ends.
        forced: breaks within joined words that the limits cannot keep together.
        forced_cues: those of them at which a cue ends.
        good_places: number of good places in the passages.
        needed: breaks at other places that lines need, if every good place is used.
        needed_cues: the same for cues.
        inside: cues in which a sentence ends before the last word.
        misses: the forbidden and the tolerable breaks, to read.
    """

    breaks: Counter[Gap] = field(default_factory=Counter)
    between_cues: Counter[Gap] = field(default_factory=Counter)
    forced: int = 0
    forced_cues: int = 0
    good_places: int = 0
    needed: int = 0
    needed_cues: int = 0
    inside: int = 0
    misses: list[str] = field(default_factory=list)

    def add(self, other: "Tally") -> None:
        """Add what another tally has counted."""
        for item in fields(self):
            value = getattr(self, item.name)
            value += getattr(other, item.name)
            setattr(self, item.name, value)

    @property
    def total(self) -> int:
        """The number of breaks, forced ones included."""
        return self.breaks.total() + self.forced

    def cells(self) -> tuple[object, ...]:
        """Return the cells of the table, in the order of `HEADINGS`."""
        total_cues = self.between_cues.total() + self.forced_cues
        best = self.good_places
        return (
            self.total,
            self.breaks[Gap.FORBIDDEN],
            self.forced,
            percent(self.breaks[Gap.TOLERABLE], self.total),
            percent(count_good(self.breaks), self.total),
            percent(best, best + self.needed),
            total_cues,
            percent(count_good(self.between_cues), total_cues),
            percent(best, best + self.needed_cues),
            self.inside,
        )


def count_good(breaks: Counter[Gap]) -> int:
    return breaks[Gap.GOOD] + breaks[Gap.SENTENCE]


def percent(part: int, whole: int) -> str:
    return f"{part / whole:.1%}" if whole else "-"


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks breaks", description=__doc__)
    parser.add_argument("--profile", choices=[*PROFILES, "all"], default="all")
    parser.add_argument("--language", default="all", help="BCP 47 tag, or 'all'")
    parser.add_argument("--pause", type=float, default=0.25, metavar="SECONDS",
                        help="silence after a sentence (default: 0.25)")  # fmt: skip
    parser.add_argument("--tuning", action="store_true", help="leave the held-out part out")
    parser.add_argument("--misses", action="store_true",
                        help="print what is not good in the tuning part")  # fmt: skip
    options = parser.parse_args(arguments)
    passages = [p for p in all_passages() if options.language in (p.language, "all")]
    if not passages:
        parser.error(f"no passages of the language {options.language!r}")
    if options.tuning:
        passages = [passage for passage in passages if not passage.held_out]
    for name in PROFILES if options.profile == "all" else [options.profile]:
        print_profile(name, passages, options.pause, misses=options.misses)
    return 0


def print_profile(name: str, passages: list[Passage], pause: float, *, misses: bool) -> None:
    """Print the tables of one profile: each language, and all of them, in both parts."""
    rules = PROFILES[name]
    tallies: dict[tuple[bool, str], Tally] = {}
    for passage in passages:
        tally = judge(passage, rules, pause)
        for language in (passage.language, "all"):
            tallies.setdefault((passage.held_out, language), Tally()).add(tally)
    print(f"\n{name}")
    print(row("part", "language", *HEADINGS, widths=WIDTHS))
    for (held_out, language), tally in sorted(tallies.items(), key=lambda item: item[0]):
        part = "held out" if held_out else "tuning"
        print(row(part, language, *tally.cells(), widths=WIDTHS), flush=True)
    if misses and (False, "all") in tallies:
        print(*tallies[False, "all"].misses, sep="\n")


def judge(passage: Passage, rules: Rules, pause: float = 0.25) -> Tally:
    """Segment a passage and judge every break of the cues."""
    cues = segment(passage.speak(pause=pause), rules)
    limits = rules.for_texts(passage.words)
    tally = Tally(
        good_places=sum(gap in _GOOD for gap in passage.gaps),
        needed=_count_needed(passage, limits, lines=1),
        needed_cues=_count_needed(passage, limits, lines=limits.max_lines),
    )
    wide, long = _unavoidable(passage, limits)
    for index, ends_cue in _breaks(cues, len(passage.gaps)):
        gap = passage.gaps[index]
        if gap is Gap.FORBIDDEN and index in (long if ends_cue else wide):
            tally.forced += 1
            tally.forced_cues += ends_cue
            continue
        tally.breaks[gap] += 1
        tally.between_cues[gap] += ends_cue
        if gap not in _GOOD:
            mark = " // " if ends_cue else " / "
            left, right = passage.words[: index + 1], passage.words[index + 1 :]
            tally.misses.append(
                f"  {gap.name.lower():<10} {' '.join(left[-4:])}{mark}{' '.join(right[:4])}"
            )
    tally.inside = _count_sentence_ends_inside(cues, passage)
    return tally


def _breaks(cues: Sequence[Cue], gaps: int) -> Iterator[tuple[int, bool]]:
    """Yield the index of the gap at each break, and whether a cue ends there."""
    passed = 0
    for cue in cues:
        for number, line in enumerate(cue.lines, 1):
            passed += len(line)
            if passed <= gaps:
                yield passed - 1, number == len(cue.lines)
    assert passed == gaps + 1, "segmentation changed the number of words"


def _unavoidable(passage: Passage, limits: Rules) -> tuple[set[int], set[int]]:
    """Return the forbidden gaps that a line cannot avoid to break, and those of a cue."""
    wide, long = set(), set()
    start = 0
    for joined, run in groupby(passage.gaps, lambda gap: gap is Gap.FORBIDDEN):
        length = len(list(run))
        if joined:
            words = passage.words[start : start + length + 1]
            gaps = range(start, start + length)
            if _count_lines(words, limits) > 1:
                wide.update(gaps)
            if _count_cues(words, limits, limits.max_lines) > 1:
                long.update(gaps)
        start += length
    return wide, long


def _count_needed(passage: Passage, limits: Rules, *, lines: int) -> int:
    """Return how many breaks are needed between good places, if every good place is used."""
    starts = [0, *(i + 1 for i, gap in enumerate(passage.gaps) if gap in _GOOD)]
    return sum(
        _count_cues(passage.words[start:end], limits, lines) - 1
        for start, end in pairwise([*starts, len(passage.words)])
    )


def _count_cues(words: Sequence[str], limits: Rules, lines: int) -> int:
    """Return the least number of cues of so many lines that some words fill."""
    cues, start = 0, 0
    while start < len(words):
        end = start + 1
        while end < len(words) and _fits(words[start : end + 1], limits, lines):
            end += 1
        cues += 1
        start = end
    return cues


def _fits(words: Sequence[str], limits: Rules, lines: int) -> bool:
    # In scripts without spaces, the limit on words is one on phrases.
    if len(words) > limits.max_words and not is_spaceless("".join(words)):
        return False
    return _count_lines(words, limits) <= lines


def _count_lines(words: Sequence[str], limits: Rules) -> int:
    """Return the least number of lines that some words fill."""
    lines, width = 1, len(split_clusters(words[0]))
    for left, right in pairwise(words):
        length = len(split_clusters(right))
        width += space_between(left, right) + length
        if width > limits.line_characters:
            lines += 1
            width = length
    return lines


def _count_sentence_ends_inside(cues: Sequence[Cue], passage: Passage) -> int:
    """Return the number of cues in which a sentence ends before the last word."""
    passed, found = 0, 0
    for cue in cues:
        until = passed + len(cue.words)
        found += Gap.SENTENCE in passage.gaps[passed : until - 1]
        passed = until
    return found
