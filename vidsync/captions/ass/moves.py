"""Converts movements to ASS tags, in as few events as possible.

The poses of several movements (a word springs while its cue slides in) are combined, and split
into stretches that one event can draw: an event moves along one straight line, and fades in and
out once.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import NamedTuple

from vidsync.captions.ass.arc_moves import (
    PATH_TOLERANCE,
    Spans,
    is_straight,
    move_back_and_forth,
    rotate,
)
from vidsync.captions.ass.moments import (
    CACHED_PLANS,
    Moment,
    find_moments,
    find_place,
    find_ramps,
)
from vidsync.captions.ass.scale_steps import Steps, step_tags, steps_between
from vidsync.captions.ass.syntax import decimal, scale_tags
from vidsync.captions.motion.keyframes import Keyframes, Motion
from vidsync.captions.style.animations import Pose

# Largest invisible error of opacity, 0 to 1.
_OPACITY_TOLERANCE = 0.004


class Stretch(NamedTuple):
    """A part of an element's time that one event can draw.

    Attributes:
        start: hundredths of a second.
        end: hundredths of a second.
        tags: position, scale, fade, rotation and blur.
        scales: if it only grows by steps, milliseconds from the start and the scale from then
            on.
    """

    start: int
    end: int
    tags: str
    scales: Steps = ()


class TiltedPlane(NamedTuple):
    """A plane that contains all elements, tilted about a point.

    Attributes:
        x: degrees about the horizontal axis.
        y: degrees about the vertical axis.
        centre: the point about which it is tilted.
    """

    x: float
    y: float
    centre: tuple[float, float]

    @property
    def tags(self) -> str:
        """The tags that every event in the plane needs."""
        return f"\\org({_points(*self.centre)})\\frx{decimal(self.x)}\\fry{decimal(self.y)}"


class _SharedTrack(NamedTuple):
    """A movement of an element that begins at 0 and rests at (0, 0).

    Attributes:
        keyframes: the keyframes.
        start: hundredths of a second, when the keyframes begin.
        x: of the point about which it grows and rotates.
        y: of the same point.
        reach: how many em the element moves where the keyframes have 1.
    """

    keyframes: Keyframes
    start: int
    x: float
    y: float
    reach: float


class _Movement(NamedTuple):
    """Everything that decides how an element moves, apart from its own time and place.

    Words that move alike share one, so its events are planned once.

    Attributes:
        tracks: its movements, the innermost first.
        length: hundredths of a second.
        em: text size in pixels.
        scale: of what is drawn at rest.
        blur: pixels at rest.
        tilt_centre: x, y of the centre of the tilted plane that it lies in.
        stepped: whether an element that only grows does so by steps.
    """

    tracks: tuple[_SharedTrack, ...]
    length: int
    em: float
    scale: float
    blur: float
    tilt_centre: tuple[float, float] | None
    stepped: bool


class _Part(NamedTuple):
    """A planned event: times count from the movement's start, places from its rest position.

    Attributes:
        start: hundredths of a second.
        end: hundredths of a second.
        begin: where it begins.
        goal: where it ends, if it moves.
        when: the two times of the movement, as ``\\move`` takes them.
        pivot: the pivot, if the movement is back and forth, which ``\\move`` cannot express.
        tags: all that does not concern its place.
        scales: as for `Stretch`.
    """

    start: int
    end: int
    begin: tuple[float, float]
    goal: tuple[float, float] | None
    when: str
    pivot: tuple[float, float] | None
    tags: str
    scales: Steps = ()


def split_into_events(
    at: tuple[float, float],
    start: int,
    end: int,
    tracks: Sequence[Motion],
    *,
    em: float,
    scale: float = 1.0,
    blur: float = 0.0,
    plane: TiltedPlane | None = None,
    stepped: bool = False,
) -> list[Stretch]:
    """Return the events that draw a moving element.

    Args:
        at: x, y where it stands at rest.
        start: hundredths of a second, when it is first drawn.
        end: hundredths of a second, when it is no longer drawn.
        tracks: its movements, the innermost first.
        em: text size in pixels.
        scale: of what is drawn at rest.
        blur: pixels at rest.
        plane: the tilted plane that it lies in.
        stepped: an element that only grows stands on a whole pixel and grows by steps.
    """
    if end <= start:
        return []
    stepped = stepped and not blur and plane is None
    plane_tags = plane.tags if plane else ""
    moving = [track for track in tracks if not track.rests(start, end)]
    if not moving:
        return [_rest_event(at, start, end, scale, blur, plane_tags, stepped)]
    (x, y), shared = _normalise(at, start, moving, plane)
    last = max(track.start + track.keyframes.knots[-1][0] for track in shared)
    length = min(end - start, max(last, 0) + 1)
    tilt_centre = _find_tilt_centre((x, y), shared, plane) if plane else None
    movement = _Movement(shared, length, em, scale, blur, tilt_centre, stepped)
    return [
        _emit(part, (x, y), start, end if part.end == length else start + part.end, plane_tags)
        for part in _plan(movement)
    ]


def _rest_event(
    at: tuple[float, float],
    start: int,
    end: int,
    scale: float,
    blur: float,
    plane_tags: str,
    stepped: bool,
) -> Stretch:
    """Return the event of an element that does not move."""
    if stepped:
        return _stepped_event(start, end, *at, ((0, scale),))
    size = scale_tags((scale, scale)) if scale != 1 else ""
    soft = f"\\blur{decimal(blur)}" if blur else ""
    return Stretch(start, end, f"\\pos({_points(*at)}){size}{soft}{plane_tags}")


def _normalise(
    at: tuple[float, float], start: int, moving: Sequence[Motion], plane: TiltedPlane | None
) -> tuple[tuple[float, float], tuple[_SharedTrack, ...]]:
    """Return an element's rest position, and its movements relative to it and to its start."""
    x, y = at
    shared = [
        _SharedTrack(
            track.keyframes,
            track.start - start,
            0.0 if track.keyframes.shifts else round(track.centre[0] - x, 6),
            0.0 if track.keyframes.shifts else round(track.centre[1] - y, 6),
            track.reach,
        )
        for track in moving
    ]
    outermost = shared[-1]
    if len(outermost.keyframes.knots) == 1 and not plane:
        # A constant rotation of everything only moves the rest position.
        pose = outermost.keyframes.knots[0][1]
        cx, cy = outermost.x, outermost.y
        dx, dy = rotate(-cx * pose.scale, -cy * pose.scale, pose.rotation)
        x, y = x + cx + dx, y + cy + dy
        shared[-1] = _SharedTrack(outermost.keyframes, 0, 0.0, 0.0, 1.0)
    return (x, y), tuple(shared)


def _find_tilt_centre(
    at: tuple[float, float], tracks: Sequence[_SharedTrack], plane: TiltedPlane
) -> tuple[float, float]:
    """Return the centre of a plane relative to a rest position; it only affects rotations."""
    if not any(track.keyframes.turns for track in tracks):
        return 0.0, 0.0
    return round(plane.centre[0] - at[0], 6), round(plane.centre[1] - at[1], 6)


def _emit(part: _Part, at: tuple[float, float], start: int, end: int, plane_tags: str) -> Stretch:
    """Return a planned event at its own time and place."""
    x, y = at
    if part.scales:
        dx, dy = part.begin
        return _stepped_event(start + part.start, end, x + dx, y + dy, part.scales)
    begin = _points(x + part.begin[0], y + part.begin[1])
    if part.goal:
        goal = _points(x + part.goal[0], y + part.goal[1])
        place = f"\\move({begin},{goal},{part.when})"
    elif part.pivot:
        place = f"\\pos({begin})\\org({_points(x + part.pivot[0], y + part.pivot[1])})"
    else:
        place = f"\\pos({begin})"
    return Stretch(start + part.start, end, place + part.tags + plane_tags)


@lru_cache(maxsize=CACHED_PLANS)
def _plan(movement: _Movement) -> tuple[_Part, ...]:
    """Return the events of a movement, at its own time and place."""
    keyframe_lists = tuple((track.keyframes, track.start) for track in movement.tracks)
    centres = [(track.x, track.y, track.reach * movement.em) for track in movement.tracks]
    tilt_centre, scale = movement.tilt_centre, movement.scale
    moments = find_moments(keyframe_lists, movement.length)
    places = [find_place(moment, centres, tilt_centre) for moment in moments]
    looks = (movement.em, scale, movement.blur)
    found = []
    first = 0
    while first < len(moments) - 1:
        last, moves = _find_event_end(moments, places, first, tilt_centre is None)
        part = slice(first, last + 1)
        if movement.stepped and not moves and _only_grows(moments[part]):
            begun, ended = moments[first].time, moments[last].time
            scales = steps_between(
                [(10 * (m.time - begun), m.whole.scale * scale) for m in moments[part]]
            )
            found.append(_Part(begun, ended, places[first], None, "", None, "", scales))
        elif tags := _appearance_tags(keyframe_lists, movement.length, first, last, *looks):
            found.append(_build_part(moments[part], places[part], moves, tags))
        first = last
    return tuple(found)


def _find_event_end(
    moments: Sequence[Moment], places: Sequence[tuple[float, float]], first: int, flat: bool
) -> tuple[int, Spans]:
    """Return the last moment that one event can reach from the first.

    Returns:
        Its index, and between which moments it moves evenly, as indices from the first.
    """
    times = [moment.time for moment in moments]
    fading = [(moment.whole.opacity,) for moment in moments]
    leans = [moment.whole.rotation for moment in moments]

    def within_one(last: int) -> Spans | None:
        part = slice(first, last + 1)
        if len(find_ramps(times[part], fading[part], _OPACITY_TOLERANCE)) > 2:
            return None
        moves = find_ramps(times[part], places[part], PATH_TOLERANCE)
        if len(moves) > 1:
            straight = flat and len(set(leans[part])) == 1 and is_straight(places[part])
            return moves if straight else None
        return moves

    last = len(moments) - 1
    moves = within_one(last)
    if moves is None:
        last, moves = first + 1, within_one(first + 1)
        while (more := within_one(last + 1)) is not None:
            last, moves = last + 1, more
    return last, moves or []


def _build_part(
    moments: Sequence[Moment],
    places: Sequence[tuple[float, float]],
    moves: Spans,
    tags: tuple[str, str],
) -> _Part:
    """Return the content of one event."""
    times = [(moment.time - moments[0].time) * 10 for moment in moments]
    begin, goal, pivot, when, way = places[0], None, None, "", ""
    if len(moves) == 1:
        ((first, last),) = moves
        begin, goal = places[first], places[last]
        when = f"{times[first]},{times[last]}"
    elif moves:
        begin, pivot, way = move_back_and_forth(times, places, moves, moments[0].whole.rotation)
    fade, rest = tags
    start, end = moments[0].time, moments[-1].time
    return _Part(start, end, begin, goal, when, pivot, f"{fade}{rest}{way}")


@lru_cache(maxsize=CACHED_PLANS)
def _appearance_tags(
    keyframe_lists: tuple[tuple[Keyframes, int], ...],
    length: int,
    first: int,
    last: int,
    em: float,
    scale: float,
    blur: float,
) -> tuple[str, str] | None:
    """Return the tags of an event that do not concern its place; None if it is invisible.

    Returns:
        The fade; and the size, rotation and blur.
    """
    moments = find_moments(keyframe_lists, length)[first : last + 1]
    times = [(moment.time - moments[0].time) * 10 for moment in moments]
    poses = [moment.whole for moment in moments]
    if not any(pose.opacity > 0 for pose in poses):
        return None
    tags = ""
    sizes = [(pose.scale * pose.stretch * scale, pose.scale * scale) for pose in poses]
    if any(abs(side - 1) > 1e-6 for size in sizes for side in size):
        tags += _animated(times, sizes, scale_tags, 0.0005)
    if any(pose.rotation for pose in poses):
        turns = [(pose.rotation,) for pose in poses]
        tags += _animated(times, turns, lambda turn: f"\\frz{decimal(turn[0])}", 0.02)
    if blur or any(pose.blur for pose in poses):
        blurs = [(blur + pose.blur * em / 100,) for pose in poses]
        tags += _animated(times, blurs, lambda amount: f"\\blur{decimal(amount[0])}", 0.02)
    return _fade_tag(poses, times), tags


def _animated(
    times: Sequence[int],
    values: Sequence[tuple[float, ...]],
    tag: Callable[[tuple[float, ...]], str],
    tolerance: float,
) -> str:
    """Return a tag at its first value, and its changes."""
    tags = tag(values[0])
    for start, end in find_ramps(times, values, tolerance):
        tags += f"\\t({times[start]},{times[end]},{tag(values[end])})"
    return tags


def _fade_tag(poses: Sequence[Pose], times: Sequence[int]) -> str:
    clear = [round(255 * (1 - pose.opacity)) for pose in poses]
    fades = find_ramps(times, [(pose.opacity,) for pose in poses], _OPACITY_TOLERANCE)
    if not fades:
        return f"\\fade({clear[0]},{clear[0]},{clear[0]},0,0,0,0)" if clear[0] else ""
    (a, b), (c, d) = fades[0], fades[-1] if len(fades) > 1 else (fades[0][1],) * 2
    return f"\\fade({clear[a]},{clear[b]},{clear[d]},{times[a]},{times[b]},{times[c]},{times[d]})"


def _only_grows(moments: Sequence[Moment]) -> bool:
    return all(
        whole.opacity == whole.stretch == 1 and not whole.rotation and not whole.blur
        for _, _, whole in moments
    )


def _stepped_event(start: int, end: int, x: float, y: float, steps: Steps) -> Stretch:
    return Stretch(start, end, f"\\pos({round(x)},{round(y)}){step_tags(steps)}", steps)


def _points(x: float, y: float) -> str:
    return f"{decimal(x)},{decimal(y)}"
