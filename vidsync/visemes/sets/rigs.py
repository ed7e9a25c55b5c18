"""Rigs: how articulators move a face's own channels.

A viseme set has a shape for a sound; a rig (ARKit, Live2D) has muscles, and every one of
its channels is a sum of articulators. Reading them from a file is the sets' work.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from vidsync.visemes.phonetics.articulators import ARTICULATORS

if TYPE_CHECKING:
    from vidsync.visemes.keys.keyframes import Floats
    from vidsync.visemes.motion.motion import Motion


@dataclass(frozen=True, slots=True)
class RigChannel:
    """One channel of a rig.

    Attributes:
        name: as the rig calls it.
        sum: how much of it each articulator brings; none for a channel that speech
            does not move.
        opens: it parts the lips, so a closure takes it back.
        above: what of the sum is too little to show; the rest is stretched to 0..1.
        low: its least value; 0, or -1 where the channel goes both ways.
    """

    name: str
    sum: Mapping[str, float]
    opens: bool = False
    above: float = 0.0
    low: float = 0.0


def project_gestures(gestures: Motion, channels: Sequence[RigChannel]) -> Motion:
    """The movement of a rig's channels, from that of the articulators."""
    # Loaded here: numpy is not needed to read a set.
    import numpy as np

    from vidsync.visemes.motion.motion import Motion

    closure = gestures.values[:, ARTICULATORS.index("closure")]
    values: Floats = np.zeros((len(gestures.times), len(channels)))
    for column, channel in enumerate(channels):
        if not channel.sum:
            continue
        factors = np.array([channel.sum.get(name, 0.0) for name in ARTICULATORS])
        total = gestures.values @ factors
        if channel.above:
            total = np.maximum(total - channel.above, 0.0) / (1 - channel.above)
        if channel.opens:
            total = total * (1 - closure)
        values[:, column] = np.clip(total, channel.low, 1.0)
    names = tuple(channel.name for channel in channels)
    return Motion(names, gestures.times, values, gestures.closures)
