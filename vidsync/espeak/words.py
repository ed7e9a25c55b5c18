"""What was heard, laid onto the units of the text: every unit once, none lost.

espeak-ng's words are not the text's: it says "of the" as one word and "2024" as four.
Each of its words begins at an offset in the text, which tells the unit; a unit
without a beginning of its own was said with the one before it, or not at all.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from vidsync.espeak.phones import HeardPhone, HeardWord
from vidsync.espeak.units import Unit, has_letters, is_opening, is_speakable
from vidsync.transcript import Phone, Word

# So many units at most are said as one by espeak-ng's dictionaries.
LONGEST_MERGE = 4
_UNSAID_PENALTY = 2

Spelling = Callable[[str], list[str]]


@dataclass(slots=True)
class SpokenUnit:
    """A unit and what was heard of it.

    Attributes:
        unit: the stretch of the text.
        began: whether espeak-ng began a word in it.
        phones: in samples, in time order.
    """

    unit: Unit
    began: bool
    phones: list[HeardPhone]


def spoken_units(units: Sequence[Unit], heard: Sequence[HeardWord], text: str) -> list[SpokenUnit]:
    """Give each unit the heard words that begin in it.

    Args:
        units: in order, at least one; offsets as the heard words'.
        heard: in time order.
        text: that the units point into.
    """
    spoken = [SpokenUnit(unit, False, []) for unit in units]
    starts = [unit.start for unit in units]
    current = 0
    for place, word in zip(_places(heard, starts, units[-1].end, text), heard, strict=True):
        # Offsets may step back within a number; time does not, so neither do we.
        current = max(current, place)
        spoken[current].began = True
        spoken[current].phones += word.phones
    return spoken


def _places(heard: Sequence[HeardWord], starts: list[int], end: int, text: str) -> list[int]:
    """The unit that each heard word is of.

    Behind characters that it passes over ("_ we", "-- no"), espeak-ng gives the offset
    of those. Where nothing else begins in the unit they lead to, that one is meant.
    """
    places = []
    begun: set[int] = set()
    for word in reversed(heard):
        place = max(bisect_right(starts, word.position) - 1, 0)
        ahead = word.position
        while ahead < end and not is_speakable(text[ahead]):
            ahead += 1
        following = max(bisect_right(starts, ahead) - 1, 0) if ahead < end else place
        if following not in begun:
            place = following
        begun.add(place)
        places.append(place)
    return places[::-1]


def unheard_run(spoken: Sequence[SpokenUnit], text: str) -> int:
    """The longest run of units that should be heard and were not."""
    longest = run = 0
    for each in spoken:
        if each.phones:
            run = 0
        elif each.unit.joins == "never" and has_letters(text[each.unit.start : each.unit.end]):
            run += 1
            longest = max(longest, run)
    return longest


def part_merged(spoken: Sequence[SpokenUnit], text: str, spelling: Spelling) -> None:
    """Part the phones of units that were said as one, in place.

    Each gets the phones that are nearest to its own pronunciation.

    Args:
        spoken: in order.
        text: that the units point into.
        spelling: the phones of a text that is spoken alone.
    """
    index = 0
    while index < len(spoken):
        following = index + 1
        while following < len(spoken) and _may_be_merged(spoken[following]):
            following += 1
        merged = [
            each
            for each in spoken[index + 1 : following][: 2 * LONGEST_MERGE]
            if has_letters(text[each.unit.start : each.unit.end])
        ]
        phones = spoken[index].phones
        if phones and merged:
            group = [spoken[index], *merged]
            alone = [spelling(text[each.unit.start : each.unit.end]) for each in group]
            edges = _best_parting([phone.ipa for phone in phones], alone)
            for each, start, end in zip(group, edges[:-1], edges[1:], strict=True):
                each.phones = phones[start:end]
        index = following


def _may_be_merged(spoken: SpokenUnit) -> bool:
    return not spoken.phones and spoken.unit.joins == "never"


def _best_parting(phones: list[str], alone: list[list[str]]) -> list[int]:
    """Where to cut phones so that the parts differ least from what each is alone.

    Returns:
        One edge more than there are parts: 0 first, the number of phones last.
    """
    count = len(phones)
    costs: list[float] = [0.0] + [float("inf")] * count
    choices: list[list[int]] = []
    for expected in alone:
        best = [float("inf")] * (count + 1)
        choice = [0] * (count + 1)
        for start in range(count + 1):
            if costs[start] == float("inf"):
                continue
            for end, distance in enumerate(_distances(phones[start:], expected), start):
                cost = costs[start] + distance
                if expected and end == start:
                    cost += _UNSAID_PENALTY
                if cost < best[end]:
                    best[end], choice[end] = cost, start
        costs = best
        choices.append(choice)
    edges = [count]
    for choice in reversed(choices):
        edges.append(choice[edges[-1]])
    return edges[::-1]


def _distances(phones: list[str], expected: list[str]) -> list[int]:
    """The edit distance of every beginning of some phones from the expected ones."""
    row = list(range(len(expected) + 1))
    found = [row[-1]]
    for count, phone in enumerate(phones, 1):
        previous, row = row, [count]
        for index, other in enumerate(expected):
            differs = phone.lstrip("ˈˌ") != other.lstrip("ˈˌ")
            row.append(min(previous[index] + differs, previous[index + 1] + 1, row[index] + 1))
        found.append(row[-1])
    return found


def words(spoken: Sequence[SpokenUnit], text: str, sample_rate: int) -> list[Word]:
    """The words a reader sees, with the times they are heard at.

    A unit with nothing heard joins the word before it (an opening bracket, and what
    comes first, the word after it), unless it has letters: then it is a word of no
    duration.
    """
    groups: list[list[SpokenUnit]] = []
    waiting: list[SpokenUnit] = []
    for each in spoken:
        token = text[each.unit.start : each.unit.end]
        belongs = each.unit.joins == "always" or (each.unit.joins == "unheard" and not each.began)
        own = bool(each.phones) or has_letters(token)
        if groups and not waiting and (belongs or (not own and not is_opening(token))):
            groups[-1].append(each)
        elif own:
            groups.append([*waiting, each])
            waiting = []
        else:
            waiting.append(each)
    if waiting and groups:
        groups[-1] += waiting
    found: list[Word] = []
    time = 0
    for group in groups:
        phones = [phone for each in group for phone in each.phones]
        start = max(time, phones[0].start) if phones else time
        end = max(start, phones[-1].end) if phones else start
        span = (group[0].unit.start, group[-1].unit.end)
        found.append(
            Word(
                text=" ".join(text[span[0] : span[1]].split()),
                start=start / sample_rate,
                end=end / sample_rate,
                span=span,
                phones=tuple(
                    Phone(phone.ipa, phone.start / sample_rate, phone.end / sample_rate)
                    for phone in phones
                ),
            )
        )
        time = end
    return found
