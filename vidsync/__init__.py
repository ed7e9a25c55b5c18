"""vidsync: speech with word timings in; captions, mouths and narrated video out."""

from vidsync.errors import VidsyncError, VidsyncWarning
from vidsync.transcript import Pause, Phone, Speech, Transcript, Turn, Word, join

__version__ = "0.1.0"

__all__ = [
    "Pause",
    "Phone",
    "Speech",
    "Transcript",
    "Turn",
    "VidsyncError",
    "VidsyncWarning",
    "Word",
    "join",
]
