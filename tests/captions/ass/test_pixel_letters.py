"""Growing words that are drawn letter by letter: the same picture from fewer bitmaps."""

from __future__ import annotations

import os
import re
import subprocess
from itertools import pairwise

import imageio_ffmpeg
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.passages import FOLDER, read_passages
from vidsync.captions import Canvas, caption
from vidsync.captions.ass.pixel_letters import can_letter, draw_letters
from vidsync.captions.ass.scale_steps import steps_between
from vidsync.captions.layout.shaping import Typesetter

scales = st.floats(0.5, 2.5).map(lambda scale: round(scale, 2))


@given(st.lists(st.tuples(st.integers(1, 400), scales), max_size=5), scales)
def test_steps_are_small_and_end_where_they_should(ways, first):
    times, at = [(0, first)], 0
    for takes, scale in ways:
        at += takes
        times.append((at, scale))
    steps = steps_between(times)
    assert steps[0] == (0, first)
    assert steps[-1][1] == times[-1][1]
    for (before, small), (after, large) in pairwise(steps):
        assert before <= after
        assert 0 < abs(large - small) <= 0.0301


def test_a_step_is_taken_when_it_is_the_nearest():
    assert steps_between([(0, 1.0), (60, 1.06)]) == ((0, 1.0), (15, 1.03), (45, 1.06))
    assert steps_between([(0, 1.05), (50, 1.0)]) == ((0, 1.05), (10, 1.03), (35, 1.0))


@pytest.mark.parametrize(
    ("text", "can"),
    [("Größe", True), ("WHAT?", True), ("סלע", False), ("नमस्ते", False), ("🍎", False)],
)
def test_only_letters_that_do_not_shape_each_other_are_set_one_by_one(text, can):
    (run,) = Typesetter("Montserrat ExtraBold").shape(text, int(text == "סלע"))
    assert can_letter(run) is can


def test_nothing_of_the_text_is_lost_or_obeyed():
    (run,) = Typesetter("Montserrat ExtraBold").shape(r"a{\N}\b1", 0)
    drawn = draw_letters(run, 80.0, ((0, 1.0), (20, 1.2)))
    text = re.sub(r"(?<!\\)\{[^}]*\}", "", drawn)
    assert text == "a\\{\\\u2060N\\}\\\u2060b1"


@pytest.mark.parametrize("preset", ["pop", "podcast"])
def test_a_word_looks_as_if_it_were_drawn_in_one(preset, draw, spoken):
    words = spoken("Never quite AVALANCHE today", speed=0.7)
    canvas = Canvas(540, 960, frame_rate=25, matrix="None")
    captions = caption(words, preset=preset, canvas=canvas)
    frames = draw(captions, seconds=2.0, ground="0x808080").astype(int)
    script = captions.to_ass()
    assert "\\2c&H1&" in script
    joined = re.sub(r"\{\\2c&H[01]&[^}]*\}", "", script)
    whole = draw(replace_script(captions, joined), seconds=2.0, ground="0x808080").astype(int)
    for frame, other in zip(frames, whole, strict=True):
        # Letters are at most one pixel off, so only their edges differ.
        near = [np.roll(other, (dy, dx), (0, 1)) for dx in (-1, 0, 1) for dy in (-1, 0, 1)]
        low, high = np.minimum.reduce(near), np.maximum.reduce(near)
        outside = np.maximum(low - frame, frame - high).max(axis=-1)
        assert (outside > 60).sum() <= 80


def replace_script(captions, script):
    class Joined(type(captions)):
        __slots__ = ()

        def to_ass(self):
            return script

    return Joined(**{name: getattr(captions, name) for name in captions.__dataclass_fields__})


def test_memory_does_not_grow_with_the_video(tmp_path, spoken):
    sentences = " ".join(passage.text for passage in read_passages(FOLDER / "en-plain.txt"))
    text = " ".join(re.findall("[A-Za-z]+", sentences)[:270])
    canvas = Canvas(1080, 1920, frame_rate=30)
    captions = caption(spoken(text), preset="pop", canvas=canvas)
    (tmp_path / "a.ass").write_text(captions.to_ass(), encoding="utf-8")
    fonts = tmp_path / "fonts"
    fonts.mkdir()
    for file in captions.font_files:
        (fonts / file.name).symlink_to(file)

    def peak(*drawing: str) -> float:
        # Without a shell or pipes, so that only this process is measured.
        executable = imageio_ffmpeg.get_ffmpeg_exe()
        source = "color=gray:size=1080x1920:rate=30:duration=40"
        command = [executable, "-v", "error", "-f", "lavfi", "-i", source, *drawing]
        process = subprocess.Popen([*command, "-f", "null", "-"], cwd=tmp_path)
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        assert process.returncode == 0
        return usage.ru_maxrss / 1024

    assert peak("-vf", "ass=a.ass:fontsdir=fonts") - peak() < 80
