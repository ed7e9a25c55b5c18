"""Video in, video out: probing, and the single ffmpeg pass that draws, mixes and muxes."""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
