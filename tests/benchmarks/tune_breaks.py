"""Search for better weights of the cost model of breaks, on the tuning part of the judged set.

It changes one weight after the other by a factor, keeps a change that lowers the objective, and
goes on with smaller factors. The search has no chance in it: it prints the same weights each time.

The objective is a sum over all profiles, each in percent of its good places. Three points for a
forbidden break, one for each that is not good, half a point more where a cue ends there, a third
for a cue with the end of a sentence inside. Every break costs a fifth, so that a passage is not cut
more often than it must be.
"""

import argparse
from collections.abc import Callable

from tests.benchmarks.breaks import Tally, count_good, judge
from tests.passages import Gap, Passage, all_passages
from vidsync.captions import PROFILES
from vidsync.captions.cues import weights

NAMES = (
    *("AFTER_CLAUSE", "CUE", "EMPTY", "SINGLE_WORD", "TOO_SHORT", "TOO_FAST", "DANGLING"),
    *("SENTENCE_INSIDE", "FRAGMENT", "LINE_BREAK", "SYNTAX"),
)
FACTORS = (1.5, 1.2)
# A change that gains less is left out: it would fit the set and nothing else.
LEAST = 0.1


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(
        prog="python -m tests.benchmarks tune_breaks", description=__doc__
    )
    parser.parse_args(arguments)
    passages = [passage for passage in all_passages() if not passage.held_out]
    search(lambda: measure(passages))
    return 0


def search(objective: Callable[[], float]) -> None:
    """Change the weights as long as the objective falls, and print each change."""
    knobs = [(name, vars(weights), name) for name in NAMES]
    knobs += [(f"TIES[{tie}]", weights.TIES, tie) for tie in weights.TIES]
    best = objective()
    print(f"{best:8.2f}", flush=True)
    for factor in FACTORS:
        gained = True
        while gained:
            gained = False
            for name, table, key in knobs:
                for step in (factor, 1 / factor):
                    kept = table[key]
                    table[key] = kept * step
                    found = objective()
                    if found < best - LEAST:
                        best, gained = found, True
                        print(f"{best:8.2f}  {name} = {table[key]:.2f}", flush=True)
                        break
                    table[key] = kept


def measure(passages: list[Passage]) -> float:
    """Return the objective with the weights as they are."""
    total = 0.0
    for rules in PROFILES.values():
        tally = Tally()
        for passage in passages:
            tally.add(judge(passage, rules))
        cues = tally.between_cues.total() + tally.forced_cues
        points = 3 * tally.breaks[Gap.FORBIDDEN] + tally.total - count_good(tally.breaks)
        points += 0.5 * (cues - count_good(tally.between_cues)) + 0.33 * tally.inside
        total += 100 * (points + 0.2 * tally.total) / tally.good_places
    return total
