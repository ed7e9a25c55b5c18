"""The transcript: words, phones and turns with their times, and speech with its audio."""

from vidsync.transcript.engine_visemes import BlendShapes, Viseme, join_blend_shapes
from vidsync.transcript.transcript import (
    Pause,
    Phone,
    Source,
    Speech,
    Transcript,
    Turn,
    Word,
    join,
)

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
