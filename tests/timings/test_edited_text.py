"""Editing a text keeps the times of every word that was not edited."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from vidsync.errors import InputError
from vidsync.timings import retext
from vidsync.transcript import Phone, Transcript, Turn, Word


def transcript(*texts, gap=0.1, turns=0):
    words = []
    for number, text in enumerate(texts):
        start = round(number * (0.5 + gap), 3)
        end = round(start + 0.5, 3)
        turn = number % turns if turns else None
        words.append(Word(text, start, end, turn=turn, phones=(Phone("x", start, end),)))
    return Transcript(
        tuple(words), duration=words[-1].end + 1, language="en", turns=(Turn("A"),) * turns
    )


def times(transcript):
    return [(word.text, round(word.start, 3), round(word.end, 3)) for word in transcript.words]


def test_case_and_punctuation_do_not_change_times():
    old = transcript("well", "hello", "there")
    new = retext(old, "Well, hello there!")
    assert [word.text for word in new.words] == ["Well,", "hello", "there!"]
    assert [(w.start, w.end, w.phones) for w in new.words] == [
        (w.start, w.end, w.phones) for w in old.words
    ]
    assert new.source == "native"
    assert [new.text[slice(*word.span)] for word in new.words] == ["Well,", "hello", "there!"]


def test_a_misheard_word_takes_the_time_of_the_one_it_replaces():
    old = transcript("see", "Anne", "there")
    new = retext(old, "see Ann there")
    assert [(w.start, w.end) for w in new.words] == [(w.start, w.end) for w in old.words]
    assert new.words[1].phones == ()
    assert new.source == "native"


def test_two_words_for_one_share_its_time_and_are_estimated():
    new = retext(transcript("I", "gonna", "go"), "I am going go")
    assert times(new) == [
        ("I", 0, 0.5),
        ("am", 0.6, 0.767),
        ("going", 0.767, 1.1),
        ("go", 1.2, 1.7),
    ]
    assert [word.confidence for word in new.words] == [None, 0.0, 0.0, None]
    assert new.source == "estimated"


def test_an_inserted_word_gets_only_silence():
    old = transcript("one", "three")
    new = retext(old, "one two three four")
    assert times(new) == [
        ("one", 0, 0.5), ("two", 0.5, 0.6), ("three", 0.6, 1.1), ("four", 1.1, 2.1)
    ]  # fmt: skip


def test_a_deleted_word_leaves_silence():
    assert times(retext(transcript("a", "b", "c"), "a c")) == [("a", 0, 0.5), ("c", 1.2, 1.7)]


def test_speakers_stay_with_their_words():
    new = retext(transcript("a", "b", "c", turns=3), "a x b c")
    assert [word.turn for word in new.words] == [0, 0, 1, 2]


def test_japanese_is_compared_by_character_and_keeps_its_words():
    old = Transcript(
        (Word("今日は", 0.0, 0.9), Word("天気", 1.0, 1.6), Word("です。", 1.6, 2.5)), duration=3.0
    )
    new = retext(old, "今日は元気です。")
    assert times(new) == [("今日は", 0, 0.9), ("元気", 1.0, 1.6), ("です。", 1.6, 2.5)]


def test_an_empty_text_is_refused():
    with pytest.raises(InputError, match="no words"):
        retext(transcript("a"), " \n")


def test_an_edit_of_an_hour_is_as_fast_as_reading_it():
    old = transcript(*[f"word{n % 50}" for n in range(9000)])
    texts = [word.text for word in old.words]
    texts[4500] = "edited"
    new = retext(old, " ".join(texts))
    assert [w.start for w in new.words] == [w.start for w in old.words]


tokens = st.lists(
    st.sampled_from(
        ["the", "dog,", "ran", "Home.", "again", "a", "42", "über", "مرحبا", "犬", "は"]
    ),
    min_size=1,
    max_size=15,
)


@given(tokens, st.data())
@settings(deadline=None)
def test_an_edit_does_not_move_other_words(texts, data):
    old = transcript(*texts)
    at = data.draw(st.integers(0, len(texts) - 1))
    edited = [*texts[:at], "qqq", *texts[at + 1 :]]
    new = retext(old, " ".join(edited))
    assert [word.text for word in new.words] == edited
    for index, (was, now) in enumerate(zip(old.words, new.words, strict=True)):
        if index != at:
            assert (now.start, now.end) == pytest.approx((was.start, was.end))


@given(tokens, st.text(max_size=60))
@settings(deadline=None)
def test_any_text_gives_a_valid_transcript_of_it(texts, text):
    if not text.split():
        return
    new = retext(transcript(*texts), text)
    assert "".join(word.text for word in new.words) == "".join(text.split())
