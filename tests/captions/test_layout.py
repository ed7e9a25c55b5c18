"""Layout: where words stand, and that libass draws them there."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from vidsync.captions import Canvas, SafeArea, Style, caption, load_preset
from vidsync.captions.layout import layout
from vidsync.captions.rules import Rules
from vidsync.captions.segment import segment
from vidsync.captions.style import ActiveStyle, OutlineStyle, TextStyle
from vidsync.errors import CaptionError, FontError
from vidsync.transcript import Transcript, Word

PLAIN = replace(load_preset("pop"), style=Style(active=ActiveStyle(look="none")))


def plain(font, **text):
    return replace(PLAIN, style=replace(PLAIN.style, text=TextStyle(font=font, **text)))


def ink_columns(frame, top, bottom):
    """The first and the last column with anything drawn between two rows."""
    columns = np.flatnonzero(frame[top:bottom].max(axis=(0, 2)) > 127)
    return columns[0], columns[-1]


def predicted_ink(placed_word):
    """Left and right edge of a word's ink, from HarfBuzz' own extents."""
    import uharfbuzz as hb

    left, right = [], []
    for run in placed_word.runs:
        buffer = hb.Buffer()
        buffer.add_str(run.run.text)
        buffer.direction = "rtl" if run.run.level % 2 else "ltr"
        buffer.guess_segment_properties()
        font = run.run.font
        hb.shape(font.shaper, buffer)
        unit = run.size / font.units_per_em
        x = run.centre - run.width / 2
        for info, position in zip(buffer.glyph_infos, buffer.glyph_positions, strict=True):
            extents = font.shaper.get_glyph_extents(info.codepoint)
            if extents.width:
                start = x + (position.x_offset + extents.x_bearing) * unit
                left.append(start)
                right.append(start + extents.width * unit)
            x += position.x_advance * unit
    return min(left), max(right)


@pytest.mark.parametrize(
    ("font", "word"),
    [
        ("Montserrat ExtraBold", "AVATAVTo"),
        ("Anton", "Wafers"),
        ("Poppins Bold", "Typography"),
        ("Inter SemiBold", "Ελληνικά"),
        ("Inter SemiBold", "съешь"),
        ("Montserrat ExtraBold", "في"),
        ("Montserrat ExtraBold", "عالم"),
        ("Montserrat ExtraBold", "السَّلامُ!"),
        ("Poppins Bold", "שלום!"),
        ("Montserrat ExtraBold", "क्षत्रिय"),
        ("Inter SemiBold", "(٥٠%)"),
        ("Inter SemiBold", "\\N{\\an8}"),
    ],
)
def test_ink_is_where_layout_says(font, word, draw, timed):
    captions = caption(timed((word, 0, 2)), preset=plain(font, size=8.0), canvas=Canvas(1080, 1080))
    (frame,) = draw(captions, seconds=0.04)
    left, right = ink_columns(frame, 0, 1080)
    expected_left, expected_right = predicted_ink(captions.placed[0].words[0])
    assert left == pytest.approx(expected_left, abs=1.5)
    assert right + 1 == pytest.approx(expected_right, abs=1.5)
