"""How long a pause must be for the mouth to relax, or to rest.

Source:
    Rhubarb Lip Sync's animation stage: pauses of 120 and 350 ms.
"""

HELD_PAUSE = 0.12
"""Seconds; a shorter pause is not seen, and the mouth keeps its pose."""

RELAXED_PAUSE = 0.35
"""Seconds; in a pause up to this long the mouth relaxes, in a longer one it rests."""
