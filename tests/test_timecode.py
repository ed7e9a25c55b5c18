from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vidsync import timecode

SECONDS = st.floats(0, 360_000)
RATES = st.sampled_from([24, 25, 30, 60, Fraction(24000, 1001), Fraction(30000, 1001), 29.97, 120])


@given(SECONDS)
def test_to_units_rounds_to_the_nearest_unit(seconds):
    assert abs(timecode.centiseconds(seconds) - seconds * 100) <= 0.5 + 1e-6
    assert abs(timecode.milliseconds(seconds) - seconds * 1000) <= 0.5 + 1e-6
    assert abs(timecode.ticks(seconds) - seconds * 10_000_000) <= 0.5 + 1e-2


def test_halves_are_rounded_up():
    assert [timecode.centiseconds(value) for value in (0.125, 0.375, 0.625)] == [13, 38, 63]
    assert [timecode.milliseconds(value) for value in (0.0625, 0.1875)] == [63, 188]


@given(SECONDS, SECONDS)
def test_units_keep_the_order_of_times(first, second):
    first, second = sorted((first, second))
    for unit in (timecode.centiseconds, timecode.milliseconds, timecode.ticks):
        assert unit(first) <= unit(second)


@given(st.integers(0, 10_000_000), RATES)
def test_a_frame_is_on_screen_from_its_start_until_the_next(frame, rate):
    start = timecode.frame_start(frame, rate)
    assert timecode.frame_showing(start, rate) == frame
    assert timecode.nearest_frame(start, rate) == frame
    middle = (start + timecode.frame_start(frame + 1, rate)) / 2
    assert timecode.frame_showing(middle, rate) == frame


@given(SECONDS, RATES)
def test_the_frame_on_screen_is_the_last_one_that_has_started(seconds, rate):
    frame = timecode.frame_showing(seconds, rate)
    assert timecode.frame_start(frame, rate) <= seconds + 2e-6
    assert timecode.frame_start(frame + 1, rate) > seconds - 1e-9


@pytest.mark.parametrize(
    ("seconds", "ass", "srt", "vtt"),
    [
        (0, "0:00:00.00", "00:00:00,000", "00:00:00.000"),
        (1.2345, "0:00:01.23", "00:00:01,235", "00:00:01.235"),
        (59.999, "0:01:00.00", "00:00:59,999", "00:00:59.999"),
        (59.9996, "0:01:00.00", "00:01:00,000", "00:01:00.000"),
        (3599.9999, "1:00:00.00", "01:00:00,000", "01:00:00.000"),
        (3661.5, "1:01:01.50", "01:01:01,500", "01:01:01.500"),
        (360_000, "100:00:00.00", "100:00:00,000", "100:00:00.000"),
    ],
)
def test_times_as_text(seconds, ass, srt, vtt):
    assert timecode.ass_time(seconds) == ass
    assert timecode.srt_time(seconds) == srt
    assert timecode.vtt_time(seconds) == vtt


@given(SECONDS)
def test_a_written_time_reads_back_to_the_nearest_millisecond(seconds):
    hours, minutes, rest = timecode.vtt_time(seconds).split(":")
    whole, milliseconds = rest.split(".")
    assert int(minutes) < 60
    assert int(whole) < 60
    total = (int(hours) * 60 + int(minutes)) * 60_000 + int(whole) * 1000 + int(milliseconds)
    assert total == timecode.milliseconds(seconds)
