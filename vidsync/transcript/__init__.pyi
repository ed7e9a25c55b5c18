from .engine_visemes import BlendShapes, Viseme, join_blend_shapes
from .joining import join
from .speech import Speech
from .transcript import Source, Transcript
from .turn import Turn
from .word import Pause, Phone, Word

__all__ = [
    "BlendShapes",
    "Pause",
    "Phone",
    "Source",
    "Speech",
    "Transcript",
    "Turn",
    "Viseme",
    "Word",
    "join",
    "join_blend_shapes",
]
