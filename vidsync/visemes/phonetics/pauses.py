"""How long a pause must be for the mouth to relax, or to rest.

Source:
    Rhubarb Lip Sync's animation stage holds the pose in pauses up to 120 ms and relaxes up to
    350 ms. A mouth that is open for so long is seen as speaking, so here it rests earlier.
"""

HELD_PAUSE = 0.12
"""Seconds; a shorter pause is not seen, and the mouth keeps its pose."""

RELAXED_PAUSE = 0.2
"""Seconds; in a pause up to this long the mouth relaxes, in a longer one it rests."""
