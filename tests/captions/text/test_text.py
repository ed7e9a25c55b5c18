"""The shown text of a word, and its division into characters."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vidsync.captions.text.text import clean_text, split_clusters, wants_emoji
from vidsync.writing import space_between


@pytest.mark.parametrize(
    ("given_text", "expected"),
    [
        ("plain", "plain"),
        ("two\nlines\tand  spaces", "two lines and spaces"),
        ("be\x07ll\x1b[31m", "bell[31m"),
        ("zero\u200bwidth\ufeff\u2060", "zerowidth"),
        ("soft\u00adhyphen", "softhyphen"),
        ("e\u0301", "é"),
        ("\u200b\u200d", ""),
        ("\u0301", ""),
        ("half \ud800 pair", "half pair"),
        ("tag\U000e0041s", "tags"),
        ("👨‍👩‍👧‍👦", "👨‍👩‍👧‍👦"),
        ("می‌خواهم", "می‌خواهم"),
    ],
)
def test_only_characters_that_are_visible_or_shape_others_are_kept(given_text, expected):
    assert clean_text(given_text) == expected


def test_a_long_stack_of_marks_is_shortened():
    assert clean_text("Z" + "\u0335" * 500 + "o") == "Z" + "\u0335" * 6 + "o"


@pytest.mark.parametrize(
    ("text", "language", "expected"),
    [
        ("straße", "de", "STRASSE"),
        ("istanbul", "tr", "İSTANBUL"),
        ("istanbul", "en", "ISTANBUL"),
        ("Καλημέρα", "el", "ΚΑΛΗΜΕΡΑ"),
        ("café", "fr", "CAFÉ"),
    ],
)
def test_capitals_follow_the_language(text, language, expected):
    assert clean_text(text, case="upper", language=language) == expected


def test_small_letters_follow_the_language():
    assert clean_text("ISPARTA İZMİR", case="lower", language="tr") == "ısparta izmir"


@given(st.text(max_size=60))
def test_shown_text_is_stable_and_has_no_line_breaks(text):
    once = clean_text(text)
    assert clean_text(once) == once
    assert not any(character in once for character in "\n\r\t\x00\u2028")
    assert once == once.strip()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("abc", ["a", "b", "c"]),
        ("👨‍👩‍👧‍👦a", ["👨‍👩‍👧‍👦", "a"]),
        ("🇫🇷🇩🇪", ["🇫🇷", "🇩🇪"]),
        ("👍🏽👍", ["👍🏽", "👍"]),
        ("1️⃣2", ["1️⃣", "2"]),
        ("🏴󠁧󠁢󠁳󠁣󠁴󠁿!", ["🏴󠁧󠁢󠁳󠁣󠁴󠁿", "!"]),
        ("नि", ["नि"]),
    ],
)
def test_a_cluster_is_one_character_to_a_reader(text, expected):
    assert split_clusters(text) == expected


@given(st.text())
def test_clusters_lose_nothing(text):
    assert "".join(split_clusters(text)) == text


@pytest.mark.parametrize(
    ("cluster", "picture"),
    [
        ("🔥", True),
        ("⭐", True),
        ("❤️", True),
        ("❤", False),
        ("⭐︎", False),
        ("a", False),
        ("1", False),
    ],
)
def test_emoji_are_recognized_by_default_and_by_variation_selectors(cluster, picture):
    assert wants_emoji(cluster) is picture


def test_scripts_without_spaces_are_joined_without_spaces():
    assert not space_between("こんにちは", "世界")
    assert not space_between("Hello", "世界")
    assert space_between("한국어", "자막")
    assert not space_between("สวัสดี", "ครับ")


@pytest.mark.parametrize(
    ("text", "capitals"),
    [
        ("ή", "Ή"), ("ή,", "Ή,"), ("όχι", "ΟΧΙ"), ("ρολόι", "ΡΟΛΟΪ"), ("Μάιος", "ΜΑΪΟΣ"),
        ("άυλος", "ΑΫΛΟΣ"), ("μαΐου", "ΜΑΪΟΥ"), ("εύκολο", "ΕΥΚΟΛΟ"), ("αρχή", "ΑΡΧΗ"),
    ],
)  # fmt: skip
def test_greek_capitals_have_no_accent_and_keep_vowels_apart(text, capitals):
    assert clean_text(text, case="upper", language="el") == capitals
