"""Pictures and pages that show a mouth, its sounds and its curves on one time axis."""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
