"""Lip-sync: from a transcript to timed mouth shapes of a viseme set, or curves of a rig.

`lipsync` makes a `Track`, which has both:

* cues, which show one shape at a time: the set's rules choose the shapes, and timing rules
  make them readable (lips close in time, nothing flickers, the mouth rests in silence);
* a movement, which blends shapes: articulators that neighbouring sounds share, projected on
  the set or rig.

`Track.save` writes it for many programs, and `Track.animation` makes keys of curves.
"""

from vidsync.visemes.lip_sync import lipsync
from vidsync.visemes.mouth_style import STYLES, MouthStyle
from vidsync.visemes.retargeting import retarget
from vidsync.visemes.sets.set_files import viseme_set, viseme_sets
from vidsync.visemes.sets.sets import VisemeSet
from vidsync.visemes.speaker_choice import list_speakers
from vidsync.visemes.track import Track, VisemeCue
from vidsync.visemes.track_files import read_track

__all__ = [
    "STYLES",
    "MouthStyle",
    "Track",
    "VisemeCue",
    "VisemeSet",
    "lipsync",
    "list_speakers",
    "read_track",
    "retarget",
    "viseme_set",
    "viseme_sets",
]
