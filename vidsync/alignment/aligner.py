"""Aligns audio with text: prepares both, runs an engine, and builds the report."""

from __future__ import annotations

import os
import warnings
from collections.abc import Callable, Sequence
from typing import Any

from vidsync.alignment.build_report import build_report
from vidsync.alignment.engines.registry import EngineChoice, choose_engine, solver_for
from vidsync.alignment.long.anchors import Part, join_walks, search_places, split_parts
from vidsync.alignment.long.windows import Walk, walk
from vidsync.alignment.pool import shared_pool
from vidsync.alignment.report import Alignment
from vidsync.alignment.sound.features import SAMPLE_RATE, Floats, Spectra, normalize
from vidsync.alignment.text.tokens import Token, tokenize
from vidsync.alignment.worker import Request, carry_out
from vidsync.audio import Samples, decode
from vidsync.errors import AlignmentError, InputError, VidsyncWarning
from vidsync.paths import PathLike

# Seconds from the beginning that are used to measure the noise of a recording.
_SOME = 60

Progress = Callable[[int, int], None]


def align_audio(
    audio: PathLike | bytes | Samples,
    text: str,
    *,
    language: str,
    engine: str,
    model: PathLike | None = None,
    workers: int | None,
    on_progress: Progress | None,
) -> Alignment:
    """Align audio with text; see `vidsync.alignment.align_with_report`."""
    if workers is not None and workers < 1:
        raise InputError(f"workers is {workers!r}: at least one is needed")
    tokens = tokenize(text, language)
    if not tokens:
        raise AlignmentError("the text contains nothing that can be spoken")
    samples = load(audio)
    duration = samples.duration
    sound = normalize(samples)
    del samples
    choice = choose_engine(
        sound, tokens, language=language, engine=engine, model=os.fspath(model) if model else None
    )
    count = workers or os.cpu_count() or 1
    found = _found(sound, tokens, choice, workers=count, on_progress=on_progress)
    alignment = build_report(
        found,
        tokens,
        text=text,
        language=language,
        duration=duration,
        engine=choice.name,
        contrast=Spectra.of(sound[: _SOME * SAMPLE_RATE]).contrast,
    )
    for note in alignment.report.warnings:
        warnings.warn(note, VidsyncWarning, stacklevel=4)
    return alignment


def load(audio: PathLike | bytes | Samples) -> Samples:
    """Decode the sound, at a rate that is enough for speech.

    Raises:
        MediaError: the audio cannot be read.
    """
    if isinstance(audio, Samples):
        return audio
    return decode(audio, sample_rate=SAMPLE_RATE, mono=True)


def _found(
    sound: Floats,
    tokens: Sequence[Token],
    choice: EngineChoice,
    *,
    workers: int,
    on_progress: Progress | None,
) -> Walk:
    # A network uses all cores by itself, and needs its memory only once.
    places = [] if choice.is_neural else search_places(sound, tokens)
    if not places:
        return walk(sound, tokens, solver_for(choice), on_progress=on_progress)
    looked_for = [Request(place, choice) for place in places]
    anchors = _carried_out(looked_for, workers=workers)
    parts = split_parts(sound, tokens, anchors)
    counts = [len(part.tokens) for part in parts]
    finished = 0

    def advance(index: int) -> None:
        nonlocal finished
        finished += counts[index]
        if on_progress:
            on_progress(finished, len(tokens))

    walks = _carried_out([Request(part, choice) for part in parts], workers, advance)

    def walked(part: Part) -> Walk:
        return walk(part.sound, part.tokens, solver_for(choice))

    return join_walks(parts, walks, walked)


def _carried_out(
    requests: Sequence[Request], workers: int, on_done: Callable[[int], None] | None = None
) -> list[Any]:
    if workers > 1 and len(requests) > 1:
        return shared_pool().run(requests, workers=workers, on_done=on_done)
    answers: list[Any] = []
    for index, request in enumerate(requests):
        answers.append(carry_out(request))
        if on_done:
            on_done(index)
    return answers
