"""Text to speech with any engine.

The functions of this package wait for their result. `aio` has the same functions to
await.
"""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
