"""Reads and writes timing documents: the word times of speech services, aligners and subtitles.

Each service saves word times in its own format. `load` reads every format into a
`Transcript`; `save` writes those formats that can be written. Each format is a class in
``formats/``; `vidsync.timings.base.TimingFormat` tells how to add one.
"""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
