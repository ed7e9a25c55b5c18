"""A plain head: an egg and a pair of lips, for a movement that has no model yet.

The lips are a ring whose height, width and reach say what each channel does. Which file
they go into is not decided here.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from vidsync.lipsync.keyframes import Floats

_AROUND, _THICK = 28, 6
_REST = (0.012, 0.3, 0.0)
"""Half the height of the opening, half its width, how far it reaches forward; of a head
whose radius is about 1."""

# What a channel adds to height, width and reach. Names are those of the common sets;
# others, and shapes of the eyes and brows, leave the lips alone.
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


def head() -> Surface:
    """An egg around the origin."""
    rows, columns = 17, 24
    down = np.linspace(0, np.pi, rows)[:, None]
    around = np.linspace(0, 2 * np.pi, columns, endpoint=False)[None, :]
    ball = np.stack(
        [np.sin(down) * np.sin(around), np.cos(down) + 0 * around, np.sin(down) * np.cos(around)],
        axis=-1,
    ).reshape(-1, 3)
    size = np.array([0.78, 1.0, 0.85])
    return Surface(ball * size, _unit(ball / size), _grid(rows, columns, closed=False))


def lips() -> Surface:
    """The ring of the lips at rest, in front of the head."""
    vertices, centres = _ring(*_REST)
    return Surface(vertices, _unit(vertices - centres), _grid(_AROUND, _THICK, closed=True))


def moved_lips(channel: str) -> Floats:
    """How far a channel's full weight moves each vertex of the lips, of shape (vertices, 3)."""
    moves = _MOVES.get(channel.removeprefix("viseme_"), (0.0, 0.0, 0.0))
    height, width, reach = (rest + move for rest, move in zip(_REST, moves, strict=True))
    displacement: Floats = _ring(height, width, reach)[0] - _ring(*_REST)[0]
    return displacement


def _ring(height: float, width: float, reach: float) -> tuple[Floats, Floats]:
    turn = np.linspace(0, 2 * np.pi, _AROUND, endpoint=False)[:, None]
    roll = np.linspace(0, 2 * np.pi, _THICK, endpoint=False)[None, :]
    lip = 0.045
    x, y = np.cos(turn) * width, np.sin(turn) * height
    # The opening grows downwards: it is the jaw that moves. The corners lie further back.
    y = np.where(np.sin(turn) < 0, y * 1.5, y * 0.5) - 0.38
    z = 0.8 + reach - 0.5 * x * x
    centres = np.stack([x + 0 * roll, y + 0 * roll, z + 0 * roll], axis=-1)
    out = np.stack(
        [np.cos(turn) * np.cos(roll), np.sin(turn) * np.cos(roll), 0 * turn + np.sin(roll)], axis=-1
    )
    return (centres + lip * out).reshape(-1, 3), centres.reshape(-1, 3)


def _grid(rows: int, columns: int, *, closed: bool) -> NDArray[np.uint16]:
    """Triangles of a grid whose rows are closed; closed in itself, as a ring, or not."""
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
