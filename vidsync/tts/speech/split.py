"""Split a text that is too long for one request, and join the speech of its parts.

A text is cut at the end of a sentence, else at a pause inside it, else between two
words. The samples of the parts are joined, with a fade of a few milliseconds at each
seam so that it does not click.
"""

from __future__ import annotations

import io
import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import accumulate

import numpy as np

from vidsync import audio
from vidsync.errors import EngineError, MediaError
from vidsync.transcript import Speech, Transcript, join, join_blend_shapes
from vidsync.tts.speech.loudness import find_gain, limit_peaks
from vidsync.tts.speech.text_stream import find_sentence_ends
from vidsync.writing import has_letters

_FADE = 0.004
"""Seconds: long enough to prevent a click, too short to be heard as a fade."""

_PAUSES = (re.compile(r"[,;:、，；：—–)]+\s+|[、，；：]"), re.compile(r"\s+"))


def split_text(text: str, longest: int) -> list[str]:
    """Split a text into parts of limited length.

    Args:
        text: of any length.
        longest: characters of a part, at least 1.

    Returns:
        Parts that give the text when joined. Each has something to speak in it, where
        that is possible.
    """
    parts: list[str] = []
    rest = text
    while len(rest) > longest:
        cut = _find_cut(rest, longest)
        parts.append(rest[:cut])
        rest = rest[cut:]
    if rest and parts and not has_letters(rest) and len(parts[-1] + rest) <= longest:
        parts[-1] += rest
    elif rest or not parts:
        parts.append(rest)
    return parts


def _find_cut(text: str, longest: int) -> int:
    window = text[: longest + 1]
    ends = [end for end in find_sentence_ends(window) if end <= longest]
    for candidates in (ends, *([m.end() for m in p.finditer(window)] for p in _PAUSES)):
        fitting = [end for end in candidates if end <= longest and has_letters(window[:end])]
        if fitting:
            return fitting[-1]
    cut = longest
    # Do not cut between a letter and its combining marks, or inside a joined emoji.
    while cut > 0 and (_is_mark(text[cut]) or text[cut - 1] == "\u200d"):
        cut -= 1
    return cut or longest


def _is_mark(character: str) -> bool:
    return (
        character == "\u200d"
        or "\ufe00" <= character <= "\ufe0f"
        or bool(
            re.match(
                r"[\u0300-\u036f\u0591-\u05c7\u064b-\u065f\u0900-\u0903\u093a-\u094f]", character
            )
        )
    )


def join_speeches(
    speeches: Sequence[Speech], *, text: str, gap: float = 0.0, voices: Sequence[str] = ()
) -> Speech:
    """Join the speeches of a text's parts.

    Args:
        speeches: in order; the text of each transcript is its part.
        text: the joined parts; with a gap, the text of the joined transcripts.
        gap: seconds of silence between two speeches.
        voices: the voice of each speech, if they differ: all are brought to one loudness.

    Returns:
        A single speech unchanged; several as a 16-bit WAV.

    Raises:
        EngineError: the audio of a part can't be decoded.
    """
    if len(speeches) == 1:
        return speeches[0]
    sounds = _resample_alike([_decode(speech) for speech in speeches])
    if len(set(voices)) > 1:
        sounds = _level_voices(sounds, voices)
    sound = audio.join([_fade_ends(part) for part in sounds], gap=gap)
    parts = [
        # Resampled audio may end a fraction of a sample before a word.
        replace(spoken, duration=max(part.duration, _find_last_end(spoken)))
        for spoken, part in zip((speech.transcript for speech in speeches), sounds, strict=True)
    ]
    ends = accumulate((part.duration for part in parts), lambda end, length: end + gap + length)
    starts = [0.0, *(end + gap for end in ends)]
    shapes = join_blend_shapes(
        zip(starts, (speech.blend_shapes for speech in speeches), strict=False)
    )
    warnings = dict.fromkeys(warning for speech in speeches for warning in speech.warnings)
    whole = join(parts, gap=gap)
    if not gap:
        whole = _move_spans(whole, parts, text)
    whole = replace(whole, duration=max(whole.duration, sound.duration))
    return Speech(
        audio.wav_bytes(sound), "audio/wav", sound.sample_rate, whole, tuple(warnings), shapes
    )


def _find_last_end(transcript: Transcript) -> float:
    timed = (transcript.words, transcript.pauses, transcript.visemes, transcript.spoken)
    return max((item.end for items in timed for item in items), default=0.0)


def _move_spans(whole: Transcript, parts: Sequence[Transcript], text: str) -> Transcript:
    """Make spans point into the text itself, which may have no space between two parts."""
    spans: list[tuple[int, int] | None] = []
    offset = 0
    for part in parts:
        spans += (
            word.span and (word.span[0] + offset, word.span[1] + offset) for word in part.words
        )
        offset += len(part.text)
    words = tuple(replace(word, span=span) for word, span in zip(whole.words, spans, strict=True))
    return replace(whole, words=words, text=text)


def _decode(speech: Speech) -> audio.Samples:
    """Decode a speech to samples that are at least as long as its transcript."""
    try:
        sound = audio.decode(io.BytesIO(speech.audio))
    except MediaError as error:
        raise EngineError(f"a part of the speech can't be decoded: {error.message}") from None
    missing = int(np.ceil(speech.transcript.duration * sound.sample_rate)) - len(sound.data)
    if missing <= 0:
        return sound
    # A decoder trims an encoder's padding, and a word may end within it.
    silence = np.zeros((missing, sound.channels), np.float32)
    return audio.Samples(np.concatenate([sound.data, silence]), sound.sample_rate)


def _resample_alike(sounds: list[audio.Samples]) -> list[audio.Samples]:
    rate = max(sound.sample_rate for sound in sounds)
    return [sound.mono().resampled(rate) for sound in sounds]


def _level_voices(sounds: Sequence[audio.Samples], voices: Sequence[str]) -> list[audio.Samples]:
    """Return sounds with one gain for each voice, which brings it to the usual loudness."""
    gains = {}
    for name in dict.fromkeys(voices):
        own = [sound for sound, voice in zip(sounds, voices, strict=True) if voice == name]
        gains[name] = find_gain(audio.join(own))
    return [
        audio.Samples(
            limit_peaks(sound.data[:, 0] * np.float32(gains[voice]), sound.sample_rate)[:, None],
            sound.sample_rate,
        )
        for sound, voice in zip(sounds, voices, strict=True)
    ]


def _fade_ends(sound: audio.Samples) -> audio.Samples:
    length = min(round(_FADE * sound.sample_rate), len(sound.data) // 2)
    if not length:
        return sound
    ramp = np.linspace(0.0, 1.0, length, endpoint=False, dtype=np.float32)[:, None]
    data = sound.data.copy()
    data[:length] *= ramp
    data[-length:] *= ramp[::-1]
    return audio.Samples(data, sound.sample_rate)
