"""Words that are collected one by one."""

import pytest

from vidsync.errors import FormatError
from vidsync.timings.word_lists.collector import Token, WordCollector


def collect(*words):
    collector = WordCollector()
    for text, start, end, *speaker in words:
        collector.add_word(text, start, end, speaker=speaker[0] if speaker else "")
    return collector.build()


def test_speakers_who_talk_at_once_keep_their_turns():
    timings = collect(
        ("a1", 0.0, 0.4, "A"), ("a2", 0.4, 0.8, "A"), ("a3", 0.8, 1.2, "A"), ("a4", 3.0, 3.4, "A"),
        ("b1", 0.2, 0.6, "B"), ("b2", 0.6, 1.0, "B"), ("b3", 2.0, 2.4, "B"),
    )  # fmt: skip
    said = [(entry.text, entry.turn) for entry in timings.entries]
    assert said == [("a1", 0), ("b1", 1), ("a2", 0), ("b2", 1), ("a3", 0), ("b3", 1), ("a4", 2)]
    assert [turn.speaker for turn in timings.turns] == ["A", "B", "A"]


def test_the_order_of_one_speaker_is_kept():
    assert [entry.text for entry in collect(("a", 1.0, 1.4), ("b", 0.0, 0.4)).entries] == ["a", "b"]


def test_a_word_without_an_end_lasts_until_the_next_or_as_long_as_its_letters():
    timings = collect(("a", 0.0, None), ("b", 0.1, None), ("c", 5.0, 5.1))
    assert [round(entry.end, 3) for entry in timings.entries] == [0.1, 0.233, 5.1]
    assert timings.source == "aligned"
    assert timings.notices == ("2 of 3 words have no end: estimated",)


def test_words_that_find_no_gap_have_no_length():
    timings = collect(("a", 0.0, 1.0), ("x", None, None), ("b", 1.0, 2.0))
    assert (timings.entries[1].start, timings.entries[1].end) == (1.0, 1.0)
    assert timings.source == "estimated"


def test_opening_marks_join_the_next_word_and_other_marks_the_one_before():
    collector = WordCollector()
    for text in ("(", "Hi", "!", ")", "¿", "you", "?"):
        collector.add_word(text, 0.0, 0.0)
    collector.add_mark("“")
    assert [entry.text for entry in collector.build().entries] == ["(Hi!)", "¿you?“"]


def test_tokens_of_scripts_without_spaces_stay_apart():
    collector = WordCollector()
    texts = (" 你", "好", " un", "do")
    collector.add_tokens([Token(text, at / 10, at / 10 + 0.1) for at, text in enumerate(texts)])
    assert [entry.text for entry in collector.build().entries] == ["你", "好", "undo"]


def test_segments_that_overlap_keep_their_times():
    collector = WordCollector()
    collector.add_segment("one two", 0.0, 4.0)
    collector.add_segment("three four", 1.0, 2.0)
    starts = {entry.text: entry.start for entry in collector.build().entries}
    assert (starts["one"], starts["three"]) == (0.0, 1.0)
    assert list(starts) == ["one", "three", "four", "two"]


def test_a_word_of_endless_punctuation_is_refused():
    collector = WordCollector()
    collector.add_word("a" * 10_001, 0.0, 1.0)
    with pytest.raises(FormatError, match="more than 10000 characters"):
        collector.add_mark("!")
