"""Speak an English text sentence by sentence with a voice of hibari."""

from __future__ import annotations

import io
import re
import wave
from collections.abc import Callable, Iterator

import numpy as np

from vidsync.errors import InputError
from vidsync.transcript import Phone, Speech, Transcript
from vidsync.tts.engines.neural.hibari_voice import SAMPLE_RATE, HibariVoice
from vidsync.tts.engines.neural.pronunciation import Pronouncer
from vidsync.tts.engines.neural.words import Token, build_words
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
    language: str,
    on_progress: Progress,
) -> Speech:
    """Speak a text.

    Args:
        text: with something to speak in it.
        voice: the voice.
        pronouncer: for the voice's dictionary and alphabet.
        speed: 1 is the voice's own pace.
        language: BCP 47 tag of the voice.
        on_progress: called with the number of characters done and the number of all.

    Returns:
        A 16-bit mono WAV, and its transcript with phones.

    Raises:
        InputError: the voice can't pronounce anything in the text.
    """
    tokens: list[Token] = []
    file = io.BytesIO()
    frames = 0
    with wave.open(file, "wb") as writer:
        writer.setnchannels(1)
        writer.setsampwidth(2)
        writer.setframerate(SAMPLE_RATE)
        for sentence in _split_sentences(text):
            letters = pronouncer.pronounce([text[each.start : each.end] for each in sentence])
            marked = frozenset(
                number
                for number, each in enumerate(sentence)
                if ends_clause(text[each.start : each.end])
            )
            for spoken in voice.speak(letters, speed=speed, marked=marked):
                pcm = np.clip(spoken.samples, -1.0, 1.0) * 32767.0
                writer.writeframes(pcm.round().astype("<i2").tobytes())
                passed = frames / SAMPLE_RATE
                for phone in spoken.phones:
                    sentence[phone.word].phones.append(
                        Phone(phone.ipa, phone.start + passed, phone.end + passed)
                    )
                frames += len(pcm)
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
        words, frames / SAMPLE_RATE, text=text, language=language, source="native"
    )
    return Speech(file.getvalue(), "audio/wav", SAMPLE_RATE, transcript)


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
