"""Captions: a transcript in; word-by-word ASS to burn, and SRT and WebVTT out.

`segment` cuts words into cues, and `caption` makes captions of a transcript by a preset.
"""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
