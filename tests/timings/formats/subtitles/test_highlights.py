"""Sentences that are repeated for each word give the words their times."""

from __future__ import annotations

import pytest

from tests.timings.formats.subtitles.reading import read, shown, words


def cues(*texts, first=1.0, length=0.5):
    blocks = []
    for number, text in enumerate(texts):
        start, end = (first + length * (number + at) for at in (0, 1))
        times = f"00:00:{start:06.3f} --> 00:00:{end:06.3f}".replace(".", ",")
        blocks.append(f"{number + 1}\n{times}\n{text}\n")
    return "\n".join(blocks)


TIMED = [("hello", 1, 1.5), ("my", 1.5, 2), ("friend", 2, 2.5)]


@pytest.mark.parametrize(
    "mark",
    ["[{}]", "*{}*", "**{}**", "_{}_", "({})", "»{}«", "→{}←", "|{}|", "【{}】"],
)
def test_marks_around_the_word_that_is_spoken_time_it(mark):
    plain = ["hello", "my", "friend"]
    texts = [
        " ".join(mark.format(word) if at == lit else word for at, word in enumerate(plain))
        for lit in range(3)
    ]
    assert words(read(cues(*texts))) == TIMED


def test_capitals_of_the_word_that_is_spoken_time_it():
    assert words(read(cues("HELLO my friend", "hello MY friend", "hello my FRIEND"))) == TIMED
    later = cues("OH I am here", "oh I am here", "oh I AM here", "oh I am HERE")
    assert words(read(later)) == [
        ("oh", 1, 1.5), ("I", 1.5, 2), ("am", 2, 2.5), ("here", 2.5, 3)
    ]  # fmt: skip


def test_capitals_in_colour_time_the_words():
    lit = '<font color="#ffff00">{}</font>'
    texts = (
        f"{lit.format('HELLO')} my friend",
        f"hello {lit.format('MY')} friend",
        f"hello my {lit.format('FRIEND')}",
    )
    assert words(read(cues(*texts))) == TIMED


@pytest.mark.parametrize("base", ["white", "#FFFFFF"])
def test_the_highlight_may_be_the_colour_that_moves(base):
    rest, lit = f'<font color="{base}">', '<font color="#ff0">'
    texts = (
        f"{lit}hello</font> {rest}my friend</font>",
        f"{rest}hello</font> {lit}my</font> {rest}friend</font>",
        f"{rest}hello my</font> {lit}friend</font>",
    )
    assert words(read(cues(*texts))) == TIMED


def test_a_sentence_that_grows_times_its_words():
    text = (
        cues("I", "I want", "I want to", "I want to go.")
        + "\n"
        + (
            "5\n00:00:03,500 --> 00:00:06,000\nAnd that is all.\n\n"
            "6\n00:00:07,000 --> 00:00:08,000\nNobody came.\n"
        )
    )
    assert words(read(text))[:4] == [
        ("I", 1, 1.5), ("want", 1.5, 2), ("to", 2, 2.5), ("go.", 2.5, 3)
    ]  # fmt: skip
    assert shown(read(text))[4:] == ["And", "that", "is", "all.", "Nobody", "came."]


def test_a_sentence_that_grows_by_phrases_and_lines():
    read_back = read(cues("I want", "I want\nto go", "I want\nto go home now"))
    assert shown(read_back) == ["I", "want", "to", "go", "home", "now"]
    assert [round(word.start, 2) for word in read_back.words[::2]] == [1, 1.5, 2]


@pytest.mark.parametrize(
    "texts",
    [
        ("Go.", "Go!", "GO!"),
        ("No.", "No, no.", "Yes."),
        ("Really?", "Really!", "Who, me?"),
    ],
)
def test_lines_that_only_look_alike_are_kept(texts):
    assert shown(read(cues(*texts))) == " ".join(texts).split()
