"""The ARKit blend shapes, in the orders that other programs use."""

from __future__ import annotations

import numpy as np

from vidsync.errors import FormatError
from vidsync.timecode import FrameRate
from vidsync.timings.formats.services.azure_animation import NAMES
from vidsync.visemes.keys.keyframes import Floats, MouthAnimation

APPLE = NAMES[:52]
"""The order of Azure and NVIDIA: jawLeft before jawRight."""

_SWAPPED = {
    "jawLeft": "jawRight",
    "jawRight": "jawLeft",
    "mouthLeft": "mouthRight",
    "mouthRight": "mouthLeft",
}
LIVE_LINK_FACE = tuple(_SWAPPED.get(name, name) for name in APPLE)
"""The order of the Live Link Face app: jawRight before jawLeft."""


def sample_channels(
    animation: MouthAnimation, order: tuple[str, ...], frame_rate: FrameRate
) -> tuple[Floats, Floats]:
    """Sample the weights of each frame, in an order of names; missing channels are 0.

    Returns:
        Times of shape (frames,), and weights of shape (frames, names).

    Raises:
        FormatError: the animation has a channel that is not in the order.
    """
    for name in animation.names:
        if name not in order:
            raise FormatError(f"{name!r} of {animation.set!r} is not an ARKit shape")
    times, values = animation.sample(frame_rate)
    weights = np.zeros((len(times), len(order)))
    for column, name in enumerate(animation.names):
        weights[:, order.index(name)] = values[:, column]
    return times, weights
