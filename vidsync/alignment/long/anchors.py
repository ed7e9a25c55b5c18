"""Splits long audio into parts that can be aligned at the same time.

A part begins at an anchor: a pause whose following text is known, because a search near the
expected place found it. The parts depend on the audio alone, never on the number of cores, so that
the result does not depend on it either.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from vidsync.alignment.placement import Placements
from vidsync.alignment.sound.features import SAMPLE_RATE, Floats
from vidsync.alignment.text.tokens import Token

MIN_DURATION = 120.0
"""Shorter audio is not split. In seconds."""

# The length of a part, roughly, and of the sound in which an anchor is searched, in seconds.
_PART_SECONDS = 240.0
_SEARCH_SECONDS = 10.0
# How far from the end of a part a pause is searched, and how long it should be, in seconds.
_PAUSE_REACH = 8.0
_MIN_PAUSE = 0.12
# Tokens on each side of the expected one among which an anchor is searched: at least this many,
# or this share of the text.
_MIN_REACH = 60
_REACH = 0.04
# An anchor needs this many found tokens; a mismatch this close to an anchor puts it in doubt.
_MIN_FOUND = 8
# An anchor is in doubt too if this share of its tokens are repeated in its surroundings.
_REPEATED = 0.7


@dataclass(frozen=True, slots=True)
class Anchor:
    """The start of a part: its time in seconds, and the first token spoken after it."""

    time: float
    token: int


@dataclass(frozen=True, slots=True, eq=False)
class SearchPlace:
    """A stretch of sound in which an anchor is searched.

    Attributes:
        time: where it begins, in seconds.
        sound: some seconds of it.
        first: the first token that may be spoken in it.
        tokens: the tokens that may be spoken in it.
    """

    time: float
    sound: Floats
    first: int
    tokens: tuple[Token, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Part:
    """A stretch of the audio from `time` on, and the tokens spoken in it from `first` on."""

    time: float
    first: int
    sound: Floats
    tokens: tuple[Token, ...]


def search_places(sound: Floats, tokens: Sequence[Token]) -> list[SearchPlace]:
    """Return where to search for anchors; nowhere in short audio."""
    duration = len(sound) / SAMPLE_RATE
    if duration <= MIN_DURATION or len(tokens) < 4 * _MIN_REACH:
        return []
    count = max(2, round(duration / _PART_SECONDS))
    step = SAMPLE_RATE // 100
    frames = sound[: len(sound) // step * step].reshape(-1, step)
    levels = np.einsum("ij,ij->i", frames, frames) / step
    loud_frames = np.cumsum(levels > np.percentile(levels, 95) * 1e-3)
    lengths = np.cumsum([len(token.readings[0]) + len(token.text) for token in tokens])
    reach = max(_MIN_REACH, round(_REACH * len(tokens)))
    reach_frames = round(_PAUSE_REACH * 100)
    places: list[SearchPlace] = []
    for number in range(1, count):
        near = round(number * duration / count * 100)
        around = np.convolve(
            levels[near - reach_frames : near + reach_frames], np.ones(20), mode="valid"
        )
        frame = near - reach_frames + int(np.argmin(around)) + 10
        share = loud_frames[min(frame, len(loud_frames) - 1)] / loud_frames[-1]
        expected = int(np.searchsorted(lengths, share * lengths[-1]))
        first = max(0, expected - reach)
        start = frame * step
        places.append(
            SearchPlace(
                frame / 100,
                sound[start : start + round(_SEARCH_SECONDS * SAMPLE_RATE)],
                first,
                tuple(tokens[first : expected + reach]),
            )
        )
    return places


def choose_anchor(place: SearchPlace, found: Placements) -> Anchor | None:
    """Return the anchor in a search result: a pause between two words, if it is reliable."""
    if len(found.placed) < _MIN_FOUND or _is_repeated(place.tokens, found):
        return None
    within = found.placed[1:-2]
    gaps = [right.start - left.end for left, right in pairwise(within)]
    if not gaps:
        return None
    chosen = next((i for i, gap in enumerate(gaps) if gap >= _MIN_PAUSE), int(np.argmax(gaps)))
    left, right = within[chosen], within[chosen + 1]
    if right.token != left.token + 1:
        return None
    return Anchor(place.time + (left.end + right.start) / 2, place.first + right.token)


def _is_repeated(tokens: Sequence[Token], found: Placements) -> bool:
    """Tell whether other tokens read the same as the found ones, as in a refrain."""
    first, end = found.placed[0].token, found.placed[-1].token + 1
    readings = [token.readings[0] for token in tokens]
    for other in range(len(readings) - (end - first) + 1):
        if other == first:
            continue
        pairs = zip(readings[first:end], readings[other:], strict=False)
        if sum(here == there for here, there in pairs) >= _REPEATED * (end - first):
            return True
    return False


def split_parts(
    sound: Floats, tokens: Sequence[Token], anchors: Sequence[Anchor | None]
) -> list[Part]:
    """Return the parts between anchors. An anchor that is missing or out of order is ignored."""
    kept = [Anchor(0.0, 0)]
    for anchor in anchors:
        if anchor and anchor.time > kept[-1].time and anchor.token > kept[-1].token:
            kept.append(anchor)
    kept.append(Anchor(len(sound) / SAMPLE_RATE, len(tokens)))
    return [
        Part(
            here.time,
            here.token,
            sound[round(here.time * SAMPLE_RATE) : round(after.time * SAMPLE_RATE)],
            tuple(tokens[here.token : after.token]),
        )
        for here, after in pairwise(kept)
    ]


def merge_parts(parts: Sequence[Part]) -> Part:
    """Merge neighbouring parts."""
    return Part(
        parts[0].time,
        parts[0].first,
        np.concatenate([part.sound for part in parts]),
        tuple(token for part in parts for token in part.tokens),
    )


def join_parts(
    parts: list[Part], results: list[Placements], realign: Callable[[Part], Placements]
) -> Placements:
    """Join the results of the parts.

    If something does not match on either side of an anchor, the anchor may be wrong: the two
    parts are aligned again without it.
    """
    index = 1
    while index < len(parts):
        before, after = results[index - 1], results[index]
        if _mismatch_at_end(before, parts[index - 1]) or _mismatch_at_start(after):
            both = merge_parts(parts[index - 1 : index + 1])
            parts[index - 1 : index + 1] = [both]
            results[index - 1 : index + 1] = [realign(both)]
        else:
            index += 1
    result = Placements()
    for part, found in zip(parts, results, strict=True):
        moved = found.shift(part.time, part.first)
        result.placed += moved.placed
        result.missing += moved.missing
        result.extra += moved.extra
    return result


def _mismatch_at_end(found: Placements, part: Part) -> bool:
    last = len(part.tokens) - 1
    end = len(part.sound) / SAMPLE_RATE
    return any(token >= last - _MIN_FOUND for token in found.missing) or any(
        stop > end - 2.0 for _, stop in found.extra
    )


def _mismatch_at_start(found: Placements) -> bool:
    return any(token < _MIN_FOUND for token in found.missing) or any(
        start < 2.0 for start, _ in found.extra
    )
