"""Back-and-forth motion in one ASS event: a rotation about a distant pivot approximates a straight
path.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import cos, degrees, hypot, radians, sin

Spans = list[tuple[int, int]]
"""Pairs of indices: the first and the last of a stretch of even movement."""

PATH_TOLERANCE = 0.05
"""Largest invisible distance from the path, in pixels."""

# Distance of the pivot of a straight movement, in pixels.
_FAR = 100_000


def rotate(dx: float, dy: float, turn: float) -> tuple[float, float]:
    """Rotate a vector, y downwards, anticlockwise by degrees."""
    if not turn:
        return dx, dy
    c, s = cos(radians(turn)), sin(radians(turn))
    return dx * c + dy * s, dy * c - dx * s


def is_straight(places: Sequence[tuple[float, float]]) -> bool:
    """Whether something moves back and forth on one straight line."""
    ((x, y), *others) = places
    ux, uy = _direction(places)
    return all(abs((px - x) * uy - (py - y) * ux) <= PATH_TOLERANCE for px, py in others)


def _direction(places: Sequence[tuple[float, float]]) -> tuple[float, float]:
    """Return the direction of a movement, as a vector of length 1."""
    x, y = places[0]
    far_x, far_y = max(places, key=lambda place: abs(place[0] - x) + abs(place[1] - y))
    distance = hypot(far_x - x, far_y - y) or 1.0
    return (far_x - x) / distance, (far_y - y) / distance


def move_back_and_forth(
    times: Sequence[int],
    places: Sequence[tuple[float, float]],
    moves: Spans,
    rotation: float,
) -> tuple[tuple[float, float], tuple[float, float], str]:
    """Describe back-and-forth motion in one event, as a rotation about a distant pivot.

    An event has one \\move, but any number of \t. An arc of a large enough circle is straight:
    its bend of at most 0.05 px and its turn of 0.06 degrees are invisible.

    Args:
        times: thousandths of a second.
        places: the place at each time, all on one line.
        moves: from which place to which it moves.
        rotation: degrees by which it is rotated throughout.

    Returns:
        The place without any rotation; the pivot; the rotations.
    """
    x, y = places[0]
    ux, uy = _direction(places)
    pivot_x, pivot_y = x + _FAR * uy, y - _FAR * ux
    dx, dy = rotate(x - pivot_x, y - pivot_y, -rotation)
    tags = ""
    for start, end in moves:
        distance = (places[end][0] - x) * ux + (places[end][1] - y) * uy
        turn = rotation + degrees(distance / _FAR)
        tags += f"\\t({times[start]},{times[end]},\\frz{turn:.5f})"
    return (pivot_x + dx, pivot_y + dy), (pivot_x, pivot_y), tags
