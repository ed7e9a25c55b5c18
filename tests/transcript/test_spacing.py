"""What is written between words."""

import pytest

from vidsync.captions import segment
from vidsync.transcript import Transcript, Word
from vidsync.transcript.spacing import join_words, take_gaps


def place(text, words):
    """Return words with their spans in a text."""
    found, end = [], 0
    for number, word in enumerate(words):
        start = text.index(word, end)
        end = start + len(word)
        found.append(Word(word, number * 0.4, number * 0.4 + 0.4, span=(start, end)))
    return found


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("富士山の絵 葛飾北斎", ["富士山の絵", "葛飾", "北斎"]),
        ("สวัสดี วันนี้ดีมาก", ["สวัสดี", "วันนี้", "ดีมาก"]),
        ("我用Python写代码", ["我用", "Python", "写", "代码"]),
        ("我用 Python 写代码", ["我用", "Python", "写", "代码"]),
        ("twenty-five", ["twenty-", "five"]),
        ("M.\u00a0Dupont parle", ["M.", "Dupont", "parle"]),
        ("Hello there", ["Hello", "there"]),
    ],
)
def test_words_are_written_as_in_their_text(text, words):
    placed = place(text, words)
    assert join_words(take_gaps(placed, text)) == text
    cues = segment(Transcript(placed, text=text))
    assert "".join(" ".join(cue.text.split("\n")) for cue in cues).replace(" ", "") == (
        text.replace(" ", "")
    )
    assert [word.gap for cue in cues for word in cue.words] == [
        word.gap for word in take_gaps(placed, text)
    ]


def test_the_usual_gap_is_not_stored():
    assert all(word.gap is None for word in take_gaps(place("a b", ["a", "b"]), "a b"))
    assert all(word.gap is None for word in take_gaps(place("你好", ["你", "好"]), "你好"))


def test_a_line_end_in_a_script_without_spaces_is_no_space():
    text = "你好\n世界"
    assert join_words(take_gaps(place(text, ["你好", "世界"]), text)) == "你好世界"


def test_words_that_skip_others_keep_the_usual_gap():
    text = "one two three"
    assert join_words(take_gaps(place(text, ["one", "three"]), text)) == "one three"


def test_plain_text_without_a_text_follows_the_script():
    words = [Word("你", 0, 1), Word("好", 1, 2), Word("twenty-", 2, 3), Word("five", 3, 4, gap="")]
    assert Transcript(words[:2]).plain_text == "你好"
    assert Transcript(words[2:]).plain_text == "twenty-five"


def test_parts_of_one_word_are_never_parted():
    text = "a b c d e f g h twenty-five"
    words = place(text, [*"abcdefgh", "twenty-", "five"])
    cue_of = {
        word.text: number
        for number, cue in enumerate(segment(Transcript(words, text=text)))
        for word in cue.words
    }
    assert cue_of["twenty-"] == cue_of["five"]
