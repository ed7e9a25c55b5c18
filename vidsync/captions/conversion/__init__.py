"""Converts caption files and keeps their styles, places, notes and speakers."""

from .converter import Conversion, convert
from .retiming import TimeChange

__all__ = ["Conversion", "TimeChange", "convert"]
