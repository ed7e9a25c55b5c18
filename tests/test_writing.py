"""Rules for words, sentences and spaces."""

import pytest

from vidsync.writing import (
    ends_clause,
    ends_sentence,
    ends_with_comma,
    has_core,
    has_letters,
    is_opening,
    is_spaceless,
    is_speakable,
    space_between,
    split_words,
)


@pytest.mark.parametrize(
    "word", ["end.", "end!”", "“end.”", "end.)", "end?!", "end…", "終わり。", "कहा।", "etc..."]
)
def test_a_word_ends_a_sentence(word):
    assert ends_sentence(word)


@pytest.mark.parametrize("word", ["Dr.", "e.g.", "J.", "(z.B.", "comma,", "plain", "", "“"])
def test_a_word_does_not_end_a_sentence(word):
    assert not ends_sentence(word)


@pytest.mark.parametrize("word", ["then,", "so;", "which:", "end.", "wait —", "で、", "(so,)"])
def test_a_word_ends_a_clause(word):
    assert ends_clause(word)


@pytest.mark.parametrize("word", ["then", "Dr", "twenty-five", "(", ""])
def test_a_word_does_not_end_a_clause(word):
    assert not ends_clause(word)


@pytest.mark.parametrize("word", ["then,", "so;", "which:", "wait—", "で、", "(so,)", "so,”"])
def test_a_word_ends_with_a_comma(word):
    assert ends_with_comma(word)


@pytest.mark.parametrize("word", ["end.", "end?)", "plain", "Dr.", ""])
def test_a_word_does_not_end_with_a_comma(word):
    assert not ends_with_comma(word)


@pytest.mark.parametrize("text", ["(", "“", "¿¡", "「", "«"])
def test_punctuation_that_opens(text):
    assert is_opening(text)


@pytest.mark.parametrize("text", [")", "”", "?", "(a", "-"])
def test_text_that_is_more_than_opening_punctuation(text):
    assert not is_opening(text)


@pytest.mark.parametrize("text", ["a", "7", "€", "่", "😀", "(a)"])
def test_text_with_a_core(text):
    assert has_core(text)


@pytest.mark.parametrize("text", ["", " ", "—", "?!", "%"])
def test_text_without_a_core(text):
    assert not has_core(text)


@pytest.mark.parametrize("text", ["漢字", "かな", "カナ", "ไทย", "ລາວ", "ខ្មែរ", "မြန်မာ"])
def test_scripts_without_spaces(text):
    assert is_spaceless(text)
    assert not space_between(text, text)


@pytest.mark.parametrize("text", ["Latin", "Ελλάδα", "Кириллица", "한국어", "हिन्दी", "عربي", "!?"])
def test_scripts_with_spaces(text):
    assert not is_spaceless(text)
    assert space_between(text, text)


def test_no_space_stands_next_to_a_script_without_spaces():
    assert not space_between("です。", "Hello")
    assert not space_between("Hello", "世界")


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", []),
        ("Hello  there ", [("", "Hello"), (" ", "there")]),
        ("Yes – no", [("", "Yes –"), (" ", "no")]),
        ("- Hi. - Hello!", [("", "- Hi."), (" ", "- Hello!")]),
        ("Vraiment\u00a0? Oui\u202f!", [("", "Vraiment\u00a0?"), (" ", "Oui\u202f!")]),
        ("«\u00a0Bien\u00a0»", [("", "«\u00a0Bien\u00a0»")]),
        ("10\u202f000\u00a0€ net", [("", "10\u202f000\u00a0€"), (" ", "net")]),
        ("M.\u00a0Dupont", [("", "M."), ("\u00a0", "Dupont")]),
        ("He said ( softly )", [("", "He"), (" ", "said"), (" ", "( softly )")]),
        ("?!", [("", "?!")]),
        ("end (", [("", "end (")]),
    ],
)
def test_split_words(text, words):
    assert split_words(text) == words


@pytest.mark.parametrize(
    ("text", "letters", "spoken", "silent_emoji"),
    [
        ("a", True, True, True),
        ("7", True, True, True),
        ("€", False, True, True),
        ("%", False, True, True),
        ("°", False, True, True),
        ("😀", False, True, False),
        ("—", False, False, False),
        ("?!", False, False, False),
        ("", False, False, False),
    ],
)
def test_what_can_be_spoken(text, letters, spoken, silent_emoji):
    assert has_letters(text) is letters
    assert is_speakable(text) is spoken
    assert is_speakable(text, emoji=False) is silent_emoji
