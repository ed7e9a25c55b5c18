"""The ARKit blend shapes in the orders that other programs count them in."""

from __future__ import annotations

import numpy as np

from vidsync.errors import FormatError
from vidsync.lipsync.keyframes import Animation, Floats
from vidsync.timecode import FrameRate

_EYES = ("eyeBlink", "eyeLookDown", "eyeLookIn", "eyeLookOut", "eyeLookUp", "eyeSquint", "eyeWide")
_BEFORE_SIDES = (
    *(f"{eye}Left" for eye in _EYES),
    *(f"{eye}Right" for eye in _EYES),
    "jawForward",
)
_PAIRS = (
    *("mouthSmile", "mouthFrown", "mouthDimple", "mouthStretch"),
    *("mouthRollLower", "mouthRollUpper", "mouthShrugLower", "mouthShrugUpper"),
    *("mouthPress", "mouthLowerDown", "mouthUpperUp", "browDown", "browInnerUp", "browOuterUp"),
    *("cheekPuff", "cheekSquint", "noseSneer"),
)
_SINGLE = {
    *("mouthRollLower", "mouthRollUpper", "mouthShrugLower", "mouthShrugUpper"),
    *("browInnerUp", "cheekPuff"),
}
_AFTER_SIDES = (
    *(
        name
        for pair in _PAIRS
        for name in ((pair,) if pair in _SINGLE else (f"{pair}Left", f"{pair}Right"))
    ),
    "tongueOut",
)
_OPENING = ("jawOpen", "mouthClose", "mouthFunnel", "mouthPucker")

APPLE = (
    *_BEFORE_SIDES,
    *("jawLeft", "jawRight", *_OPENING, "mouthLeft", "mouthRight"),
    *_AFTER_SIDES,
)
"""As Azure and NVIDIA count them: 52 names, jawLeft before jawRight."""

LIVE_LINK_FACE = (
    *_BEFORE_SIDES,
    *("jawRight", "jawLeft", *_OPENING, "mouthRight", "mouthLeft"),
    *_AFTER_SIDES,
)
"""As the Live Link Face app writes them: jawRight before jawLeft."""


def frames_of(
    animation: Animation, order: tuple[str, ...], frame_rate: FrameRate
) -> tuple[Floats, Floats]:
    """The weights of each frame in an order of names; shapes that don't move are 0.

    Returns:
        Times of shape (frames,), and weights of shape (frames, names).

    Raises:
        FormatError: the animation has a channel that the order has no place for.
    """
    for name in animation.names:
        if name not in order:
            raise FormatError(f"{name!r} of {animation.set!r} is none of the ARKit shapes")
    times, values = animation.sample(frame_rate)
    weights = np.zeros((len(times), len(order)))
    for column, name in enumerate(animation.names):
        weights[:, order.index(name)] = values[:, column]
    return times, weights
