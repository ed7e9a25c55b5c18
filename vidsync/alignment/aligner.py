"""From audio and text to a transcript: prepares both, picks an engine, judges the result."""

from __future__ import annotations

import io
import warnings
from collections.abc import Callable, Mapping, Sequence
from functools import cache
from pathlib import Path

from vidsync.alignment.choice import PreferringWarp, sounds_alike
from vidsync.alignment.dtw import DtwSolver
from vidsync.alignment.forced import SphinxRules, SphinxSolver
from vidsync.alignment.lexicon import pronounced
from vidsync.alignment.readings import Token, tokenize
from vidsync.alignment.report import Alignment
from vidsync.alignment.spectra import SAMPLE_RATE, Floats, normalized
from vidsync.alignment.sphinx import Recognizer, Ways
from vidsync.alignment.verdict import judged
from vidsync.alignment.walk import Solver, walk
from vidsync.audio import Samples, decode
from vidsync.errors import AlignmentError, InputError, VidsyncWarning, near_matches

ENGINES = ("auto", "sphinx", "dtw")
# Seconds of the beginning, and tokens offered for them, that the engine is chosen by.
_SAMPLE = 20.0
_SAMPLE_TOKENS = 80


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
    chosen = engine if engine != "auto" else _chosen(sound, tokens, language)
    found = walk(sound, tokens, solver_for(chosen, tokens, language), on_progress=on_progress)
    alignment = judged(
        found, tokens, text=text, language=language, duration=samples.duration, engine=chosen
    )
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


def is_native(language: str) -> bool:
    """Whether there is an acoustic model of the language itself."""
    return language.partition("-")[0] in ("en", "fr")


@cache
def recognizer_for(model: str) -> Recognizer:
    """The recognizer of this process for a model; loading one takes a moment."""
    return Recognizer(model)


def voice_for(language: str) -> str:
    """The voice of espeak-ng that speaks a language the way most recordings do."""
    return "en-us" if language == "en" else language


def _chosen(sound: Floats, tokens: Sequence[Token], language: str) -> str:
    """The engine for a voice: by how much its beginning resembles espeak-ng."""
    length = round(_SAMPLE * SAMPLE_RATE)
    short = len(sound) <= length
    warp = DtwSolver(voice_for(language))
    offered = tokens if short else tokens[:_SAMPLE_TOKENS]
    outcome = warp.solve(sound if short else sound[:length], offered, whole=short)
    return "dtw" if sounds_alike(outcome, native=is_native(language)) else "sphinx"


def solver_for(engine: str, tokens: Sequence[Token], language: str) -> Solver:
    """An engine by its name, ready for some tokens."""
    if engine == "sphinx":
        return sphinx_solver(tokens, language)
    return PreferringWarp(
        DtwSolver(voice_for(language)),
        sphinx_solver(tokens, language),
        native=is_native(language),
    )


def sphinx_solver(tokens: Sequence[Token], language: str) -> SphinxSolver:
    """The main engine, ready for some tokens."""
    recognizer = recognizer_for(model_for(language))
    native = language.partition("-")[0] in ("en", "fr")
    rules = (
        SphinxRules()
        if native
        else SphinxRules(good=-50.0, bad=-62.0, hopeless=-54.0, half_sure=-80.0)
    )
    return SphinxSolver(recognizer, _pronunciations(tokens, recognizer, language), rules)


def _pronunciations(
    tokens: Sequence[Token], recognizer: Recognizer, language: str
) -> Mapping[str, Ways]:
    english = language.partition("-")[0] == "en"
    words = {word for token in tokens for form in token.readings for word in form}
    own = english or model_for(language) == "fr-fr"
    unknown = sorted(word for word in words if not (own and recognizer.knows(word)))
    french = model_for(language) == "fr-fr"
    found = pronounced(unknown, voice_for(language), french=french)
    return {word: (sounds,) for word, sounds in found.items()}
