"""Mouths on video: pictures of a mouth or a face that speak the words of a transcript.

A mouth set is a folder of pictures, which ships with vidsync or is the user's own. A
conversation can have a mouth for each speaker. `write_mouths` writes mouths to a transparent
video.
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
