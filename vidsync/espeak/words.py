"""Assign espeak-ng's words to the units of the text.

espeak-ng's words differ from the text's: it speaks "of the" as one word and "2024" as
four. Each of its words starts at an offset in the text, which gives the unit. A unit in
which no word starts was spoken with the unit before it, or not at all.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from vidsync.espeak.phones import EspeakPhone, EspeakWord
from vidsync.espeak.units import Unit
from vidsync.transcript import Phone, Word
from vidsync.writing import has_letters, is_opening, is_speakable

# The most units that espeak-ng's dictionaries speak as one word.
LONGEST_MERGE = 4
_SILENT_PENALTY = 2

Pronounce = Callable[[str], list[str]]


@dataclass(slots=True)
class SpokenUnit:
    """A unit and its phones.

    Attributes:
        unit: the part of the text.
        has_start: whether one of espeak-ng's words starts in it.
        phones: with times in samples, in order of time.
    """

    unit: Unit
    has_start: bool
    phones: list[EspeakPhone]


def assign_words(
    units: Sequence[Unit], espeak_words: Sequence[EspeakWord], text: str
) -> list[SpokenUnit]:
    """Give each unit the words that start in it.

    Args:
        units: in order, at least one; their offsets are those of the words.
        espeak_words: espeak-ng's words, in order of time.
        text: the text of the units.
    """
    spoken = [SpokenUnit(unit, False, []) for unit in units]
    starts = [unit.start for unit in units]
    current = 0
    for index, word in zip(
        _find_units(espeak_words, starts, units[-1].end, text), espeak_words, strict=True
    ):
        # Within a number, offsets may go backwards although time does not.
        current = max(current, index)
        spoken[current].has_start = True
        spoken[current].phones += word.phones
    return spoken


def _find_units(
    espeak_words: Sequence[EspeakWord], starts: list[int], end: int, text: str
) -> list[int]:
    """Return the index of the unit of each word.

    After characters that espeak-ng skips ("_ we", "-- no"), it gives a word the offset of
    those characters. The word then belongs to the next unit, if no other word starts in
    that.
    """
    indices = []
    begun: set[int] = set()
    for word in reversed(espeak_words):
        index = max(bisect_right(starts, word.position) - 1, 0)
        ahead = word.position
        while ahead < end and not is_speakable(text[ahead]):
            ahead += 1
        following = max(bisect_right(starts, ahead) - 1, 0) if ahead < end else index
        if following not in begun:
            index = following
        begun.add(index)
        indices.append(index)
    return indices[::-1]


def count_silent_run(spoken: Sequence[SpokenUnit], text: str) -> int:
    """Return the length of the longest run of silent units that should be heard."""
    longest = run = 0
    for each in spoken:
        if each.phones:
            run = 0
        elif each.unit.joins_previous == "never" and has_letters(
            text[each.unit.start : each.unit.end]
        ):
            run += 1
            longest = max(longest, run)
    return longest


def split_merged(spoken: Sequence[SpokenUnit], text: str, pronounce: Pronounce) -> None:
    """Split the phones of units that were spoken as one word, in place.

    Each unit gets the phones that are nearest to its own pronunciation.

    Args:
        spoken: in order.
        text: the text of the units.
        pronounce: returns the phones of a text that is spoken alone.
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
            alone = [pronounce(text[each.unit.start : each.unit.end]) for each in group]
            edges = _find_best_split([phone.ipa for phone in phones], alone)
            for each, start, end in zip(group, edges[:-1], edges[1:], strict=True):
                each.phones = phones[start:end]
        index = following


def _may_be_merged(spoken: SpokenUnit) -> bool:
    return not spoken.phones and spoken.unit.joins_previous == "never"


def _find_best_split(phones: list[str], alone: list[list[str]]) -> list[int]:
    """Return where to cut phones so that each part is nearest to its own pronunciation.

    Returns:
        One edge more than there are parts: first 0, last the number of phones.
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
            for end, distance in enumerate(_edit_distances(phones[start:], expected), start):
                cost = costs[start] + distance
                if expected and end == start:
                    cost += _SILENT_PENALTY
                if cost < best[end]:
                    best[end], choice[end] = cost, start
        costs = best
        choices.append(choice)
    edges = [count]
    for choice in reversed(choices):
        edges.append(choice[edges[-1]])
    return edges[::-1]


def _edit_distances(phones: list[str], expected: list[str]) -> list[int]:
    """Return the edit distances of the prefixes of some phones from the expected phones."""
    row = list(range(len(expected) + 1))
    found = [row[-1]]
    for count, phone in enumerate(phones, 1):
        previous, row = row, [count]
        for index, other in enumerate(expected):
            differs = phone.lstrip("ˈˌ") != other.lstrip("ˈˌ")
            row.append(min(previous[index] + differs, previous[index + 1] + 1, row[index] + 1))
        found.append(row[-1])
    return found


def build_words(spoken: Sequence[SpokenUnit], text: str, sample_rate: int) -> list[Word]:
    """Build the words of the text, with the times at which they are heard.

    A silent unit joins the word before it; an opening bracket, or a silent unit at the
    start, joins the word after it. A silent unit with letters is a word of no duration.
    """
    groups: list[list[SpokenUnit]] = []
    waiting: list[SpokenUnit] = []
    for each in spoken:
        token = text[each.unit.start : each.unit.end]
        belongs = each.unit.joins_previous == "always" or (
            each.unit.joins_previous == "if_silent" and not each.has_start
        )
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
