import pytest

from tests.cutting.conftest import talk
from vidsync.cutting import hesitation_languages
from vidsync.cutting.fillers import find_fillers, find_listed, hesitations
from vidsync.cutting.tokens import tokens_of
from vidsync.errors import InputError


def found(text: str, language: str = "en") -> list[str]:
    transcript = talk(text, language=language)
    return [transcript.words[words.start].text for words in find_fillers(transcript, language)]


@pytest.mark.parametrize(
    ("language", "text", "fillers"),
    [
        ("en", "So, um, the uh thing ummmm is Uh- hmm... done.", "um, uh ummmm Uh- hmm..."),
        ("en-GB", "Erm, I er forgot.", "Erm, er"),
        ("de", "Also, ähm, das ist äääh gut um vier.", "ähm, äääh"),
        ("fr", "Je euh pense, heu, oui.", "euh heu,"),
        ("ja", "えーと 今日は あのー 本 です", "えーと あのー"),
        ("zh", "我 呃 觉得 嗯, 很好", "呃 嗯,"),
        ("ru", "Я, эээ, думаю, эм, да.", "эээ, эм,"),
    ],
)
def test_hesitations_are_found(language: str, text: str, fillers: str):
    assert found(text, language) == fillers.split()


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "You know, I mean, it is like a drum, an umbrella, uh-huh."),
        ("en", "She works in the ER of the UM."),
        ("en", "It is 5 mm long and 20 hm away."),
        ("de", "Er kam um vier. Mhm."),
        ("pt", "É um livro e um gato."),
        ("nl", "Er is er een."),
        ("es", "Este coche y este otro."),
    ],
)
def test_words_are_no_hesitations(language: str, text: str):
    assert found(text, language) == []


def test_capitals_say_nothing_where_all_is_in_capitals():
    assert found("SO UM THE THING") == ["UM"]


def test_further_fillers_are_words_or_phrases():
    transcript = talk("It is, you know, like a known thing, you know?")
    listed = list(find_listed(tokens_of(transcript), ["you know", "like"]))
    assert listed == [range(2, 4), range(8, 10), range(4, 5)]


def test_many_languages_are_known():
    assert len(hesitation_languages()) >= 20
    assert hesitations("cmn-CN") == hesitations("zh")
    assert hesitations("no") == hesitations("nb")


def test_no_list_is_written_with_a_word_twice_said_that_is_no_word():
    for language in hesitation_languages():
        known = hesitations(language)
        assert known is not None
        assert known.fillers
        assert not set(known.fillers) & set(known.repeats)


def test_an_unknown_language_is_an_error_that_says_what_to_do():
    with pytest.raises(InputError) as caught:
        list(find_fillers(talk("a b", language="tlh"), "tlh"))
    assert "'tlh'" in caught.value.message
    assert "--fillers" in caught.value.hint


def test_an_example_of_hesitant_speech_has_both():
    english = hesitations("en")
    assert english is not None
    assert english.example(fillers=True, repeats=True) == (
        "uh, um, er, eh, hm, mm, the, the, and, and"
    )
    assert english.example(fillers=False, repeats=False) == ""
