"""Compiles placed cues to an ASS file."""

from __future__ import annotations

from collections.abc import Sequence

from vidsync.captions.ass.syntax import Face, write_script
from vidsync.captions.ass.word_events import CueDrawer
from vidsync.captions.canvas import Canvas
from vidsync.captions.layout.placed import PlacedCue
from vidsync.captions.style.style import Style


def compile_ass(
    cues: Sequence[PlacedCue],
    style: Style,
    canvas: Canvas,
    *,
    language: str = "",
    second: tuple[Sequence[PlacedCue], Style, Canvas] | None = None,
) -> str:
    """Write placed cues as an ASS script for libass.

    Args:
        cues: from `layout`, in time order.
        style: the style they were laid out in.
        canvas: the canvas they were laid out on.
        language: BCP 47 tag of the words, for shaping.
        second: the same of a second lane, on another part of the same picture.

    Returns:
        The file's text.
    """
    faces: list[Face] = []
    # Converted to text at once: the events of an hour are too many to keep as objects.
    lines: list[str] = []
    lanes = [(cues, style, canvas), *([second] if second else [])]
    for number, (placed_cues, look, where) in enumerate(lanes):
        looks = CueDrawer(look, where, lane="second " if number else "")
        for placed in placed_cues:
            for event in looks.events(placed):
                lines += event.lines()
        faces += looks.faces.values()
    return write_script(faces, lines, canvas, language=language)
