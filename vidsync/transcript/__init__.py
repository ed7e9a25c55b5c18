"""The transcript: words, phones and turns with their times, and speech with its audio."""

from vidsync.transcript.engine_visemes import BlendShapes, Viseme, join_blend_shapes
from vidsync.transcript.joining import join
from vidsync.transcript.speech import Speech
from vidsync.transcript.transcript import Source, Transcript
from vidsync.transcript.turn import Turn
from vidsync.transcript.word import Pause, Phone, Word

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
