"""Which of two neighbouring sounds keeps its time when both need it."""

from __future__ import annotations

from enum import Enum


class Priority(Enum):
    """How firmly a sound keeps its time against its neighbours, the firmest first."""

    SEALED = "lips closed"
    TOUCHING = "teeth on the lip"
    FIRM = "vowels, sibilants, rounding"
    LOOSE = "sounds that leave the lips alone"
    PAUSE = "no sound"
