"""Converts an engine's own confidence to the probability that a word is placed right.

The weights were fitted on the benchmark's tuning sentences, spoken by 22 voices in five languages,
clean, in noise and under music. The documentation has the table for held-out sentences. None of
this holds where the speech does not match the text.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

# Contrasts in dB: above the first a recording counts as clean; below the second none was
# measured.
_CLEAN_CONTRAST = 30.0
_MIN_CONTRAST = 15.0
# A word's length makes no difference beyond this, in seconds.
_MAX_SECONDS = 0.4


@dataclass(frozen=True, slots=True)
class _Fit:
    """The weights of a logistic regression for "the word is within 50 ms".

    Attributes:
        bias: of all words.
        logit: of the engine's own confidence.
        noise: for each 10 dB by which the contrast is below that of a clean recording.
        seconds: of the word's length.
    """

    bias: float
    logit: float
    noise: float
    seconds: float


_FITS = {
    "sphinx": _Fit(3.55, 0.62, -1.54, -2.57),
    "dtw": _Fit(3.03, 0.31, -2.50, 1.75),
}


def calibrate(confidence: float, *, engine: str, contrast: float, seconds: float) -> float:
    """Return the probability that a word is within 50 ms of its place.

    Args:
        confidence: the engine's own, 0 to 1.
        engine: the engine's name; the confidence of an unknown one is returned unchanged.
        contrast: how far loud speech exceeds the noise, in dB.
        seconds: the word's length.
    """
    fit = _FITS.get(engine)
    if fit is None:
        return confidence
    raw = min(max(confidence, 0.02), 0.999)
    noise = (_CLEAN_CONTRAST - min(max(contrast, _MIN_CONTRAST), _CLEAN_CONTRAST)) / 10
    log_odds = (
        fit.bias
        + fit.logit * math.log(raw / (1 - raw))
        + fit.noise * noise
        + fit.seconds * min(seconds, _MAX_SECONDS)
    )
    return 1 / (1 + math.exp(-log_odds))
