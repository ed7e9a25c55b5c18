"""The IPA that networks are trained on, with the word of each sound."""

import pytest

from vidsync.errors import InputError
from vidsync.espeak.process import shared_worker
from vidsync.espeak.spelling import spell


def spell_words(text, voice):
    """Return the signs as one string, and those of each word."""
    words, signs = spell(text, voice=voice)
    own = ["".join(sign.ipa for sign in signs if sign.word == n) for n in range(len(words))]
    return (
        "".join(sign.ipa for sign in signs),
        [(word.text, ipa.strip(" ,.;:!?")) for word, ipa in zip(words, own, strict=True)],
    )


def test_words_that_are_spoken_as_one_are_told_apart():
    text, words = spell_words("One of the best days, isn't it?", "en-us")
    assert text == "wˈʌn ʌvðə bˈɛst dˈeɪz, ˈɪzənt ɪt?"
    assert words[:3] == [("One", "wˈʌn"), ("of", "ʌv"), ("the", "ðə")]


def test_a_number_has_all_of_its_words():
    _, words = spell_words("It cost $3.50 in 2024.", "en-us")
    assert words[2] == ("$3.50", "dˈɑːlɚ θɹˈiː pɔɪnt fˈaɪv zˈiəɹoʊ")
    assert words[4] == ("2024.", "tˈuː θˈaʊzənd twˈɛnti fˈɔːɹ")


def test_marks_stay_where_they_are_heard():
    assert spell_words("Dr. Who: he said — well; no!", "en-us")[0] == (
        "dˈɑːktɚ hˈuː: hiː sˈɛd; wˈɛl; nˈoʊ!"
    )


@pytest.mark.parametrize(
    ("voice", "text", "count"),
    [
        ("de", "Am 3. Oktober kostete das Brötchen 1,50 €.", 8),
        ("fr", "Les enfants ont mangé deux pommes; c'est-à-dire qu'ils n'ont plus faim.", 11),
        ("es", "¿Qué tal? El año 1999 fue muy bueno.", 8),
        ("ru", "Привет, как дела?", 3),
        ("cmn", "你好，今天天气很好。", 6),
        ("hi", "मैं घर जा रहा हूँ।", 5),
    ],
)
def test_every_word_has_sounds_in_other_languages(voice, text, count):
    _, words = spell_words(text, voice)
    assert len(words) == count
    assert all(ipa for _, ipa in words)


def test_nothing_to_speak_is_refused():
    with pytest.raises(InputError):
        spell("…", voice="en-us")


@pytest.mark.parametrize("text", ["", "…", "-- no! ?", "x" * 3000, "a\n\nb", "Hi!!! . . . ok"])
def test_clauses_cover_the_text_in_order(text):
    clauses = shared_worker().phonemize(text, voice="gmw/en-US")
    ends = [clause.end for clause in clauses]
    assert ends == sorted(ends)
    assert ends[-1] == len(text)
