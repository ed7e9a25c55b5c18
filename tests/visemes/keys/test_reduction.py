"""Reduction of keys: how many stay, and how exact they are."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from vidsync.espeak import pronounce
from vidsync.visemes import lipsync
from vidsync.visemes.keys.keyframes import Curve, monotone_slopes
from vidsync.visemes.keys.reduction import make_frames, reduce_smooth
from vidsync.visemes.track import Track

RATE = 60


def curve_through(times, values):
    times, values = np.array(times, float), np.array(values, float)
    slopes = monotone_slopes(times, values)
    return Curve("jawOpen", times, values, "smooth", slopes, slopes)


def frames_for(curve):
    return make_frames(np.empty((0, 2)), float(curve.times[-1]), RATE)


@st.composite
def curves(draw):
    gaps = draw(st.lists(st.floats(0.02, 0.3), min_size=3, max_size=25))
    values = draw(
        st.lists(st.sampled_from([0, 0, 300, 600, 1000]) | st.integers(0, 1000),
                 min_size=len(gaps) + 1, max_size=len(gaps) + 1)
    )  # fmt: skip
    return curve_through(np.concatenate([[0.0], np.cumsum(gaps)]), np.array(values) / 1000)


@settings(max_examples=200, deadline=None)
@given(curves(), st.sampled_from([0.005, 0.03, 0.1]))
def test_a_reduced_curve_stays_in_its_range_between_frames(full, error):
    few = reduce_smooth(full, frames_for(full), error)
    shown = few.sample(np.linspace(0, full.times[-1], 3000))
    assert shown.min() >= full.values.min() - 1e-9
    assert shown.max() <= full.values.max() + 1e-9


@settings(max_examples=200, deadline=None)
@given(curves(), st.sampled_from([0.005, 0.03, 0.1]))
def test_no_frame_is_off_by_more_than_is_allowed(full, error):
    frames = frames_for(full)
    few = reduce_smooth(full, frames, error)
    assert len(few) <= len(full)
    assert np.abs(few.sample(frames.times) - full.sample(frames.times)).max() <= error + 1e-6


def test_a_plateau_takes_a_key_at_each_turn():
    # It has more knots between its turns, which are not needed.
    turns = curve_through([0, 0.5, 0.8, 1.0, 1.3, 2.0], [0, 0, 0.9, 0.9, 0, 0])
    times = np.sort(np.concatenate([turns.times, [0.1, 0.57, 0.66, 0.7, 0.9, 1.1, 1.2, 1.7]]))
    dense = curve_through(times, turns.sample(times))
    few = reduce_smooth(dense, frames_for(dense), 0.02)
    assert few.times.tolist() == pytest.approx(turns.times.tolist())


@pytest.mark.parametrize("name", ["arkit", "oculus"])
def test_half_the_keys_of_a_polyline_do(name):
    text = "People who bring umbrellas every morning rarely need them, and everybody knows why."
    track = lipsync(pronounce(text, voice="en-us"), set=name)
    keys = track.animation()
    polyline = _straight_keys(track, keys.max_error)
    assert keys.key_count <= 0.5 * polyline


def _straight_keys(track: Track, error: float) -> int:
    """The number of keys of Ramer, Douglas and Peucker's polylines, of all channels."""
    assert track.motion is not None
    frames = make_frames(track.motion.closures, track.duration, RATE)
    allowed = np.where(frames.in_closure, min(0.002, error), error) + 1e-9
    columns = track.motion.sample(frames.times).T
    return sum(_kept(frames.times, column, allowed) for column in columns)


def _kept(times, values, allowed) -> int:
    if np.ptp(values) < 1e-6:
        return 1
    inner, waiting = 0, [(0, len(times) - 1)]
    while waiting:
        first, last = waiting.pop()
        span = slice(first, last + 1)
        line = np.interp(times[span], times[[first, last]], values[[first, last]])
        off = np.abs(values[span] - line) / allowed[span]
        worst = int(off.argmax())
        if off[worst] > 1:
            inner += 1
            waiting += [(first, first + worst), (first + worst, last)]
    return inner + 2
