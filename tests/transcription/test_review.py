"""Doubtful words, and what else they could be."""

from dataclasses import replace

import pytest

from tests.transcription.conftest import ScriptedRecognizer
from vidsync.transcription import Recognition, transcribe_with_report
from vidsync.transcription.engines.other_readings import find_other_readings


class Doubting(ScriptedRecognizer):
    """Doubts the second word of every window, and counts how often it listens again."""

    again = 0

    def recognize(self, sound, *, language=None, prompt=None):
        heard = super().recognize(sound, language=language, prompt=prompt)
        words = [
            replace(word, confidence=0.2) if index == 1 else word
            for index, word in enumerate(heard.words)
        ]
        return Recognition(tuple(words), "en")

    def find_alternatives(self, sound, heard, *, language=None, prompt=None):
        self.again += 1
        return tuple(("fairy",) if word.text == "ferry" else () for word in heard.words)


def review(recording, **options):
    sound, words = recording
    recognizer = Doubting(words=words, sound=sound)
    return transcribe_with_report(sound, recognizer=recognizer, **options), recognizer


def test_doubtful_words_have_their_alternatives(recording):
    heard, _ = review(recording, review=True)
    first = heard.doubts[0]
    assert (first.index, first.word.text, first.alternatives) == (1, "ferry", ("fairy",))
    assert first.word.start == pytest.approx(recording[1][1].start, abs=0.05)


def test_without_review_nothing_is_heard_again(recording):
    heard, recognizer = review(recording, language="xx")
    assert recognizer.again == 0
    assert heard.doubts[0].alternatives == ()


def test_alternatives_are_kept_like_words(recording):
    one, first = review(recording, review=True, language="xx")
    two, second = review(recording, review=True, language="xx")
    assert first.again > 0
    assert second.again == 0
    assert one == two


def test_terms_take_the_place_of_words_and_tell_what_was_heard(recording):
    heard, recognizer = review(recording, terms=["Pherry"])
    assert heard.transcript.words[1].text == "Pherry"
    assert heard.doubts[0].alternatives == ("ferry",)
    assert {prompt for _, _, prompt in recognizer.calls} == {"Pherry."}


@pytest.mark.parametrize(
    ("texts", "readings"),
    [
        (["The fairy leaves."], ((), ("fairy",), ())),
        (["The ferry leaves.", "A ferry leans."], (("A",), (), ("leans",))),
        (["The fair he leaves."], ((), ("fair he",), ())),
        (["the FERRY, leaves"], ((), (), ())),
        (["Completely other words here, and many more of them."], ((), (), ())),
        ([], ((), (), ())),
    ],
)
def test_other_readings_stand_in_the_place_of_a_word(texts, readings):
    assert find_other_readings(["The", "ferry", "leaves."], texts, [True] * 3) == readings


def test_words_that_are_certain_have_no_other_readings():
    found = find_other_readings(["The", "ferry"], ["A fairy"], [False, True])
    assert found == ((), ("fairy",))


def test_scripts_without_spaces_are_compared_by_their_letters():
    assert find_other_readings(["天", "气"], ["天汽"], [True, True]) == ((), ("汽",))
