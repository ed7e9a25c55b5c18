"""The size that a clip's captions have in common.

How large a cue could be by itself is fitting's work; which of all those sizes it gets is
decided here, so that text does not jump from cue to cue.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import ceil, floor, log

from vidsync.captions.layout.fit import Frame

# The size that cues have in common is no smaller than this part of the largest; as few as
# these may be smaller still, in such steps.
_COMMON = 0.86
_OUTLIERS = 0.06
_STEP = 0.94


def common_scale(scales: Sequence[float], frame: Frame) -> float:
    """The scale that most cues of a clip can share, so that text does not change its size.

    As large as nearly all of those can be that have to shrink by little; the others stay
    smaller than their neighbours.
    """
    largest = max(scales, default=1.0)
    near = sorted(scale for scale in scales if scale >= largest * _COMMON)
    if not near:
        return 1.0
    common = near[min(len(near) - 1, int(len(scales) * _OUTLIERS))]
    return max(floor(common * 100) / 100, min(1.0, frame.smallest / frame.size))


def stepped(scale: float, least: float) -> float:
    """A scale, or what is next below it of a few that a clip's outliers share.

    Args:
        scale: at most 1.
        least: at which text is still legible.
    """
    if scale >= 1:
        return scale
    step = _STEP ** ceil(log(scale) / log(_STEP) - 1e-9)
    return step if step >= least else scale
