"""espeak-ng: speech with the times of words and phones, for some hundred languages.

It needs no network and no system package. The library is under the GPL, so it runs in a
worker process and is never loaded into this one.
"""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
