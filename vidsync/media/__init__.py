"""Video in, video out: probing, and the one ffmpeg pass that draws, mixes and muxes.

This room knows nothing of words or voices: it is given an ASS script and font
files, a sound, subtitle texts, and says where each goes.
"""

from vidsync.media.compose import Longer, Result, compose
from vidsync.media.drawing import Drawing
from vidsync.media.encoding import Encoding
from vidsync.media.ffmpeg import Ffmpeg, find_ffmpeg
from vidsync.media.footage import footage_themes, paint_footage
from vidsync.media.narration import Mix, Narration
from vidsync.media.overlay import write_overlay
from vidsync.media.probe import AudioStream, Media, probe
from vidsync.media.running import Progress
from vidsync.media.sounds import Sound
from vidsync.media.sprites import Sprite
from vidsync.media.stills import Background, stills
from vidsync.media.subtitles import SubtitleTrack
from vidsync.media.voice import Voice

__all__ = [
    "AudioStream",
    "Background",
    "Drawing",
    "Encoding",
    "Ffmpeg",
    "Longer",
    "Media",
    "Mix",
    "Narration",
    "Progress",
    "Result",
    "Sound",
    "Sprite",
    "SubtitleTrack",
    "Voice",
    "compose",
    "find_ffmpeg",
    "footage_themes",
    "paint_footage",
    "probe",
    "stills",
    "write_overlay",
]
