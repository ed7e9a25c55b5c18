"""Measure how often captions break where a judged set of spoken passages has a good place.

Breaks between cues and between lines count alike. The set and the rules by which its places
were chosen are in tests/data/breaks. A break is good where a clause or a sentence ends or a phrase
begins; forbidden within words that the style guides keep together. It is forced, and not
forbidden, if these words are more than a line, or a cue, can hold.
"""

import argparse
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import groupby, pairwise

from tests.benchmarks._measure import row
from tests.passages import Gap, Passage, all_passages
from vidsync.captions import PROFILES, Cue, Rules, segment
from vidsync.captions.text.text import split_clusters
from vidsync.writing import is_spaceless, space_between

HEADINGS = ("breaks", "forbidden", "forced", "good", "tolerable", "cues", "with a sentence end")
WIDTHS = (12, 10, *map(len, HEADINGS))


@dataclass
class Tally:
    """What the breaks of some captions are.

    Attributes:
        breaks: number of breaks by the gap they fall on; forced ones are not among them.
        forced: breaks within joined words that the limits cannot keep together.
        cues: number of cues.
        inside: cues in which a sentence ends before the last word.
        misses: the forbidden and the tolerable breaks, to read.
    """

    breaks: Counter[Gap] = field(default_factory=Counter)
    forced: int = 0
    cues: int = 0
    inside: int = 0
    misses: list[str] = field(default_factory=list)

    def add(self, other: "Tally") -> None:
        """Add what another tally has counted."""
        self.breaks.update(other.breaks)
        self.forced += other.forced
        self.cues += other.cues
        self.inside += other.inside
        self.misses += other.misses

    @property
    def total(self) -> int:
        return self.breaks.total() + self.forced

    @property
    def agreement(self) -> float:
        """The share of the breaks at good places, from 0 to 1; 1 if there are no breaks."""
        good = self.breaks[Gap.GOOD] + self.breaks[Gap.SENTENCE]
        return good / self.total if self.total else 1.0

    def cells(self) -> tuple[object, ...]:
        tolerable = self.breaks[Gap.TOLERABLE] / self.total if self.total else 0.0
        forbidden = self.breaks[Gap.FORBIDDEN]
        shares = f"{self.agreement:.1%}", f"{tolerable:.1%}"
        return (self.total, forbidden, self.forced, *shares, self.cues, self.inside)


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
    tally = Tally(cues=len(cues))
    keep_in_line, keep_in_cue = _unavoidable(passage, limits)
    for index, is_cue_break in _breaks(cues, len(passage.gaps)):
        gap = passage.gaps[index]
        if gap is Gap.FORBIDDEN and index in (keep_in_cue if is_cue_break else keep_in_line):
            tally.forced += 1
            continue
        tally.breaks[gap] += 1
        if gap in (Gap.FORBIDDEN, Gap.TOLERABLE):
            mark = " // " if is_cue_break else " / "
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
            gaps = range(start, start + length)
            words = passage.words[start : start + length + 1]
            spaces = sum(space_between(left, right) for left, right in pairwise(words))
            width = sum(len(split_clusters(word)) for word in words) + spaces
            # In scripts without spaces, the limit on words is one on phrases.
            too_many = len(words) > limits.max_words and not is_spaceless("".join(words))
            if width > limits.line_characters:
                wide.update(gaps)
            if too_many or width > limits.line_characters * limits.max_lines:
                long.update(gaps)
        start += length
    return wide, long


def _count_sentence_ends_inside(cues: Sequence[Cue], passage: Passage) -> int:
    """Return the number of cues in which a sentence ends before the last word."""
    passed, found = 0, 0
    for cue in cues:
        until = passed + len(cue.words)
        found += Gap.SENTENCE in passage.gaps[passed : until - 1]
        passed = until
    return found
