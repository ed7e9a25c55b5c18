"""The poses of a moving element over time, with all its movements combined."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple

from vidsync.captions.ass.arc_moves import Spans, rotate
from vidsync.captions.motion.keyframes import Keyframes
from vidsync.captions.style.animations import REST, Pose

CACHED_PLANS = 8192
"""Number of cached movement plans: several times what a look needs for words of all lengths."""


class Moment(NamedTuple):
    """The pose of an element at a time, apart from its place.

    Attributes:
        time: hundredths of a second.
        poses: of its movements, the innermost first.
        whole: all of them combined.
    """

    time: int
    poses: tuple[Pose, ...]
    whole: Pose


@lru_cache(maxsize=CACHED_PLANS)
def find_moments(
    keyframe_lists: tuple[tuple[Keyframes, int], ...], length: int
) -> tuple[Moment, ...]:
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
        found.append(Moment(time, poses, whole))
    return tuple(found)


def find_place(
    moment: Moment,
    centres: Sequence[tuple[float, float, float]],
    tilt_centre: tuple[float, float] | None,
) -> tuple[float, float]:
    """Return where an element that rests at (0, 0) stands at a moment.

    Args:
        moment: its pose.
        centres: of each movement, x, y of its centre and the pixels of its em.
        tilt_centre: x, y of the centre of the tilted plane that it lies in.
    """
    x = y = 0.0
    for pose, (cx, cy, em) in zip(moment.poses, centres, strict=True):
        if pose is not REST:
            dx, dy = (x - cx) * pose.scale, (y - cy) * pose.scale
            if pose.rotation:
                dx, dy = rotate(dx, dy, pose.rotation)
            x, y = cx + dx + pose.x * em, cy + dy + pose.y * em
    if tilt_centre and moment.whole.rotation:
        # libass rotates about the plane's centre; the element must rotate about itself.
        cx, cy = tilt_centre
        dx, dy = rotate(x - cx, y - cy, -moment.whole.rotation)
        x, y = cx + dx, cy + dy
    return x, y


def find_ramps(
    times: Sequence[int], values: Sequence[tuple[float, ...]], tolerance: float
) -> Spans:
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
