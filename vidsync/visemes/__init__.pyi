from .lip_sync import lipsync
from .mouth_style import STYLES, MouthStyle
from .retargeting import retarget
from .sets.set_files import viseme_set, viseme_sets
from .sets.sets import VisemeSet
from .speaker_choice import list_speakers
from .track import Track, VisemeCue
from .track_files import read_track

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
