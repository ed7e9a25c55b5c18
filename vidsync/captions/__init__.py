"""Captions: a transcript in; word-by-word ASS to burn, and SRT and WebVTT out.

`segment` cuts words into cues, `layout` places them, `ass` compiles; `caption` does all of
it by a preset. Drawing the ASS into pixels is the media room's work.
"""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
