"""Whatever a recognizer answers, a transcript comes out."""

import warnings

import pytest
from hypothesis import HealthCheck, Phase, example, given, settings
from hypothesis import strategies as st

from vidsync.errors import VidsyncWarning
from vidsync.transcript import Transcript, Turn, Word
from vidsync.transcription import Recognition, Recognizer, transcribe_with_report
from vidsync.transcription.usable_words import make_usable

TIMES = st.sampled_from(
    [0.0, 0.3, 0.3, 0.5, 0.9, 1.2, -1.0, -0.0, 2.9, 60.0, 1e9, float("nan"), float("inf")]
)
TEXTS = st.sampled_from(
    ["The", "ferry", "leaves", "", " ", "\x00", "a\x1b[2J", "$20", "…", "<b>", "中文", "\u200b",
     "x" * 3000, "one two", "\ud83d", "é\n"]
)  # fmt: skip
WORDS = st.builds(
    Word,
    TEXTS,
    TIMES,
    TIMES,
    turn=st.sampled_from([None, None, 0, 1, 7, -1]),
    confidence=st.sampled_from([None, 0.0, 0.5, 1.0, -1.0, 5.0, float("nan")]),
    gap=st.sampled_from([None, "", " ", "\n", "xyz"]),
)
ANSWERS = st.builds(
    Recognition,
    st.lists(WORDS, max_size=8).map(tuple),
    st.sampled_from([None, "en", "", "xx", "de-AT", "english", "../..", "\x00"]),
    st.sampled_from([None, 0.5, 7.0, float("nan")]),
    st.sampled_from([(), (Turn("Ann"), Turn("Böb"))]),
    st.sampled_from([(), (("ferries",),), tuple(("a",) for _ in range(8))]),
)


class OddRecognizer(Recognizer):
    """Gives one answer to every sound."""

    def __init__(self, answer):
        self.answer = answer

    def recognize(self, sound, *, language=None, prompt=None):
        return self.answer


@pytest.fixture(scope="module")
def short(spoken):
    """The first second and a half of speech."""
    sound, _ = spoken
    return type(sound)(sound.data[:24000], 16000)


@settings(max_examples=200, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(ANSWERS)
def test_whatever_was_heard_becomes_usable(answer):
    usable = make_usable(answer, 1.5)
    transcript = Transcript(usable.words, 1.5, turns=usable.turns)
    assert len(usable.alternatives) in (0, len(usable.words))
    for word in transcript.words:
        assert 0 < len(word.text) <= 200
        assert not any(ord(c) < 32 or 0xD800 <= ord(c) < 0xE000 for c in word.text)
    assert make_usable(usable, 1.5) == usable


def test_what_is_usable_stays():
    words = (Word("The", 0.1, 0.3, turn=0, confidence=0.5, gap=""), Word("ferry", 0.2, 0.9, turn=1))
    turns = (Turn("Ann"), Turn("Böb"))
    heard = Recognition(words, "pt-BR", 0.5, turns, (("They",), ()))
    assert make_usable(heard, 1.5) == heard


@settings(
    max_examples=8,
    deadline=None,
    phases=(Phase.explicit, Phase.generate),
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(ANSWERS)
@example(Recognition((Word("The", 0.1, 0.3), Word("ferry", float("nan"), 0.5)), "en"))
@example(Recognition((Word("ferry", 1e9, 1e9), Word("The", 0.1, 0.3, turn=0)), "en"))
def test_no_answer_breaks_a_transcription(short, answer):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", VidsyncWarning)
        heard = transcribe_with_report(
            short, recognizer=OddRecognizer(answer), review=True, resume=False
        )
    # The transcript checks its own rules.
    assert len(heard.transcript.words) <= len(answer.words)
    assert len(heard.doubts) <= len(heard.transcript.words)
    assert heard.transcript.duration == pytest.approx(1.5, abs=0.05)
