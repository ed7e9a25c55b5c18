"""Text to speech and to pronunciations, chunk by chunk.

The text is cut where sentences end, every chunk is spoken by the worker from a fresh
state, and the samples are laid end to end; what was heard becomes words. So any
length of text takes little memory beyond its audio, and the same text is spoken the
same way every time.
"""

from __future__ import annotations

import io
import warnings
import wave
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache, partial

from vidsync.errors import EngineError, InputError, VidsyncWarning
from vidsync.espeak.phones import heard_words
from vidsync.espeak.process import SAMPLE_RATE, Utterance, shared_worker
from vidsync.espeak.units import Unit, check_text, chunks, has_han, plain, units
from vidsync.espeak.voice_list import Voice
from vidsync.espeak.words import (
    LONGEST_MERGE,
    SpokenUnit,
    part_merged,
    spoken_units,
    unheard_run,
    words,
)
from vidsync.transcript import Speech, Transcript

_CHINESE = ("cmn", "yue", "hak")

Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class _Manner:
    voice: str
    rate: int
    pitch: int


def spoken(
    text: str, voice: Voice, *, rate: int, pitch: int, on_progress: Progress | None
) -> Speech:
    """Speak a text with a voice; `vidsync.espeak.synthesize` says the rest."""
    check_text(text)
    manner = _Manner(voice.identifier, rate, pitch)
    file = io.BytesIO()
    found: list[SpokenUnit] = []
    frames = 0
    with wave.open(file, "wb") as writer:
        writer.setnchannels(1)
        writer.setsampwidth(2)
        writer.setframerate(SAMPLE_RATE)
        for chunk in _spoken_chunks(text, manner):
            writer.writeframes(chunk.utterance.pcm)
            found += _later(chunk.units, frames)
            frames += len(chunk.utterance.pcm) // 2
            if on_progress:
                on_progress(chunk.units[-1].unit.end, len(text))
    transcript = Transcript(
        words=tuple(words(found, text, SAMPLE_RATE)),
        duration=frames / SAMPLE_RATE,
        text=text,
        language=voice.language,
        source="native",
    )
    if not any(word.phones for word in transcript.words):
        raise InputError(
            f"the voice {voice.name} has nothing to say for the text {text.strip()[:40]!r}",
            hint="choose a voice of the text's language",
        )
    if on_progress and found[-1].unit.end < len(text):
        on_progress(len(text), len(text))
    return Speech(
        audio=file.getvalue(),
        media_type="audio/wav",
        sample_rate=SAMPLE_RATE,
        transcript=transcript,
        warnings=_degradations(text, voice),
    )


@dataclass(frozen=True, slots=True)
class _Chunk:
    utterance: Utterance
    units: list[SpokenUnit]


def _spoken_chunks(text: str, manner: _Manner) -> Iterator[_Chunk]:
    for group, ends_sentence in chunks(text, units(text)):
        yield from _spoken_whole(text, group, manner, ends_sentence)


def _spoken_whole(
    text: str, group: list[Unit], manner: _Manner, end_pause: bool
) -> Iterator[_Chunk]:
    """A group of units as one chunk or, where espeak-ng drops words of it, as several."""
    first, last = group[0].start, group[-1].end
    utterance = shared_worker().speak(
        plain(text[first:last]),
        voice=manner.voice,
        rate=manner.rate,
        pitch=manner.pitch,
        end_pause=end_pause,
    )
    heard = [replace(word, position=word.position + first) for word in heard_words(utterance)]
    found = spoken_units(group, heard, text)
    if unheard_run(found, text) >= LONGEST_MERGE and len(group) > 1:
        half = len(group) // 2
        yield from _spoken_whole(text, group[:half], manner, False)
        yield from _spoken_whole(text, group[half:], manner, end_pause)
        return
    part_merged(found, text, partial(_spelling, voice=manner.voice))
    yield _Chunk(utterance, found)


def _spelling(text: str, *, voice: str) -> list[str]:
    try:
        return _pronounced_alone(text, voice)
    except EngineError:
        # Some oddities crash espeak-ng alone that it passes over in a text: nothing is known then.
        return []


@lru_cache(maxsize=4096)
def _pronounced_alone(text: str, voice: str) -> list[str]:
    utterance = shared_worker().speak(plain(text), voice=voice, rate=175, pitch=50)
    return [phone.ipa for word in heard_words(utterance) for phone in word.phones]


def _later(spoken: Sequence[SpokenUnit], frames: int) -> Sequence[SpokenUnit]:
    for each in spoken:
        for phone in each.phones:
            phone.start += frames
            phone.end += frames
    return spoken


def _degradations(text: str, voice: Voice) -> tuple[str, ...]:
    if not has_han(text) or voice.language.startswith(_CHINESE):
        return ()
    message = (
        f"espeak-ng's voice {voice.name} can't read Chinese characters and says "
        "'Chinese letter' for each: give their reading (in kana) or choose another voice"
    )
    warnings.warn(message, VidsyncWarning, stacklevel=4)
    return (message,)
