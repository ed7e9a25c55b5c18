"""Words that reach into silence."""

import numpy as np
import pytest

import vidsync
from vidsync.audio import Samples
from vidsync.transcript import Phone, Transcript, Word
from vidsync.visemes.phones.silences import rest_in_silence

RATE = 16000


def make_sound(*parts):
    """Return tones and silences of some seconds: positive for a tone, negative for silence."""
    pieces = [0.3 * np.sin(np.arange(round(abs(part) * RATE)) * 0.1) * (part > 0) for part in parts]
    return Samples(np.concatenate(pieces).astype(np.float32)[:, None], RATE)


def cut(words, sound):
    made = rest_in_silence(Transcript(tuple(words), sound.duration), sound)
    return [(round(word.start, 2), round(word.end, 2)) for word in made.words]


@pytest.mark.parametrize(
    ("parts", "expected"),
    [
        ((-1.5, 0.3), (1.5, 1.8)),
        ((0.3, -1.5), (0.0, 0.3)),
        ((-0.5, 0.4, -0.5), (0.5, 0.9)),
        ((0.2, -0.5, 0.6), (0.7, 1.3)),
        ((0.4, -0.2, 0.4), (0.0, 1.0)),
        ((-0.2, 0.8), (0.0, 1.0)),
    ],
)
def test_a_word_is_cut_at_long_silences(parts, expected):
    sound = make_sound(*parts)
    assert cut([Word("Bien", 0.0, sound.duration)], sound) == [expected]


def test_words_keep_their_order():
    sound = make_sound(0.5, -2.0, 0.5)
    words = [Word("one", 0.0, 0.5), Word("two", 0.5, 3.0), Word("three", 2.6, 3.0)]
    assert cut(words, sound) == [(0.0, 0.5), (2.5, 3.0), (2.6, 3.0)]


def test_silent_words_and_short_sounds():
    assert cut([Word("one", 0.0, 1.0)], make_sound(-1.0, 1.0)) == [(0.0, 0.0)]
    assert cut([Word("one", 0.0, 0.2)], make_sound(-1.0, 1.0)) == [(0.0, 0.2)]


def test_words_with_phones_of_their_own_are_kept():
    sound = make_sound(-1.5, 0.5)
    word = Word("a", 0.0, 2.0, phones=(Phone("a", 0.0, 2.0),))
    assert rest_in_silence(Transcript((word,), 2.0), sound).words == (word,)


def test_the_mouth_rests_in_the_silence():
    sound = make_sound(-1.5, 0.3)
    word = Transcript((Word("Bien", 0.0, 1.8),), 1.8, language="fr")
    track = vidsync.lipsync(word, audio=sound)
    first = track.cues[0]
    assert dict(first.weights) == {"sil": 1.0}
    assert first.end > 1.3
    assert dict(vidsync.lipsync(word).cues[0].weights) != {"sil": 1.0}
