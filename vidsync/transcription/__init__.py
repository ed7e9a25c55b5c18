"""Speech recognition: the words of a recording and their times.

`transcribe` reads a sound or video file of any length. A `Recognizer` hears the words of one
window of it; the aligner finds their edges.
"""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
