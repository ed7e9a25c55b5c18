"""Mouths on video: pictures of a mouth or a face that speak a transcript's words.

Sets of pictures that ship or are the user's own, whose they are in a conversation, and where
they stand. The shapes and their times are the lip-sync room's, the pixels the media room's;
`render` puts mouths on a finished video, `write_mouths` into one of their own.
"""

from vidsync.mouths.assignment import MouthAssignment, assign_mouths
from vidsync.mouths.mouth import Mouth, MouthInput, as_mouths, parse_mouth
from vidsync.mouths.sets import SHAPES, MouthSet, mouth_set, mouth_sets
from vidsync.mouths.video import write_mouths

__all__ = [
    "SHAPES",
    "Mouth",
    "MouthAssignment",
    "MouthInput",
    "MouthSet",
    "as_mouths",
    "assign_mouths",
    "mouth_set",
    "mouth_sets",
    "parse_mouth",
    "write_mouths",
]
