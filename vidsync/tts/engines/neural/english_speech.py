"""Speak an English text sentence by sentence with a voice of hibari."""

from __future__ import annotations

import io
import re
import wave
from collections.abc import Callable, Iterator
from dataclasses import replace

import numpy as np

from vidsync.alignment.edges.pause_edges import PlacedPhone
from vidsync.errors import InputError
from vidsync.transcript import Phone, Speech, Transcript
from vidsync.tts.engines.neural.hibari_voice import SAMPLE_RATE, HibariVoice, SpokenSentence
from vidsync.tts.engines.neural.pronunciation import Pronouncer
from vidsync.tts.engines.neural.voice_shape import VoiceShape
from vidsync.tts.engines.neural.words import Token, build_words
from vidsync.tts.speech.loudness import Floats, Leveller
from vidsync.tts.speech.split import split_text
from vidsync.tts.speech.text_stream import find_sentence_ends
from vidsync.writing import ends_clause

# Characters. A longer sentence is cut at a clause, a longer token between two characters.
_LONGEST_SENTENCE = 600
_LONGEST_TOKEN = 200

Progress = Callable[[int, int], None]


def speak_english(
    text: str,
    voice: HibariVoice,
    pronouncer: Pronouncer,
    *,
    speed: float,
    shape: VoiceShape,
    language: str,
    on_progress: Progress,
) -> Speech:
    """Speak a text.

    Args:
        text: with something to speak in it.
        voice: the voice.
        pronouncer: for the voice's dictionary and alphabet.
        speed: 1 is the voice's own pace.
        shape: how the voice is changed.
        language: BCP 47 tag of the voice.
        on_progress: called with the number of characters done and the number of all.

    Returns:
        A 16-bit mono WAV, and its transcript with phones.

    Raises:
        InputError: the voice can't pronounce anything in the text.
    """
    tokens: list[Token] = []
    recording = _Recording(voice.find_gain(shape))
    for sentence in _split_sentences(text):
        written = [text[each.start : each.end] for each in sentence]
        marked = frozenset(number for number, word in enumerate(written) if ends_clause(word))
        letters = pronouncer.pronounce(written)
        for spoken in voice.speak(letters, speed=speed, shape=shape, marked=marked):
            for phone in recording.add(spoken):
                sentence[phone.word].phones.append(Phone(phone.ipa, phone.start, phone.end))
        tokens += sentence
        on_progress(sentence[-1].end, len(text))
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
    return Speech(recording.finish(), "audio/wav", SAMPLE_RATE, transcript)


class _Recording:
    """A WAV file in memory that sentences are added to.

    Args:
        usual_gain: the voice's own factor; see `Leveller`.
    """

    def __init__(self, usual_gain: float) -> None:
        self._level = Leveller(SAMPLE_RATE, usual_gain)
        self._file = io.BytesIO()
        self._writer = wave.open(self._file, "wb")  # noqa: SIM115 - `finish` closes it
        self._writer.setnchannels(1)
        self._writer.setsampwidth(2)
        self._writer.setframerate(SAMPLE_RATE)
        self._frames = 0

    @property
    def duration(self) -> float:
        """Seconds of all sentences so far."""
        return self._frames / SAMPLE_RATE

    def add(self, spoken: SpokenSentence) -> list[PlacedPhone]:
        """Add a sentence, and return its phones at their times in the recording."""
        before = self.duration
        self._frames += len(spoken.samples)
        for samples in self._level.add(spoken.samples):
            self._writer.writeframes(_to_pcm(samples))
        return [
            replace(phone, start=phone.start + before, end=phone.end + before)
            for phone in spoken.phones
        ]

    def finish(self) -> bytes:
        """Return the file."""
        for samples in self._level.finish():
            self._writer.writeframes(_to_pcm(samples))
        self._writer.close()
        return self._file.getvalue()


def _to_pcm(samples: Floats) -> bytes:
    return (np.clip(samples, -1.0, 1.0) * 32767.0).round().astype("<i2").tobytes()


def _split_sentences(text: str) -> Iterator[list[Token]]:
    """Yield the tokens of each sentence, or of each part of a long one."""
    start = 0
    for end in [*find_sentence_ends(text), len(text)]:
        for part in split_text(text[start:end], _LONGEST_SENTENCE):
            if tokens := _split_tokens(part, start):
                yield tokens
            start += len(part)


def _split_tokens(part: str, offset: int) -> list[Token]:
    return [
        Token(offset + first, offset + min(first + _LONGEST_TOKEN, found.end()))
        for found in re.finditer(r"\S+", part)
        for first in range(found.start(), found.end(), _LONGEST_TOKEN)
    ]
