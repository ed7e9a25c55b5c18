"""Texts longer than a service takes in one request: split, and joined again.

A cut is made at a sentence's end, else at a pause inside it, else between two words.
The parts of a speech are laid end to end as samples, each faded for a few milliseconds
at the seam, so that no step in the signal clicks.
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
from vidsync.transcript import Speech, Transcript, join_blend_shapes, transcript
from vidsync.tts.speech.text_stream import is_speakable, sentence_ends

_FADE = 0.004
"""Seconds: too short to hear as a fade, long enough to hear no click."""

_PAUSES = (re.compile(r"[,;:、，；：—–)]+\s+|[、，；：]"), re.compile(r"\s+"))


def split(text: str, longest: int) -> list[str]:
    """A text in parts that a service takes.

    Args:
        text: any length.
        longest: characters of a part, at least 1.

    Returns:
        Parts that are the text when put together; each but a hopeless one has something
        to speak in it.
    """
    parts: list[str] = []
    rest = text
    while len(rest) > longest:
        cut = _cut(rest, longest)
        parts.append(rest[:cut])
        rest = rest[cut:]
    if rest and parts and not is_speakable(rest) and len(parts[-1] + rest) <= longest:
        parts[-1] += rest
    elif rest or not parts:
        parts.append(rest)
    return parts


def _cut(text: str, longest: int) -> int:
    window = text[: longest + 1]
    ends = [end for end in sentence_ends(window) if end <= longest]
    for candidates in (ends, *([m.end() for m in p.finditer(window)] for p in _PAUSES)):
        fitting = [end for end in candidates if end <= longest and is_speakable(window[:end])]
        if fitting:
            return fitting[-1]
    cut = longest
    # Not between a letter and the marks on it, nor inside a joined emoji.
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


def joined(speeches: Sequence[Speech], *, text: str, gap: float = 0.0) -> Speech:
    """Speeches of a text's parts as the speech of all of it.

    Args:
        speeches: in order; each one's transcript has its part as its text.
        text: the parts put together; with a gap, the text of the joined transcripts.
        gap: seconds of silence between them.

    Returns:
        One part as it is; more as a 16-bit WAV.

    Raises:
        EngineError: a part's audio can't be decoded.
    """
    if len(speeches) == 1:
        return speeches[0]
    sounds = _alike([_decoded(speech) for speech in speeches])
    sound = audio.join([_faded(part) for part in sounds], gap=gap)
    parts = [
        # Resampling may end a fraction of a sample before a word does.
        replace(spoken, duration=max(part.duration, _last_end(spoken)))
        for spoken, part in zip((speech.transcript for speech in speeches), sounds, strict=True)
    ]
    ends = accumulate((part.duration for part in parts), lambda end, length: end + gap + length)
    starts = [0.0, *(end + gap for end in ends)]
    shapes = join_blend_shapes(
        zip(starts, (speech.blend_shapes for speech in speeches), strict=False)
    )
    warnings = dict.fromkeys(warning for speech in speeches for warning in speech.warnings)
    whole = transcript.join(parts, gap=gap)
    if not gap:
        whole = _placed_in(whole, parts, text)
    whole = replace(whole, duration=max(whole.duration, sound.duration))
    told = tuple(warnings)
    return Speech(audio.wav_bytes(sound), "audio/wav", sound.sample_rate, whole, told, shapes)


def _last_end(transcript: Transcript) -> float:
    timed = (transcript.words, transcript.pauses, transcript.visemes, transcript.spoken)
    return max((item.end for items in timed for item in items), default=0.0)


def _placed_in(whole: Transcript, parts: Sequence[Transcript], text: str) -> Transcript:
    """Spans into the text itself, which may have no space where two parts meet."""
    spans: list[tuple[int, int] | None] = []
    offset = 0
    for part in parts:
        spans += (
            word.span and (word.span[0] + offset, word.span[1] + offset) for word in part.words
        )
        offset += len(part.text)
    words = tuple(replace(word, span=span) for word, span in zip(whole.words, spans, strict=True))
    return replace(whole, words=words, text=text)


def _decoded(speech: Speech) -> audio.Samples:
    """A speech's samples, at least as long as its transcript says."""
    try:
        sound = audio.decode(io.BytesIO(speech.audio))
    except MediaError as error:
        raise EngineError(f"a part of the speech can't be decoded: {error.message}") from None
    missing = int(np.ceil(speech.transcript.duration * sound.sample_rate)) - len(sound.data)
    if missing <= 0:
        return sound
    # A decoder trims what an encoder padded; a word may end within it.
    silence = np.zeros((missing, sound.channels), np.float32)
    return audio.Samples(np.concatenate([sound.data, silence]), sound.sample_rate)


def _alike(sounds: list[audio.Samples]) -> list[audio.Samples]:
    rate = max(sound.sample_rate for sound in sounds)
    return [sound.mono().resampled(rate) for sound in sounds]


def _faded(sound: audio.Samples) -> audio.Samples:
    length = min(round(_FADE * sound.sample_rate), len(sound.data) // 2)
    if not length:
        return sound
    ramp = np.linspace(0.0, 1.0, length, endpoint=False, dtype=np.float32)[:, None]
    data = sound.data.copy()
    data[:length] *= ramp
    data[-length:] *= ramp[::-1]
    return audio.Samples(data, sound.sample_rate)
