"""vidsync: speech with word timings in; captions, mouths and narrated video out.

    import vidsync

    speech = vidsync.speak("Look at this.")              # narration and word times
    captions = vidsync.caption(speech.transcript)        # .save("c.ass"), .srt or .vtt
    track = vidsync.lipsync(speech.transcript)           # .save("mouth.json")
    vidsync.render("in.mp4", "out.mp4", speech)          # all of it, on a video

The names below are the public ones; each room's own module has the rest.
"""

# These names are functions although rooms are called the same: a room is imported before
# its function takes the name, and an import that comes later does not take it back.
from vidsync.alignment import align
from vidsync.captions import caption
from vidsync.errors import VidsyncError, VidsyncWarning
from vidsync.previews import preview
from vidsync.rendering import render
from vidsync.timings import load, save
from vidsync.transcript import (
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
from vidsync.tts import speak
from vidsync.visemes import lipsync

__version__ = "0.1.0"

__all__ = [
    "BlendShapes",
    "Pause",
    "Phone",
    "Speech",
    "Transcript",
    "Turn",
    "VidsyncError",
    "VidsyncWarning",
    "Viseme",
    "Word",
    "align",
    "caption",
    "join",
    "lipsync",
    "load",
    "preview",
    "render",
    "save",
    "speak",
]
