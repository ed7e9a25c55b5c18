"""Projection of gestures on a rig: the movement of its channels."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from vidsync.visemes.keys.keyframes import Floats
from vidsync.visemes.motion.motion import Motion
from vidsync.visemes.phonetics.articulators import ARTICULATORS
from vidsync.visemes.sets.rigs import RigChannel


def project_gestures(gestures: Motion, channels: Sequence[RigChannel]) -> Motion:
    """Compute the movement of a rig's channels from that of the articulators."""
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
