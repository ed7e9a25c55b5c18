"""Transcripts whose times count frames."""

import pytest

from vidsync.errors import FormatError, TimingError
from vidsync.timings import loads
from vidsync.timings.registry import get_format
from vidsync.timings.word_lists.frame_times import parse_frame_time

CSV = "Speaker Name,Start Time,End Time,Text\nAnn,00:00:01:00,00:00:02:12,Hi\n"
TEXT = "[00:00:01:12] Ann: Hi there.\n\n[00:00:03:00] Bob: Yes.\n"


@pytest.mark.parametrize("document", [CSV, TEXT])
def test_the_frame_rate_is_asked_for(document):
    with pytest.raises(TimingError, match="counts frames") as caught:
        loads(document)
    assert "fps=" in caught.value.hint


def test_with_a_frame_rate_frames_are_read():
    [entry] = get_format("csv").at_frame_rate(24).read(CSV).entries
    assert (entry.text, entry.start, entry.end) == ("Hi", 1.0, 2.5)
    assert get_format("stamped-text").at_frame_rate(24).read(TEXT).entries[0].start == 1.5
    headed = "00:00:01:12 - 00:00:03:00\nAnn\nHi there.\n"
    assert get_format("headed-text").at_frame_rate(48).read(headed).entries[0].start == 1.25
    assert get_format("csv").frame_rate is None


@pytest.mark.parametrize(
    ("code", "rate", "seconds"),
    [
        ("00:00:10:00", 25, 10.0),
        ("00:01:00:00", 30000 / 1001, 60.06),
        ("00:01:00;02", 30000 / 1001, 60.06),
        ("00:10:00;00", 30000 / 1001, 599.9994),
        ("01:00:00;00", 60000 / 1001, 3599.9964),
    ],
)
def test_time_codes_are_those_of_smpte(code, rate, seconds):
    assert parse_frame_time(code, "it", rate) == pytest.approx(seconds, abs=1e-4)


def test_a_frame_past_the_rate_and_a_rate_of_0_are_errors():
    with pytest.raises(TimingError, match="has frame 25, and a second has 25"):
        parse_frame_time("00:00:01:25", "it", 25)
    with pytest.raises(FormatError, match="frames per second"):
        get_format("csv").at_frame_rate(0)
