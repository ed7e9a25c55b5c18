"""Caption files: cues written for players, editors and readers, and read from files.

Each format is one file. `vidsync.captions.formats.base.CaptionFormat` says how to add one.
"""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
