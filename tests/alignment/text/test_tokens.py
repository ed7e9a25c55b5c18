from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vidsync.alignment.text.tokens import tokenize


def spoken(text: str, language: str = "en") -> list[set[str]]:
    return [{" ".join(form) for form in token.readings} for token in tokenize(text, language)]


@given(st.text(max_size=200), st.sampled_from(["en", "de", "fr", "ja"]))
def test_every_token_is_a_stretch_of_the_text_and_none_overlap(text: str, language: str) -> None:
    end = 0
    for token in tokenize(text, language):
        assert end <= token.span[0] < token.span[1] <= len(text)
        assert token.text.strip() == token.text != ""
        assert token.readings
        end = token.span[1]
        if not {"<", "\0"} & {*text}:
            assert text[slice(*token.span)] == token.text


@given(st.lists(st.from_regex(r"[A-Za-z][a-z']{0,8}[a-z][,.!?]?", fullmatch=True), max_size=12))
def test_plain_words_are_one_token_each(words: list[str]) -> None:
    text = "  ".join(words)
    assert [token.text for token in tokenize(text, "en")] == words


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("2024", "twenty twenty four"),
        ("2024", "two thousand and twenty four"),
        ("1905", "nineteen oh five"),
        ("1,250", "twelve hundred and fifty"),
        ("3.14", "three point one four"),
        ("21st", "twenty first"),
        ("1990s", "nineteen nineties"),
        ("$12.50", "twelve dollars and fifty cents"),
        ("$3m", "three million dollars"),
        ("$20,", "twenty dollars"),
        ("£1", "one pound"),
        ("75%", "seventy five percent"),
        ("10:45", "ten forty five"),
        ("10:45", "quarter to eleven"),
        ("7:00pm", "seven p m"),
        ("12/05/2024", "december fifth two thousand and twenty four"),
        ("12/05/2024", "the twelfth of may twenty twenty four"),
        ("2024-05-12", "may twelfth twenty twenty four"),
        ("555-1234", "five five five one two three four"),
        ("3/4", "three quarters"),
        ("Dr.", "doctor"),
        ("St.", "street"),
        ("U.S.A.", "u s a"),
        ("NASA", "nasa"),
        ("NASA", "n a s a"),
        ("TVs", "t v's"),
        ("VIII", "the eighth"),
        ("state-of-the-art", "state of the art"),
        ("and/or", "and or"),
        ("AT&T", "a t and t"),
        ("5km", "five kilometers"),
        ("COVID-19", "covid nineteen"),
        ("YouTube", "you tube"),
        ("#1", "number one"),
        ("**bold**", "bold"),
        ("a.b@c.com", "a dot b at c dot com"),
        ("don’t", "don't"),
        ("[here](https://example.org/x)", "here"),
    ],
)
def test_the_ways_to_say_a_token(text: str, said: str) -> None:
    (forms,) = spoken(text)
    assert said in forms


def test_a_currency_is_said_after_the_amount_it_belongs_to() -> None:
    assert [*spoken("$5 million")] == [
        {"five", "five dollars"},
        {"million dollars", "million dollar", "million"},
    ]


@pytest.mark.parametrize(
    ("language", "text", "said"),
    [
        ("de", "1984", "neunzehnhundertvierundachtzig"),
        ("fr", "84", "quatre vingt quatre"),
        ("es", "1.250", "mil doscientos cincuenta"),
        ("it", "12,5", "dodici virgola cinque"),
    ],
)
def test_figures_in_other_languages(language: str, text: str, said: str) -> None:
    (forms,) = spoken(text, language)
    assert said in forms


def test_unspoken_text_is_shown_with_the_word_before_it() -> None:
    text = "… well — yes, <b>really</b> <break time='1s'/> !"
    tokens = tokenize(text, "en")
    assert [token.text for token in tokens] == ["… well —", "yes,", "really !"]
    assert [text[slice(*token.span)] for token in tokens[:2]] == ["… well —", "yes,"]


def test_emoji_and_stage_directions_may_go_unsaid() -> None:
    for token in tokenize("🙂 [laughs]", "en"):
        assert () in token.readings
        assert len(token.readings) > 1


def test_marks_after_a_word_suggest_a_pause() -> None:
    text = 'Well, he said: "Stop!" and (at last) left. It is 3.5 km — far'
    marked = [token.text for token in tokenize(text, "en") if token.ends_clause]
    assert marked == ["Well,", "said:", '"Stop!"', "left.", "km —"]
