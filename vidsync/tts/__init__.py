"""Text to speech: one call for every engine.

Each engine is a file of its own; what they share is in `base`, and what the engines of
services share is in `remote`. The functions here wait for their result; `aio` has the
same ones to await.
"""

from vidsync.tts import aio
from vidsync.tts.blocking import speak, speak_conversation, stream
from vidsync.tts.cache import Cache
from vidsync.tts.engine import Engine, Line, engine_names, find_engine
from vidsync.tts.speech.text_stream import AudioChunk, Control

__all__ = [
    "AudioChunk",
    "Cache",
    "Control",
    "Engine",
    "Line",
    "aio",
    "engine_names",
    "find_engine",
    "speak",
    "speak_conversation",
    "stream",
]
