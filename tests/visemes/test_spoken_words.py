"""The mouth says what was read out."""

from vidsync.transcript import Transcript, Turn, Word
from vidsync.visemes.phones.phones import find_phones
from vidsync.visemes.speaker_choice import select_speaker


def test_the_mouth_follows_the_words_as_they_were_read_out():
    spoken = (Word("nine", 0.0, 0.4), Word("one", 0.4, 0.8), Word("one", 0.8, 1.2))
    read_out = Transcript(spoken, language="en")
    written = Transcript((Word("911", 0.0, 1.2),), text="911", language="en", spoken=spoken)
    assert find_phones(written) == find_phones(read_out)


def test_a_speaker_keeps_the_words_that_were_read_out():
    words = (Word("3", 0.0, 0.4, turn=0), Word("no", 0.5, 0.8, turn=1))
    spoken = (Word("three", 0.0, 0.4, turn=0), Word("no", 0.5, 0.8, turn=1))
    talk = Transcript(words, turns=(Turn("Ann"), Turn("Ben")), spoken=spoken)
    assert [word.text for word in select_speaker(talk, "Ann").spoken] == ["three"]
