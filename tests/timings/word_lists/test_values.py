"""Times, languages and speakers that services write in several ways."""

import pytest

from vidsync.errors import TimingError
from vidsync.timings.word_lists.values import (
    parse_time,
    read_language,
    read_score,
    read_speaker,
)


@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        (1.5, 1.5), ("1.5", 1.5), ("1.5s", 1.5), ("1500ms", 1.5), (" 1.5 s ", 1.5),
        ("00:00:01.5", 1.5), ("0:01,5", 1.5), ("PT1.5S", 1.5), ("PT1H1M1S", 3661.0),
        ({"seconds": "1", "nanos": 500_000_000}, 1.5), ("1e-1", 0.1),
    ],
)  # fmt: skip
def test_times_of_every_kind_are_read(value, seconds):
    assert parse_time(value, "it") == seconds


def test_a_unit_counts_only_for_times_without_their_own():
    assert parse_time(1500, "it", unit=1000) == parse_time("1500", "it", unit=1000) == 1.5
    assert parse_time("1.5s", "it", unit=1000) == 1.5


@pytest.mark.parametrize(
    "value", ["", "soon", "PT", None, True, [], {"from": 1}, "1:2:3:4:5", "9" * 40, "1e99"]
)
def test_what_is_no_time_is_an_error(value):
    with pytest.raises(TimingError, match=r"^it"):
        parse_time(value, "it")


def test_languages_are_tags_and_scores_are_within_0_and_1():
    assert [read_language(tag) for tag in ("eng", "en_us", "pt-BR", "english", None, 7)] == [
        "en", "en-us", "pt-BR", "", "", "",
    ]  # fmt: skip
    assert [read_score(score) for score in ("0.9", 1, 0, 1.5, True, "x", None)] == [
        0.9, 1.0, 0.0, None, None, None, None,
    ]  # fmt: skip


def test_numbers_of_speakers_get_a_name():
    names = [read_speaker({"speaker": value}, "it", "speaker") for value in (0, "1", "A", "", None)]
    assert names == ["Speaker 0", "Speaker 1", "A", "", ""]
