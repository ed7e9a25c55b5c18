"""Speak a text sentence by sentence with a network, and put the sentences together."""

from __future__ import annotations

import io
import re
import wave
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace

import numpy as np

from vidsync.alignment.edges.pause_edges import PlacedPhone
from vidsync.errors import InputError
from vidsync.transcript import Phone, Speech, Transcript
from vidsync.tts.engines.neural.sentence import SpokenSentence
from vidsync.tts.engines.neural.words import Token, build_words
from vidsync.tts.speech.loudness import Floats, Leveller
from vidsync.tts.speech.split import split_text
from vidsync.tts.speech.tags import blank_tags
from vidsync.tts.speech.text_stream import find_sentence_ends

# Characters. A longer sentence is cut at a clause, a longer token between two characters.
_LONGEST_SENTENCE = 400
_LONGEST_TOKEN = 200

Progress = Callable[[int, int], None]
SpeakSentence = Callable[[str], tuple[Sequence[Token], Iterable[SpokenSentence]]]
"""Speaks a sentence: its tokens, with offsets in it, and its sound in one or more parts.

The words of the phones are the tokens' numbers.
"""


def speak_sentences(
    text: str,
    speak: SpeakSentence,
    *,
    sample_rate: int,
    language: str,
    on_progress: Progress,
    usual_gain: float | None = None,
) -> Speech:
    """Speak a text.

    Args:
        text: with something to speak in it.
        speak: speaks one sentence.
        sample_rate: of the sound, in Hz.
        language: BCP 47 tag of the voice.
        on_progress: called with the number of characters done and the number of all.
        usual_gain: the factor that brings most speech of the voice to the usual loudness, if
            known.

    Returns:
        A 16-bit mono WAV, and its transcript with phones.

    Raises:
        InputError: the voice can't pronounce anything in the text.
    """
    tokens: list[Token] = []
    with _Recording(sample_rate, usual_gain) as recording:
        for start, sentence in _split_sentences(blank_tags(text)):
            own, parts = speak(sentence)
            own = [Token(start + each.start, start + each.end) for each in own]
            for part in parts:
                for phone in recording.add(part):
                    own[phone.word].phones.append(Phone(phone.ipa, phone.start, phone.end))
            tokens += own
            on_progress(start + len(sentence), len(text))
    words = tuple(build_words(tokens, text))
    if not words:
        raise InputError(
            f"the voice can't pronounce the text {text.strip()[:40]!r}",
            hint="choose a voice of the text's language",
        )
    on_progress(len(text), len(text))
    transcript = Transcript(
        words, recording.duration, text=text, language=language, source="native"
    )
    return Speech(recording.file.getvalue(), "audio/wav", sample_rate, transcript)


class _Recording:
    """A WAV file in memory that sentences are added to, all of one loudness.

    The file is complete when the context is closed.

    Args:
        sample_rate: Hz.
        usual_gain: the voice's own factor; see `Leveller`.
    """

    def __init__(self, sample_rate: int, usual_gain: float | None) -> None:
        self.file = io.BytesIO()
        self._sample_rate = sample_rate
        self._level = Leveller(sample_rate, usual_gain)
        self._frames = 0

    def __enter__(self) -> _Recording:
        self._writer = wave.open(self.file, "wb")
        self._writer.setnchannels(1)
        self._writer.setsampwidth(2)
        self._writer.setframerate(self._sample_rate)
        return self

    def __exit__(self, *_: object) -> None:
        self._write(self._level.finish())
        self._writer.close()

    @property
    def duration(self) -> float:
        """Seconds of all sentences so far."""
        return self._frames / self._sample_rate

    def add(self, spoken: SpokenSentence) -> list[PlacedPhone]:
        """Add a sentence, and return its phones at their times in the recording."""
        before = self.duration
        self._frames += len(spoken.samples)
        self._write(self._level.add(spoken.samples))
        return [
            replace(phone, start=phone.start + before, end=phone.end + before)
            for phone in spoken.phones
        ]

    def _write(self, sentences: Iterable[Floats]) -> None:
        for samples in sentences:
            pcm = (np.clip(samples, -1.0, 1.0) * 32767.0).round().astype("<i2")
            self._writer.writeframes(pcm.tobytes())


def split_tokens(sentence: str) -> list[Token]:
    """Return what stands between white space in a sentence."""
    return [
        Token(first, min(first + _LONGEST_TOKEN, found.end()))
        for found in re.finditer(r"\S+", sentence)
        for first in range(found.start(), found.end(), _LONGEST_TOKEN)
    ]


def _split_sentences(text: str) -> Iterator[tuple[int, str]]:
    """Yield the offset and the text of each sentence, or of each part of a long one."""
    start = 0
    for end in [*find_sentence_ends(text), len(text)]:
        for part in split_text(text[start:end], _LONGEST_SENTENCE):
            if part.strip():
                yield start, part
            start += len(part)
