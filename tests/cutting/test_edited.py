import random
import re

import pytest

from tests.cutting.conftest import talk
from vidsync.cutting.edited import compare_edited
from vidsync.errors import InputError

TEXT = "So, um, the first thing is that we met Jon Smyth. He was late, sadly."


def test_what_is_not_in_the_edited_text_is_deleted():
    edit = compare_edited(talk(TEXT), "So, the first thing is\nthat we met Jon Smyth.")
    words = [talk(TEXT).words[index].text for index in sorted(edit.deleted)]
    assert words == ["um,", "He", "was", "late,", "sadly."]
    assert edit.texts == {}


def test_corrected_words_are_taken_over():
    edit = compare_edited(talk(TEXT), "The first thing is that we met John Smith. He was late!")
    assert edit.texts == {2: "The", 9: "John", 10: "Smith.", 13: "late!"}
    assert edit.deleted == {0, 1, 14}


def test_a_word_that_stands_for_another_is_a_correction():
    edit = compare_edited(talk("we met Jon there"), "we met Anthropic there")
    assert edit.texts == {2: "Anthropic"}


def test_of_several_words_the_alike_ones_stay():
    edit = compare_edited(talk("the quick brown fox jumps"), "the quik fox jumps")
    assert edit.deleted == {2}
    assert edit.texts == {1: "quik"}


def test_added_words_are_an_error_that_names_them():
    with pytest.raises(InputError, match=r"not spoken: 'very', 'very' .*'… He was very'|'very'"):
        compare_edited(talk(TEXT), TEXT.replace("late", "very very late"))
    other = "completely different words, and more of them than were ever said by anyone " * 2
    with pytest.raises(InputError, match="'completely'"):
        compare_edited(talk(TEXT), other)


def test_a_moved_sentence_is_an_error():
    with pytest.raises(InputError, match="order of the words"):
        compare_edited(talk("one two three four five six"), "four five six one two three")


def test_an_empty_text_is_an_error():
    with pytest.raises(InputError, match="has no words"):
        compare_edited(talk(TEXT), " … \n")


def test_scripts_without_spaces_are_compared_by_character():
    edit = compare_edited(talk("今日は えーと 本を 読みます", language="ja"), "今日は本を読みます")
    assert edit.deleted == {1}
    assert edit.texts == {}


def test_a_long_text_is_compared_in_bounded_time():
    chance = random.Random(3)
    vocabulary = [f"w{number}" for number in range(300)]
    words = chance.choices(vocabulary, [1 / (rank + 1) for rank in range(300)], k=20_000)
    transcript = talk(" ".join(words))
    deleted = {index for start in range(50, 20_000, 173) for index in range(start, start + 9)
               if index < 20_000}  # fmt: skip
    rest = " ".join(word for index, word in enumerate(words) if index not in deleted)
    edit = compare_edited(transcript, rest)
    assert len(edit.deleted) == len(deleted)
    kept = [word for index, word in enumerate(words) if index not in edit.deleted]
    assert kept == re.split(r"\s+", rest)
