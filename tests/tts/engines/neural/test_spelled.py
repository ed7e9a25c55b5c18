"""Sentences spelled for a network; amounts of money read out as people say them."""

import pytest

from vidsync.tts.engines.neural.spelled import spell_sentence


def read(text, voice="en-us"):
    spelled = spell_sentence(text, voice)
    return {
        text[token.start : token.end]: "".join(
            letter.sign for letter in spelled.letters if letter.token == number
        ).strip(" ,.")
        for number, token in enumerate(spelled.tokens)
    }


def test_an_amount_of_money_is_one_token_with_all_of_its_words():
    words = read('He paid ($87.20), plus "€3".')
    assert words["($87.20),"] == "ˈeɪɾi sˈɛvən dˈɑːlɚz twˈɛnti sˈɛnts"
    assert words['"€3".'] == "θɹˈiː jˈʊɹɹoʊz"
    assert words["plus"] == "plˈʌs"


@pytest.mark.parametrize(("text", "voice"), [("It was $3.5 million.", "en-us"), ("$5", "de")])
def test_other_amounts_are_left_to_espeak(text, voice):
    assert text.split()[-1] in read(text, voice)


def test_a_sentence_without_anything_to_say_is_silent():
    for text in ("… —", "!!!"):
        spelled = spell_sentence(text, "en-us")
        assert spelled.tokens
        assert not spelled.letters


def test_words_before_a_pause_are_marked():
    spelled = spell_sentence("Yes, we can.", "en-us")
    assert spelled.marked == {0, 2}
