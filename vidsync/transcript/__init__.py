"""The transcript: words, phones and turns with their times, and speech with its audio."""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
