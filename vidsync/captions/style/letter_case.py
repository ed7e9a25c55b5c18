"""The letter case of captions."""

from __future__ import annotations

from typing import Literal

Case = Literal["as-is", "upper", "lower"]
