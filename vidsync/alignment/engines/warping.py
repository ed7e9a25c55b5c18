"""Dynamic time warping: matches the frames of a sound with those of a reference."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from vidsync.alignment.sound.cepstra import measure_cepstra, standardize
from vidsync.alignment.sound.features import Floats

# Level below loud speech that counts as silence, in dB.
_SILENCE_BELOW_LOUD = 35.0


@dataclass(frozen=True, slots=True)
class DtwRules:
    """Costs of the moves, in units of the median of each frame's lowest cost.

    Attributes:
        stay: for each further frame of the sound on the same frame of the reference.
        skip: for each frame of the reference that is left out; at most two.
        silence: of a quiet frame between two words.
        loud_silence: of a loud frame between two words.
        enter: for a pause between two words.
        rate: speaking rate of the reference, in words per minute.
    """

    stay: float = 1.0
    skip: float = 1.0
    silence: float = 0.4
    loud_silence: float = 4.0
    enter: float = 5.0
    rate: int = 140


@dataclass(frozen=True, slots=True, eq=False)
class Reference:
    """The text as espeak-ng speaks it, without pauses.

    Attributes:
        features: of shape (frames, 2 * cepstra), normalized.
        phones: (IPA, token, first frame), in order; frames count from 0 without gaps.
    """

    features: Floats
    phones: tuple[tuple[str, int, int], ...]


def warp(
    sound: Floats, reference: Reference, rules: DtwRules, *, whole: bool
) -> tuple[NDArray[np.int32], Floats]:
    """Match every 10 ms of a sound with a frame of the reference.

    Args:
        sound: normalized, at 16 kHz.
        reference: at least one frame.
        rules: costs of the moves.
        whole: whether all of the reference is spoken; otherwise it may end after any word.

    Returns:
        For every 10 ms, the frame of the reference (-1: silence) and its cost (NaN in
        silence); 1 is about the difference between two voices.
    """
    features, energy = measure_cepstra(sound)
    quiet = energy < np.percentile(energy, 95) - _SILENCE_BELOW_LOUD
    features = standardize(features, ~quiet)
    squares = np.square(reference.features).sum(axis=1)
    width = len(reference.features)
    firsts = np.array(_word_starts(reference))
    lasts = np.append(firsts[1:], width) - 1
    # In place: there are millions of them.
    cost = np.square(features).sum(axis=1)[:, None] + squares[None, :]
    cost -= 2 * features @ reference.features.T
    np.maximum(cost, 0.0, out=cost)
    cost /= np.float32(features.shape[1])
    np.sqrt(cost, out=cost)
    unit = float(np.median(cost.min(axis=1)))
    pause = np.where(quiet, rules.silence, rules.loud_silence).astype(np.float32) * unit
    return _viterbi(cost, pause, firsts, lasts, unit, rules, whole=whole)


def _word_starts(reference: Reference) -> list[int]:
    starts: list[int] = []
    previous = -1
    for _, token, first in reference.phones:
        if token != previous:
            starts.append(first)
        previous = token
    return starts


def _viterbi(
    cost: Floats,
    pause: Floats,
    firsts: NDArray[np.intp],
    lasts: NDArray[np.intp],
    unit: float,
    rules: DtwRules,
    *,
    whole: bool,
) -> tuple[NDArray[np.int32], Floats]:
    """Return the cheapest path; pauses are states of their own before, between and after words."""
    frames, width = cost.shape
    words = len(firsts)
    infinite = np.float32(1e30)
    stay, skip, enter = (np.float32(x * unit) for x in (rules.stay, rules.skip, rules.enter))
    # Three more columns on the left, so that every move can be read from a slice.
    here = np.full(width + 3, infinite, np.float32)
    silent = np.full(words + 1, infinite, np.float32)
    here[3] = cost[0, 0]
    silent[0] = pause[0]
    moves = np.zeros((frames, width), np.uint8)
    pauses = np.zeros((frames, words + 1), bool)
    best_of, option_of = np.empty((2, width), np.float32)
    better_of = np.empty(width, bool)
    words_begun = np.searchsorted(firsts, 3 * np.arange(frames + 1), side="right")
    words_ended = np.searchsorted(lasts, 3 * np.arange(frames + 1), side="right")
    for frame in range(1, frames):
        # No move is longer than three frames: states beyond that cannot be reached yet.
        reach = min(width, 3 * frame + 1)
        first_frames, last_frames = firsts[: words_begun[frame]], lasts[: words_ended[frame]]
        best, option, better = best_of[:reach], option_of[:reach], better_of[:reach]
        move = moves[frame, :reach]
        np.add(here[3 : reach + 3], stay, out=best)
        for step, price in ((1, np.float32(0)), (2, skip), (3, 2 * skip)):
            np.add(here[3 - step : reach + 3 - step], price, out=option)
            np.less(option, best, out=better)
            np.minimum(best, option, out=best)
            # If two steps are better, the later one is the longer one, and the best.
            np.maximum(move, better.view(np.uint8) * np.uint8(step), out=move)
        from_pause = silent[: len(first_frames)]
        better_start = from_pause < best[first_frames]
        chosen = first_frames[better_start]
        best[chosen] = from_pause[better_start]
        move[chosen] = 4
        after = silent[1 : len(last_frames) + 1]
        entering = here[3 + last_frames] + enter
        pauses[frame, 1 : len(last_frames) + 1] = entering < after
        np.minimum(after, entering, out=after)
        silent += pause[frame]
        np.add(best, cost[frame, :reach], out=here[3 : reach + 3])
    return _trace_back(cost, here[3:], silent, moves, pauses, firsts, lasts, whole=whole)


def _trace_back(
    cost: Floats,
    here: Floats,
    silent: Floats,
    moves: NDArray[np.uint8],
    pauses: NDArray[np.bool_],
    firsts: NDArray[np.intp],
    lasts: NDArray[np.intp],
    *,
    whole: bool,
) -> tuple[NDArray[np.int32], Floats]:
    ends = here[lasts]
    totals = np.minimum(ends, silent[1:])
    word = len(firsts) - 1 if whole else int(np.argmin(totals))
    in_pause = bool(silent[word + 1] < ends[word])
    state = int(lasts[word])
    gap = word + 1
    path = np.full(len(cost), -1, np.int32)
    spent = np.full(len(cost), np.nan, np.float32)
    for frame in range(len(cost) - 1, -1, -1):
        if in_pause:
            if pauses[frame, gap]:
                in_pause = False
                state = int(lasts[gap - 1])
            continue
        path[frame] = state
        spent[frame] = cost[frame, state]
        move = int(moves[frame, state])
        if move == 4:
            gap = int(np.searchsorted(firsts, state))
            in_pause = True
        else:
            state -= move
    return path, spent
