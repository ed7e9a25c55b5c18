"""Model files for voices and recognizers: a catalogue, a cache folder, and fetching.

Nothing is fetched unless `fetch` is called.
"""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
