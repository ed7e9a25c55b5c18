"""The common size of a clip's captions, so that text does not jump from cue to cue."""

from __future__ import annotations

from collections.abc import Sequence
from math import ceil, floor, log

from vidsync.captions.layout.fit import Frame

# The common size is at least the first fraction of the largest; at most the second fraction of
# cues may be smaller, in such steps.
_COMMON = 0.86
_OUTLIERS = 0.06
_STEP = 0.94


def find_common_scale(scales: Sequence[float], frame: Frame) -> float:
    """Return the scale that most cues of a clip can share.

    It is as large as nearly all cues that shrink only a little can be. The other cues stay
    smaller than their neighbours.
    """
    largest = max(scales, default=1.0)
    near = sorted(scale for scale in scales if scale >= largest * _COMMON)
    if not near:
        return 1.0
    common = near[min(len(near) - 1, int(len(scales) * _OUTLIERS))]
    return max(floor(common * 100) / 100, min(1.0, frame.smallest / frame.size))


def round_down_to_step(scale: float, least: float) -> float:
    """Return a scale, or the next lower one of the few that a clip's outliers share.

    Args:
        scale: at most 1.
        least: at which text is still legible.
    """
    if scale >= 1:
        return scale
    step = _STEP ** ceil(log(scale) / log(_STEP) - 1e-9)
    return step if step >= least else scale
