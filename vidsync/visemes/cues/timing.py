"""Targets to cues: how long each pose is held.

Sounds are too quick to be drawn one by one. The rules here decide who gives way: lips
that must close get their frames, short tongue sounds vanish into their neighbours,
shapes come early rather than late, pauses relax and then rest. All of them move edges
between neighbours, so the cues never have gaps.

The order and the numbers follow what is published of Rhubarb Lip Sync's animation
stage (shortest shape 70 ms, earlier by up to 60 ms, pauses of 120 and 350 ms) and the
JALI rules (Edwards et al., 2016): bilabials close, rounding begins early.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from vidsync.visemes.cues.targets import Target
from vidsync.visemes.phonetics.priority import Priority
from vidsync.visemes.sets.sets import Tween, VisemeSet
from vidsync.visemes.track import MouthPose, VisemeCue

_SEALED_FRAMES = 2 / 24
_TOUCHING_FRAMES = 1 / 24
_ROUNDING = 0.0005
"""Seconds that writing times with four decimals may take from a cue."""

SHORTEST = 0.07
"""Seconds under which a pose is not read as one."""
_TOO_SHORT = 1 / 24
_EARLIER = 0.06
_HELD_PAUSE = 0.12
_RELAXED_PAUSE = 0.35
_TWEEN = (0.04, 0.08)

_HARD = (Priority.SEALED, Priority.TOUCHING)


def time_cues(
    targets: Sequence[Target],
    visemes: VisemeSet,
    *,
    duration: float,
    lead: float,
    shortest: float = SHORTEST,
) -> tuple[VisemeCue, ...]:
    """Cues from 0 to the duration.

    Args:
        targets: in time order, none overlapping the next.
        visemes: the set they are of.
        duration: seconds of the audio.
        lead: seconds by which poses come before their sound.
        shortest: seconds that a pose lasts at least, where it is not a closure's.
    """
    if duration <= 0:
        return ()
    line = _laid_out(targets, visemes, duration, lead)
    _close(line, visemes)
    _open_between(line, visemes, shortest)
    _round_early(line, visemes)
    _drop_short(line, shortest)
    spans = _merged(line)
    for tween in visemes.tweens:
        spans = _tweened(spans, tween, visemes)
    return tuple(VisemeCue(start, end, pose) for pose, start, end in spans)


@dataclass(slots=True)
class _Line:
    """Poses one after another: `edges[i]` to `edges[i + 1]` is the i-th.

    `sounds[i]` is when the sound of the i-th begins: it may come earlier, never later.
    Moving an edge over its neighbours squeezes them to nothing, so order and contiguity
    can't be lost.
    """

    poses: list[MouthPose]
    priorities: list[Priority]
    edges: list[float]
    sounds: list[float]

    def __len__(self) -> int:
        return len(self.poses)

    def length(self, index: int) -> float:
        return self.edges[index + 1] - self.edges[index]

    def begin_at(self, index: int, time: float) -> None:
        """Move the start of a pose earlier."""
        while index > 0 and self.edges[index] > time:
            self.edges[index] = time
            index -= 1

    def end_at(self, index: int, time: float) -> None:
        """Move the end of a pose later."""
        index += 1
        while index < len(self) and self.edges[index] < time:
            self.edges[index] = time
            index += 1

    def before(self, index: int) -> int | None:
        """The pose before that lasts at all."""
        return next((i for i in range(index - 1, -1, -1) if self.length(i) > 0), None)

    def after(self, index: int) -> int | None:
        """The pose after that lasts at all."""
        return next((i for i in range(index + 1, len(self)) if self.length(i) > 0), None)


def _laid_out(targets: Sequence[Target], visemes: VisemeSet, duration: float, lead: float) -> _Line:
    """Targets moved forward by the lead, and the pauses between them filled.

    A mouth opens before its sound, but closes with it: where a pause follows, the end
    of a target stays where it is.
    """
    rest: MouthPose = ((visemes.rest, 1.0),)
    line = _Line([], [], [], [])
    end = None
    for target, following in zip(targets, [*targets[1:], None], strict=True) if targets else ():
        start = max(0.0, target.start - lead)
        if not line.poses and start > 0:
            _append(line, rest, Priority.PAUSE, 0.0, sound=0.0)
        elif end is not None and start > end:
            pause = target.start - end
            pose = rest if pause > _RELAXED_PAUSE else _relaxed(visemes, target.pose)
            _append(line, pose, Priority.PAUSE, end, sound=end)
        _append(line, target.pose, target.priority, start, sound=target.start)
        # A pause too short to be seen is held through.
        is_last = following is None or following.start - target.end >= _HELD_PAUSE
        end = min(target.end, duration) if is_last else None
    if end is None or end < duration:
        _append(line, rest, Priority.PAUSE, end or 0.0, sound=end or 0.0)
    line.edges.append(duration)
    return line


def _append(
    line: _Line, pose: MouthPose, priority: Priority, start: float, *, sound: float
) -> None:
    line.poses.append(pose)
    line.priorities.append(priority)
    line.sounds.append(sound)
    # With a lead, what begins before 0 begins at 0 together.
    line.edges.append(max(start, line.edges[-1]) if line.edges else start)


def _relaxed(visemes: VisemeSet, following: MouthPose) -> MouthPose:
    rest: MouthPose = ((visemes.rest, 1.0),)
    return next((pose for pose in visemes.relaxed if pose != following), rest)


def _close(line: _Line, visemes: VisemeSet) -> None:
    """Give lips that close, and teeth that touch, the frames to be seen.

    From the end to the start: what is missing is taken from before, where nobody sees
    it; from after only as much as leaves the next shape half of its time.
    """
    for index in range(len(line) - 1, -1, -1):
        priority = line.priorities[index]
        if priority not in _HARD:
            continue
        needed = _needed(priority, visemes)
        missing = needed - line.length(index)
        if missing <= 0:
            continue
        early = min(missing, _room(line, line.before(index)))
        late = min(missing - early, _room(line, line.after(index)))
        if late > 0:
            line.end_at(index, line.edges[index + 1] + late)
        line.begin_at(index, max(0.0, line.edges[index + 1] - needed))
        # Nothing is before the start of the audio: only here a closure pushes all else,
        # and teeth all else but a closure.
        after = line.after(index)
        if (
            priority is Priority.SEALED
            or after is None
            or line.priorities[after] is not Priority.SEALED
        ):
            line.end_at(index, min(line.edges[index] + needed, line.edges[-1]))


def _needed(priority: Priority, visemes: VisemeSet) -> float:
    """Seconds that are sure to be seen, whatever the phase of the frames and the rounding."""
    frames = _SEALED_FRAMES if priority is Priority.SEALED else _TOUCHING_FRAMES
    return frames + max(visemes.unit, _ROUNDING)


def _open_between(line: _Line, visemes: VisemeSet, shortest: float) -> None:
    """A vowel between two closures is seen: the second one waits for its own sound.

    It gives up its lead, not its frames.
    """
    for index in range(1, len(line)):
        before = line.before(index)
        if line.priorities[index] not in _HARD or line.length(index) <= 0 or before is None:
            continue
        missing = shortest - line.length(before)
        if line.priorities[before] is not Priority.FIRM or missing <= 0:
            continue
        surplus = line.length(index) - _needed(line.priorities[index], visemes)
        room = surplus + _room(line, line.after(index))
        later = min(missing, line.sounds[index] - line.edges[index], room)
        if later > 0:
            line.end_at(index, line.edges[index + 1] + max(0.0, later - surplus))
            line.end_at(before, line.edges[index] + later)


def _room(line: _Line, index: int | None) -> float:
    """How much of its time a pose can lose and still be seen."""
    if index is None or line.priorities[index] in _HARD:
        return 0.0
    share = 0.5 if line.priorities[index] is Priority.FIRM else 1.0
    return line.length(index) * share


def _round_early(line: _Line, visemes: VisemeSet) -> None:
    """Rounded lips begin while the tongue is still busy."""
    for index in range(1, len(line)):
        is_rounded = line.poses[index][0][0] in visemes.rounded
        if is_rounded and line.length(index) > 0 and line.priorities[index] is Priority.FIRM:
            before = line.before(index)
            if before is not None and line.priorities[before] is Priority.LOOSE:
                earlier = min(line.length(before) / 2, _EARLIER)
                line.begin_at(index, line.edges[index] - earlier)


def _drop_short(line: _Line, shortest: float) -> None:
    """No flicker: what can't be seen gives its time to a neighbour.

    Loose ones go first. The others are made longer, earlier as far as may be, then into
    the lead of the one that follows; what is still too short goes.
    """
    for index in range(len(line) - 1, -1, -1):
        if line.priorities[index] is Priority.LOOSE and 0 < line.length(index) < shortest:
            _give_away(line, index)
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
            _give_away(line, index)


def _is_short(line: _Line, index: int, shortest: float) -> bool:
    return (
        line.priorities[index] in (Priority.FIRM, Priority.LOOSE)
        and 0 < line.length(index) < shortest
    )


def _give_away(line: _Line, index: int) -> None:
    """A pose's time to the next, which so comes earlier; else to the one before.

    Between two that may not grow (closures, a rest) it stays.
    """
    after, before = line.after(index), line.before(index)
    if after is not None and line.priorities[after] in (Priority.FIRM, Priority.LOOSE):
        line.begin_at(after, line.edges[index])
    elif before is not None and line.priorities[before] in (Priority.FIRM, Priority.LOOSE):
        line.end_at(before, line.edges[index + 1])


_Span = tuple[MouthPose, float, float]


def _merged(line: _Line) -> list[_Span]:
    """What lasts, neighbours of one pose as one."""
    spans: list[_Span] = []
    for pose, (start, end) in zip(line.poses, pairwise(line.edges), strict=True):
        if end <= start:
            continue
        if spans and spans[-1][0] == pose:
            spans[-1] = (pose, spans[-1][1], end)
        else:
            spans.append((pose, start, end))
    return spans


def _tweened(spans: list[_Span], tween: Tween, visemes: VisemeSet) -> list[_Span]:
    """Put a shape between two others, where they are long enough to lose the time."""
    result: list[_Span] = []
    for span in spans:
        if result and (result[-1][0][0][0], span[0][0][0]) == (tween.first, tween.second):
            first, second = result[-1], span
            before = 0.0 if tween.takes_from == "second" else _spare(first, visemes)
            after = 0.0 if tween.takes_from == "first" else _spare(second, visemes)
            total = before + after
            if total >= _TWEEN[0]:
                share = min(1.0, _TWEEN[1] / total)
                start, end = second[1] - before * share, second[1] + after * share
                result[-1] = (first[0], first[1], start)
                result.append((((tween.shape, 1.0),), start, end))
                span = (second[0], end, second[2])
        result.append(span)
    return result


def _spare(span: _Span, visemes: VisemeSet) -> float:
    """A third of a shape's time; nothing of a closure's."""
    pose, start, end = span
    if pose[0][0] in (visemes.closed, visemes.touching):
        return 0.0
    return (end - start) / 3
