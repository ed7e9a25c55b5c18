"""Movement as data: easings, and the animations by which words, lines and cues enter.

An easing maps time to progress; an animation has poses. Both are tables of a few knots with
straight lines between them, which is what ASS can draw.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise
from math import radians, sin
from types import MappingProxyType
from typing import NamedTuple

Knots = tuple[tuple[float, float], ...]

EASINGS: Mapping[str, Knots] = MappingProxyType(
    {
        "linear": ((0, 0), (1, 1)),
        "in": ((0, 0), (0.4, 0.06), (0.65, 0.27), (0.85, 0.61), (1, 1)),
        "out": ((0, 0), (0.15, 0.39), (0.35, 0.73), (0.6, 0.94), (1, 1)),
        "in-out": ((0, 0), (0.2, 0.03), (0.4, 0.26), (0.6, 0.74), (0.8, 0.97), (1, 1)),
        "back": ((0, 0), (0.2, 0.71), (0.38, 1.0), (0.55, 1.1), (0.75, 1.06), (1, 1)),
        "snap": ((0, 0), (0.3, 1.12), (0.6, 0.97), (1, 1)),
        "elastic": (
            *((0, 0), (0.14, 1.1), (0.22, 1.37), (0.36, 0.98), (0.44, 0.87)),
            *((0.6, 1.02), (0.68, 1.05), (0.82, 0.99), (1, 1)),
        ),
        "bounce": (
            *((0, 0), (0.18, 0.25), (0.36, 1), (0.54, 0.75), (0.72, 1)),
            *((0.82, 0.94), (0.91, 1), (1, 1)),
        ),
    }
)
"""Progress of a movement by the fraction of its time; 1.1 is past the goal."""


class Pose(NamedTuple):
    """The state of an element relative to its rest.

    Attributes:
        opacity: 0 to 1.
        scale: 1 at rest.
        x: to the right, in em of the text's size.
        y: downwards, in em.
        rotation: degrees, anticlockwise.
        blur: in hundredths of an em.
        stretch: extra width factor, apart from the scale; it moves nothing else.
    """

    opacity: float = 1.0
    scale: float = 1.0
    x: float = 0.0
    y: float = 0.0
    rotation: float = 0.0
    blur: float = 0.0
    stretch: float = 1.0

    def towards(self, other: Pose, share: float) -> Pose:
        """Return the pose at a fraction of the way to another; past it if over 1."""
        return Pose(
            min(1.0, max(0.0, self.opacity + (other.opacity - self.opacity) * share)),
            max(0.0, self.scale + (other.scale - self.scale) * share),
            self.x + (other.x - self.x) * share,
            self.y + (other.y - self.y) * share,
            self.rotation + (other.rotation - self.rotation) * share,
            max(0.0, self.blur + (other.blur - self.blur) * share),
            max(0.0, self.stretch + (other.stretch - self.stretch) * share),
        )

    def under(self, other: Pose) -> Pose:
        """Return the combination of two poses, apart from the place."""
        # Positional arguments for speed: captions of an hour call this very often.
        return Pose(
            self.opacity * other.opacity,
            self.scale * other.scale,
            0.0,
            0.0,
            self.rotation + other.rotation,
            max(self.blur, other.blur),
            self.stretch * other.stretch,
        )


REST = Pose()


@dataclass(frozen=True, slots=True)
class Animation:
    """A movement to rest, or one that begins and ends at rest.

    Attributes:
        poses: fractions of its time, and the pose then. The easing applies between two poses.
        easing: the default easing.
        faded: the fraction of its time at which it is fully opaque.
        hides: whether the element is invisible before the movement.
    """

    poses: tuple[tuple[float, Pose], ...]
    easing: str = "out"
    faded: float = 1.0
    hides: bool = True

    def knots(self, easing: str | None = None) -> tuple[tuple[float, Pose], ...]:
        """Return fractions of its time and the pose then, to be joined by straight lines."""
        steps = EASINGS[easing or self.easing]
        found = [self.poses[0]]
        for (start, before), (end, after) in pairwise(self.poses):
            for share, way in steps[1:]:
                time = start + (end - start) * share
                pose = before.towards(after, way)
                # Opacity is a straight ramp of its own: it neither overshoots nor eases.
                first = self.poses[0][1].opacity
                opacity = min(1.0, first + (1 - first) * min(1.0, time / self.faded))
                found.append((time, pose._replace(opacity=opacity)))
        return tuple(found)

    @property
    def sway(self) -> tuple[float, float, float]:
        """Return how far it goes sideways and vertically, in em, and its largest scale."""
        poses = [pose for _, pose in self.knots()]
        return (
            # A turned word reaches further by about half the height of its letters.
            max(abs(pose.x) + 0.4 * abs(sin(radians(pose.rotation))) for pose in poses),
            max(abs(pose.y) for pose in poses),
            max(pose.scale for pose in poses),
        )


def _enter_from(pose: Pose, easing: str = "out", *, faded: float = 1.0) -> Animation:
    return Animation(((0.0, pose), (1.0, REST)), easing, faded)


def _move_and_return(*poses: tuple[float, Pose], easing: str = "in-out") -> Animation:
    return Animation(((0.0, REST), *poses, (1.0, REST)), easing, hides=False)


ANIMATIONS: Mapping[str, Animation] = MappingProxyType(
    {
        "fade": _enter_from(Pose(opacity=0), "linear"),
        "rise": _enter_from(Pose(opacity=0, y=0.22), "linear"),
        "slide-up": _enter_from(Pose(opacity=0, y=0.55), faded=0.6),
        "slide-down": _enter_from(Pose(opacity=0, y=-0.55), faded=0.6),
        "slide-left": _enter_from(Pose(opacity=0, x=0.6), faded=0.6),
        "slide-right": _enter_from(Pose(opacity=0, x=-0.6), faded=0.6),
        "pop": _enter_from(Pose(opacity=0, scale=0.4), "back", faded=0.25),
        "punch": _enter_from(Pose(scale=0.87), "back"),
        "bounce": _enter_from(Pose(opacity=0, y=-0.6), "bounce", faded=0.2),
        "drop": _enter_from(Pose(opacity=0, y=-0.7, rotation=4), "snap", faded=0.3),
        "zoom": _enter_from(Pose(opacity=0, scale=0.6), faded=0.7),
        "slam": _enter_from(Pose(opacity=0, scale=1.4), "snap", faded=0.3),
        "swing": _enter_from(Pose(opacity=0, rotation=14, scale=0.8), "back", faded=0.3),
        "blur": _enter_from(Pose(opacity=0, blur=22, scale=1.05)),
        "elastic": _enter_from(Pose(opacity=0, scale=0.6), "elastic", faded=0.15),
        "typewriter": Animation(((0.0, REST), (1.0, REST)), "linear"),
        "wave": _move_and_return((0.4, Pose(y=-0.2)), (0.75, Pose(y=0.05))),
        "shake": _move_and_return(
            *((0.15, Pose(x=-0.09)), (0.35, Pose(x=0.08)), (0.55, Pose(x=-0.05))),
            (0.8, Pose(x=0.03)),
            easing="linear",
        ),
        "jelly": _move_and_return(
            *((0.3, Pose(scale=1.14, rotation=3)), (0.6, Pose(scale=0.95, rotation=-2))),
            easing="in-out",
        ),
    }
)
"""Every entrance; an exit is the same animation backwards."""
