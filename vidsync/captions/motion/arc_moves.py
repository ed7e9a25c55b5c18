"""Ways to and fro on a straight line, as turns about a point far away.

What there is to say of an event's way is said here in one; when something moves, and what
else it does meanwhile, is motion's matter.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import cos, degrees, hypot, radians, sin

Spans = list[tuple[int, int]]
"""Pairs of indices: of the first and the last of what goes on evenly."""

ASTRAY = 0.05
"""Pixels that something may be off its way without being seen to."""

# How far away, in pixels, the point is that something turns about to go straight.
_FAR = 100_000


def turned(dx: float, dy: float, turn: float) -> tuple[float, float]:
    """A vector, y downwards, turned anticlockwise by degrees."""
    if not turn:
        return dx, dy
    c, s = cos(radians(turn)), sin(radians(turn))
    return dx * c + dy * s, dy * c - dx * s


def is_straight(places: Sequence[tuple[float, float]]) -> bool:
    """Whether something goes to and fro on one straight line."""
    ((x, y), *others) = places
    ux, uy = _direction(places)
    return all(abs((px - x) * uy - (py - y) * ux) <= ASTRAY for px, py in others)


def _direction(places: Sequence[tuple[float, float]]) -> tuple[float, float]:
    """Where something moves to, as a vector of length 1."""
    x, y = places[0]
    far_x, far_y = max(places, key=lambda place: abs(place[0] - x) + abs(place[1] - y))
    distance = hypot(far_x - x, far_y - y) or 1.0
    return (far_x - x) / distance, (far_y - y) / distance


def there_and_back(
    times: Sequence[int],
    places: Sequence[tuple[float, float]],
    moves: Spans,
    rotation: float,
) -> tuple[tuple[float, float], tuple[float, float], str]:
    """Moving to and fro in one event, as turning about a point far away.

    An event has one \\move, but any number of \\t; of a circle that is large enough, an
    arc is straight. Its 0.05 px at most of bend and 0.06 degrees of turn are not seen.

    Args:
        times: thousandths of a second.
        places: then, on one line.
        moves: from which place to which it moves.
        rotation: degrees that it is turned by all the while.

    Returns:
        Where it would stand without any turn; the point; the turns.
    """
    x, y = places[0]
    ux, uy = _direction(places)
    pivot_x, pivot_y = x + _FAR * uy, y - _FAR * ux
    dx, dy = turned(x - pivot_x, y - pivot_y, -rotation)
    tags = ""
    for start, end in moves:
        way = (places[end][0] - x) * ux + (places[end][1] - y) * uy
        turn = rotation + degrees(way / _FAR)
        tags += f"\\t({times[start]},{times[end]},\\frz{turn:.5f})"
    return (pivot_x + dx, pivot_y + dy), (pivot_x, pivot_y), tags
