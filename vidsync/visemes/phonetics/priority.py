"""Who gives way to whom, among sounds that want the same moment."""

from __future__ import annotations

from enum import Enum


class Priority(Enum):
    """How firmly a target holds its time against its neighbours."""

    SEALED = "lips closed"
    TOUCHING = "teeth on the lip"
    FIRM = "vowels, sibilants, rounding"
    LOOSE = "sounds that leave the lips alone"
    PAUSE = "no sound"
