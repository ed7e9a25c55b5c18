"""Previews of captions: stills, contact sheets, animations and a gallery of presets.

The pictures are drawn by the same script and libass as the finished video.
"""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
