"""Placed cues to one ASS file, which libass draws as laid out here."""

from __future__ import annotations

from collections.abc import Sequence

from vidsync.captions.canvas import Canvas
from vidsync.captions.layout import PlacedCue
from vidsync.captions.looks import Looks
from vidsync.captions.script import script
from vidsync.captions.style import Style


def compile_ass(
    cues: Sequence[PlacedCue], style: Style, canvas: Canvas, *, language: str = ""
) -> str:
    """Write placed cues as an ASS script for libass.

    Args:
        cues: from `layout`, in time order.
        style: the same that they were laid out in.
        canvas: the same that they were laid out on.
        language: BCP 47 tag of the words, for shaping.

    Returns:
        The file's text.
    """
    speakers = tuple(dict.fromkeys(placed.cue.speaker for placed in cues))
    looks = Looks(style, canvas, speakers)
    events = [event for cue in cues for event in looks.events(cue)]
    return script(looks.faces.values(), events, canvas, language=language)
