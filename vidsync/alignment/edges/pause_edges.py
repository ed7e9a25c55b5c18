"""Moves the edges beside pauses to where the sound becomes loud or quiet."""

from __future__ import annotations

from collections.abc import Container, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np

from vidsync.alignment.sound.features import HOP, Spectra

_STRESS = "ˈˌ"
_PLOSIVES = frozenset("pbtdkɡgqcɟʈɖɢɓɗɠʔ")


@dataclass(frozen=True, slots=True)
class PlacedPhone:
    """A phone of a text with its times in the sound.

    Attributes:
        ipa: the IPA segment; empty where it is not known.
        start: seconds.
        end: seconds.
        word: number of the token that it belongs to.
        score: of the search, per frame.
    """

    ipa: str
    start: float
    end: float
    word: int
    score: float = 0.0


@dataclass(frozen=True, slots=True)
class EdgeRules:
    """How far edges may move, and what counts as loud. Times in seconds, levels in dB.

    Attributes:
        pause: shortest gap that counts as a pause.
        inward: how far an edge beside a pause may move into the word.
        outward: how far an edge beside a pause may move into the pause.
        steady: how long a sound must stay loud to be an edge.
        over_floor: how far speech exceeds the noise at least.
        start_below_loud: level below loud speech at which a word may begin.
        end_below_loud: level below loud speech at which a word may end.
        shortest: shortest length of a sound.
        closure: shortest and longest silence before the burst of a plosive after a pause. The
            silence is part of the sound, although it cannot be heard.
        silent: shortest silence between two words that counts as a pause even if the search
            found none.
        silent_closure: how much longer it must be for each plosive beside it.
        marked_closure: the same where the text suggests a pause.
        local: lowest level, below loud speech, that is accepted as the noise of one pause.
        movable: how many sounds of a word may be moved out of the pause before it.
        click: shorter loud sounds that are far from all others do not begin a word.
        apart: the distance that counts as far.
        murmur: minimum length of a hum that is cut from the word after it.
        murmur_below_loud: level below loud speech that such a hum does not exceed.
        murmur_tilt: how far its brightness is below its energy.
        murmur_rise: how much louder the word is at once.
    """

    pause: float = 0.025
    inward: float = 0.200
    outward: float = 0.080
    steady: float = 0.020
    over_floor: float = 8.0
    start_below_loud: float = 40.0
    end_below_loud: float = 30.0
    shortest: float = 0.010
    closure: tuple[float, float] = (0.040, 0.080)
    silent: float = 0.045
    silent_closure: float = 0.045
    marked_closure: float = 0.010
    local: float = 22.0
    movable: int = 3
    click: float = 0.030
    apart: float = 0.050
    murmur: float = 0.040
    murmur_below_loud: float = 20.0
    murmur_tilt: float = 12.0
    murmur_rise: float = 12.0


def settle_at_pauses(
    pieces: Sequence[PlacedPhone],
    spectra: Spectra,
    rules: EdgeRules = EdgeRules(),
    *,
    marked: Container[int] = (),
) -> list[PlacedPhone]:
    """Return the sounds with better edges beside pauses only: the first step of `settle`."""
    return _snap_to_pauses(_part_words(list(pieces), spectra, rules, marked), spectra, rules)


def _is_loud(
    spectra: Spectra, below_loud: float, over_floor: float, floor: tuple[float, float] | None = None
) -> np.ndarray:
    """Return whether each frame is speech, by energy or by brightness."""
    floor = floor or spectra.floor
    plain = max(floor[0] + over_floor, spectra.loud[0] - below_loud)
    bright = max(floor[1] + over_floor, spectra.loud[1] - below_loud)
    return (spectra.energy > plain) | (spectra.bright > bright)


def _floor_between(
    spectra: Spectra, start: float, end: float, rules: EdgeRules
) -> tuple[float, float]:
    """Return the noise of one pause, which may contain a hum or a breath."""
    first, last = (round(time / HOP) for time in (start + rules.steady, end - rules.steady))
    if last - first < round(rules.steady / HOP):
        return spectra.floor
    levels = [
        max(floor, min(float(np.median(heard[first:last])), loud - rules.local))
        for heard, floor, loud in zip(
            (spectra.energy, spectra.bright), spectra.floor, spectra.loud, strict=True
        )
    ]
    return levels[0], levels[1]


def _part_words(
    pieces: list[PlacedPhone], spectra: Spectra, rules: EdgeRules, marked: Container[int]
) -> list[PlacedPhone]:
    """Separate words where there is silence between them that the search took for sound.

    The model learned sounds at the beginning of a word often enough that a weak consonant
    tends to swallow the pause before it.
    """
    quiet = ~_is_loud(spectra, rules.start_below_loud, rules.over_floor)
    result = list(pieces)
    for index, (left, right) in enumerate(pairwise(pieces)):
        if left.word == right.word or right.start - left.end >= rules.pause:
            continue
        first, last = (
            round(time / HOP)
            for time in (result[index].start + rules.shortest, right.end - rules.shortest)
        )
        start, end = _longest_run(quiet[first:last])
        closures = sum(is_plosive(piece) for piece in (left, right))
        closure = rules.marked_closure if left.word in marked else rules.silent_closure
        if (end - start) * HOP >= rules.silent + closures * closure:
            result[index] = replace(result[index], end=(first + start) * HOP)
            result[index + 1] = replace(right, start=(first + end) * HOP)
    return result


def _longest_run(flags: np.ndarray) -> tuple[int, int]:
    """Return the start and the end of the longest run of true flags."""
    edges = np.flatnonzero(np.diff(np.concatenate([[0], flags.astype(np.int8), [0]])))
    if not len(edges):
        return 0, 0
    longest = 2 * int(np.argmax(edges[1::2] - edges[::2]))
    return int(edges[longest]), int(edges[longest + 1])


def is_plosive(piece: PlacedPhone) -> bool:
    """Whether a phone begins with a closure."""
    return piece.ipa.lstrip(_STRESS)[:1] in _PLOSIVES


def _snap_to_pauses(
    pieces: list[PlacedPhone], spectra: Spectra, rules: EdgeRules
) -> list[PlacedPhone]:
    ends_loud = _is_loud(spectra, rules.end_below_loud, rules.over_floor)
    result = list(pieces)
    last = len(spectra) - 1
    for index, piece in enumerate(pieces):
        if index == 0 or piece.start - pieces[index - 1].end >= rules.pause:
            earliest = result[index - 1].end if index else 0.0
            start = _find_start(pieces, index, earliest, spectra, rules)
            _start_at(result, index, start, rules.shortest)
        following = pieces[index + 1].start if index + 1 < len(pieces) else last * HOP
        if index + 1 == len(pieces) or following - piece.end >= rules.pause:
            piece = result[index]
            end = _find_end(ends_loud, piece.end, rules, (piece.start + rules.shortest, following))
            result[index] = replace(piece, end=end)
    return result


def _find_start(
    pieces: list[PlacedPhone], index: int, earliest: float, spectra: Spectra, rules: EdgeRules
) -> float:
    """Return where a sound after a pause begins; some sounds of its word may lie in the pause."""
    piece = pieces[index]
    # In noise a weak sound is as quiet as a pause: only the first sound may lie in it.
    movable = rules.movable if spectra.contrast >= rules.start_below_loud else 1
    sounds = [each for each in pieces[index : index + movable] if each.word == piece.word]
    limit = sounds[-1].end - len(sounds) * rules.shortest
    floor = _floor_between(spectra, earliest, piece.start, rules)
    loud = _is_loud(spectra, rules.start_below_loud, rules.over_floor, floor)
    start = _find_onset(loud, piece.start, rules, (earliest, limit))
    start = _skip_murmur(spectra, loud, start, limit, rules)
    if is_plosive(piece):
        least, longest = rules.closure
        start = min(max(piece.start, start - longest), start - least)
        start = max(start, earliest)
    return start


def _start_at(pieces: list[PlacedPhone], first: int, start: float, shortest: float) -> None:
    """Start a sound at a time; sounds that would end before it share the next one's time."""
    last = first
    while last + 1 < len(pieces) and pieces[last].end - start < (last - first + 1) * shortest:
        last += 1
    sounds = pieces[first : last + 1]
    edges = np.array([start, *(piece.end for piece in sounds)])
    if last > first:
        lengths = np.diff([sounds[0].start, *edges[1:]])
        spare = edges[-1] - start - len(sounds) * shortest
        # Sounds before the beginning of the recording have no length.
        shares = lengths / lengths.sum() if lengths.any() else np.full(len(sounds), 1 / len(sounds))
        edges[1:] = start + np.cumsum(shortest + spare * shares)
    for number, piece in enumerate(sounds):
        begun, ended = (float(edge) for edge in edges[number : number + 2])
        pieces[first + number] = replace(piece, start=begun, end=ended)


def _skip_murmur(
    spectra: Spectra, loud: np.ndarray, start: float, limit: float, rules: EdgeRules
) -> float:
    """Move a start past a faint hum before the word, as diphone voices have it."""
    first, last = round(start / HOP), round(limit / HOP)
    energy, bright = spectra.energy[first:last], spectra.bright[first:last]
    murmur = energy < spectra.loud[0] - rules.murmur_below_loud
    murmur &= (energy - bright > rules.murmur_tilt) | ~loud[first:last]
    length = 0 if murmur.all() else int(np.argmin(murmur))
    if length * HOP < rules.murmur:
        return start
    risen = energy[length : length + round(rules.murmur / HOP)].max()
    if risen - energy[:length].max() < rules.murmur_rise:
        return start
    return start + length * HOP - rules.shortest


def _find_onset(
    loud: np.ndarray, start: float, rules: EdgeRules, limits: tuple[float, float]
) -> float:
    """Return where sound begins near a start that follows a pause."""
    steady = round(rules.steady / HOP)
    here = min(round(start / HOP), len(loud) - 1)
    lowest = max(round(limits[0] / HOP), here - round(rules.outward / HOP), 0)
    highest = min(round(limits[1] / HOP), here + round(rules.inward / HOP), len(loud) - steady)
    frame = here
    while loud[here] and frame > lowest and loud[frame - 1]:
        frame -= 1
    while frame < max(highest, here + 1):
        end = _run_end(loud, frame)
        long_enough = frame <= here or end - frame >= steady
        if loud[frame] and long_enough and not _is_click(loud, frame, end, rules):
            return max(frame * HOP, limits[0])
        frame = end
    return start


def _run_end(flags: np.ndarray, first: int) -> int:
    """Return where a run of equal flags ends."""
    changes = np.flatnonzero(flags[first:] != flags[first])
    return first + int(changes[0]) if len(changes) else len(flags)


def _is_click(loud: np.ndarray, first: int, end: int, rules: EdgeRules) -> bool:
    """Return whether a run of loud frames is too short, and too far from the next, to be speech."""
    if (end - first) * HOP >= rules.click or end == len(loud):
        return False
    return (_run_end(loud, end) - end) * HOP >= rules.apart


def _find_end(loud: np.ndarray, end: float, rules: EdgeRules, limits: tuple[float, float]) -> float:
    """Return where sound ends near an end before a pause."""
    steady = round(rules.steady / HOP)
    here = min(round(end / HOP), len(loud) - 1)
    if loud[here]:
        highest = min(round(limits[1] / HOP), here + round(rules.outward / HOP), len(loud) - 1)
        frame = here
        while frame < highest and loud[frame + 1]:
            frame += 1
        return min(frame * HOP, limits[1])
    lowest = max(round(limits[0] / HOP), here - round(rules.inward / HOP), steady)
    for frame in range(here, lowest, -1):
        if loud[frame - steady : frame].all():
            return max(min(frame * HOP, limits[1]), limits[0])
    return end
