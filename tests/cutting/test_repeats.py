import pytest

from tests.cutting.conftest import talk
from vidsync.cutting.fillers import find_fillers, hesitations
from vidsync.cutting.repeats import find_restarts
from vidsync.cutting.takes import find_takes
from vidsync.transcript import Transcript


def left(transcript: Transcript, language: str = "en") -> str:
    """Return what is left of a text without fillers, takes and restarts."""
    removed = {index for words in find_fillers(transcript, language) for index in words}
    removed |= {index for words in find_takes(transcript, frozenset(removed)) for index in words}
    known = hesitations(language)
    assert known is not None
    restarts = find_restarts(transcript, frozenset(removed), frozenset(known.repeats))
    removed |= {index for words in restarts for index in words}
    return " ".join(
        word.text for index, word in enumerate(transcript.words) if index not in removed
    )


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("So the — so the thing is", "so the thing is"),
        ("So the so the thing is good", "so the thing is good"),
        ("I think the the cat and and a dog", "I think the cat and a dog"),
        ("I- I was th- there", "I was there"),
        (
            "the app… application is of pre- and post-war times",
            "the application is of pre- and post-war times",
        ),
        ("we want to um we want to go", "we want to go"),
        ("I want to I want to I want to go", "I want to go"),
        ("and then he said [0.5] and then he said no", "and then he said no"),
        ("it was a really nice it was a really nice day", "it was a really nice day"),
    ],
)
def test_what_is_begun_again_loses_its_first_time(text: str, expected: str):
    assert left(talk(text)) == expected


@pytest.mark.parametrize(
    "text",
    [
        "It is very very good and really really nice",
        "He had had enough of what that that meant",
        "What it is is hard to say",
        "No no no no that is wrong",
        "Again and again and again we went",
        "More and more and more came over and over and over",
        "Let it be, let it be, let it be, let it be",
        "Let it be let it be let it be let it be whisper words",
        "Row, row, row your boat gently down the stream",
        "Happy birthday to you happy birthday to you happy birthday dear Ann",
        "We will we will rock you and then we will we will rock you",
        "Thank you. Thank you. Thank you very much.",
        "Come on, come on, let's go home",
        "Knock knock. Who is there?",
        "Step by step by step by step",
        "Bye bye! The end. The end of it.",
        "I have a dream that one day we rise. I have a dream that the red hills sit down.",
        "We all live in a yellow submarine. We all live in a yellow submarine. And our friends "
        "are all aboard. We all live in a yellow submarine. We all live in a yellow submarine.",
        "♪ So the so the song goes on ♪ ♪",
    ],
)
def test_what_is_repeated_by_intent_stays(text: str):
    if text.startswith("♪"):
        text = " ".join(f"♪{word}" for word in text.strip("♪ ").split())
    assert left(talk(text)) == text


def test_of_several_takes_the_last_one_stays():
    text = (
        "Hello. [1] Welcome to the channel today we [1.5] Welcome to the channel today I talk "
        "[1.5] Welcome to the channel. Today I talk about cats."
    )
    assert left(talk(text)) == "Hello. Welcome to the channel. Today I talk about cats."


def test_what_is_said_between_two_takes_goes_with_the_first():
    text = (
        "The second point is about money. [1] Sorry, once more. [1] The second point is about "
        "time. It is short."
    )
    assert left(talk(text)) == "The second point is about time. It is short."


def test_two_speakers_repeat_each_other():
    text = "Do you want tea or coffee? Do you want tea or coffee? Tea."
    turns = "0000001111111"[: len(text.split())]
    assert left(talk(text, turns=turns)) == text


def test_german_has_words_that_come_twice():
    text = "Die, die die Frau von von der Leyen sah, und und ich lachte"
    assert left(talk(text, language="de"), "de") == text.replace("und und", "und")
