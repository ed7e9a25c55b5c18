"""Words that a recognizer invents."""

from vidsync.transcript import Word
from vidsync.transcription.invented import find_spoken


def words(text, start=0.0, step=0.3):
    return [
        Word(each, start + index * step, start + (index + 1) * step)
        for index, each in enumerate(text.split())
    ]


def kept(text, speech=((0.0, 60.0),), **times):
    given = words(text, **times)
    return " ".join(given[index].text for index in find_spoken(given, speech))


def test_words_outside_all_speech_are_left_out():
    assert kept("one two three four", ((0.0, 0.5),), step=1.0) == "one"


def test_a_loop_is_said_once():
    assert kept("well then " + "thanks for watching " * 6) == "well then thanks for watching"


def test_what_people_repeat_stays():
    for said in ("no no no no", "bye bye", "row row row your boat row row row your boat"):
        assert kept(said) == said


def test_a_loop_of_one_word_is_said_once():
    assert kept("so " + "the " * 30 + "end") == "so the end"


def test_more_words_than_can_be_spoken_are_no_words():
    assert kept("a b c d e f g h i j k l m n o p", ((0.0, 1.0),), step=0.06) == ""
