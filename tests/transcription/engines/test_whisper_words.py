"""Words from the pieces that Whisper returns."""

import pytest

from vidsync.transcription.engines.whisper_words import Piece, join_pieces


def join(texts, language="en"):
    pieces = [Piece(text, 0.1 * i, 0.1 * i + 0.1, 0.9 - 0.1 * i) for i, text in enumerate(texts)]
    return join_pieces(pieces, language)


@pytest.mark.parametrize(
    ("pieces", "words"),
    [
        ([" It", " costs", " $", "20"], ["It", "costs", "$20"]),
        ([" 50", "%", " of"], ["50%", "of"]),
        ([" 3", ".5", " well", "-known"], ["3.5", "well-known"]),
        ([" yes", " -", " no"], ["yes -", "no"]),
        ([" ♪", " la"], ["la"]),
        (["", " "], []),
    ],
)
def test_words_have_their_signs(pieces, words):
    assert [word.text for word in join(pieces)] == words


def test_a_word_has_the_time_of_all_its_pieces_and_the_least_confidence():
    (word,) = join([" well", "-", "known"])
    assert (word.start, word.end) == (0.0, pytest.approx(0.3))
    assert word.confidence == pytest.approx(0.7)


def test_scripts_without_spaces_are_phrases():
    words = join(list("今天天气很好,我们去公园"), "zh")
    assert "".join(word.text for word in words) == "今天天气很好,我们去公园"
    assert "今天" in [word.text for word in words]
    assert 3 <= len(words) <= 8
    assert [word.text for word in join(["天", "気", "です", "ね", " iPhone"], "ja")] == [
        "天気ですね",
        "iPhone",
    ]


def test_no_phrase_begins_with_a_mark():
    words = join(["ว่", "าม", "ัน", "เอา"], "th")
    assert "".join(word.text for word in words) == "ว่ามันเอา"
    assert not any(word.text.startswith("ั") for word in words)
