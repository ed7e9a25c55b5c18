"""Rigs: channels of a face, such as ARKit's or Live2D's, each a sum of articulators."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class RigChannel:
    """One channel of a rig.

    Attributes:
        name: as the rig names it.
        sum: the weight of each articulator; empty for a channel that speech does not move.
        opens: whether it parts the lips, so that a closure cancels it.
        above: a sum up to this is not shown; the rest is stretched to 0..1.
        low: its least value: 0, or -1 where the channel goes both ways.
    """

    name: str
    sum: Mapping[str, float]
    opens: bool = False
    above: float = 0.0
    low: float = 0.0
