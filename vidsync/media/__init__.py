"""Video in, video out: probing, and the single ffmpeg pass that draws, mixes and muxes."""

from vidsync.media.composition import Longer, Result, compose
from vidsync.media.encoding import Encoding
from vidsync.media.ffmpeg.executable import Ffmpeg, find_ffmpeg
from vidsync.media.ffmpeg.process import Progress
from vidsync.media.picture.drawing import Drawing
from vidsync.media.picture.footage import footage_themes, paint_footage, rotate_footage
from vidsync.media.picture.overlay import write_overlay
from vidsync.media.picture.sprites import Sprite
from vidsync.media.picture.still_frames import Background, stills
from vidsync.media.probing import AudioStream, Media, probe
from vidsync.media.sound.narration import Mix, Narration
from vidsync.media.sound.short_sounds import Sound
from vidsync.media.sound.voice_measurement import Voice
from vidsync.media.subtitles import SubtitleTrack

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
    "rotate_footage",
    "stills",
    "write_overlay",
]
