"""Previews: the interface of a platform, animations, and the gallery of presets."""

from __future__ import annotations

import re

import numpy as np
import pytest
from PIL import Image

from vidsync.captions import Canvas, caption, platform
from vidsync.errors import InputError, OutputError, PresetError
from vidsync.previews import animate, draw_interface, gallery, still
from vidsync.transcript import Transcript, Word

WORDS = (("One", 0.2, 0.5), ("two", 0.5, 0.9), ("three.", 0.9, 1.3), ("Four", 2.4, 2.9))


@pytest.fixture
def captions():
    transcript = Transcript(tuple(Word(*word) for word in WORDS), duration=3.5, language="en")
    return caption(transcript, canvas=Canvas(270, 480, safe_area="tiktok"))


@pytest.mark.parametrize("name", ["tiktok", "reels", "shorts", "feed", "broadcast"])
def test_the_interface_is_outside_the_safe_area(name):
    area = platform(name)
    plain = Image.new("RGB", (540, 960), (60, 60, 60))
    pixels = np.asarray(draw_interface(plain, name)).astype(int)
    inner = pixels[
        round(960 * area.top) + 4 : round(960 * (1 - area.bottom)) - 4,
        round(540 * area.left) + 4 : round(540 * (1 - area.right)) - 4,
    ]
    assert (inner == 60).all()
    outer = np.abs(pixels - 60).max(axis=-1) > 0
    assert outer[: round(960 * area.top) - 2].all()
    assert outer[round(960 * (1 - area.bottom)) + 2 :].all()


def test_a_still_shows_the_interface_only_on_request(captions):
    bare, covered = still(captions, 0.4), still(captions, 0.4, platform="tiktok")
    assert bare.size == covered.size == (270, 480)
    below = np.asarray(covered).astype(int) - np.asarray(bare).astype(int)
    assert np.abs(below[-40:]).max() > 20
    with pytest.raises(PresetError, match="'tiktok'"):
        still(captions, 0.4, platform="tictoc")


@pytest.mark.parametrize("suffix", ["webp", "gif"])
def test_an_animation_shows_a_whole_cue(suffix, captions, tmp_path):
    path = tmp_path / f"cue.{suffix}"
    animate(captions, path, cue=0, height=240, frame_rate=10)
    cue = captions.cues[0]
    lit, lasts = [], 0
    with Image.open(path) as picture:
        assert picture.size == (135, 240)
        for number in range(picture.n_frames):
            picture.seek(number)
            picture.load()
            lasts += picture.info["duration"]
            frame = np.asarray(picture.convert("RGB")).astype(int)
            yellow = (frame[..., 0] > 180) & (frame[..., 1] > 150) & (frame[..., 2] < 110)
            lit.append(yellow.any())
    # Equal frames are written once, with a longer duration.
    assert lasts == pytest.approx((cue.end - cue.start + 0.2) * 1000, abs=150)
    assert lit[1]
    # The last frame is after the cue.
    assert not lit[-1]


def test_animate_rejects_invalid_options(captions, tmp_path):
    for options, says in (
        ({"cue": 9}, "no cue 9"),
        ({"height": 10}, "pixels high"),
        ({"frame_rate": 0}, "per second"),
        ({"cues": 0}, "no cue"),
    ):
        with pytest.raises(InputError, match=says):
            animate(captions, tmp_path / "a.webp", **options)
    with pytest.raises(InputError, match=r"\.mp4"):
        animate(captions, tmp_path / "a.mp4")
    assert not list(tmp_path.iterdir())


def test_the_gallery_has_pictures_of_every_requested_preset(tmp_path):
    page = gallery(tmp_path / "looks", names=["pop", "broadcast"])
    html = page.read_text("utf-8")
    named = set(re.findall(r'src="([^"]+)"', html))
    assert named == {"pop.png", "pop.webp", "broadcast.png", "broadcast.webp"}
    for name in named:
        with Image.open(page.parent / name) as picture:
            assert np.asarray(picture.convert("L")).std() > 3
            assert name.endswith(".png") or picture.n_frames > 1
    with pytest.raises(OutputError, match="exists"):
        gallery(tmp_path / "looks", names=["pop"])
