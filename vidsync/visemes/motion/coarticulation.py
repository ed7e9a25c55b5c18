"""Segments to movement: when each target is reached and left, and how neighbours change it.

Three ideas:

* A sound holds its target for a while and then moves to the next one. So the movement has
  few knots, and a closure is a plateau.
* A target is mixed with those of its neighbours, weighted by dominance. So rounding begins
  before its sound and outlasts it, tongue sounds leave the lips to others, and short vowels
  do not open fully.
* Closed lips, and teeth on the lip, come first. They last long enough to be seen and are
  never late; other sounds make room.

Source:
    Cohen and Massaro (1993), for dominance.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from vidsync.visemes.keys.keyframes import Floats
from vidsync.visemes.motion.motion import Motion
from vidsync.visemes.motion.segments import Segments
from vidsync.visemes.phonetics.pauses import HELD_PAUSE, RELAXED_PAUSE

_SEALED = 2 / 24 + 0.002
"""Seconds that closed lips last at least: two frames of film."""
_SEALED_AT_ONCE = 1 / 24 + 0.002
"""The same at the start of the audio, where the first frame is at 0."""
_TOUCHING = 1 / 24 + 0.002
"""Seconds that teeth stay on the lip at least: one frame of film."""
_EARLIEST = 0.04
"""The most, in seconds, by which a closure is moved earlier to become long enough."""
_MOST_EARLY = 0.085
"""The most, in seconds, that lips are shut before their sound: two frames of film."""
_APART = 0.065
"""Seconds between two closures, for the mouth to open."""
_TOUCHING_APART = 0.025
"""Seconds between a closure and teeth on the lip."""
_TRANSIT = 0.034
"""Seconds in which lips close or part: two frames at 60 fps."""

_FULL_ROOM = 0.09
"""Seconds between two closures in which the mouth can open fully."""

_RISE = (0.35, 0.06)
"""The part of a sound in which its target is reached, and its most seconds."""
_FALL = (0.30, 0.05)
"""The part of a sound in which its target is left, and its most seconds."""
_POINT = 0.03
"""Seconds; a target that is held for less is one knot."""

_ONSET = 0.12
"""Seconds before a sound at which the mouth leaves rest."""
_RELEASE = 0.10
"""Seconds after a sound at which the mouth is relaxed."""
_RESTED = 0.28
"""Seconds after a sound at which the mouth is at rest."""
_RELAXED = 0.3
"""The part of the neighbours' poses that a relaxed mouth keeps."""

_FAR = 1e9
"""Seconds; later than any sound."""
_NEIGHBOURS = 4
"""How many sounds on each side have a part in a target."""
_NEAREST = 0.008
"""Seconds; knots nearer to each other become one. Half a frame at 60 fps."""
_CLOSING = 0.08
"""Seconds before the end of the audio in which the mouth comes to rest."""
_TRACE = 0.03
"""Values below this count as 0: they are not worth a key."""


@dataclass(frozen=True, slots=True, eq=False)
class _Knots:
    """Poses at times.

    Attributes:
        times: seconds, shape (knots,).
        values: shape (knots, channels).
        ranks: which of two near knots stays, shape (knots,): 0 loose, 1 firm, 2 rest,
            3 hard, 4 the ends.
    """

    times: Floats
    values: Floats
    ranks: NDArray[np.int8]


def build_motion(segments: Segments, *, duration: float, lead: float) -> Motion:
    """Build the movement through all targets, from rest to rest.

    Args:
        segments: in time order.
        duration: seconds of the audio.
        lead: seconds by which the mouth comes before the sound.
    """
    starts, ends = _move_earlier(segments, lead)
    hard = segments.sealed | segments.touching
    first, last = _find_holds(segments, starts, ends, lead, duration)
    first, last = _separate_closures(segments, first, last, duration)
    first, last, room = _fit_between_closures(hard, first, last)
    owners = np.repeat(np.arange(len(segments)), 2)
    times = np.stack([first, last], axis=1).reshape(-1)
    values = _blend(segments, owners, times + lead, room)
    ranks = np.where(hard[owners], 3, np.where(segments.dominance[owners, 0] < 0.5, 0, 1))
    spoken = _Knots(times, values, ranks.astype(np.int8))
    silent = _make_pauses(segments, ends, first, last, duration)
    knots = _merge(spoken, silent, segments.rest, duration)
    return Motion(
        names=segments.names,
        times=knots.times,
        values=np.minimum(knots.values, 1.0),
        closures=np.stack([first[segments.sealed], last[segments.sealed]], axis=1),
    )


def _move_earlier(segments: Segments, lead: float) -> tuple[Floats, Floats]:
    """Starts and ends, moved earlier by the lead; a pose is held through a short pause.

    A mouth opens before its sound but closes with it: before a pause, the end stays.
    """
    following = np.append(segments.starts[1:], _FAR)
    held = following - segments.ends < HELD_PAUSE
    return segments.starts - lead, np.where(held, following - lead, segments.ends)


def _find_holds(
    segments: Segments, starts: Floats, ends: Floats, lead: float, duration: float
) -> tuple[Floats, Floats]:
    """Return the first and last time at which each target is held, without regard to the others."""
    length = np.maximum(ends - starts, 0.0)
    first = starts + np.minimum(_RISE[0] * length, _RISE[1])
    last = ends - np.minimum(_FALL[0] * length, _FALL[1])
    is_point = last - first < _POINT
    middle = (first + last) / 2
    first, last = np.where(is_point, middle, first), np.where(is_point, middle, last)
    # The mouth is at rest when the audio ends.
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


def _separate_closures(
    segments: Segments, first: Floats, last: Floats, duration: float
) -> tuple[Floats, Floats]:
    """Leave time between closures, so that the mouth opens for a vowel between them.

    A closure ends as early as its least length allows, or begins a frame earlier, but never
    later. Teeth on the lip end or begin earlier. Where two closures need all of the time, the
    vowel between them is not seen.
    """
    (hard,) = np.nonzero(segments.sealed | segments.touching)
    begin, end = first[hard].tolist(), last[hard].tolist()
    sealed = segments.sealed[hard].tolist()
    sounds = segments.starts[hard].tolist()
    adjacent = (np.diff(hard) == 1).tolist()
    shut_since = 0.0
    for one, is_adjacent in enumerate(adjacent):
        two = one + 1
        continues = one > 0 and adjacent[one - 1] and sealed[one - 1] and sealed[one]
        shut_since = shut_since if continues else begin[one]
        if sealed[one] and sealed[two] and not is_adjacent:
            is_free = not continues and not (one > 0 and adjacent[one - 1])
            room = begin[one] - (end[one - 1] + _APART if one else 0.0) if is_free else 0.0
            ready = begin[two] - _APART
            missing = _earliest_opening(shut_since, sounds[one]) - ready
            early = min(missing, room, _EARLIEST, _MOST_EARLY - sounds[one] + begin[one])
            if early > 0:
                begin[one] -= early
                shut_since -= early
            end[one] = min(end[one], max(_earliest_opening(shut_since, sounds[one]), ready))
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


def _earliest_opening(shut_since: float, sound: float) -> float:
    """Return the earliest time at which lips may part: after their least length, in their sound."""
    frames = _SEALED if shut_since > _NEAREST else _SEALED_AT_ONCE
    return max(shut_since + frames, sound)


def _fit_between_closures(
    hard: NDArray[np.bool_], first: Floats, last: Floats
) -> tuple[Floats, Floats, Floats]:
    """Keep the other targets clear of closures; also the part of the full room each has."""
    none = np.full(len(hard), -_FAR)
    low = np.maximum.accumulate(np.where(hard, last, none))
    high = -np.maximum.accumulate(np.where(hard, -first, none)[::-1])[::-1]
    room = np.where(hard, np.inf, high - low)
    # A target without any time is moved before the start: it is not seen.
    middle = np.where(room < 2 * _NEAREST, -_FAR, (low + high) / 2)
    fits = room > 2 * _TRANSIT
    inside_first = np.where(fits, np.clip(first, low + _TRANSIT, high - _TRANSIT), middle)
    inside_last = np.where(fits, np.clip(last, low + _TRANSIT, high - _TRANSIT), middle)
    return (
        np.where(hard, first, inside_first),
        np.where(hard, last, np.maximum(inside_last, inside_first)),
        np.clip(room / _FULL_ROOM, 0.0, 1.0),
    )


def _blend(segments: Segments, owners: NDArray[np.intp], times: Floats, room: Floats) -> Floats:
    """Return the values at times within targets: means of the neighbours, weighted by dominance."""
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
    # Between closures with little room the mouth opens only in part.
    return segments.rest + (values - segments.rest) * room[owners, None]


def _make_pauses(
    segments: Segments, ends: Floats, first: Floats, last: Floats, duration: float
) -> _Knots:
    """Knots for the silences: the mouth relaxes, then rests until the next sound is near."""
    count, rest = len(segments), segments.rest
    hard = (segments.sealed | segments.touching)[:, None]
    soft = np.where(hard, rest, segments.targets)
    leave, reach = last[:-1], first[1:]
    silence = segments.starts[1:] - segments.ends[:-1]
    is_short = (silence >= HELD_PAUSE) & (silence < RELAXED_PAUSE)
    is_long = silence >= RELAXED_PAUSE
    relaxed = rest + _RELAXED * ((soft[:-1] + soft[1:]) / 2 - rest)
    pieces: list[tuple[Floats, Floats]] = [
        (((leave + reach) / 2)[is_short], relaxed[is_short]),
        *_make_rest_knots(
            leave[is_long], ends[:-1][is_long], reach[is_long] - _ONSET, soft[:-1][is_long], rest
        ),
    ]
    if count:
        begin = np.array([first[0] - _ONSET])
        pieces.append((begin[begin > 0], np.tile(rest, (int((begin > 0).sum()), 1))))
        pieces += _make_rest_knots(last[-1:], ends[-1:], np.array([duration]), soft[-1:], rest)
    times = np.concatenate([times for times, _ in pieces]) if pieces else np.empty(0)
    values = (
        np.concatenate([values for _, values in pieces]) if pieces else np.empty((0, len(rest)))
    )
    return _Knots(times, values, np.full(len(times), 2, np.int8))


def _make_rest_knots(
    leave: Floats, ends: Floats, until: Floats, pose: Floats, rest: Floats
) -> list[tuple[Floats, Floats]]:
    """Knots from a target to rest: first relaxed, then at rest."""
    rested = np.minimum(np.maximum(ends + _RESTED, leave + _ONSET), until)
    relaxing = np.minimum(ends + _RELEASE, (leave + rested) / 2)
    relaxed = rest + _RELAXED * (pose - rest)
    still = np.tile(rest, (len(leave), 1))
    later = until - rested > _NEAREST
    return [(relaxing, relaxed), (rested, still), (until[later], still[later])]


def _merge(spoken: _Knots, silent: _Knots, rest: Floats, duration: float) -> _Knots:
    """All knots in time order, with rest at both ends; of near ones the firmest stays."""
    times = np.concatenate([spoken.times, silent.times])
    values = np.concatenate([spoken.values, silent.values])
    ranks = np.concatenate([spoken.ranks, silent.ranks])
    inside = (times >= 0) & (times <= duration)
    times, values, ranks = times[inside], values[inside], ranks[inside]
    # A closure at the start of the audio needs no rest before it.
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
        # Of a near pair the lower rank is removed; in a chain, every second pair at a time.
        loses_second = near & (ranks[1:] <= ranks[:-1])
        goes = np.append(False, loses_second) | np.append(near & ~loses_second, False)
        goes &= ~np.append(False, goes[:-1]) | (ranks < 0)
        times, values, ranks = times[~goes], values[~goes], ranks[~goes]
    if len(times):
        times[0] = 0.0
    return _Knots(times, values, ranks)
