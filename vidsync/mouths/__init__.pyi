from .assignment import MouthAssignment, assign_mouths
from .mouth import Mouth, MouthInput, as_mouths, parse_mouth
from .sets import SHAPES, MouthSet, mouth_set, mouth_sets
from .video import write_mouths

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
