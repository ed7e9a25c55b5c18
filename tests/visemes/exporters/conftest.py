"""Movements with known values, for the content of exported files."""

from collections.abc import Callable

import numpy as np
import pytest

from vidsync.visemes.keys.keyframes import Curve, Interpolation, MouthAnimation
from vidsync.visemes.track import Track, VisemeCue

Moving = Callable[..., MouthAnimation]


@pytest.fixture(scope="session")
def moving() -> Moving:
    """An animation with a few keys in each channel, at different times."""

    def make(
        interpolation: Interpolation = "smooth",
        names: tuple[str, ...] = ("aa", "ih", "ou", "ee", "oh"),
        set_name: str = "vrm",
    ) -> MouthAnimation:
        random = np.random.default_rng(7)
        curves = []
        for number, name in enumerate(names):
            keys = 1 if number == len(names) - 1 else 4 + number % 5
            grid = np.sort(random.choice(np.arange(1, 119), keys, replace=False)) / 60
            values = np.round(random.random(keys), 3)
            slopes = np.zeros(keys), np.zeros(keys)
            if interpolation == "smooth" and keys > 2:
                slopes[0][1:] = np.round(random.random(keys - 1) * 2 - 1, 2)
                slopes[1][:-1] = np.round(random.random(keys - 1) * 2 - 1, 2)
            smooth = interpolation == "smooth"
            curves.append(Curve(name, grid, values, interpolation, *(slopes if smooth else ())))
        return MouthAnimation(set_name, tuple(curves), 2.0, 60, interpolation, 0.01)

    return make


@pytest.fixture(scope="session")
def talking() -> Callable[..., Track]:
    """A track of cues from (start, shape) pairs; the last time is the duration."""

    def make(
        *cues: tuple[float, str],
        duration: float = 2.0,
        set_name: str = "rhubarb",
        shapes: tuple[str, ...] = ("A", "B", "C", "D", "E", "F", "G", "H", "X"),
        rest: str = "X",
    ) -> Track:
        ends = [start for start, _ in cues[1:]] + [duration]
        return Track(
            set_name,
            shapes,
            rest,
            tuple(
                VisemeCue(start, end, ((shape, 1.0),))
                for (start, shape), end in zip(cues, ends, strict=True)
            ),
            duration,
        )

    return make


@pytest.fixture(scope="session")
def said(talking: Callable[..., Track]) -> Track:
    """Rest, m, ee, p, ah, rest: closures of 0.1 s at 0.5 s and 0.9 s."""
    return talking(
        (0.0, "X"), (0.5, "A"), (0.6, "B"), (0.9, "A"), (1.0, "D"), (1.5, "X"), duration=2.0
    )
