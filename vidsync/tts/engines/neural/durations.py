"""Turn the durations that a network gives to its letters into phones at their exact times.

The letters are those of a text in a voice's alphabet. Stress marks, spaces and punctuation
have durations of their own.
"""

from __future__ import annotations

from collections.abc import Container, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from vidsync.alignment.edges.pause_edges import EdgeRules, PlacedPhone, is_plosive
from vidsync.alignment.edges.settling import settle
from vidsync.alignment.sound.features import HOP, Spectra, normalize
from vidsync.audio import Samples
from vidsync.tts.engines.neural.misaki import MODIFIERS, STRESS, is_sound, to_ipa

# The durations count the fading of a last sound, which may take 0.4 s, and some silence after it.
_RULES = EdgeRules(inward=0.4)
# How much of a space's duration belongs to the word before it, and how many units a letter is
# heard before its own duration begins: measured against the aligner.
_SPACE_SHARE = 0.25
_LEAD_UNITS = 2
_SHORTEST = 0.005


@dataclass(frozen=True, slots=True)
class Letter:
    """A letter that a voice speaks.

    Attributes:
        sign: of the voice's alphabet: a sound, a mark, a space or a punctuation mark.
        token: number of the token of the text that it belongs to.
    """

    sign: str
    token: int


def place_phones(
    letters: Sequence[Letter], durations: Sequence[float], *, unit: float
) -> list[PlacedPhone]:
    """Return the phones of letters at the times that their durations give.

    A stress mark belongs to the sound after it. A space is shared by the sounds around it. With
    punctuation it is a pause, and so is what comes before the first sound and after the last.

    Args:
        letters: what was spoken.
        durations: in units, one for each letter, and one before and one after them all.
        unit: in seconds.
    """
    placed: list[PlacedPhone] = []
    time = begin = max(durations[0] - _LEAD_UNITS, 0.0) * unit
    stress, is_pause = "", True
    for letter, duration in zip(letters, durations[1:-1], strict=True):
        time += duration * unit
        if letter.sign in STRESS:
            stress = letter.sign
        elif letter.sign in MODIFIERS and placed:
            placed[-1] = replace(placed[-1], ipa=placed[-1].ipa + letter.sign, end=time)
            begin = time
        elif is_sound(letter.sign):
            if placed and not is_pause:
                edge = placed[-1].end + (begin - placed[-1].end) * _SPACE_SHARE
                placed[-1], begin = replace(placed[-1], end=edge), edge
            placed.append(PlacedPhone(stress + to_ipa(letter.sign), begin, time, letter.token))
            begin, stress, is_pause = time, "", False
        else:
            begin = time
            is_pause = is_pause or letter.sign != " "
    return placed


def refine_phones(
    placed: Sequence[PlacedPhone],
    sound: Samples,
    *,
    unit: float,
    marked: Container[int],
) -> list[PlacedPhone]:
    """Return phones with their edges where a listener hears them.

    Beside a pause, that is where the sound becomes loud or quiet. Elsewhere an edge moves by
    one unit at most.

    Args:
        placed: as `place_phones` returns them.
        sound: the sound that they are in.
        unit: of the durations, in seconds.
        marked: the tokens that end with a mark that suggests a pause.
    """
    spectra = Spectra.of(normalize(sound))
    settled = settle(_trim_ends(placed, spectra), spectra, _RULES, marked=marked)
    refined = list(settled)
    gaps = (place for place, (a, b) in enumerate(pairwise(settled)) if b.start > a.end)
    first = 0
    for last in (*gaps, len(settled) - 1):
        _hold_edges(refined, placed, range(first, last), unit)
        first = last + 1
    return refined


def _trim_ends(placed: Sequence[PlacedPhone], spectra: Spectra) -> list[PlacedPhone]:
    """Return phones without the silence that the duration of one before a pause counts.

    Within a phone, silence would be taken for a pause between it and the word before.
    """
    loud = (spectra.energy > spectra.loud[0] - _RULES.start_below_loud) | (
        spectra.bright > spectra.loud[1] - _RULES.start_below_loud
    )
    trimmed = list(placed)
    for index, phone in enumerate(placed):
        if index + 1 < len(placed) and placed[index + 1].start <= phone.end:
            continue
        first = round((phone.start + _RULES.shortest) / HOP)
        frames = np.flatnonzero(loud[first : round(phone.end / HOP)])
        if len(frames):
            end = (first + _find_last(frames, phone) + 1) * HOP
            trimmed[index] = replace(phone, end=min(end, phone.end))
    return trimmed


def _find_last(frames: NDArray[np.intp], phone: PlacedPhone) -> int:
    """Return the last of the loud frames of a phone.

    A click after silence is none of them, except in a plosive, whose burst follows its closure.
    """
    silences = np.flatnonzero(np.diff(frames) * HOP >= _RULES.silent)
    if len(silences) and not is_plosive(phone):
        return int(frames[silences[0]])
    return int(frames[-1])


def _hold_edges(
    refined: list[PlacedPhone], placed: Sequence[PlacedPhone], run: range, unit: float
) -> None:
    """Keep the edges between phones near their durations, and the phones in order.

    Args:
        refined: changed in place.
        placed: the same phones by their durations.
        run: the phones that end where the next one begins; both ends of their run are kept.
        unit: how far an edge may be from its duration.
    """
    edges = [
        min(max(refined[index].end, placed[index].end - unit), placed[index + 1].start + unit)
        for index in run
    ]
    limit = refined[run.stop].end if run else 0.0
    for place in reversed(range(len(edges))):
        edges[place] = limit = min(edges[place], limit - _SHORTEST)
    limit = refined[run.start].start
    for place, index in enumerate(run):
        limit = max(edges[place], limit + _SHORTEST)
        refined[index] = replace(refined[index], end=limit)
        refined[index + 1] = replace(refined[index + 1], start=limit)
