"""The transcript of a recording that is cut."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vidsync.errors import TimingError
from vidsync.transcript import Pause, Phone, Transcript, Turn, Viseme, Word

TEXT = "So, um, the thing.\n\nNext line."


def talk() -> Transcript:
    return Transcript(
        words=(
            Word("So,", 0.0, 0.5, span=(0, 3), turn=0),
            Word("um,", 1.0, 1.4, span=(4, 7), turn=0, phones=(Phone("ʌ", 1.0, 1.2),)),
            Word("the", 1.6, 1.8, span=(8, 11), turn=0, phones=(Phone("ð", 1.6, 1.7),)),
            Word("thing.", 1.8, 2.4, span=(12, 18), turn=0),
            Word("Next", 3.0, 3.4, span=(20, 24), turn=1),
            Word("line.", 3.4, 4.0, span=(25, 30), turn=1),
        ),
        duration=5.0,
        text=TEXT,
        turns=(Turn("A"), Turn("B")),
        pauses=(Pause(0.5, 1.0), Pause(2.4, 3.0)),
        visemes=(Viseme("polly", "p", 0.0, 1.2), Viseme("polly", "t", 1.2, 5.0)),
    )


def test_what_is_kept_moves_together():
    cut = talk().keep([(0.0, 0.8), (1.5, 5.0)])
    assert [word.text for word in cut.words] == ["So,", "the", "thing.", "Next", "line."]
    assert cut.words[1].start == pytest.approx(0.9)
    assert cut.words[1].phones[0].start == pytest.approx(0.9)
    assert [(pause.start, pause.end) for pause in cut.pauses] == [
        pytest.approx((0.5, 0.8)),
        pytest.approx((1.7, 2.3)),
    ]
    # The viseme across the cut is clipped on both sides of it, and nothing lies between.
    assert [(viseme.start, viseme.end) for viseme in cut.visemes] == [
        pytest.approx((0.0, 0.8)),
        pytest.approx((0.8, 4.3)),
    ]
    assert cut.duration == pytest.approx(4.3)
    assert cut.words[-1].turn == 1


def test_the_text_has_only_the_words_that_stay():
    cut = talk().keep([(0.0, 0.8), (1.5, 5.0)])
    assert cut.text == "So, the thing.\n\nNext line."
    assert [cut.text[slice(*word.span)] for word in cut.words] == [
        "So,", "the", "thing.", "Next", "line.",
    ]  # fmt: skip
    assert talk().keep([(0.0, 1.5), (2.9, 3.4)]).text == "So, um,\n\nNext"


def test_a_word_stays_if_half_of_it_is_kept():
    kept = talk().keep([(0.0, 1.25)])
    assert [word.text for word in kept.words] == ["So,", "um,"]
    assert kept.words[1].end == pytest.approx(1.25)
    assert [word.text for word in talk().keep([(0.0, 1.15)]).words] == ["So,"]


def test_words_without_a_length_stay_where_they_are_kept():
    marks = Transcript((Word("a", 1.0, 1.0), Word("b", 2.0, 2.0)), duration=2.0)
    kept = marks.keep([(0.5, 1.5), (1.8, 2.0)])
    assert [(word.text, word.start) for word in kept.words] == [("a", 0.5), ("b", 1.2)]
    assert marks.keep([(1.2, 1.9)]).words == ()


@pytest.mark.parametrize("spans", [[(1.0, 1.0)], [(2.0, 3.0), (1.0, 1.5)], [(0.0, float("inf"))]])
def test_spans_that_make_no_sense_are_refused(spans: list[tuple[float, float]]):
    with pytest.raises(TimingError):
        talk().keep(spans)


@given(st.lists(st.floats(0, 5), min_size=2, max_size=12, unique=True))
def test_any_spans_give_a_valid_transcript(edges: list[float]):
    edges = sorted(edges)[: len(edges) // 2 * 2]
    spans = [(a, b) for a, b in zip(edges[::2], edges[1::2], strict=True) if b > a]
    cut = talk().keep(spans)
    assert cut.duration == pytest.approx(sum(b - a for a, b in spans))
    for word in cut.words:
        assert word.span is not None
        assert cut.text[slice(*word.span)] == word.text
