"""Mouths: a transcript to timed shapes of a viseme set, and to curves of a rig.

Phones come from the transcript (or its visemes), or from espeak-ng. One way leads from
them to cues: a set's rules choose shapes, and timing rules make them readable (lips that
close in time, no flicker, rest in silence). The other leads to movement: articulators
that neighbouring sounds share, project_gestures on any set or rig, and keyed for the program
that shows it. The track holds both, and can be saved for the programs that `exporters`
knows. Drawing a mouth on a video is the render's work.
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
