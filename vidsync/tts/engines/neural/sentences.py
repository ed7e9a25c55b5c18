"""Speak a text sentence by sentence with a network, and put the sentences together."""

from __future__ import annotations

import io
import re
import wave
from collections.abc import Callable, Iterable, Iterator, Sequence

import numpy as np

from vidsync.errors import InputError
from vidsync.transcript import Phone, Speech, Transcript
from vidsync.tts.engines.neural.sentence import SpokenSentence
from vidsync.tts.engines.neural.words import Token, build_words
from vidsync.tts.speech.split import split_text
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
) -> Speech:
    """Speak a text.

    Args:
        text: with something to speak in it.
        speak: speaks one sentence.
        sample_rate: of the sound, in Hz.
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
        writer.setframerate(sample_rate)
        for start, sentence in _split_sentences(text):
            own, parts = speak(sentence)
            own = [Token(start + each.start, start + each.end) for each in own]
            for part in parts:
                pcm = np.clip(part.samples, -1.0, 1.0) * 32767.0
                writer.writeframes(pcm.round().astype("<i2").tobytes())
                passed = frames / sample_rate
                for phone in part.phones:
                    own[phone.word].phones.append(
                        Phone(phone.ipa, phone.start + passed, phone.end + passed)
                    )
                frames += len(pcm)
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
        words, frames / sample_rate, text=text, language=language, source="native"
    )
    return Speech(file.getvalue(), "audio/wav", sample_rate, transcript)


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
