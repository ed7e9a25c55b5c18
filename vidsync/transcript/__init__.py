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
    ends_sentence,
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
    "ends_sentence",
    "join",
    "join_blend_shapes",
]
