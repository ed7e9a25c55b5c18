"""Finds when each word of a text is spoken in a recording."""

from __future__ import annotations

import os
import warnings
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from vidsync.alignment.build_report import build_report
from vidsync.alignment.engines.registry import Engine, EngineChoice, choose_engine, solver_for
from vidsync.alignment.long.anchors import Part, join_parts, search_places, split_parts
from vidsync.alignment.long.windows import align_windows
from vidsync.alignment.placement import Placements
from vidsync.alignment.pool import shared_pool
from vidsync.alignment.report import Alignment
from vidsync.alignment.sound.features import SAMPLE_RATE, Floats, Spectra, normalize
from vidsync.alignment.text.tokens import Token, tokenize
from vidsync.alignment.worker import Request, carry_out
from vidsync.audio import Samples, decode, measure_delay
from vidsync.errors import AlignmentError, InputError, VidsyncWarning
from vidsync.paths import PathLike, check_is_text
from vidsync.transcript import Transcript

# Seconds from the beginning that are used to measure the noise of a recording.
_CONTRAST_SECONDS = 60
# Seconds after the picture at which a sound may begin; other times are noise, or wrong.
_DELAYS = (0.005, 600.0)

Progress = Callable[[int, int], None]


def align(
    audio: PathLike | bytes | Samples,
    text: str,
    *,
    language: str = "en",
    engine: Engine = "auto",
    model: PathLike | None = None,
    workers: int | None = None,
    on_progress: Callable[[int, int], None] | None = None,
) -> Transcript:
    """Find when each word of a text is spoken.

    Args:
        audio: a file's path, a file in memory, or samples; any rate and channels.
        text: what is spoken. Every whitespace-separated word of it that is heard becomes one
            word; markup is not shown.
        language: BCP 47 tag.
        engine: ``sphinx`` uses an acoustic model, ``dtw`` espeak-ng's own speech, and ``ctc``,
            ``mms`` and ``whisper`` use your own neural networks; ``auto`` chooses between the
            first two by language and by how well they match.
        model: for ``ctc``, the folder of a CTC model as transformers saves it; for ``mms``,
            the weights of torchaudio's MMS_FA (None: where torchaudio keeps them); for
            ``whisper``, a model that was fetched (``"small"``), or the folder of one converted
            for CTranslate2. ``"MMS_FA"`` downloads that model.
        workers: processes for long audio; None is one for each core. The result does not
            depend on it.
        on_progress: called with the number of words done, and of all words.

    Returns:
        Words with phones (IPA) and a confidence each; source ``aligned``.

    Raises:
        AlignmentError: audio and text do not match.
        DependencyError: the engine needs an extra that is not installed.
        InputError: the engine is unknown, or its model is missing or cannot be used.
        MediaError: the audio cannot be read.
        VoiceError: the language is not known.
    """
    alignment = align_audio(
        audio,
        text,
        language=language,
        engine=engine,
        model=model,
        workers=workers,
        on_progress=on_progress,
    )
    _warn(alignment)
    return alignment.transcript


def align_with_report(
    audio: PathLike | bytes | Samples,
    text: str,
    *,
    language: str = "en",
    engine: Engine = "auto",
    model: PathLike | None = None,
    workers: int | None = None,
    on_progress: Callable[[int, int], None] | None = None,
) -> Alignment:
    """Align like `align`, and report the engine, the confidence and what did not match."""
    alignment = align_audio(
        audio,
        text,
        language=language,
        engine=engine,
        model=model,
        workers=workers,
        on_progress=on_progress,
    )
    _warn(alignment)
    return alignment


def align_audio(
    audio: PathLike | bytes | Samples,
    text: str,
    *,
    language: str,
    engine: Engine,
    model: PathLike | None = None,
    workers: int | None,
    on_progress: Progress | None,
) -> Alignment:
    """Align audio with text, without warnings; see `align_with_report`."""
    if workers is not None and workers < 1:
        raise InputError(
            f"workers must be at least 1, not {workers!r}", hint="leave it out for one per core"
        )
    check_is_text(text)
    tokens = tokenize(text, language)
    if not tokens:
        raise AlignmentError("the text contains nothing that can be spoken")
    samples = load(audio)
    duration = samples.duration
    sound = normalize(samples)
    del samples
    # A text may be the name of a model to download; a path object never is.
    if model is not None and not isinstance(model, str):
        model = Path(model)
    choice = choose_engine(sound, tokens, language=language, engine=engine, model=model)
    count = workers or os.cpu_count() or 1
    placements = _place_tokens(sound, tokens, choice, workers=count, on_progress=on_progress)
    return build_report(
        placements,
        tokens,
        text=text,
        language=language,
        duration=duration,
        engine=choice.name,
        contrast=Spectra.of(sound[: _CONTRAST_SECONDS * SAMPLE_RATE]).contrast,
    )


def _warn(alignment: Alignment) -> None:
    for note in alignment.report.warnings:
        warnings.warn(note, VidsyncWarning, stacklevel=3)


def load(audio: PathLike | bytes | Samples) -> Samples:
    """Decode the sound from a file's beginning, at a rate that is enough for speech.

    Raises:
        MediaError: the audio cannot be read.
    """
    if isinstance(audio, Samples):
        return audio
    samples = decode(audio, sample_rate=SAMPLE_RATE, mono=True)
    delay = measure_delay(audio)
    if not _DELAYS[0] <= delay <= _DELAYS[1]:
        return samples
    silence = np.zeros((round(delay * SAMPLE_RATE), 1), np.float32)
    return Samples(np.concatenate([silence, samples.data]), SAMPLE_RATE)


def _place_tokens(
    sound: Floats,
    tokens: Sequence[Token],
    choice: EngineChoice,
    *,
    workers: int,
    on_progress: Progress | None,
) -> Placements:
    # A network uses all cores by itself, and needs its memory only once.
    places = [] if choice.is_neural else search_places(sound, tokens)
    if not places:
        return align_windows(sound, tokens, solver_for(choice), on_progress=on_progress)
    searches = [Request(place, choice) for place in places]
    anchors = _run_requests(searches, workers=workers)
    parts = split_parts(sound, tokens, anchors)
    counts = [len(part.tokens) for part in parts]
    finished = 0

    def advance(index: int) -> None:
        nonlocal finished
        finished += counts[index]
        if on_progress:
            on_progress(finished, len(tokens))

    results = _run_requests([Request(part, choice) for part in parts], workers, advance)

    def realign(part: Part) -> Placements:
        return align_windows(part.sound, part.tokens, solver_for(choice))

    return join_parts(parts, results, realign)


def _run_requests(
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
