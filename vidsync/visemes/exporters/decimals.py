"""Numbers as decimal text, and rounded for JSON."""

from __future__ import annotations

import numpy as np

from vidsync.visemes.keys.keyframes import Floats


def format_decimal(value: float, digits: int = 6) -> str:
    """Format a number without an exponent and without trailing zeros."""
    if value == 0:
        return "0"
    text = f"{value:.{digits}f}"
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return "0" if text == "-0" else text


def round_values(values: Floats, digits: int = 6) -> list[float]:
    """Round numbers for JSON; -0.0 becomes 0.0."""
    numbers: list[float] = (np.round(values, digits) + 0.0).tolist()
    return numbers
