"""From an engine's own confidence to how often it is right.

Fitted on the benchmark's tuning sentences, spoken by twenty-two voices in five languages,
clean, under noise and under music; the README has the table on sentences kept apart.
Where the text may not be what is said, none of this holds.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

# dB over which a recording counts as clean, and under which none was measured.
_CLEAN = 30.0
_NOISIEST = 15.0
# Seconds beyond which a word's length makes no difference.
_LONG = 0.4


@dataclass(frozen=True, slots=True)
class _Fit:
    """A logistic regression: weights of what speaks for a word being within 50 ms.

    Attributes:
        bias: of all words.
        logit: of the engine's own confidence.
        noise: for each 10 dB that loud speech stands less over the floor than in a clean
            recording.
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


def calibrated(confidence: float, *, engine: str, contrast: float, seconds: float) -> float:
    """How likely a word is within 50 ms of its place.

    Args:
        confidence: by the engine's own account, 0 to 1.
        engine: what aligned; one that was never measured is believed.
        contrast: dB that loud speech stands over what is no speech.
        seconds: the word's length.
    """
    fit = _FITS.get(engine)
    if fit is None:
        return confidence
    own = min(max(confidence, 0.02), 0.999)
    noise = (_CLEAN - min(max(contrast, _NOISIEST), _CLEAN)) / 10
    weighed = (
        fit.bias
        + fit.logit * math.log(own / (1 - own))
        + fit.noise * noise
        + fit.seconds * min(seconds, _LONG)
    )
    return 1 / (1 + math.exp(-weighed))
