"""Lip-sync: from a transcript to timed mouth shapes of a viseme set, or curves of a rig.

`lipsync` makes a `Track`, which has both:

* cues, which show one shape at a time: the set's rules choose the shapes, and timing rules
  make them readable (lips close in time, nothing flickers, the mouth rests in silence);
* a movement, which blends shapes: articulators that neighbouring sounds share, projected on
  the set or rig.

`Track.save` writes it for many programs, and `Track.animation` makes keys of curves.
"""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
