"""The canvas: safe areas, and the times at which changes are written."""

from __future__ import annotations

from fractions import Fraction
from math import floor

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vidsync.captions import Canvas, SafeArea, platform
from vidsync.errors import InputError, PresetError
from vidsync.timecode import nearest_frame


def test_the_shape_chooses_the_safe_area():
    assert Canvas(1080, 1920).area == platform("universal")
    assert Canvas(1080, 1080).area == platform("square")
    assert Canvas(1080, 1350).area == platform("feed")
    assert Canvas(2048, 858).area == platform("cinema")
    assert Canvas(1920, 1080).area == platform("widescreen")
    assert Canvas(1080, 1920, safe_area="reels").area == platform("reels")


def test_the_universal_area_is_clear_of_the_apps():
    box = Canvas(1080, 1920).safe_box
    assert (box.left, box.top, box.right, box.bottom) == pytest.approx((60, 220, 930, 1500))


@pytest.mark.parametrize("options", [{"width": 0}, {"height": 10**9}, {"frame_rate": 0}])
def test_an_impossible_picture_size_is_refused(options):
    with pytest.raises(InputError):
        Canvas(**options)


def test_errors_for_an_unknown_platform_or_matrix_suggest_similar_names():
    with pytest.raises(PresetError, match="tiktok"):
        Canvas(safe_area="tictoc")
    with pytest.raises(InputError, match=r"TV\.709"):
        Canvas(matrix="tv709")


def test_a_safe_area_without_room_is_refused():
    with pytest.raises(InputError):
        SafeArea(left=0.5, right=0.5)
    with pytest.raises(InputError):
        SafeArea(caption_centre=0.99)


@given(
    st.floats(0, 36000),
    st.sampled_from([24, 25, 30, 50, 60, Fraction(30000, 1001), Fraction(24000, 1001)]),
)
def test_a_change_shows_on_the_nearest_frame(seconds, rate):
    tick = Canvas(frame_rate=rate).ticks(seconds)
    frame = nearest_frame(seconds, rate)
    # ffmpeg passes whole milliseconds to libass, rounded down.
    shown_at = floor(frame * 1000 / Fraction(rate))
    before = floor((frame - 1) * 1000 / Fraction(rate))
    assert tick * 10 <= shown_at
    assert frame <= 0 or tick * 10 > before


def test_without_a_frame_rate_a_change_is_at_its_time():
    assert Canvas().ticks(1.234) == 123
    assert Canvas(frame_rate=120).ticks(1.236) == 124
