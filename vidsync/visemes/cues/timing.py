"""Targets to cues: how long each pose is held.

Sounds are too short to be drawn one by one. Each rule moves the edges between neighbouring
poses, so the cues never have gaps: closed lips get enough frames to be seen, short tongue
sounds give their time to their neighbours, and shapes come early rather than late. In a
pause the mouth relaxes, and in a longer one it rests.

Source:
    Rhubarb Lip Sync's animation stage, for the order and the numbers (shortest shape
    70 ms, earlier by up to 60 ms). JALI (Edwards et al., 2016), for bilabials that close
    and rounding that begins early.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from vidsync.visemes.cues.pose_line import PoseLine
from vidsync.visemes.cues.targets import Target
from vidsync.visemes.phonetics.pauses import HELD_PAUSE, RELAXED_PAUSE
from vidsync.visemes.phonetics.priority import Priority
from vidsync.visemes.sets.sets import Tween, VisemeSet
from vidsync.visemes.track import MouthPose, VisemeCue

_SEALED_SECONDS = 2 / 24
_TOUCHING_SECONDS = 1 / 24
_ROUNDING = 0.0005
"""Seconds that a cue may lose when its times are written with four decimals."""

SHORTEST = 0.07
"""Seconds; a shorter pose is not perceived."""
_TOO_SHORT = 1 / 24
"""Seconds; a pose that stays shorter is left out."""
_EARLIER = 0.06
"""The most, in seconds, by which a pose is moved earlier to make it longer."""
_TWEEN = (0.04, 0.08)
"""The shortest and the longest shape between two others, in seconds."""

_HARD = (Priority.SEALED, Priority.TOUCHING)


def time_cues(
    targets: Sequence[Target],
    visemes: VisemeSet,
    *,
    duration: float,
    lead: float,
    shortest: float = SHORTEST,
) -> tuple[VisemeCue, ...]:
    """Turn targets into cues without gaps from 0 to the duration.

    Args:
        targets: in time order, none overlapping the next.
        visemes: the set of the targets' poses.
        duration: seconds of the audio.
        lead: seconds by which poses come before their sound.
        shortest: the least seconds that a pose lasts, closures and rest aside.
    """
    if duration <= 0:
        return ()
    line = _lay_out(targets, visemes, duration, lead)
    _lengthen_closures(line, visemes)
    _open_between(line, visemes, shortest)
    _round_early(line, visemes)
    _remove_short(line, shortest)
    spans = _merge_repeats(line)
    for tween in visemes.tweens:
        spans = _insert_tween(spans, tween, visemes)
    return tuple(VisemeCue(start, end, pose) for pose, start, end in spans)


def _lay_out(
    targets: Sequence[Target], visemes: VisemeSet, duration: float, lead: float
) -> PoseLine:
    """Move targets earlier by the lead, and fill the pauses between them.

    A mouth opens before its sound but closes with it: before a pause, the end of a target
    stays where it is.
    """
    rest: MouthPose = ((visemes.rest, 1.0),)
    line = PoseLine([], [], [], [])
    end = None
    for target, following in zip(targets, [*targets[1:], None], strict=True) if targets else ():
        start = max(0.0, target.start - lead)
        if not line.poses and start > 0:
            line.append(rest, Priority.PAUSE, 0.0, sound=0.0)
        elif end is not None and start > end:
            pause = target.start - end
            pose = rest if pause > RELAXED_PAUSE else _relaxed_pose(visemes, target.pose)
            line.append(pose, Priority.PAUSE, end, sound=end)
        line.append(target.pose, target.priority, start, sound=target.start)
        # In a pause too short to be seen, the pose is held.
        is_last = following is None or following.start - target.end >= HELD_PAUSE
        end = min(target.end, duration) if is_last else None
    if end is None or end < duration:
        line.append(rest, Priority.PAUSE, end or 0.0, sound=end or 0.0)
    line.edges.append(duration)
    return line


def _relaxed_pose(visemes: VisemeSet, following: MouthPose) -> MouthPose:
    rest: MouthPose = ((visemes.rest, 1.0),)
    return next((pose for pose in visemes.relaxed if pose != following), rest)


def _lengthen_closures(line: PoseLine, visemes: VisemeSet) -> None:
    """Make closed lips, and teeth on the lip, long enough to be seen.

    The missing time is taken from the pose before, and then from the pose after. A firm
    pose keeps half of its time.
    """
    for index in range(len(line) - 1, -1, -1):
        priority = line.priorities[index]
        if priority not in _HARD:
            continue
        needed = _minimum_seconds(priority, visemes)
        missing = needed - line.length(index)
        if missing <= 0:
            continue
        early = min(missing, _spare_seconds(line, line.before(index)))
        late = min(missing - early, _spare_seconds(line, line.after(index)))
        if late > 0:
            line.end_at(index, line.edges[index + 1] + late)
        line.begin_at(index, max(0.0, line.edges[index + 1] - needed))
        # At the start of the audio there is nothing to take from: a closure moves everything
        # after it later, and teeth move everything but a closure.
        after = line.after(index)
        if (
            priority is Priority.SEALED
            or after is None
            or line.priorities[after] is not Priority.SEALED
        ):
            line.end_at(index, min(line.edges[index] + needed, line.edges[-1]))


def _minimum_seconds(priority: Priority, visemes: VisemeSet) -> float:
    """Return the shortest time that is visible on any frame grid, with rounded times."""
    seconds = _SEALED_SECONDS if priority is Priority.SEALED else _TOUCHING_SECONDS
    return seconds + max(visemes.unit, _ROUNDING)


def _open_between(line: PoseLine, visemes: VisemeSet, shortest: float) -> None:
    """Let a vowel between two closures be seen.

    The second closure gives up its lead, but keeps the length that it needs.
    """
    for index in range(1, len(line)):
        before = line.before(index)
        if line.priorities[index] not in _HARD or line.length(index) <= 0 or before is None:
            continue
        missing = shortest - line.length(before)
        if line.priorities[before] is not Priority.FIRM or missing <= 0:
            continue
        surplus = line.length(index) - _minimum_seconds(line.priorities[index], visemes)
        room = surplus + _spare_seconds(line, line.after(index))
        later = min(missing, line.sounds[index] - line.edges[index], room)
        if later > 0:
            line.end_at(index, line.edges[index + 1] + max(0.0, later - surplus))
            line.end_at(before, line.edges[index] + later)


def _spare_seconds(line: PoseLine, index: int | None) -> float:
    """Return the seconds that a pose can give away and still be seen."""
    if index is None or line.priorities[index] in _HARD:
        return 0.0
    share = 0.5 if line.priorities[index] is Priority.FIRM else 1.0
    return line.length(index) * share


def _round_early(line: PoseLine, visemes: VisemeSet) -> None:
    """Begin rounded lips during the tongue sound before them."""
    for index in range(1, len(line)):
        is_rounded = line.poses[index][0][0] in visemes.rounded
        if is_rounded and line.length(index) > 0 and line.priorities[index] is Priority.FIRM:
            before = line.before(index)
            if before is not None and line.priorities[before] is Priority.LOOSE:
                earlier = min(line.length(before) / 2, _EARLIER)
                line.begin_at(index, line.edges[index] - earlier)


def _remove_short(line: PoseLine, shortest: float) -> None:
    """Remove poses that are too short to be seen, since they would flicker.

    Loose poses are removed first. The others are made longer: they begin earlier, then
    end later, into the lead of the next pose. A pose that is still too short is removed.
    """
    for index in range(len(line) - 1, -1, -1):
        if line.priorities[index] is Priority.LOOSE and 0 < line.length(index) < shortest:
            _remove_pose(line, index)
    for index in range(len(line) - 1, -1, -1):
        before = line.before(index)
        if (
            _is_short(line, index, shortest)
            and before is not None
            and line.priorities[before] not in _HARD
        ):
            keep = 0.0 if line.priorities[before] is Priority.LOOSE else shortest
            spare = max(0.0, line.length(before) - keep)
            earlier = min(spare, _EARLIER, shortest - line.length(index))
            line.begin_at(index, line.edges[index] - earlier)
    for index in range(len(line)):
        after = line.after(index)
        if (
            _is_short(line, index, shortest)
            and after is not None
            and line.priorities[after] not in _HARD
        ):
            later = min(line.sounds[after] - line.edges[after], shortest - line.length(index))
            later = min(later, line.length(after) - _TOO_SHORT - _ROUNDING)
            line.end_at(index, line.edges[after] + max(0.0, later))
    for index in range(len(line) - 1, -1, -1):
        if _is_short(line, index, shortest) and line.length(index) < _TOO_SHORT:
            _remove_pose(line, index)


def _is_short(line: PoseLine, index: int, shortest: float) -> bool:
    return (
        line.priorities[index] in (Priority.FIRM, Priority.LOOSE)
        and 0 < line.length(index) < shortest
    )


def _remove_pose(line: PoseLine, index: int) -> None:
    """Give a pose's time to the next pose, or else to the one before.

    It stays where neither may grow, between closures or a rest.
    """
    after, before = line.after(index), line.before(index)
    if after is not None and line.priorities[after] in (Priority.FIRM, Priority.LOOSE):
        line.begin_at(after, line.edges[index])
    elif before is not None and line.priorities[before] in (Priority.FIRM, Priority.LOOSE):
        line.end_at(before, line.edges[index + 1])


_Span = tuple[MouthPose, float, float]


def _merge_repeats(line: PoseLine) -> list[_Span]:
    """Return the poses that have any length; neighbours with the same pose become one."""
    spans: list[_Span] = []
    for pose, (start, end) in zip(line.poses, pairwise(line.edges), strict=True):
        if end <= start:
            continue
        if spans and spans[-1][0] == pose:
            spans[-1] = (pose, spans[-1][1], end)
        else:
            spans.append((pose, start, end))
    return spans


def _insert_tween(spans: list[_Span], tween: Tween, visemes: VisemeSet) -> list[_Span]:
    """Put a shape between two others, where they are long enough to give it time."""
    result: list[_Span] = []
    for span in spans:
        if result and (result[-1][0][0][0], span[0][0][0]) == (tween.first, tween.second):
            first, second = result[-1], span
            before = 0.0 if tween.takes_from == "second" else _tween_seconds(first, visemes)
            after = 0.0 if tween.takes_from == "first" else _tween_seconds(second, visemes)
            total = before + after
            if total >= _TWEEN[0]:
                share = min(1.0, _TWEEN[1] / total)
                start, end = second[1] - before * share, second[1] + after * share
                result[-1] = (first[0], first[1], start)
                result.append((((tween.shape, 1.0),), start, end))
                span = (second[0], end, second[2])
        result.append(span)
    return result


def _tween_seconds(span: _Span, visemes: VisemeSet) -> float:
    """Return the seconds that a shape can give to a tween: a third, none for a closure."""
    pose, start, end = span
    if pose[0][0] in (visemes.closed, visemes.touching):
        return 0.0
    return (end - start) / 3
