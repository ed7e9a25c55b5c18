"""Long audio in parts that can be aligned at the same time.

A part begins at an anchor: a pause at which the text that follows is known, because a
search near the place to be expected found it. Where the parts are depends on the audio
alone, never on how many cores there are, so that the result does not either.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from vidsync.alignment.long.windows import Walk
from vidsync.alignment.sound.features import SAMPLE_RATE, Floats
from vidsync.alignment.text.tokens import Token

# Seconds: what is shorter is walked through in one; about how long a part is.
SHORTEST = 120.0
_PART = 240.0
_LISTEN = 10.0
_NEAR = 8.0
_SURE_GAP = 0.12
# Tokens around the expected one that an anchor is looked for in.
_LEAST_REACH = 60
_REACH = 0.04
_LEAST_FOUND = 8


@dataclass(frozen=True, slots=True)
class Anchor:
    """Where a part begins: seconds, and the first token that is said after."""

    time: float
    token: int


@dataclass(frozen=True, slots=True, eq=False)
class Listening:
    """A stretch of sound in which an anchor is looked for.

    Attributes:
        time: where it begins, in seconds.
        sound: some seconds of it.
        first: the first token that may be said in it.
        tokens: those that may.
    """

    time: float
    sound: Floats
    first: int
    tokens: tuple[Token, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Part:
    """A stretch of the audio, from `time` on, and the tokens from `first` on said in it."""

    time: float
    first: int
    sound: Floats
    tokens: tuple[Token, ...]


def listenings(sound: Floats, tokens: Sequence[Token]) -> list[Listening]:
    """Where to look for anchors; nowhere in short audio."""
    duration = len(sound) / SAMPLE_RATE
    if duration <= SHORTEST or len(tokens) < 4 * _LEAST_REACH:
        return []
    count = max(2, round(duration / _PART))
    step = SAMPLE_RATE // 100
    frames = sound[: len(sound) // step * step].reshape(-1, step)
    levels = np.einsum("ij,ij->i", frames, frames) / step
    spoken = np.cumsum(levels > np.percentile(levels, 95) * 1e-3)
    said = np.cumsum([len(token.readings[0]) + len(token.text) for token in tokens])
    reach = max(_LEAST_REACH, round(_REACH * len(tokens)))
    places: list[Listening] = []
    for number in range(1, count):
        near = round(number * duration / count * 100)
        around = np.convolve(levels[near - 800 : near + 800], np.ones(20), mode="valid")
        frame = near - 800 + int(np.argmin(around)) + 10
        share = spoken[min(frame, len(spoken) - 1)] / spoken[-1]
        expected = int(np.searchsorted(said, share * said[-1]))
        first = max(0, expected - reach)
        start = frame * step
        places.append(
            Listening(
                frame / 100,
                sound[start : start + round(_LISTEN * SAMPLE_RATE)],
                first,
                tuple(tokens[first : expected + reach]),
            )
        )
    return places


def anchor_of(listening: Listening, placed: Walk) -> Anchor | None:
    """The anchor in what was found there: a pause between two words, if it can be trusted."""
    if len(placed.placed) < _LEAST_FOUND:
        return None
    within = placed.placed[1:-2]
    gaps = [right.start - left.end for left, right in pairwise(within)]
    if not gaps:
        return None
    chosen = next((i for i, gap in enumerate(gaps) if gap >= _SURE_GAP), int(np.argmax(gaps)))
    left, right = within[chosen], within[chosen + 1]
    if right.token != left.token + 1:
        return None
    return Anchor(listening.time + (left.end + right.start) / 2, listening.first + right.token)


def split(sound: Floats, tokens: Sequence[Token], anchors: Sequence[Anchor | None]) -> list[Part]:
    """The parts between anchors; one that was not found, or is out of order, splits nothing."""
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


def merged(parts: Sequence[Part]) -> Part:
    """Neighbouring parts as one."""
    return Part(
        parts[0].time,
        parts[0].first,
        np.concatenate([part.sound for part in parts]),
        tuple(token for part in parts for token in part.tokens),
    )


def joined(parts: list[Part], walks: list[Walk], walked: Callable[[Part], Walk]) -> Walk:
    """What was found in the parts, as one.

    Where something does not fit on either side of an anchor, the anchor may be the
    reason: the two parts are walked through again without it.
    """
    index = 1
    while index < len(parts):
        before, after = walks[index - 1], walks[index]
        if _misfit_at_end(before, parts[index - 1]) or _misfit_at_start(after):
            both = merged(parts[index - 1 : index + 1])
            parts[index - 1 : index + 1] = [both]
            walks[index - 1 : index + 1] = [walked(both)]
        else:
            index += 1
    result = Walk()
    for part, found in zip(parts, walks, strict=True):
        moved = found.moved(part.time, part.first)
        result.placed += moved.placed
        result.missing += moved.missing
        result.extra += moved.extra
    return result


def _misfit_at_end(found: Walk, part: Part) -> bool:
    last = len(part.tokens) - 1
    end = len(part.sound) / SAMPLE_RATE
    return any(token >= last - _LEAST_FOUND for token in found.missing) or any(
        stop > end - 2.0 for _, stop in found.extra
    )


def _misfit_at_start(found: Walk) -> bool:
    return any(token < _LEAST_FOUND for token in found.missing) or any(
        start < 2.0 for start, _ in found.extra
    )
