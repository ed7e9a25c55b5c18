"""Word and phone times for speech whose text is known, on the user's own machine.

`align` needs only the audio and its exact text. `refine` corrects existing times.
"""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
