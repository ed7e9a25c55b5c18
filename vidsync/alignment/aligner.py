"""From audio and text to a transcript: prepares both, has them aligned, tells the user."""

from __future__ import annotations

import io
import os
import warnings
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from vidsync.alignment.build_report import judged
from vidsync.alignment.engines.registry import EngineChoice, chosen, solver_for
from vidsync.alignment.long.anchors import Part, joined, listenings, split
from vidsync.alignment.long.pool import shared_pool
from vidsync.alignment.long.windows import Walk, walk
from vidsync.alignment.long.worker import Request, done
from vidsync.alignment.report import Alignment
from vidsync.alignment.sound.features import SAMPLE_RATE, Floats, Spectra, normalized
from vidsync.alignment.text.tokens import Token, tokenize
from vidsync.audio import Samples, decode
from vidsync.errors import AlignmentError, InputError, VidsyncWarning

# Seconds of the beginning that tell how noisy a recording is.
_SOME = 60

Progress = Callable[[int, int], None]


def aligned(
    audio: Path | bytes | Samples,
    text: str,
    *,
    language: str,
    engine: str,
    model: Path | str | None = None,
    workers: int | None,
    on_progress: Progress | None,
) -> Alignment:
    """As `vidsync.alignment.align_with_report`."""
    if workers is not None and workers < 1:
        raise InputError(f"workers is {workers!r}: at least one is needed")
    tokens = tokenize(text, language)
    if not tokens:
        raise AlignmentError("the text holds nothing that can be said")
    samples = load(audio)
    duration = samples.duration
    sound = normalized(samples)
    del samples
    choice = chosen(sound, tokens, language=language, engine=engine, model=model)
    count = workers or os.cpu_count() or 1
    found = _found(sound, tokens, choice, workers=count, on_progress=on_progress)
    alignment = judged(
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


def load(audio: Path | bytes | Samples) -> Samples:
    """The sound, at a rate that is enough for speech.

    Raises:
        MediaError: it can't be read.
    """
    if isinstance(audio, Samples):
        return audio
    source = io.BytesIO(audio) if isinstance(audio, bytes) else Path(audio)
    return decode(source, sample_rate=SAMPLE_RATE, mono=True)


def _found(
    sound: Floats,
    tokens: Sequence[Token],
    choice: EngineChoice,
    *,
    workers: int,
    on_progress: Progress | None,
) -> Walk:
    # A network uses all cores by itself, and its memory is best had once.
    places = [] if choice.is_neural else listenings(sound, tokens)
    if not places:
        return walk(sound, tokens, solver_for(choice), on_progress=on_progress)
    looked_for = [Request(place, choice) for place in places]
    anchors = _carried_out(looked_for, workers=workers)
    parts = split(sound, tokens, anchors)
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

    return joined(parts, walks, walked)


def _carried_out(
    requests: Sequence[Request], workers: int, on_done: Callable[[int], None] | None = None
) -> list[Any]:
    if workers > 1 and len(requests) > 1:
        return shared_pool().run(requests, workers=workers, on_done=on_done)
    answers: list[Any] = []
    for index, request in enumerate(requests):
        answers.append(done(request))
        if on_done:
            on_done(index)
    return answers
