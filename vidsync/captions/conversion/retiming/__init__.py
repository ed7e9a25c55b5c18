"""Moves the times of a caption file, in its text or in its cues."""

from .change import TimeChange
from .cues import retime_cues
from .text import is_well_formed, retime_text

__all__ = ["TimeChange", "is_well_formed", "retime_cues", "retime_text"]
