"""Cues as the files that players, editors and people read, and from such files.

One format is one file; `vidsync.captions.formats.base.CaptionFormat` says how to add
another. How files are read into blocks is the timings room's work; `read` makes cues of
them.
"""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
