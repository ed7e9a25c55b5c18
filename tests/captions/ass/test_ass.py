"""The ASS file: its whole text, and escaping, so that no word acts as a tag."""

from __future__ import annotations

import re
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from vidsync.captions import Canvas, Style, caption, load_preset
from vidsync.captions.ass.syntax import decimal, escape
from vidsync.captions.style.style import ActiveStyle, TextStyle

EXPECTED = r"""[Script Info]
ScriptType: v4.00+
PlayResX: 1000
PlayResY: 500
LayoutResX: 1000
LayoutResY: 500
ScaledBorderAndShadow: yes
WrapStyle: 2
Kerning: yes
Language: en
YCbCr Matrix: TV.601

[V4+ Styles]
Format: Name, Fontname, Fontsize, PrimaryColour, SecondaryColour, OutlineColour, BackColour, Bold, Italic, Underline, StrikeOut, ScaleX, ScaleY, Spacing, Angle, BorderStyle, Outline, Shadow, Alignment, MarginL, MarginR, MarginV, Encoding
Style: drawing Inter SemiBold,Inter SemiBold,71.51,&H00FFFFFF,&H00FFFFFF,&H00000000,&H7F000000,0,0,0,0,100,100,0,0,1,0,0,5,0,0,0,-1
Style: active Inter SemiBold,Inter SemiBold,71.51,&H000AD6FF,&H000AD6FF,&H00000000,&H7F000000,0,0,0,0,100,100,0,0,1,0,0,5,0,0,0,-1
Style: after Inter SemiBold,Inter SemiBold,71.51,&H00FFFFFF,&H00FFFFFF,&H00000000,&H7F000000,0,0,0,0,100,100,0,0,1,0,0,5,0,0,0,-1
Style: before Inter SemiBold,Inter SemiBold,71.51,&H00FFFFFF,&H00FFFFFF,&H00000000,&H7F000000,0,0,0,0,100,100,0,0,1,0,0,5,0,0,0,-1

[Events]
Format: Layer, Start, End, Style, Name, MarginL, MarginR, MarginV, Effect, Text
Dialogue: 3,0:00:00.50,0:00:01.00,active Inter SemiBold,,0,0,0,,{\pos(461.32,425)}Hi
Dialogue: 2,0:00:01.00,0:00:01.75,after Inter SemiBold,,0,0,0,,{\pos(461.32,425)}Hi
Dialogue: 2,0:00:00.50,0:00:01.00,before Inter SemiBold,,0,0,0,,{\pos(526.16,425)}you!
Dialogue: 3,0:00:01.00,0:00:01.75,active Inter SemiBold,,0,0,0,,{\pos(526.16,425)}you!
"""  # noqa: E501


def colour_only(**text):
    return replace(
        load_preset("pop"),
        style=Style(active=ActiveStyle(look="colour"), text=TextStyle(**{"size": 10.0, **text})),
    )


def test_one_positioned_event_for_every_word_and_state(timed):
    captions = caption(
        timed(("Hi", 0.5, 0.9), ("you!", 1.0, 1.5)),
        preset=colour_only(),
        canvas=Canvas(1000, 500, matrix="TV.601"),
    )
    ass = captions.to_ass()
    strip = re.compile(r"\\pos\(([\d.]+),([\d.]+)\)")
    assert strip.sub("", ass) == strip.sub("", EXPECTED)
    found, expected = strip.findall(ass), strip.findall(EXPECTED)
    assert len(found) == len(expected)


def obeyed(text):
    """The text that libass shows for an event, by its own rules for backslashes and braces."""
    shown = ""
    index = 0
    while index < len(text):
        pair = text[index : index + 2]
        if pair in (r"\{", r"\}"):
            shown += pair[1]
            index += 2
        elif pair in (r"\N", r"\n", r"\h") or (text[index] == "{" and "}" in text[index:]):
            return None
        else:
            shown += text[index]
            index += 1
    return shown


@given(st.text(alphabet="ab\\{}Nnh()&<>%'\" ;", max_size=20))
def test_escaped_text_is_shown_and_never_obeyed(text):
    shown = obeyed(escape(text))
    assert shown is not None
    assert shown.replace("\u2060", "").replace("\u00a0", " ") == text


@given(st.text())
def test_escaped_text_is_one_line(text):
    assert "\n" not in escape(text)
    assert "\r" not in escape(text)


def test_text_without_a_letter_is_given_its_direction():
    assert escape("%", level=1, strong=False) == "\u200f%\u200f"
    # If a font lacks the mark, older builds of libass place the word lower.
    assert escape("50", level=2, strong=False) == "50"


@pytest.mark.parametrize(
    "word", [r"{\an8}", r"\N", r"a\Nb", r"\h.", "{", "}", r"\{x\}", "<b>", "%s%d", "'\"", "x\ny",
             "b\x07c", "a\u200bb", "\\", r"{\p1}m0", "a{b}c", "!&H;,"],
)  # fmt: skip
def test_hostile_words_are_drawn_as_wide_as_they_are(word, draw, timed):
    captions = caption(
        timed((word, 0, 1)), preset=colour_only(), canvas=Canvas(640, 360, matrix="None")
    )
    (frame,) = draw(captions, seconds=0.04)
    ink = frame.max(axis=-1) > 127
    (placed,) = captions.placed[0].words
    columns = np.flatnonzero(ink.any(axis=0))
    rows = np.flatnonzero(ink.any(axis=1))
    margin = 0.2 * captions.placed[0].size
    assert columns[0] >= placed.box.left - 1
    assert columns[0] <= placed.box.left + margin
    assert columns[-1] <= placed.box.right
    assert columns[-1] >= placed.box.right - margin
    assert rows[0] >= placed.box.top - margin
    assert rows[-1] <= placed.box.bottom + 1.6 * margin


def test_numbers_are_short():
    assert [decimal(v) for v in (1, 1.5, 1.256, -0.001, 100.0)] == [
        "1",
        "1.5",
        "1.26",
        "0",
        "100",
    ]


def test_a_language_tag_can_not_become_a_line_of_its_own(timed):
    hostile = "en\n[Events]"
    assert "Language: en\n" in caption(timed(("a", 0, 1), language=hostile)).to_ass()
    assert caption(timed(("a", 0, 1), language=hostile)).to_ass().count("[Events]") == 1
    assert "Language: pt-BR\n" in caption(timed(("a", 0, 1), language="pt-BR")).to_ass()
