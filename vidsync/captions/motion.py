"""Movement on a clock: the tags that carry something through its poses.

Poses of several movements (a word springs while its cue slides in) are put together here,
and cut into as few events as ASS can draw: it moves along one straight line in an event,
and fades in and out once. What moves, and when, is looks' matter.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import cos, radians, sin

from vidsync.captions.easings import REST, Pose
from vidsync.captions.script import number


@dataclass(frozen=True, slots=True)
class Track:
    """One movement of something about a point.

    Attributes:
        knots: hundredths of a second and the pose then, in time order; straight lines
            between them, and still before the first and after the last.
        centre: x, y of the point that it grows and turns about.
    """

    knots: tuple[tuple[int, Pose], ...]
    centre: tuple[float, float]

    def pose(self, time: int) -> Pose:
        """The pose at a time."""
        knots = self.knots
        if time <= knots[0][0]:
            return knots[0][1]
        for (start, before), (end, after) in pairwise(knots):
            if time < end:
                return before.towards(after, (time - start) / (end - start))
        return knots[-1][1]

    def rests(self, start: int, end: int) -> bool:
        """Whether nothing is moved between two times."""
        (first, before), (last, after) = self.knots[0], self.knots[-1]
        return (end <= first and before is REST) or (start >= last and after is REST)


@dataclass(frozen=True, slots=True)
class Stretch:
    """A part of something's time that one event can draw.

    Attributes:
        start: hundredths of a second.
        end: hundredths of a second.
        tags: position, scale, fade, turn and blur.
    """

    start: int
    end: int
    tags: str


@dataclass(frozen=True, slots=True)
class Plane:
    """A plane that everything lies in, leaning about a point.

    Attributes:
        x: degrees about the level axis.
        y: degrees about the upright axis.
        centre: of the lean.
    """

    x: float
    y: float
    centre: tuple[float, float]

    @property
    def tags(self) -> str:
        """What every event has to say of it."""
        return f"\\org({_points(*self.centre)})\\frx{number(self.x)}\\fry{number(self.y)}"


@dataclass(frozen=True, slots=True)
class _State:
    time: int
    x: float
    y: float
    pose: Pose


def stretches(
    at: tuple[float, float],
    start: int,
    end: int,
    tracks: Sequence[Track],
    *,
    em: float,
    scale: float = 1.0,
    blur: float = 0.0,
    plane: Plane | None = None,
) -> Iterator[Stretch]:
    """The events that draw something on its way.

    Args:
        at: x, y where it stands at rest.
        start: hundredths of a second, when it is drawn first.
        end: hundredths of a second, when it is not drawn any more.
        tracks: its movements, the innermost first.
        em: pixels of the text's size.
        scale: of what is drawn at rest.
        blur: pixels at rest.
        plane: that it leans in.
    """
    if end <= start:
        return
    tracks = [track for track in tracks if not track.rests(start, end)]
    if not tracks:
        size = _size_tags((scale, scale)) if scale != 1 else ""
        soft = f"\\blur{number(blur)}" if blur else ""
        leaning = plane.tags if plane else ""
        yield Stretch(start, end, f"\\pos({_points(*at)}){size}{soft}{leaning}")
        return
    times = {start, end}
    for track in tracks:
        times.update(time for time, _ in track.knots if start < time < end)
    states = [_composed(at, time, tracks, em, plane) for time in sorted(times)]
    first = 0
    while first < len(states) - 1:
        last = len(states) - 1
        if not _is_one_event(states[first:]):
            last = first + 1
        while last + 1 < len(states) and _is_one_event(states[first : last + 2]):
            last += 1
        part = states[first : last + 1]
        first = last
        if any(state.pose.opacity > 0 for state in part):
            tags = _tags(part, scale, blur, em) + (plane.tags if plane else "")
            yield Stretch(part[0].time, part[-1].time, tags)


def _composed(
    at: tuple[float, float], time: int, tracks: Sequence[Track], em: float, plane: Plane | None
) -> _State:
    """Where something is at a time, all its movements taken together."""
    x, y = at
    whole = REST
    for track in tracks:
        pose = track.pose(time)
        if pose is REST:
            continue
        if len(tracks) == 1 and track.centre == at and plane is None:
            return _State(time, x + pose.x * em, y + pose.y * em, pose)
        cx, cy = track.centre
        dx, dy = _turned((x - cx) * pose.scale, (y - cy) * pose.scale, pose.rotation)
        x, y = cx + dx + pose.x * em, cy + dy + pose.y * em
        whole = Pose(
            opacity=whole.opacity * pose.opacity,
            scale=whole.scale * pose.scale,
            rotation=whole.rotation + pose.rotation,
            blur=max(whole.blur, pose.blur),
            stretch=whole.stretch * pose.stretch,
        )
    if plane and whole.rotation:
        # libass turns about the plane's point; what it shall turn about is itself.
        cx, cy = plane.centre
        dx, dy = _turned(x - cx, y - cy, -whole.rotation)
        x, y = cx + dx, cy + dy
    return _State(time, x, y, whole)


def _turned(dx: float, dy: float, degrees: float) -> tuple[float, float]:
    if not degrees:
        return dx, dy
    c, s = cos(radians(degrees)), sin(radians(degrees))
    return dx * c + dy * s, dy * c - dx * s


def _is_one_event(states: Sequence[_State]) -> bool:
    return len(_moves(states)) <= 1 and len(_fades(states)) <= 2


def _ramps(
    times: Sequence[int], values: Sequence[tuple[float, ...]], tolerance: float
) -> list[tuple[int, int]]:
    """The stretches over which values change evenly, as indices of first and last."""
    found: list[tuple[int, int]] = []
    for index, (before, after) in enumerate(pairwise(values)):
        if before == after or _close(before, after, tolerance):
            continue
        if found and found[-1][1] == index:
            start = found[-1][0]
            share = (times[index] - times[start]) / (times[index + 1] - times[start])
            expected = [a + (b - a) * share for a, b in zip(values[start], after, strict=True)]
            if _close(expected, before, tolerance):
                found[-1] = (start, index + 1)
                continue
        found.append((index, index + 1))
    return found


def _close(one: Sequence[float], other: Sequence[float], tolerance: float) -> bool:
    return all(abs(a - b) <= tolerance for a, b in zip(one, other, strict=True))


def _moves(states: Sequence[_State]) -> list[tuple[int, int]]:
    return _ramps([s.time for s in states], [(s.x, s.y) for s in states], 0.05)


def _fades(states: Sequence[_State]) -> list[tuple[int, int]]:
    return _ramps([s.time for s in states], [(s.pose.opacity,) for s in states], 0.004)


def _tags(states: Sequence[_State], scale: float, blur: float, em: float) -> str:
    """The tags of one event."""
    times = [(state.time - states[0].time) * 10 for state in states]
    first = states[0]
    moves = _moves(states)
    if moves:
        start, end = moves[0]
        begin, goal = states[start], states[end]
        tags = (
            f"\\move({_points(begin.x, begin.y)},{_points(goal.x, goal.y)},"
            f"{times[start]},{times[end]})"
        )
    else:
        tags = f"\\pos({_points(first.x, first.y)})"
    tags += _fade_tag(states, times)
    sizes = [(s.pose.scale * s.pose.stretch * scale, s.pose.scale * scale) for s in states]
    if any(abs(side - 1) > 1e-6 for size in sizes for side in size):
        tags += _animated(times, sizes, _size_tags, 0.0005)
    turns = [(state.pose.rotation,) for state in states]
    if any(turn for (turn,) in turns):
        tags += _animated(times, turns, lambda turn: f"\\frz{number(turn[0])}", 0.02)
    blurs = [(blur + state.pose.blur * em / 100,) for state in states]
    if any(amount for (amount,) in blurs):
        tags += _animated(times, blurs, lambda amount: f"\\blur{number(amount[0])}", 0.02)
    return tags


def _animated(
    times: Sequence[int],
    values: Sequence[tuple[float, ...]],
    tag: Callable[[tuple[float, ...]], str],
    tolerance: float,
) -> str:
    """A tag at its first value, and the changes of it."""
    tags = tag(values[0])
    for start, end in _ramps(times, values, tolerance):
        tags += f"\\t({times[start]},{times[end]},{tag(values[end])})"
    return tags


def _size_tags(size: tuple[float, ...]) -> str:
    return f"\\fscx{number(100 * size[0])}\\fscy{number(100 * size[1])}"


def _fade_tag(states: Sequence[_State], times: Sequence[int]) -> str:
    clear = [round(255 * (1 - state.pose.opacity)) for state in states]
    fades = _fades(states)
    if not fades:
        return f"\\fade({clear[0]},{clear[0]},{clear[0]},0,0,0,0)" if clear[0] else ""
    (a, b), (c, d) = fades[0], fades[-1] if len(fades) > 1 else (fades[0][1],) * 2
    return f"\\fade({clear[a]},{clear[b]},{clear[d]},{times[a]},{times[b]},{times[c]},{times[d]})"


def _points(x: float, y: float) -> str:
    return f"{number(x)},{number(y)}"
