"""Two lanes: the captions of one speech in two languages, one above the other."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from vidsync.captions.canvas import Box, Canvas
from vidsync.captions.layout.frame import make_frame
from vidsync.captions.layout.free_space import find_free_shift
from vidsync.captions.preset_values import Preset
from vidsync.captions.style.speaker_style import LabelStyle
from vidsync.captions.style.style import ActiveStyle
from vidsync.errors import CaptionError

# Size of the second language, as a fraction of the first one's.
_SECOND_SIZE = 0.74
# Height of a name's tag, in em of its letters.
_TAG_HEIGHT = 1.8
# Free height between the lanes, in em of the first.
_APART = 0.5


def second_preset(preset: Preset) -> Preset:
    """Return the preset of the second lane: smaller, and without a lit word."""
    style = preset.style
    text = replace(style.text, size=style.text.size * _SECOND_SIZE, next=None, after=None)
    entrance = replace(style.entrance, unit="cue")
    if entrance.kind == "typewriter":
        entrance = replace(entrance, kind="none")
    return replace(
        preset,
        style=replace(
            style,
            text=text,
            active=ActiveStyle(look="none"),
            entrance=entrance,
            exit=replace(style.exit, unit="cue"),
            # One name is enough for both languages.
            label=LabelStyle(),
        ),
        rules=replace(preset.rules, line_characters=round(preset.rules.line_characters * 1.3)),
    )


def keep_in_lane(preset: Preset) -> Preset:
    """Return a preset whose height on the picture is that of its lane."""
    style = preset.style
    return replace(
        preset, style=replace(style, place=replace(style.place, position="usual", y=None))
    )


def lane_canvases(presets: Sequence[Preset], canvas: Canvas) -> list[Canvas]:
    """Return a canvas for each lane, from top to bottom: the same picture, different places.

    Raises:
        CaptionError: the lanes together are higher than the safe area.
    """
    heights = [_height(preset, canvas) for preset in presets]
    apart = _APART * presets[0].style.text.size / 100 * canvas.shorter_side
    whole = sum(heights) + apart * (len(presets) - 1)
    safe = canvas.safe_box
    if whole > safe.height:
        raise CaptionError(
            f"two lanes of captions are {whole:.0f} px high: the safe area has {safe.height:.0f}",
            hint="choose a smaller size, or fewer lines",
        )
    top = make_frame(presets[0].style, canvas).caption_y - whole / 2
    top = max(safe.top, min(top, safe.bottom - whole))
    widest = max(preset.style.text.max_width for preset in presets)
    middle, half_width = canvas.width / 2, canvas.width * widest / 200
    lanes_box = Box(middle - half_width, top, middle + half_width, top + whole)
    # Without a free place for all lanes, each avoids what it can.
    top += find_free_shift(lanes_box, safe, canvas.boxes_to_avoid) or 0.0
    lanes = []
    for height in heights:
        # Each lane has the other's place as a margin, so that it shrinks before they touch.
        area = replace(
            canvas.area,
            top=top / canvas.height,
            bottom=1 - (top + height) / canvas.height,
            caption_centre=(top + height / 2) / canvas.height,
        )
        lanes.append(replace(canvas, safe_area=area))
        top += height + apart
    return lanes


def _height(preset: Preset, canvas: Canvas) -> float:
    """Return the largest height of a preset's cue, decoration included."""
    text = preset.style.text
    frame = make_frame(preset.style, canvas)
    lines = min(text.max_lines, preset.rules.max_lines)
    label = preset.style.label
    tag = label.size / 100 * _TAG_HEIGHT * frame.size if label.show == "tag" else 0.0
    return (
        tag
        + frame.size * (1.3 + (lines - 1) * max(1.2, text.line_height / 100))
        + 2 * frame.reach_y
    )
