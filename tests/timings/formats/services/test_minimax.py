"""Timing documents of MiniMax."""

import pytest

from vidsync.errors import VidsyncWarning
from vidsync.timings import load


def minimax_word(text, first, begin, end, last=None):
    last = first + len(text) if last is None else last
    return {
        "word": text,
        "word_begin": first,
        "word_end": last,
        "time_begin": begin,
        "time_end": end,
    }


def test_pieces_of_a_word_are_joined():
    words = [
        minimax_word("un", 0, 0.0, 100.0),
        minimax_word("do", 2, 100.0, 200.0),
        minimax_word(" ", 4, 200.0, 200.0),
        minimax_word("12", 5, 200.0, 300.0),
        minimax_word("12", 5, 300.0, 400.5),
        minimax_word(".", 7, 400.5, 400.5),
    ]
    document = [{"text": "undo 12.", "time_begin": 0, "time_end": 500, "timestamped_words": words}]
    transcript = load(document, text="undo 12.")
    assert [(w.text, w.span) for w in transcript.words] == [("undo", (0, 4)), ("12.", (5, 8))]
    assert transcript.words[1].end == pytest.approx(0.4005)


def test_characters_of_scripts_without_spaces_are_not_joined():
    words = [minimax_word("你", 0, 0.0, 100.0), minimax_word("好", 1, 100.0, 200.0)]
    document = [{"text": "你好", "time_begin": 0, "time_end": 200, "timestamped_words": words}]
    assert [word.text for word in load(document).words] == ["你", "好"]


def test_sentences_are_split_and_marked_as_estimated():
    document = [{"text": "Hi there.", "time_begin": 100.0, "time_end": 900.0}]
    with pytest.warns(VidsyncWarning, match="estimated"):
        transcript = load(document, text="Hi there.")
    assert transcript.source == "estimated"
    assert [word.text for word in transcript.words] == ["Hi", "there."]
    assert transcript.words[0].start == pytest.approx(0.1)
