from .alignment import align
from .captions import Canvas, Captions, caption
from .cutting import CutOptions, CutPlan, cut, plan_cut
from .errors import VidsyncError, VidsyncWarning
from .media import Encoding
from .mouths import Mouth
from .previews import preview
from .rendering import CaptionOptions, Mixing, Rendering, render
from .timings import load, save
from .transcript import (
    BlendShapes,
    Pause,
    Phone,
    Speech,
    Transcript,
    Turn,
    Viseme,
    Word,
    join,
)
from .transcription import transcribe
from .tts import speak
from .visemes import Track, lipsync

__version__: str

__all__ = [
    "BlendShapes",
    "Canvas",
    "CaptionOptions",
    "Captions",
    "CutOptions",
    "CutPlan",
    "Encoding",
    "Mixing",
    "Mouth",
    "Pause",
    "Phone",
    "Rendering",
    "Speech",
    "Track",
    "Transcript",
    "Turn",
    "VidsyncError",
    "VidsyncWarning",
    "Viseme",
    "Word",
    "align",
    "caption",
    "cut",
    "join",
    "lipsync",
    "load",
    "plan_cut",
    "preview",
    "render",
    "save",
    "speak",
    "transcribe",
]
