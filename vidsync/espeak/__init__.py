"""The embedded engine: espeak-ng, in a process of its own.

Speech with the times of words and phones for some hundred languages, without a
network and without a system package. The GPL library runs in a worker process and is
never loaded into this one. Engines of services live in the tts room.
"""

from vidsync.espeak.speech import pronounce, synthesize
from vidsync.espeak.voice_list import Voice, find_voice, variants, voices

__all__ = ["Voice", "find_voice", "pronounce", "synthesize", "variants", "voices"]
