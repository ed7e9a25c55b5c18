from .composition import Longer, Result, compose
from .encoding import Encoding
from .ffmpeg.executable import Ffmpeg, find_ffmpeg
from .ffmpeg.process import Progress
from .picture.drawing import Drawing
from .picture.footage import footage_themes, paint_footage, rotate_footage
from .picture.overlay import write_overlay
from .picture.sprites import Sprite
from .picture.still_frames import Background, stills
from .probing import AudioStream, Media, probe
from .sound.narration import Mix, Narration
from .sound.short_sounds import Sound
from .sound.voice_measurement import Voice
from .subtitles import SubtitleTrack

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
