"""Motion: easings, poses over time, and the tags that animate them."""

from __future__ import annotations

import math
import re
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vidsync.captions.ass.moves import TiltedPlane, split_into_events
from vidsync.captions.motion.keyframes import Keyframes, Motion
from vidsync.captions.style.animations import ANIMATIONS, EASINGS, REST, Pose

AT = (100.0, 50.0)

poses = st.builds(
    Pose,
    opacity=st.floats(0, 1),
    scale=st.floats(0.1, 3),
    x=st.floats(-2, 2),
    y=st.floats(-2, 2),
    rotation=st.floats(-45, 45),
)
tracks = st.lists(st.tuples(st.integers(0, 300), poses), min_size=1, max_size=6).map(
    lambda knots: Motion(Keyframes(knots), 0, AT)
)


@pytest.mark.parametrize("name", EASINGS)
def test_an_easing_starts_at_zero_ends_at_one_and_never_goes_back_in_time(name):
    knots = EASINGS[name]
    assert knots[0] == (0, 0)
    assert knots[-1] == (1, 1)
    times = [time for time, _ in knots]
    assert times == sorted(set(times))


@pytest.mark.parametrize("name", ANIMATIONS)
@pytest.mark.parametrize("easing", [None, *EASINGS])
def test_an_animation_ends_at_rest(name, easing):
    knots = ANIMATIONS[name].knots(easing)
    assert knots[0][0] == 0
    assert knots[-1] == (1, REST)
    assert all(0 <= pose.opacity <= 1 for _, pose in knots)


@given(tracks, tracks, st.integers(0, 200), st.integers(1, 200))
def test_stretches_cover_their_time_without_gap_or_overlap(one, other, start, length):
    parts = list(split_into_events(AT, start, start + length, [one, other], em=40))
    for before, after in pairwise(parts):
        assert before.end <= after.start
    assert all(start <= part.start < part.end <= start + length for part in parts)
    for part in parts:
        assert len(re.findall(r"\\(?:pos|move)\(", part.tags)) == 1
        assert part.tags.count("\\fade") <= 1


@given(tracks, st.integers(0, 300))
def test_a_moving_thing_is_where_its_track_says_at_every_cut(track, start):
    for part in split_into_events(AT, start, start + 120, [track], em=40):
        begun = re.match(r"\\(?:pos|move)\(([-\d.]+),([-\d.]+)", part.tags)
        pose = track.keyframes.pose(part.start)
        assert float(begun[1]) == pytest.approx(AT[0] + pose.x * 40, abs=0.3)
        assert float(begun[2]) == pytest.approx(AT[1] + pose.y * 40, abs=0.3)


def test_a_static_item_is_one_event_with_only_a_position():
    track = Motion(Keyframes([(0, Pose(opacity=0, x=1)), (20, REST)]), 0, AT)
    (part,) = split_into_events(AT, 20, 90, [track], em=40)
    assert (part.start, part.end, part.tags) == (20, 90, "\\pos(100,50)")


def test_an_invisible_item_is_not_drawn():
    hidden = Motion(Keyframes([(0, Pose(opacity=0)), (50, Pose(opacity=0))]), 0, AT)
    assert not list(split_into_events(AT, 0, 50, [hidden], em=40))


def test_a_rotation_in_a_tilted_plane_is_about_the_item_itself():
    # libass rotates about \\org; a point that was first rotated back about it stays in place.
    track = Motion(Keyframes([(0, Pose(rotation=90))]), 0, AT)
    (part,) = split_into_events(AT, 0, 10, [track], em=40, plane=TiltedPlane(10, 0, (100, 150)))
    assert part.tags.startswith("\\pos(200,150)")
    assert "\\frz90" in part.tags
    assert "\\org(100,150)\\frx10\\fry0" in part.tags


def test_back_and_forth_motion_on_one_line_is_one_event():
    keyframes = Keyframes([(0, REST), (10, Pose(y=-0.5)), (20, Pose(y=0.25)), (40, REST)])
    (part,) = split_into_events(AT, 105, 160, [Motion(keyframes, 100, AT)], em=40)
    assert (part.start, part.end) == (105, 160)
    place = re.fullmatch(
        r"\\pos\(100,40\)\\org\(([-\d.]+),40\)((?:\\t\(\d+,\d+,\\frz[-\d.]+\))+)", part.tags
    )
    radius = AT[0] - float(place[1])
    turns = re.findall(r"\((\d+),(\d+),\\frz([-\d.]+)\)", place[2])
    assert [(int(start), int(end)) for start, end, _ in turns] == [(0, 50), (50, 150), (150, 350)]
    heights = [40 - math.radians(float(turn)) * radius for _, _, turn in turns]
    assert heights == pytest.approx([30, 60, 50], abs=0.02)


def test_a_bend_in_the_path_takes_another_event():
    keyframes = Keyframes([(0, REST), (10, Pose(y=-0.5)), (20, Pose(x=0.5))])
    parts = split_into_events(AT, 0, 30, [Motion(keyframes, 0, AT)], em=40)
    assert [(part.start, part.end) for part in parts] == [(0, 10), (10, 30)]
