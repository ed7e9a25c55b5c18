import pytest

from vidsync.tts.engines.neural.hibari.pronunciation import Pronouncer
from vidsync.tts.engines.neural.hibari.reading import read_tokens

# What is written, and what is read out for each token of it.
READ = {
    "I paid $3.50 on 3 March 2024.": ["I", "paid", "$3.50", "on", "the third of", "March", "2024."],
    "Dr. Smith isn't in.": ["Dr", "Smith", "isn't", "in."],
    "at 10:30 pm.": ["at", "ten thirty", "P.M."],
    "On Jan. 5, 2020": ["On", "January", "fifth,", "2020"],
    "He ran 5 km/h at 20 °C,": [
        "He", "ran", "5 kilometers per", "hour", "at", "20 degrees", "Celsius,",
    ],
    "Henry VIII and World War II": ["Henry the", "eighth", "and", "World", "War", "2"],
    "£5 million, $5M": ["5", "million pounds,", "5 million dollars"],
    "USD 500 please": ["500 dollars", "please"],
    "pages 12 - 40": ["pages", "12", "to", "40"],
    "½ of 2½": ["one half", "of", "2 one half"],
    "a 🚀! 👍🏽 ❤️": ["a", "rocket!", "thumbs up", "red heart"],
    "<b>bold</b> *hi* _it_ [see]": ["b bold /b", "hi", "it", "(see)"],
    "he said , yes": ["he", "said", ",", "yes"],
    "1234567890123456": [" ".join("1234567890123456")],
    "6'2\" tall": ['6 foot 2"', "tall"],
    "Visit www.example.com. Or joe@a-b.org?": [
        "Visit", "W W W dot example dot com.", "Or", "joe @ a b dot org?",
    ],
    "https://example.com/shop, e.g. Ph.D. end.Next 3.5": [
        "example dot com slash shop,", "e.g.", "Ph.D.", "end.Next", "3.5",
    ],
}  # fmt: skip


@pytest.mark.parametrize("text", READ)
def test_each_token_gets_the_words_that_are_read_out_for_it(text: str) -> None:
    assert [reading.text for reading in read_tokens(text.split())] == READ[text]


def test_tokens_in_another_order_when_read_stay_together() -> None:
    first, second = read_tokens(["USD", "500", "please"])
    assert (first.first, first.count) == (0, 2)
    assert second.first == 2


def test_every_token_with_letters_or_digits_is_heard() -> None:
    tokens = [
        "Łódź",
        "東京",
        "Привет",
        "Qwxzt",
        "007",
        "⁷",
        "٣",
        "99999999999999999999999999",
        "C++",
        "v2.0.1",
        "'90s",
        "x_y",
    ]
    letters = Pronouncer(british=False).pronounce(tokens)
    heard = {letter.token for letter in letters if letter.sign.isalpha()}
    assert heard == set(range(len(tokens)))
    assert [letter.token for letter in letters] == sorted(letter.token for letter in letters)


def test_a_currency_does_not_reach_the_next_amount() -> None:
    letters = Pronouncer(british=False).pronounce(["€1,234.56,", "500", "miles"])
    assert "".join(each.sign for each in letters if each.token == 1) == "fˈIv hˈʌndɹəd "
