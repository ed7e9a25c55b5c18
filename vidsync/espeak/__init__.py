"""espeak-ng: speech with the times of words and phones, for some hundred languages.

It needs no network and no system package. The library is under the GPL, so it runs in a
worker process and is never loaded into this one.
"""

from vidsync.espeak.speech import pronounce, synthesize
from vidsync.espeak.voice_list import Voice, find_voice, variants, voices

__all__ = ["Voice", "find_voice", "pronounce", "synthesize", "variants", "voices"]
