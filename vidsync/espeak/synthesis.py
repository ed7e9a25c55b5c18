"""Speak a text chunk by chunk, and time its words.

The text is cut at the ends of sentences. The worker speaks every chunk from a fresh
state, and the samples are joined. So a text of any length needs little memory beyond its
audio, and the same text always gives the same speech.
"""

from __future__ import annotations

import io
import warnings
import wave
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache, partial

from vidsync.errors import EngineError, InputError, VidsyncWarning
from vidsync.espeak.phones import read_words
from vidsync.espeak.process import SAMPLE_RATE, EspeakResult, shared_worker
from vidsync.espeak.units import Unit, blank_unsafe, check_text, group_units, has_han, split_units
from vidsync.espeak.voice_list import Voice
from vidsync.espeak.words import (
    LONGEST_MERGE,
    SpokenUnit,
    assign_words,
    build_words,
    count_silent_run,
    split_merged,
)
from vidsync.transcript import Speech, Transcript

_CHINESE = ("cmn", "yue", "hak")

Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class _VoiceSettings:
    voice: str
    rate: int
    pitch: int


def synthesize_with(
    text: str, voice: Voice, *, rate: int, pitch: int, on_progress: Progress | None
) -> Speech:
    """Speak a text with a voice; see `vidsync.espeak.synthesize`."""
    check_text(text)
    settings = _VoiceSettings(voice.identifier, rate, pitch)
    file = io.BytesIO()
    found: list[SpokenUnit] = []
    frames = 0
    with wave.open(file, "wb") as writer:
        writer.setnchannels(1)
        writer.setsampwidth(2)
        writer.setframerate(SAMPLE_RATE)
        for chunk in _speak_chunks(text, settings):
            writer.writeframes(chunk.result.pcm)
            found += _shift(chunk.units, frames)
            frames += len(chunk.result.pcm) // 2
            if on_progress:
                on_progress(chunk.units[-1].unit.end, len(text))
    transcript = Transcript(
        words=tuple(build_words(found, text, SAMPLE_RATE)),
        duration=frames / SAMPLE_RATE,
        text=text,
        language=voice.language,
        source="native",
    )
    if not any(word.phones for word in transcript.words):
        raise InputError(
            f"the voice {voice.name} can't pronounce the text {text.strip()[:40]!r}",
            hint="choose a voice of the text's language",
        )
    if on_progress and found[-1].unit.end < len(text):
        on_progress(len(text), len(text))
    return Speech(
        audio=file.getvalue(),
        media_type="audio/wav",
        sample_rate=SAMPLE_RATE,
        transcript=transcript,
        warnings=_warn_of_unread_han(text, voice),
    )


@dataclass(frozen=True, slots=True)
class _Chunk:
    result: EspeakResult
    units: list[SpokenUnit]


def _speak_chunks(text: str, settings: _VoiceSettings) -> Iterator[_Chunk]:
    for group, ends_sentence in group_units(text, split_units(text)):
        yield from _speak_group(text, group, settings, ends_sentence)


def _speak_group(
    text: str, group: list[Unit], settings: _VoiceSettings, end_pause: bool
) -> Iterator[_Chunk]:
    """Speak a group of units as one chunk, or as several if espeak-ng drops words."""
    first, last = group[0].start, group[-1].end
    result = shared_worker().speak(
        blank_unsafe(text[first:last]),
        voice=settings.voice,
        rate=settings.rate,
        pitch=settings.pitch,
        end_pause=end_pause,
    )
    espeak_words = [replace(word, position=word.position + first) for word in read_words(result)]
    found = assign_words(group, espeak_words, text)
    if count_silent_run(found, text) >= LONGEST_MERGE and len(group) > 1:
        half = len(group) // 2
        yield from _speak_group(text, group[:half], settings, False)
        yield from _speak_group(text, group[half:], settings, end_pause)
        return
    split_merged(found, text, partial(_pronounce_unit, voice=settings.voice))
    yield _Chunk(result, found)


def _pronounce_unit(text: str, *, voice: str) -> list[str]:
    try:
        return _pronounce_alone(text, voice)
    except EngineError:
        # Some characters that espeak-ng skips within a text crash it when they are alone.
        return []


@lru_cache(maxsize=4096)
def _pronounce_alone(text: str, voice: str) -> list[str]:
    result = shared_worker().speak(blank_unsafe(text), voice=voice, rate=175, pitch=50)
    return [phone.ipa for word in read_words(result) for phone in word.phones]


def _shift(spoken: Sequence[SpokenUnit], frames: int) -> Sequence[SpokenUnit]:
    for each in spoken:
        for phone in each.phones:
            phone.start += frames
            phone.end += frames
    return spoken


def _warn_of_unread_han(text: str, voice: Voice) -> tuple[str, ...]:
    if not has_han(text) or voice.language.startswith(_CHINESE):
        return ()
    message = (
        f"espeak-ng's voice {voice.name} can't read Chinese characters and says "
        "'Chinese letter' for each: write their reading (in kana) or choose another voice"
    )
    warnings.warn(message, VidsyncWarning, stacklevel=4)
    return (message,)
