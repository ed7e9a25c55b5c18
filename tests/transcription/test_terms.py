"""Names and terms: the file, the prompt, and correction by sound."""

from itertools import pairwise

import pytest

from vidsync.errors import InputError
from vidsync.transcript import Word
from vidsync.transcription.terms import TermCorrector, parse_terms, read_terms


def correct(text, *terms, confidence=0.5, language="en-us"):
    heard = [
        (Word(word, 0.5 * index, 0.5 * index + 0.4, confidence=confidence), ())
        for index, word in enumerate(text.split())
    ]
    return TermCorrector(parse_terms(terms), language).correct(heard)


def texts(heard):
    return " ".join(word.text for word, _ in heard)


@pytest.mark.parametrize(
    ("heard", "term", "corrected"),
    [
        ("we use cooper netties here", "Kubernetes", "we use Kubernetes here"),
        ("ask Katarina first", "Katharina", "ask Katharina first"),
        ("ask katerina's mother.", "Katharina", "ask Katharina's mother."),
        ("the hybari voice", "hibari", "the hibari voice"),
        ("I saw mister win today", "Nguyen = win", "I saw mister Nguyen today"),
        ("read the new your times, please", "New York Times", "read the New York Times, please"),
        ("my iphone rang", "iPhone", "my iPhone rang"),
    ],
)
def test_words_that_sound_like_a_term_become_it(heard, term, corrected):
    assert texts(correct(heard, term)) == corrected


@pytest.mark.parametrize(
    ("heard", "term"),
    [
        ("we win every game", "Nguyen = win"),
        ("the carbon netting is new", "Kubernetes"),
        ("a cat and a dog", "Katharina"),
    ],
)
def test_other_words_stay(heard, term):
    assert texts(correct(heard, term, confidence=0.96)) == heard


def test_words_far_from_a_term_stay_however_unsure():
    heard = "the ferry leaves at dawn and nobody is ready for it"
    assert texts(correct(heard, "Kubernetes", "Katharina", confidence=0.1)) == heard


def test_a_term_has_the_time_of_what_it_replaces_and_tells_it():
    ((word, others),) = correct("cooper netties", "Kubernetes")
    assert (word.start, word.end) == (0.0, 0.9)
    assert others == ("cooper netties",)


def test_a_term_of_several_words_shares_the_time():
    heard = correct("new your times", "New York Times")
    assert [word.text for word, _ in heard] == ["New", "York", "Times"]
    times = [(word.start, word.end) for word, _ in heard]
    assert times[0][0] == 0.0
    assert times[-1][1] == pytest.approx(1.4)
    assert all(one[1] == pytest.approx(other[0]) for one, other in pairwise(times))


def test_a_language_without_a_voice_still_corrects_the_spelling():
    assert texts(correct("my iphone rang", "iPhone", language="xx")) == "my iPhone rang"


def test_the_prompt_has_the_terms_as_far_as_they_fit():
    assert parse_terms(["Kubernetes", "# a comment", "", "Nguyen = win"]).prompt == (
        "Kubernetes, Nguyen."
    )
    assert len(parse_terms(["x" * 70 + str(number) for number in range(99)]).prompt) <= 701


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        (b"= win", "line 1: '= win' is not a term"),
        (b"ok\nNguyen =", "line 2: 'Nguyen =' is not a term"),
        (b"\xff\xfe", "not UTF-8"),
        (b"x" * 100, "at most 80 letters"),
        (b"a\n" * 501, "501 terms are too many"),
        (b"#" * 200_001, "over 200,000 bytes"),
    ],
)
def test_a_wrong_file_is_told(tmp_path, content, problem):
    path = tmp_path / "terms.txt"
    path.write_bytes(content)
    with pytest.raises(InputError, match=problem):
        read_terms(path)


def test_a_missing_file_is_told(tmp_path):
    with pytest.raises(InputError, match="can't be read"):
        read_terms(tmp_path / "none.txt")
