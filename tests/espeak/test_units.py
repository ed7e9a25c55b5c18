"""Text as units and chunks: nothing lost, nothing too long."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vidsync.errors import InputError
from vidsync.espeak.units import check_text, chunks, plain, units


def parts(text):
    return [text[unit.start : unit.end] for unit in units(text)]


@given(st.text())
def test_units_hold_all_but_the_spaces_in_order(text):
    assert "".join(parts(text)) == "".join(text.split())
    assert all(unit.start < unit.end for unit in units(text))


@given(st.lists(st.sampled_from(["word", "a,", "end.", "—", "!", "\n\n", "x" * 450]), max_size=400))
def test_chunks_hold_every_unit_once_and_no_clause_is_too_long(tokens):
    text = " ".join(tokens)
    groups = list(chunks(text, units(text)))
    assert [unit for group, _ in groups for unit in group] == units(text)
    for group, _ in groups:
        clause = 0
        for unit in group:
            clause += unit.end - unit.start + 1
            if text[unit.start : unit.end].endswith((",", ".", "!")):
                clause = 0
            assert clause <= 700


def test_a_chunk_ends_with_a_sentence_where_it_can():
    text = "This is a sentence of forty characters.  " * 60
    groups = list(chunks(text, units(text)))
    assert len(groups) == 3
    assert all(text[group[-1].end - 1] == "." for group, _ in groups)
    assert [ends for _, ends in groups] == [True, True, False]


def test_punctuation_never_begins_a_chunk():
    text = ("Some words here. " * 50 + "! ") * 3
    for group, _ in chunks(text, units(text)):
        assert text[group[0].start].isalpha()


def test_scripts_without_spaces_part_where_a_word_surely_begins():
    assert parts("ラーメンをたべます") == ["ラーメンを", "たべます"]
    assert parts("東京へ行きます。明日") == ["東", "京へ", "行きます。", "明", "日"]
    assert parts("我是「中国」人") == ["我", "是", "「中", "国」", "人"]
    assert parts("iPhone手机") == ["iPhone", "手", "机"]
    assert parts("ผมไปเที่ยว") == ["ผม", "ไป", "เที่ยว"]


def test_scripts_with_spaces_are_not_parted():
    text = "state-of-the-art didn't 2024 $5.50 안녕하세요 สวัสดี"
    assert parts(text) == text.split()


def test_what_harms_the_engine_is_blanked_and_no_offset_moves():
    assert plain("a\x00b \x01c\x1b d`e ` ``\nf") == "a b  c  d`e     \nf"
    assert plain("\u0661 \U0001f44d é") == "\u0661 \U0001f44d é"


@pytest.mark.parametrize("text", ["", "  \n", "...", "— “” !?", "\x00\x01"])
def test_a_text_with_nothing_to_say_is_refused(text):
    with pytest.raises(InputError, match=r"spoken|no text"):
        check_text(text)


def test_half_a_surrogate_pair_is_refused_and_placed():
    with pytest.raises(InputError, match="character 4"):
        check_text("abc\ud83d")
