"""Targets to movement: when each is reached and left, and what neighbours do to it.

Three ideas. Every sound holds its target for a while and moves to the next one's, so
the movement has few knots and a closure is a plateau by construction. What is reached
is a mean of the neighbours' targets, weighted by dominance (Cohen and Massaro, 1993):
rounding begins before its sound and outlasts it, tongue sounds leave the lips to
others, short vowels fall short. Lips that seal and teeth that touch come first: they
get the frames to be seen, never late, and all else makes room.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from vidsync.visemes.keys.keyframes import Floats
from vidsync.visemes.motion.motion import Motion
from vidsync.visemes.motion.segments import Segments

_SEALED = 2 / 24 + 0.002
_SEALED_AT_ONCE = 1 / 24 + 0.002
"""Where the audio begins the frames do too: the second is a frame after the first."""
_TOUCHING = 1 / 24 + 0.002
_EARLIEST = 0.04
_MOST_EARLY = 0.085
"""Seconds that lips may be shut before their sound: two frames of film, unnoticed."""
_APART = 0.065
"""Seconds that two closures leave the mouth to open between them."""
_TOUCHING_APART = 0.025
_TRANSIT = 0.034
"""Seconds in which lips close or part: two frames at 60 fps."""

_FULL_ROOM = 0.09
"""Seconds between two closures in which the mouth can open all the way."""

_RISE = (0.35, 0.06)
_FALL = (0.30, 0.05)
"""Parts of a sound, and seconds at most, in which its target is reached and left."""
_POINT = 0.03
"""A target held for less is one knot."""

_HELD_PAUSE = 0.12
_RELAXED_PAUSE = 0.35
_ONSET = 0.12
_RELEASE = 0.10
_RESTED = 0.28
_RELAXED = 0.3
"""How much of the neighbours' poses a short pause keeps."""

_FAR = 1e9
_NEIGHBOURS = 4
_NEAREST = 0.008
"""Seconds under which two knots are one: half a frame at 60 fps."""
_CLOSING = 0.08
"""Seconds that the mouth has to come to rest before the audio ends."""
_TRACE = 0.03
"""What is reached of a target under which it is not worth a key."""


@dataclass(frozen=True, slots=True, eq=False)
class _Knots:
    """Times, poses, and which may not give way: 0 loose, 1 firm, 2 rest, 3 hard."""

    times: Floats
    values: Floats
    ranks: NDArray[np.int8]


def build_motion(segments: Segments, *, duration: float, lead: float) -> Motion:
    """The movement through all targets, from rest to rest.

    Args:
        segments: in time order.
        duration: seconds of the audio.
        lead: seconds by which the mouth is before the sound.
    """
    starts, ends = _without_short_pauses(segments, lead)
    hard = segments.sealed | segments.touching
    first, last = _held(segments, starts, ends, lead, duration)
    first, last = _hard_ones_apart(segments, first, last, duration)
    first, last, squeezed = _between_hard_ones(hard, first, last)
    owners = np.repeat(np.arange(len(segments)), 2)
    times = np.stack([first, last], axis=1).reshape(-1)
    values = _blended(segments, owners, times + lead, squeezed)
    ranks = np.where(hard[owners], 3, np.where(segments.dominance[owners, 0] < 0.5, 0, 1))
    spoken = _Knots(times, values, ranks.astype(np.int8))
    silent = _pauses(segments, ends, first, last, duration)
    knots = _in_order(spoken, silent, segments.rest, duration)
    return Motion(
        names=segments.names,
        times=knots.times,
        values=np.minimum(knots.values, 1.0),
        closures=np.stack([first[segments.sealed], last[segments.sealed]], axis=1),
    )


def _without_short_pauses(segments: Segments, lead: float) -> tuple[Floats, Floats]:
    """Starts and ends, moved forward by the lead; short pauses are held through.

    A mouth opens before its sound but closes with it: before a pause the end stays.
    """
    following = np.append(segments.starts[1:], _FAR)
    held = following - segments.ends < _HELD_PAUSE
    return segments.starts - lead, np.where(held, following - lead, segments.ends)


def _held(
    segments: Segments, starts: Floats, ends: Floats, lead: float, duration: float
) -> tuple[Floats, Floats]:
    """From when until when each target is held, were it alone."""
    length = np.maximum(ends - starts, 0.0)
    first = starts + np.minimum(_RISE[0] * length, _RISE[1])
    last = ends - np.minimum(_FALL[0] * length, _FALL[1])
    is_point = last - first < _POINT
    middle = (first + last) / 2
    first, last = np.where(is_point, middle, first), np.where(is_point, middle, last)
    # The mouth has come to rest when the audio ends.
    last = np.minimum(last, duration - _CLOSING)
    first = np.minimum(first, last)

    hard = segments.sealed | segments.touching
    needed = np.where(segments.sealed, _SEALED, _TOUCHING)
    missing = np.maximum(needed - (segments.ends - segments.starts), 0.0)
    early = np.clip(np.minimum(missing / 2, _EARLIEST) - lead, 0.0, None)
    begin = np.maximum(starts - early, 0.0)
    needed = np.where(segments.sealed & (begin <= _NEAREST), _SEALED_AT_ONCE, needed)
    end = np.maximum(np.minimum(ends, segments.ends), begin + needed)
    begin = np.clip(np.minimum(begin, duration - needed - 2 * _NEAREST), 0.0, None)
    end = np.minimum(end, np.maximum(begin + needed, duration - _CLOSING))
    end = np.minimum(end, max(duration - 2 * _NEAREST, 0.0))
    return np.where(hard, begin, first), np.where(hard, end, last)


def _hard_ones_apart(
    segments: Segments, first: Floats, last: Floats, duration: float
) -> tuple[Floats, Floats]:
    """Closures and touches leave each other time; the mouth opens for a vowel between.

    A closure gives up what it has beyond its frames, or comes a frame earlier, and never
    later; teeth do, or go earlier. Where two closures need all the time, the vowel between
    is not seen.
    """
    (hard,) = np.nonzero(segments.sealed | segments.touching)
    begin, end = first[hard].tolist(), last[hard].tolist()
    sealed = segments.sealed[hard].tolist()
    sounds = segments.starts[hard].tolist()
    adjacent = (np.diff(hard) == 1).tolist()
    shut_since = 0.0
    for one, is_adjacent in enumerate(adjacent):
        two = one + 1
        goes_on = one > 0 and adjacent[one - 1] and sealed[one - 1] and sealed[one]
        shut_since = shut_since if goes_on else begin[one]
        if sealed[one] and sealed[two] and not is_adjacent:
            is_free = not goes_on and not (one > 0 and adjacent[one - 1])
            room = begin[one] - (end[one - 1] + _APART if one else 0.0) if is_free else 0.0
            ready = begin[two] - _APART
            missing = _least_end(shut_since, sounds[one]) - ready
            early = min(missing, room, _EARLIEST, _MOST_EARLY - sounds[one] + begin[one])
            if early > 0:
                begin[one] -= early
                shut_since -= early
            end[one] = min(end[one], max(_least_end(shut_since, sounds[one]), ready))
        elif sealed[two] and not sealed[one]:
            end[one] = min(end[one], begin[two] - _TOUCHING_APART)
            begin[one] = min(begin[one], end[one])
        elif sealed[one] or not is_adjacent:
            begin[two] = max(begin[two], end[one] + _TOUCHING_APART)
        needed = _SEALED if sealed[two] else _TOUCHING
        end[two] = min(max(end[two], begin[two] + needed), duration - _NEAREST)
    first, last = first.copy(), last.copy()
    first[hard], last[hard] = begin, end
    return first, last


def _least_end(shut_since: float, sound: float) -> float:
    """Until when lips stay shut at least: for their frames, and till their sound begins."""
    frames = _SEALED if shut_since > _NEAREST else _SEALED_AT_ONCE
    return max(shut_since + frames, sound)


def _between_hard_ones(
    hard: NDArray[np.bool_], first: Floats, last: Floats
) -> tuple[Floats, Floats, Floats]:
    """Soft targets keep clear of closures; also how much of the usual room each has."""
    none = np.full(len(hard), -_FAR)
    low = np.maximum.accumulate(np.where(hard, last, none))
    high = -np.maximum.accumulate(np.where(hard, -first, none)[::-1])[::-1]
    room = np.where(hard, np.inf, high - low)
    # What has no time at all is before all time: it is not seen.
    middle = np.where(room < 2 * _NEAREST, -_FAR, (low + high) / 2)
    fits = room > 2 * _TRANSIT
    inside_first = np.where(fits, np.clip(first, low + _TRANSIT, high - _TRANSIT), middle)
    inside_last = np.where(fits, np.clip(last, low + _TRANSIT, high - _TRANSIT), middle)
    squeezed = np.clip(room / _FULL_ROOM, 0.0, 1.0)
    return (
        np.where(hard, first, inside_first),
        np.where(hard, last, np.maximum(inside_last, inside_first)),
        squeezed,
    )


def _blended(segments: Segments, owners: NDArray[np.intp], times: Floats, room: Floats) -> Floats:
    """What is reached at times within targets: the neighbours' means by dominance."""
    count = len(segments)
    total = np.zeros((len(owners), len(segments.names)))
    weights = np.zeros_like(total)
    for offset in range(-_NEIGHBOURS, _NEIGHBOURS + 1):
        other = owners + offset
        there = (other >= 0) & (other < count)
        other = np.clip(other, 0, max(count - 1, 0))
        if offset == 0:
            hold = segments.dominance[other]
        else:
            away = segments.starts[other] - times if offset > 0 else times - segments.ends[other]
            reach = segments.reach_before if offset > 0 else segments.reach_after
            hold = (
                np.exp(-np.maximum(away, 0.0)[:, None] / reach[other]) * segments.dominance[other]
            )
            hold = np.where(segments.exact[other] | ~there[:, None], 0.0, hold)
        total += hold * segments.targets[other]
        weights += hold
    values = total / np.maximum(weights, 1e-9)
    own = segments.targets[owners]
    values = np.where(segments.exact[owners] | (weights <= 1e-9), own, values)
    values = np.where(np.abs(values) < _TRACE, 0.0, values)
    # Between closures that leave no time the mouth opens as far as it can.
    return segments.rest + (values - segments.rest) * room[owners, None]


def _pauses(
    segments: Segments, ends: Floats, first: Floats, last: Floats, duration: float
) -> _Knots:
    """Rest in silences: at once relaxed, then at rest, until the next sound is near."""
    count, rest = len(segments), segments.rest
    hard = (segments.sealed | segments.touching)[:, None]
    soft = np.where(hard, rest, segments.targets)
    leave, reach = last[:-1], first[1:]
    silence = segments.starts[1:] - segments.ends[:-1]
    is_short = (silence >= _HELD_PAUSE) & (silence < _RELAXED_PAUSE)
    is_long = silence >= _RELAXED_PAUSE
    relaxed = rest + _RELAXED * ((soft[:-1] + soft[1:]) / 2 - rest)
    pieces: list[tuple[Floats, Floats]] = [
        (((leave + reach) / 2)[is_short], relaxed[is_short]),
        *_to_rest(
            leave[is_long], ends[:-1][is_long], reach[is_long] - _ONSET, soft[:-1][is_long], rest
        ),
    ]
    if count:
        begin = np.array([first[0] - _ONSET])
        pieces.append((begin[begin > 0], np.tile(rest, (int((begin > 0).sum()), 1))))
        pieces += _to_rest(last[-1:], ends[-1:], np.array([duration]), soft[-1:], rest)
    times = np.concatenate([times for times, _ in pieces]) if pieces else np.empty(0)
    values = (
        np.concatenate([values for _, values in pieces]) if pieces else np.empty((0, len(rest)))
    )
    return _Knots(times, values, np.full(len(times), 2, np.int8))


def _to_rest(
    leave: Floats, ends: Floats, until: Floats, pose: Floats, rest: Floats
) -> list[tuple[Floats, Floats]]:
    """Knots from a target left to rest: relaxed on the way, and rest from then on."""
    rested = np.minimum(np.maximum(ends + _RESTED, leave + _ONSET), until)
    relaxing = np.minimum(ends + _RELEASE, (leave + rested) / 2)
    relaxed = rest + _RELAXED * (pose - rest)
    still = np.tile(rest, (len(leave), 1))
    later = until - rested > _NEAREST
    return [(relaxing, relaxed), (rested, still), (until[later], still[later])]


def _in_order(spoken: _Knots, silent: _Knots, rest: Floats, duration: float) -> _Knots:
    """All knots by time, of those too near each other the firmest; rest at both ends."""
    times = np.concatenate([spoken.times, silent.times])
    values = np.concatenate([spoken.values, silent.values])
    ranks = np.concatenate([spoken.ranks, silent.ranks])
    inside = (times >= 0) & (times <= duration)
    times, values, ranks = times[inside], values[inside], ranks[inside]
    # A closure that begins with the audio begins at once; nothing outlasts it.
    if not len(times) or times[0 if len(times) == 1 else int(times.argmin())] > _NEAREST:
        times, values = np.append(times, 0.0), np.vstack([values, rest])
        ranks = np.append(ranks, np.int8(4))
    late = times > duration - _NEAREST
    times, values, ranks = times[~late], values[~late], ranks[~late]
    times, values = np.append(times, max(duration, 0.0)), np.vstack([values, rest])
    ranks = np.append(ranks, np.int8(4))
    order = np.lexsort((-ranks, times))
    times, values, ranks = times[order], values[order], ranks[order]
    while len(times) > 1:
        near = np.diff(times) < _NEAREST
        if not near.any():
            break
        # Of a close pair the lower rank goes; of a chain, every second pair at a time.
        loses_second = near & (ranks[1:] <= ranks[:-1])
        goes = np.append(False, loses_second) | np.append(near & ~loses_second, False)
        goes &= ~np.append(False, goes[:-1]) | (ranks < 0)
        times, values, ranks = times[~goes], values[~goes], ranks[~goes]
    if len(times):
        times[0] = 0.0
    return _Knots(times, values, ranks)
