"""A plain head: an egg with eyes and lips.

The lips are a ring. Each channel changes its height, its width and how far it reaches
forward.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from vidsync.visemes.keys.keyframes import Floats

_AROUND, _THICK = 28, 6
_SIZE = np.array([0.78, 1.0, 0.85])
_REST = (0.012, 0.3, 0.0)
"""Half the height of the opening, half its width, and how far it reaches forward. The radius
of the head is about 1."""

# What a channel adds to height, width and reach, by its name in the common sets. A channel
# that is not in the table does not move the lips.
_MOVES = {
    "PP": (-0.012, -0.01, 0.01),
    "A": (-0.012, 0.0, 0.0),
    "MBP": (-0.012, -0.01, 0.01),
    "FF": (0.01, 0.01, -0.03),
    "FV": (0.01, 0.01, -0.03),
    "G": (0.01, 0.01, -0.03),
    "TH": (0.04, 0.0, 0.0),
    "DD": (0.04, 0.01, 0.0),
    "nn": (0.04, 0.0, 0.0),
    "kk": (0.05, 0.0, 0.0),
    "etc": (0.03, 0.02, 0.0),
    "B": (0.03, 0.03, 0.0),
    "CH": (0.05, -0.09, 0.08),
    "SS": (0.02, 0.03, 0.0),
    "RR": (0.04, -0.07, 0.04),
    "aa": (0.2, -0.02, 0.0),
    "AI": (0.2, -0.02, 0.0),
    "D": (0.22, -0.02, 0.0),
    "E": (0.1, 0.03, 0.0),
    "ee": (0.08, 0.06, 0.0),
    "C": (0.12, 0.02, 0.0),
    "I": (0.05, 0.07, 0.0),
    "ih": (0.05, 0.05, 0.0),
    "L": (0.08, 0.0, 0.0),
    "O": (0.13, -0.11, 0.06),
    "oh": (0.13, -0.11, 0.06),
    "H": (0.08, 0.0, 0.0),
    "U": (0.05, -0.16, 0.1),
    "ou": (0.05, -0.16, 0.1),
    "WQ": (0.03, -0.18, 0.11),
    "F": (0.05, -0.16, 0.1),
    "jawOpen": (0.24, -0.02, 0.0),
    "mouthClose": (-0.24, 0.0, 0.0),
    "mouthFunnel": (0.05, -0.1, 0.08),
    "mouthPucker": (0.0, -0.15, 0.1),
    "mouthSmileLeft": (0.0, 0.04, -0.01),
    "mouthSmileRight": (0.0, 0.04, -0.01),
    "mouthStretchLeft": (0.0, 0.04, -0.01),
    "mouthStretchRight": (0.0, 0.04, -0.01),
    "mouthLowerDownLeft": (0.03, 0.0, 0.0),
    "mouthLowerDownRight": (0.03, 0.0, 0.0),
    "mouthUpperUpLeft": (0.02, 0.0, 0.0),
    "mouthUpperUpRight": (0.02, 0.0, 0.0),
    "ParamMouthOpenY": (0.2, 0.0, 0.0),
    "ParamMouthForm": (0.0, 0.06, -0.01),
}


@dataclass(frozen=True, slots=True, eq=False)
class Surface:
    """A mesh.

    Attributes:
        vertices: of shape (vertices, 3), y up, the face towards +z.
        normals: of unit length, of shape (vertices, 3).
        triangles: three indices each, flat, anticlockwise.
    """

    vertices: Floats
    normals: Floats
    triangles: NDArray[np.uint16]


def make_head() -> Surface:
    """Make an egg around the origin."""
    return _ball(17, 24, _SIZE, np.zeros(3))


def make_eyes() -> Surface:
    """Make two small balls in the egg's face."""
    pair = [_ball(9, 12, np.full(3, 0.08), np.array([side, 0.16, 0.74])) for side in (-0.27, 0.27)]
    return Surface(
        np.concatenate([eye.vertices for eye in pair]),
        np.concatenate([eye.normals for eye in pair]),
        np.concatenate([pair[0].triangles, pair[1].triangles + len(pair[0].vertices)]).astype(
            np.uint16
        ),
    )


def make_lips() -> Surface:
    """Make the ring of the lips at rest."""
    centres = _opening(*_REST)
    vertices = _lip_ring(centres)
    normals = _unit(vertices - np.repeat(centres, _THICK, axis=0))
    return Surface(vertices, normals, _grid(_AROUND, _THICK, closed=True))


def make_cavity() -> Surface:
    """Make the inside of the mouth: a sheet from the ring of the lips to its middle."""
    vertices = _sheet(_opening(*_REST))
    ring = np.arange(_AROUND)
    triangles = np.stack([np.full(_AROUND, _AROUND), ring, (ring + 1) % _AROUND], axis=1)
    normals = np.tile([0.0, 0.0, 1.0], (len(vertices), 1))
    return Surface(vertices, normals, triangles.astype(np.uint16).ravel())


def displace_lips(channel: str) -> Floats:
    """The displacement of each vertex of the lips at a channel's full weight: (vertices, 3)."""
    displacement: Floats = _lip_ring(_opening_for(channel)) - _lip_ring(_opening(*_REST))
    return displacement


def displace_cavity(channel: str) -> Floats:
    """Return the displacement of each vertex of the cavity at a channel's full weight."""
    displacement: Floats = _sheet(_opening_for(channel)) - _sheet(_opening(*_REST))
    return displacement


def _opening_for(channel: str) -> Floats:
    moves = _MOVES.get(channel.removeprefix("viseme_"), (0.0, 0.0, 0.0))
    height, width, reach = (rest + move for rest, move in zip(_REST, moves, strict=True))
    return _opening(height, width, reach)


def _opening(height: float, width: float, reach: float) -> Floats:
    """Return the outline of the opening on the egg's face."""
    turn = np.linspace(0, 2 * np.pi, _AROUND, endpoint=False)
    x, y = np.cos(turn) * width, np.sin(turn) * height
    # The opening grows downwards, since the jaw moves.
    y = np.where(np.sin(turn) < 0, y * 1.5, y * 0.5) - 0.38
    left = np.maximum(1 - (x / _SIZE[0]) ** 2 - (y / _SIZE[1]) ** 2, 0.05)
    line: Floats = np.stack([x, y, _SIZE[2] * np.sqrt(left) + reach], axis=-1)
    return line


def _lip_ring(centres: Floats) -> Floats:
    """Return the vertices of a ring of lips around the outline."""
    turn = np.linspace(0, 2 * np.pi, _AROUND, endpoint=False)[:, None]
    roll = np.linspace(0, 2 * np.pi, _THICK, endpoint=False)[None, :]
    out = np.stack(
        [np.cos(turn) * np.cos(roll), np.sin(turn) * np.cos(roll), 0 * turn + np.sin(roll)], axis=-1
    )
    vertices: Floats = (centres[:, None, :] + 0.045 * out).reshape(-1, 3)
    return vertices


def _sheet(centres: Floats) -> Floats:
    lifted = centres + np.array([0.0, 0.0, 0.02])
    sheet: Floats = np.concatenate([lifted, lifted.mean(axis=0, keepdims=True)])
    sheet[-1, 2] = lifted[:, 2].max()
    return sheet


def _ball(rows: int, columns: int, size: Floats, place: Floats) -> Surface:
    down = np.linspace(0, np.pi, rows)[:, None]
    around = np.linspace(0, 2 * np.pi, columns, endpoint=False)[None, :]
    ball = np.stack(
        [np.sin(down) * np.sin(around), np.cos(down) + 0 * around, np.sin(down) * np.cos(around)],
        axis=-1,
    ).reshape(-1, 3)
    return Surface(ball * size + place, _unit(ball / size), _grid(rows, columns, closed=False))


def _grid(rows: int, columns: int, *, closed: bool) -> NDArray[np.uint16]:
    """Return the triangles of a grid with closed rows; `closed` joins the last row to the first."""
    triangles = []
    for row in range(rows if closed else rows - 1):
        for column in range(columns):
            right = (column + 1) % columns
            above, below = row * columns, (row + 1) % rows * columns
            first, second = above + column, below + column
            third, fourth = below + right, above + right
            triangles += [first, second, third, first, third, fourth]
    return np.array(triangles, np.uint16)


def _unit(vectors: Floats) -> Floats:
    lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
    unit: Floats = np.where(lengths > 1e-9, vectors / np.maximum(lengths, 1e-9), [0.0, 0.0, 1.0])
    return unit
