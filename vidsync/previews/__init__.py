"""Looking before rendering: stills, contact sheets, animations and a gallery of presets.

The pictures come from the very script and libass that would draw the video; here they
are only chosen, scaled and laid out.
"""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
