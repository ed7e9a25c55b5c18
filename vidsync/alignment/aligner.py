"""From audio and text to a transcript: prepares both, picks an engine, judges the result."""

from __future__ import annotations

import io
import warnings
from collections.abc import Callable, Mapping, Sequence
from functools import cache
from pathlib import Path

from vidsync.alignment.lexicon import pronounced
from vidsync.alignment.readings import Token, tokenize
from vidsync.alignment.report import Alignment
from vidsync.alignment.spectra import SAMPLE_RATE, normalized
from vidsync.alignment.sphinx import Recognizer, Ways
from vidsync.alignment.verdict import judged
from vidsync.alignment.walk import walk
from vidsync.audio import Samples, decode
from vidsync.errors import AlignmentError, InputError, VidsyncWarning, near_matches

ENGINES = ("auto", "sphinx")


def aligned(
    audio: Path | bytes | Samples,
    text: str,
    *,
    language: str,
    engine: str,
    on_progress: Callable[[int, int], None] | None,
) -> Alignment:
    """As `vidsync.alignment.align_with_report`."""
    if engine not in ENGINES:
        raise InputError(f"no aligner {engine!r}", hint=near_matches(engine, ENGINES))
    samples = load(audio)
    tokens = tokenize(text, language)
    if not tokens:
        raise AlignmentError("the text holds nothing that can be said")
    sound = normalized(samples)
    recognizer = recognizer_for(model_for(language))
    pronunciations = _pronunciations(tokens, recognizer, language)
    found = walk(sound, tokens, recognizer, pronunciations, on_progress=on_progress)
    alignment = judged(found, tokens, text, language, samples.duration)
    for note in alignment.report.warnings:
        warnings.warn(note, VidsyncWarning, stacklevel=4)
    return alignment


def load(audio: Path | bytes | Samples) -> Samples:
    """The sound, at a rate that is enough for speech."""
    if isinstance(audio, Samples):
        return audio
    source = io.BytesIO(audio) if isinstance(audio, bytes) else Path(audio)
    return decode(source, sample_rate=SAMPLE_RATE)


def model_for(language: str) -> str:
    """The acoustic model that a language is searched with."""
    return "fr-fr" if language.partition("-")[0] == "fr" else "en-us"


@cache
def recognizer_for(model: str) -> Recognizer:
    """The recognizer of this process for a model; loading one takes a moment."""
    return Recognizer(model)


def _pronunciations(
    tokens: Sequence[Token], recognizer: Recognizer, language: str
) -> Mapping[str, Ways]:
    english = language.partition("-")[0] == "en"
    words = {word for token in tokens for form in token.readings for word in form}
    own = english or model_for(language) == "fr-fr"
    unknown = sorted(word for word in words if not (own and recognizer.knows(word)))
    voice = "en-us" if language == "en" else language
    french = model_for(language) == "fr-fr"
    found = pronounced(unknown, voice, french=french)
    return {word: (sounds,) for word, sounds in found.items()}
