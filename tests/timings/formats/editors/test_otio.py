"""Timelines of OpenTimelineIO."""

import pytest

from vidsync.errors import FormatError, TimestampsUnavailable, TimingError
from vidsync.timings import load, load_document

pytestmark = pytest.mark.filterwarnings("ignore:.*estimated")


def rational(value, rate=24):
    return {"OTIO_SCHEMA": "RationalTime.1", "rate": rate, "value": value}


def span(start, duration):
    return {"OTIO_SCHEMA": "TimeRange.1", "start_time": rational(start),
            "duration": rational(duration)}  # fmt: skip


def marker(name, start, duration):
    return {"OTIO_SCHEMA": "Marker.2", "name": name, "marked_range": span(start, duration)}


def clip(name, start, duration, *markers):
    return {"OTIO_SCHEMA": "Clip.2", "name": name, "source_range": span(start, duration),
            "markers": list(markers)}  # fmt: skip


def timeline(*children, markers=()):
    track = {"OTIO_SCHEMA": "Track.1", "name": "V1", "children": list(children)}
    stack = {"OTIO_SCHEMA": "Stack.1", "markers": list(markers), "children": [track]}
    return {"OTIO_SCHEMA": "Timeline.1", "tracks": stack}


def times(transcript):
    return [(w.text, w.start, w.end) for w in transcript.words]


def test_the_markers_of_a_clip_are_moved_to_where_it_lies():
    document = timeline(
        {"OTIO_SCHEMA": "Gap.1", "source_range": span(0, 48)},
        clip("A001.mov", 240, 48, marker("Hello", 252, 12)),
        markers=[marker("Start", 0, 24)],
    )
    found = load_document(document)
    assert found.format == "otio"
    assert times(found.transcript) == [("Start", 0.0, 1.0), ("Hello", 2.5, 3.0)]


def test_without_markers_the_names_of_clips_are_read():
    transition = {"OTIO_SCHEMA": "Transition.1", "in_offset": rational(5)}
    document = timeline(clip("one", 0, 24), transition, clip("two", 0, 12))
    assert times(load(document)) == [("one", 0.0, 1.0), ("two", 1.0, 1.5)]


def test_a_marker_of_a_moment_lasts_as_long_as_its_letters():
    assert times(load(timeline(markers=[marker("Hi", 24, 0)])))[0][:2] == ("Hi", 1.0)
    assert 1.1 < load(timeline(markers=[marker("Hi", 24, 1)])).words[0].end < 1.3


def test_a_timeline_without_names_is_told_and_a_rate_of_0_is_an_error():
    with pytest.raises(TimestampsUnavailable, match="no markers"):
        load(timeline())
    broken = marker("Hi", 0, 24)
    broken["marked_range"]["start_time"]["rate"] = 0
    with pytest.raises(TimingError, match="rate"):
        load(timeline(markers=[broken]))
    deep = clip("x", 0, 1)
    for _ in range(60):
        deep = {"OTIO_SCHEMA": "Stack.1", "children": [deep]}
    with pytest.raises(FormatError, match="nested too deeply"):
        load(deep)


def test_markers_that_count_from_the_first_time_code_are_moved():
    document = timeline(markers=[marker("Hi", 86424, 24)]) | {"global_start_time": rational(86400)}
    assert times(load(document)) == [("Hi", 1.0, 2.0)]
    document = timeline(markers=[marker("Hi", 24, 24)]) | {"global_start_time": rational(86400)}
    assert times(load(document)) == [("Hi", 1.0, 2.0)]
