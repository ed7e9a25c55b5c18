"""The common size of a clip's captions, so that text does not jump from cue to cue."""

from __future__ import annotations

from collections.abc import Sequence
from math import ceil, floor, log

from vidsync.captions.layout.frame import Frame

# The common size is at least the first fraction of the largest; if it can, it leaves at most the
# second fraction of the cues smaller, in such steps.
_COMMON = 0.82
_OUTLIERS = 0.06
_STEP = 0.94
# Least size of a cue beside its neighbour.
_BESIDE = 0.91


def find_common_scale(scales: Sequence[float], frame: Frame) -> float:
    """Return the scale that most cues of a clip can share.

    It is as large as nearly all cues can be, but not much smaller than the largest: the other
    cues stay smaller than their neighbours.
    """
    if not scales:
        return 1.0
    common = max(sorted(scales)[int(len(scales) * _OUTLIERS)], max(scales) * _COMMON)
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


def limit_jumps(scales: Sequence[float]) -> list[float]:
    """Return scales of which no two in a row differ by more than a tenth.

    A cue that is larger than that beside a smaller one becomes smaller too.

    Args:
        scales: at most 1, of cues in time order.
    """
    limited = list(scales)
    for order in (range(1, len(limited)), range(len(limited) - 2, -1, -1)):
        for index in order:
            beside = limited[index - order.step]
            limited[index] = min(limited[index], beside / _BESIDE)
    return limited
