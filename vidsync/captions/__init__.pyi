from .canvas import Box, Canvas, SafeArea, platform
from .captions import Captions, caption
from .cues.cue import Cue
from .cues.linting import Finding, lint, repair
from .cues.rules import PROFILES, Rules
from .cues.segmentation import segment
from .preset import PresetInfo, load_preset, presets
from .preset_values import Preset
from .sounds import SoundEffect
from .style.style import Style

__all__ = [
    "PROFILES",
    "Box",
    "Canvas",
    "Captions",
    "Cue",
    "Finding",
    "Preset",
    "PresetInfo",
    "Rules",
    "SafeArea",
    "SoundEffect",
    "Style",
    "caption",
    "lint",
    "load_preset",
    "platform",
    "presets",
    "repair",
    "segment",
]
