from .speech import pronounce, synthesize
from .voice_list import Voice, find_voice, variants, voices

__all__ = ["Voice", "find_voice", "pronounce", "synthesize", "variants", "voices"]
