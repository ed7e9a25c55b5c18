"""Converts movements to ASS tags, in as few events as possible.

The poses of several movements (a word springs while its cue slides in) are combined, and split
into stretches that one event can draw: an event moves along one straight line, and fades in and
out once.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple

from vidsync.captions.ass.arc_moves import (
    ASTRAY,
    Spans,
    is_straight,
    move_back_and_forth,
    rotate,
)
from vidsync.captions.ass.scale_steps import Steps, step_tags, steps_between
from vidsync.captions.ass.syntax import decimal, scale_tags
from vidsync.captions.motion.keyframes import Keyframes, Motion
from vidsync.captions.style.animations import REST, Pose

# Largest invisible error of opacity, 0 to 1.
_DIM = 0.004
# Number of cached movement plans: several times what a look needs for words of all lengths.
_PLANS = 8192


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


class _Part(NamedTuple):
    """A stretch whose times count from its element's first, and places from its rest position."""

    start: int
    end: int
    # Where it begins and ends, and the times of the movement as \move takes them.
    begin: tuple[float, float]
    goal: tuple[float, float] | None
    when: str
    # The pivot, if the movement is back and forth, which \move cannot express.
    pivot: tuple[float, float] | None
    tags: str
    scales: Steps = ()


class _Moment(NamedTuple):
    """The pose of an element at a time, apart from its place.

    Attributes:
        time: hundredths of a second.
        poses: of its movements, the innermost first.
        whole: all of them combined.
    """

    time: int
    poses: tuple[Pose, ...]
    whole: Pose


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
        soft = f"\\blur{decimal(blur)}" if blur else ""
        return [Stretch(start, end, f"\\pos({_points(x, y)}){size}{soft}{leaning}")]
    # The plan covers the movement alone, which many words share: from its own beginning, about
    # its own place, and no longer than anything changes.
    key = [
        (
            track.keyframes,
            track.start - start,
            0.0 if track.keyframes.shifts else round(track.centre[0] - x, 6),
            0.0 if track.keyframes.shifts else round(track.centre[1] - y, 6),
            track.reach,
        )
        for track in moving
    ]
    still, _, cx, cy, _ = key[-1]
    if len(still.knots) == 1 and not plane:
        # A constant rotation of everything only moves the rest position.
        pose = still.knots[0][1]
        dx, dy = rotate(-cx * pose.scale, -cy * pose.scale, pose.rotation)
        x, y = x + cx + dx, y + cy + dy
        key[-1] = (still, 0, 0.0, 0.0, 1.0)
    last = max(begun + keyframes.knots[-1][0] for keyframes, begun, *_ in key)
    length = min(end - start, max(last, 0) + 1)
    about = None
    if plane:
        turns = any(keyframes.turns for keyframes, *_ in key)
        # The centre of the tilt affects nothing else.
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
    tracks: tuple[tuple[Keyframes, int, float, float, float], ...],
    length: int,
    em: float,
    scale: float,
    blur: float,
    about: tuple[float, float] | None,
    stepped: bool,
) -> tuple[_Part, ...]:
    """Return the parts of a movement that begins at 0 and rests at (0, 0).

    Args:
        tracks: of each, its keyframes, their start, x, y of its centre, and its reach.
        length: hundredths of a second.
        em: text size in pixels.
        scale: at rest.
        blur: pixels at rest.
        about: x, y of the centre of the tilted plane that it lies in.
        stepped: whether an element that only grows does so by steps.
    """
    keyframe_lists = tuple((keyframes, begun) for keyframes, begun, *_ in tracks)
    abouts = [(x, y, reach * em) for _, _, x, y, reach in tracks]
    moments = _moments(keyframe_lists, length)
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
        elif (tags := _looks(keyframe_lists, length, first, last, em, scale, blur)) is not None:
            found.append(_part(moments[part], places[part], moves, tags))
        first = last
    return tuple(found)


@lru_cache(maxsize=_PLANS)
def _moments(keyframe_lists: tuple[tuple[Keyframes, int], ...], length: int) -> tuple[_Moment, ...]:
    """Return the poses at every time when a change begins or ends."""
    times = {0, length}
    for keyframes, begun in keyframe_lists:
        times.update(time for knot, _ in keyframes.knots if 0 < (time := begun + knot) < length)
    found = []
    for time in sorted(times):
        poses = tuple([keyframes.pose(time - begun) for keyframes, begun in keyframe_lists])
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
    """Return where an element that rests at (0, 0) stands at a moment.

    Args:
        moment: its pose.
        tracks: of each, x, y of its centre and the pixels of its em.
        about: x, y of the centre of the tilted plane that it lies in.
    """
    x = y = 0.0
    for pose, (cx, cy, em) in zip(moment.poses, tracks, strict=True):
        if pose is not REST:
            dx, dy = (x - cx) * pose.scale, (y - cy) * pose.scale
            if pose.rotation:
                dx, dy = rotate(dx, dy, pose.rotation)
            x, y = cx + dx + pose.x * em, cy + dy + pose.y * em
    if about and moment.whole.rotation:
        # libass rotates about the plane's centre; the element must rotate about itself.
        cx, cy = about
        dx, dy = rotate(x - cx, y - cy, -moment.whole.rotation)
        x, y = cx + dx, cy + dy
    return x, y


def _event(
    moments: Sequence[_Moment], places: Sequence[tuple[float, float]], first: int, flat: bool
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
    """Return the stretches of even change of one or two values, as first and last indices."""
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


@lru_cache(maxsize=_PLANS)
def _looks(
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
    moments = _moments(keyframe_lists, length)[first : last + 1]
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
    return f"{decimal(x)},{decimal(y)}"
