"""Movement on a clock: the tags that carry something through its poses.

Poses of several movements (a word springs while its cue slides in) are put together here,
and cut into as few events as ASS can draw: in an event it moves along one straight line,
and fades in and out once. What moves, and when, is looks' matter.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple

from vidsync.captions.ass.syntax import number, scale_tags
from vidsync.captions.motion.arc_moves import ASTRAY, Spans, is_straight, there_and_back, turned
from vidsync.captions.motion.easings import REST, Pose
from vidsync.captions.motion.keyframes import Course, Track
from vidsync.captions.motion.scale_steps import Steps, step_tags, steps_between

# Parts of its opacity that something may be off without being seen to.
_DIM = 0.004
# Plans of movement that are kept: many times what a look comes to with words of all lengths.
_PLANS = 8192


class Stretch(NamedTuple):
    """A part of something's time that one event can draw.

    Attributes:
        start: hundredths of a second.
        end: hundredths of a second.
        tags: position, scale, fade, turn and blur.
        scales: if all it does is to grow by steps, milliseconds from the start and the
            scale from then on.
    """

    start: int
    end: int
    tags: str
    scales: Steps = ()


class Plane(NamedTuple):
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


class _Part(NamedTuple):
    """A stretch with times from its thing's first, and places from where it rests."""

    start: int
    end: int
    # Where it begins, where it goes, and the times of that as \move wants them.
    begin: tuple[float, float]
    goal: tuple[float, float] | None
    when: str
    # The point to turn about, where the way there and back is more than \move can say.
    pivot: tuple[float, float] | None
    tags: str
    scales: Steps = ()


class _Moment(NamedTuple):
    """How something stands at a time, wherever that is.

    Attributes:
        time: hundredths of a second.
        poses: of its movements, the innermost first.
        whole: all of them taken together.
    """

    time: int
    poses: tuple[Pose, ...]
    whole: Pose


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
    stepped: bool = False,
) -> list[Stretch]:
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
        stepped: what does nothing but grow stands on a whole pixel, and grows by steps.
    """
    stepped = stepped and not blur and plane is None
    if end <= start:
        return []
    x, y = at
    leaning = plane.tags if plane else ""
    moving = [track for track in tracks if not track.rests(start, end)]
    if not moving and stepped:
        return [_stepping(start, end, x, y, ((0, scale),))]
    if not moving:
        size = scale_tags((scale, scale)) if scale != 1 else ""
        soft = f"\\blur{number(blur)}" if blur else ""
        return [Stretch(start, end, f"\\pos({_points(x, y)}){size}{soft}{leaning}")]
    # What is planned is the movement alone, which many words have in common: from its own
    # beginning, about its own place, and no longer than anything changes.
    key = [
        (
            track.course,
            track.start - start,
            0.0 if track.course.shifts else round(track.centre[0] - x, 6),
            0.0 if track.course.shifts else round(track.centre[1] - y, 6),
            track.reach,
        )
        for track in moving
    ]
    still, _, cx, cy, _ = key[-1]
    if len(still.knots) == 1 and not plane:
        # What all of it is turned by once and for all only moves the place it rests in.
        pose = still.knots[0][1]
        dx, dy = turned(-cx * pose.scale, -cy * pose.scale, pose.rotation)
        x, y = x + cx + dx, y + cy + dy
        key[-1] = (still, 0, 0.0, 0.0, 1.0)
    last = max(begun + course.knots[-1][0] for course, begun, *_ in key)
    length = min(end - start, max(last, 0) + 1)
    about = None
    if plane:
        turns = any(course.turns for course, *_ in key)
        # Where the plane leans about matters to nothing else.
        cx, cy = plane.centre if turns else (x, y)
        about = (round(cx - x, 6), round(cy - y, 6))
    found = []
    for part in _plan(tuple(key), length, em, scale, blur, about, stepped):
        until = end if part.end == length else start + part.end
        if part.scales:
            dx, dy = part.begin
            found.append(_stepping(start + part.start, until, x + dx, y + dy, part.scales))
            continue
        begin = _points(x + part.begin[0], y + part.begin[1])
        if part.goal:
            goal = _points(x + part.goal[0], y + part.goal[1])
            place = f"\\move({begin},{goal},{part.when})"
        elif part.pivot:
            place = f"\\pos({begin})\\org({_points(x + part.pivot[0], y + part.pivot[1])})"
        else:
            place = f"\\pos({begin})"
        found.append(Stretch(start + part.start, until, place + part.tags + leaning))
    return found


@lru_cache(maxsize=_PLANS)
def _plan(
    tracks: tuple[tuple[Course, int, float, float, float], ...],
    length: int,
    em: float,
    scale: float,
    blur: float,
    about: tuple[float, float] | None,
    stepped: bool,
) -> tuple[_Part, ...]:
    """The parts of a movement that begins at 0 and rests at (0, 0).

    Args:
        tracks: of each, its course, when that begins, x, y of its centre, and its reach.
        length: hundredths of a second.
        em: pixels of the text's size.
        scale: at rest.
        blur: pixels at rest.
        about: x, y of the point about which the plane leans that it lies in.
        stepped: whether what only grows does so by steps.
    """
    courses = tuple((course, begun) for course, begun, *_ in tracks)
    abouts = [(x, y, reach * em) for _, _, x, y, reach in tracks]
    moments = _moments(courses, length)
    places = [_place(moment, abouts, about) for moment in moments]
    found = []
    first = 0
    while first < len(moments) - 1:
        last, moves = _event(moments, places, first, about is None)
        part = slice(first, last + 1)
        if stepped and not moves and _only_grows(moments[part]):
            begun, ended = moments[first].time, moments[last].time
            scales = steps_between(
                [(10 * (m.time - begun), m.whole.scale * scale) for m in moments[part]]
            )
            found.append(_Part(begun, ended, places[first], None, "", None, "", scales))
        elif (tags := _looks(courses, length, first, last, em, scale, blur)) is not None:
            found.append(_part(moments[part], places[part], moves, tags))
        first = last
    return tuple(found)


@lru_cache(maxsize=_PLANS)
def _moments(courses: tuple[tuple[Course, int], ...], length: int) -> tuple[_Moment, ...]:
    """Whenever something begins or ends to change: how it stands then."""
    times = {0, length}
    for course, begun in courses:
        times.update(time for knot, _ in course.knots if 0 < (time := begun + knot) < length)
    found = []
    for time in sorted(times):
        poses = tuple([course.pose(time - begun) for course, begun in courses])
        whole = REST
        for pose in poses:
            if pose is not REST:
                whole = pose if whole is REST else whole.under(pose)
        found.append(_Moment(time, poses, whole))
    return tuple(found)


def _place(
    moment: _Moment,
    tracks: Sequence[tuple[float, float, float]],
    about: tuple[float, float] | None,
) -> tuple[float, float]:
    """Where something is at a moment that rests at (0, 0).

    Args:
        moment: how it stands.
        tracks: of each, x, y of its centre and the pixels of its em.
        about: x, y of the point about which the plane leans that it lies in.
    """
    x = y = 0.0
    for pose, (cx, cy, em) in zip(moment.poses, tracks, strict=True):
        if pose is not REST:
            dx, dy = (x - cx) * pose.scale, (y - cy) * pose.scale
            if pose.rotation:
                dx, dy = turned(dx, dy, pose.rotation)
            x, y = cx + dx + pose.x * em, cy + dy + pose.y * em
    if about and moment.whole.rotation:
        # libass turns about the plane's point; what it shall turn about is itself.
        cx, cy = about
        dx, dy = turned(x - cx, y - cy, -moment.whole.rotation)
        x, y = cx + dx, cy + dy
    return x, y


def _event(
    moments: Sequence[_Moment], places: Sequence[tuple[float, float]], first: int, flat: bool
) -> tuple[int, Spans]:
    """The last of the moments from the first on that one event can go through.

    Returns:
        Its index; from which to which moment, as indices from the first, it moves evenly.
    """
    times = [moment.time for moment in moments]
    fading = [(moment.whole.opacity,) for moment in moments]
    leans = [moment.whole.rotation for moment in moments]

    def within_one(last: int) -> Spans | None:
        part = slice(first, last + 1)
        if len(_ramps(times[part], fading[part], _DIM)) > 2:
            return None
        moves = _ramps(times[part], places[part], ASTRAY)
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


def _ramps(times: Sequence[int], values: Sequence[tuple[float, ...]], tolerance: float) -> Spans:
    """The stretches over which one value or two change evenly, as indices of first and last."""
    found: Spans = []
    if values.count(values[0]) == len(values):
        return found
    for index, (before, after) in enumerate(pairwise(values)):
        if before == after or _close(before, after, tolerance):
            continue
        if found and found[-1][1] == index:
            start = found[-1][0]
            begun = values[start]
            share = (times[index] - times[start]) / (times[index + 1] - times[start])
            expected = (
                begun[0] + (after[0] - begun[0]) * share,
                begun[-1] + (after[-1] - begun[-1]) * share,
            )
            if _close(expected, before, tolerance):
                found[-1] = (start, index + 1)
                continue
        found.append((index, index + 1))
    return found


def _close(one: Sequence[float], other: Sequence[float], tolerance: float) -> bool:
    return abs(one[0] - other[0]) <= tolerance and abs(one[-1] - other[-1]) <= tolerance


def _part(
    moments: Sequence[_Moment],
    places: Sequence[tuple[float, float]],
    moves: Spans,
    tags: tuple[str, str],
) -> _Part:
    """What one event has to say."""
    times = [(moment.time - moments[0].time) * 10 for moment in moments]
    begin, goal, pivot, when, way = places[0], None, None, "", ""
    if len(moves) == 1:
        ((first, last),) = moves
        begin, goal = places[first], places[last]
        when = f"{times[first]},{times[last]}"
    elif moves:
        begin, pivot, way = there_and_back(times, places, moves, moments[0].whole.rotation)
    fade, rest = tags
    start, end = moments[0].time, moments[-1].time
    return _Part(start, end, begin, goal, when, pivot, f"{fade}{rest}{way}")


@lru_cache(maxsize=_PLANS)
def _looks(
    courses: tuple[tuple[Course, int], ...],
    length: int,
    first: int,
    last: int,
    em: float,
    scale: float,
    blur: float,
) -> tuple[str, str] | None:
    """The tags of an event that have nothing to do with where it is; None if it is not seen.

    Returns:
        The fade; the size, turn and blur.
    """
    moments = _moments(courses, length)[first : last + 1]
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
        tags += _animated(times, turns, lambda turn: f"\\frz{number(turn[0])}", 0.02)
    if blur or any(pose.blur for pose in poses):
        blurs = [(blur + pose.blur * em / 100,) for pose in poses]
        tags += _animated(times, blurs, lambda amount: f"\\blur{number(amount[0])}", 0.02)
    return _fade_tag(poses, times), tags


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


def _fade_tag(poses: Sequence[Pose], times: Sequence[int]) -> str:
    clear = [round(255 * (1 - pose.opacity)) for pose in poses]
    fades = _ramps(times, [(pose.opacity,) for pose in poses], _DIM)
    if not fades:
        return f"\\fade({clear[0]},{clear[0]},{clear[0]},0,0,0,0)" if clear[0] else ""
    (a, b), (c, d) = fades[0], fades[-1] if len(fades) > 1 else (fades[0][1],) * 2
    return f"\\fade({clear[a]},{clear[b]},{clear[d]},{times[a]},{times[b]},{times[c]},{times[d]})"


def _only_grows(moments: Sequence[_Moment]) -> bool:
    return all(
        whole.opacity == whole.stretch == 1 and not whole.rotation and not whole.blur
        for _, _, whole in moments
    )


def _stepping(start: int, end: int, x: float, y: float, steps: Steps) -> Stretch:
    return Stretch(start, end, f"\\pos({round(x)},{round(y)}){step_tags(steps)}", steps)


def _points(x: float, y: float) -> str:
    return f"{number(x)},{number(y)}"
