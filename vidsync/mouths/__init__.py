"""Mouths on video: pictures of a mouth or a face that speak the words of a transcript.

A mouth set is a folder of pictures, which ships with vidsync or is the user's own. A
conversation can have a mouth for each speaker. `write_mouths` writes mouths to a transparent
video.
"""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
