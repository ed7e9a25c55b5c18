"""Text to speech with any engine.

The functions of this package wait for their result. `aio` has the same functions to
await.
"""

from vidsync.tts import aio
from vidsync.tts.blocking import speak, speak_conversation, stream
from vidsync.tts.cache import Cache
from vidsync.tts.engine import Engine, engine_names, find_engine
from vidsync.tts.line import Line
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
