"""Tags of SSML are neither spoken nor part of a word."""

import pytest

import vidsync
from vidsync.tts.speech.tags import blank_tags

SSML = '<speak>Hello <break time="700ms"/> <emphasis level="strong">big</emphasis> world.</speak>'


@pytest.mark.parametrize("engine", ["espeak", "hibari"])
def test_tags_are_silent_and_words_point_into_the_text(engine):
    speech = vidsync.speak(SSML, engine=engine)
    words = speech.transcript.words
    assert [word.text for word in words] == ["Hello", "big", "world."]
    assert [SSML[slice(*word.span)] for word in words] == ["Hello", "big", "world."]
    assert speech.transcript.text == SSML
    assert speech.transcript.duration < 3


@pytest.mark.parametrize(
    "text", ["a < b and c > d", "I <3 you", "x<y>z", "Press <Enter> now", "5 <b 6", "<" * 5000]
)
def test_what_is_no_tag_stays(text):
    assert blank_tags(text) == text


def test_a_tag_becomes_as_many_spaces():
    text = "<!-- note -->One<mstts:silence type='x'/>two<br/>."
    blank = blank_tags(text)
    assert len(blank) == len(text)
    assert blank.split() == ["One", "two", "."]
