"""Captions: a transcript in; word-by-word ASS to burn, and SRT and WebVTT out.

`segment` cuts words into cues, `layout` places them, `ass` compiles; `caption` does all of
it by a preset. Drawing the ASS into pixels is the media room's work.
"""

from vidsync.captions.canvas import Box, Canvas, SafeArea, platform
from vidsync.captions.captions import Captions, caption
from vidsync.captions.cues.linting import Finding, lint, repair
from vidsync.captions.cues.rules import PROFILES, Rules
from vidsync.captions.cues.segmentation import Cue, segment
from vidsync.captions.sounds import SoundEffect
from vidsync.captions.style.preset import Preset, PresetInfo, load_preset, presets
from vidsync.captions.style.style import Style

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
