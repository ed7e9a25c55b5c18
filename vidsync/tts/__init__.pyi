from . import aio
from .blocking import speak, speak_conversation, stream
from .cache import Cache
from .engine import Engine, engine_names, find_engine
from .line import Line
from .speech.text_stream import AudioChunk, Control

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
