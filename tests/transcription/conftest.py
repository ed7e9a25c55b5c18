"""Speech with known words, and a recognizer that knows them already."""

from dataclasses import replace

import numpy as np
import pytest

import vidsync
from vidsync.audio import Samples, decode
from vidsync.transcript import Word
from vidsync.transcription import Recognition, Recognizer

TEXT = "The ferry leaves at dawn. It costs $20, or 50% of a week's pay."


class ScriptedRecognizer(Recognizer):
    """Hears the words of a known transcript, at times that are wrong by 150 ms.

    Options:
        words: in time order, with times from the recording's start.
        sound: the recording; a window is found in it by its samples.
    """

    max_window = 8.0

    def __init__(self, *, words=(), sound=None, language=("en", 0.9)):
        self.words = words
        self.sound = sound
        self.language = language
        self.calls = []
        self.reached = 0

    def __repr__(self):
        return f"ScriptedRecognizer({len(self.words)})"

    def detect_language(self, sound):
        return self.language

    def recognize(self, sound, *, language=None, prompt=None):
        self.calls.append((sound, language, prompt))
        start = self.find(sound)
        heard = []
        for index, word in enumerate(self.words):
            if start - 0.01 <= word.start < start + sound.duration:
                wrong = 0.15 if index % 2 else -0.15
                begin = min(max(0.0, word.start - start + wrong), sound.duration)
                begin = max(begin, heard[-1].start if heard else 0.0)
                end = min(max(begin, word.end - start), sound.duration)
                heard.append(Word(word.text, begin, end, confidence=0.9))
        return Recognition(tuple(heard), language, turns=())

    def find(self, sound):
        """Return where a window begins, after the one before."""
        window = sound.data[:, 0]
        whole = np.concatenate([self.sound.data[self.reached :, 0], np.zeros(len(window))])
        size = len(whole) + len(window)
        spectrum = np.fft.rfft(whole, size) * np.conj(np.fft.rfft(window, size))
        place = self.reached + int(np.argmax(np.fft.irfft(spectrum)[: len(whole)]))
        self.reached = place + len(window)
        return place / 16000


@pytest.fixture(scope="session")
def spoken():
    """Return a sound at 16 kHz and its words."""
    speech = vidsync.speak(TEXT, engine="espeak")
    sound = decode(speech.audio, sample_rate=16000, mono=True)
    words = tuple(replace(word, span=None, phones=()) for word in speech.transcript.words)
    return sound, words


@pytest.fixture
def recording(spoken):
    """Return the speech with silence before it, after the first sentence, and at the end."""
    sound, words = spoken
    silence = np.zeros((4 * 16000, 1), np.float32)
    cut = round(words[5].start * 16000) - 800
    parts = [silence, sound.data[:cut], silence, sound.data[cut:], silence]
    later = [4.0 if index < 5 else 8.0 for index in range(len(words))]
    moved = tuple(
        replace(word, start=word.start + seconds, end=word.end + seconds)
        for word, seconds in zip(words, later, strict=True)
    )
    return Samples(np.concatenate(parts), 16000), moved


@pytest.fixture(autouse=True)
def own_cache(tmp_path, monkeypatch):
    """Keep results apart from the user's, and from those of other tests."""
    monkeypatch.setenv("VIDSYNC_CACHE", str(tmp_path / "cache"))
