"""The words of a subtitle file become the same transcript as columns and one by one."""

from __future__ import annotations

import warnings
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vidsync.timecode import srt_time
from vidsync.timings.building.transcripts import Given, build_transcript
from vidsync.timings.formats.subtitles.srt import SrtFormat
from vidsync.timings.word_columns import WordColumns

texts = st.lists(
    st.sampled_from(
        [
            "Hello",
            "you,",
            "(laughs)",
            "[door]",
            "[a",
            "door]",
            "♪",
            "—",
            "10 000",
            "漢字",
            "a.",
            "<v>",
        ]
    ),
    min_size=1,
    max_size=6,
)


@st.composite
def documents(draw):
    now = 0
    blocks = []
    for _ in range(draw(st.integers(1, 5))):
        start = max(0, now + draw(st.integers(-300, 900)))
        now = start + draw(st.sampled_from([0, 1, 700, 2500, 70_000]))
        times = f"{srt_time(start / 1000)} --> {srt_time(now / 1000)}"
        blocks.append(f"{times}\n{' '.join(draw(texts))}\n")
    return "\n".join(blocks)


def outcome(timings, given_):
    """Return what a document becomes, with the warnings, or the error's text."""
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        try:
            made = build_transcript(timings, "x", given_, is_subtitles=True)
        except Exception as error:
            return repr(error)
    return made, [str(warning.message) for warning in caught]


@given(document=documents(), audio=st.sampled_from([None, 1.0, 3.0, 500.0]))
def test_columns_and_entries_make_the_same_transcript(document, audio):
    timings = SrtFormat().read(document)
    assert isinstance(timings.entries, WordColumns)
    one_by_one = replace(timings, entries=tuple(timings.entries))
    known = Given(audio_duration=audio)
    assert outcome(timings, known) == outcome(one_by_one, known)


def test_columns_are_a_sequence_of_entries():
    entries = SrtFormat().read("1\n00:00:01,000 --> 00:00:02,000\nHello you\n").entries
    assert len(entries) == 2
    assert [entry.name for entry in entries] == ["word 1 ('Hello')", "word 2 ('you')"]
    assert entries[1].start == pytest.approx(1.6, abs=0.01)
    assert [entry.text for entry in entries[:1]] == ["Hello"]
