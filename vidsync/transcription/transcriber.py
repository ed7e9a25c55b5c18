"""Transcribes recordings of any length: finds speech, recognizes it, and finds the words' edges."""

from __future__ import annotations

from collections.abc import Callable

from vidsync.audio import AudioSource, measure, measure_delay
from vidsync.models import cache_folder
from vidsync.paths import PathLike
from vidsync.transcript import Transcript
from vidsync.transcription.kept_results import KeptResults
from vidsync.transcription.listening.sound_blocks import read_blocks
from vidsync.transcription.listening.transcription import Listening, Transcription
from vidsync.transcription.recognizer import Recognizer, find_recognizer

Progress = Callable[[float, float], None]


def transcribe(
    audio: AudioSource,
    *,
    language: str | None = None,
    model: PathLike = "base",
    prompt: str | None = None,
    recognizer: str | Recognizer | None = None,
    resume: bool = True,
    on_progress: Progress | None = None,
) -> Transcript:
    """Find out what is said in a recording, and when.

    Args:
        audio: a sound or video file of any length, an encoded file in memory, or samples.
        language: BCP 47 tag of what is spoken; None detects it.
        model: of Whisper: a size (``tiny``, ``base``, ``small``, ``medium``, ``large-v3``), one for
            English alone (``base.en``), or a model's folder. Nothing is downloaded.
        prompt: text that could come before, or names and terms that may be spoken.
        recognizer: a recognizer's name, or a `Recognizer`; None is Whisper with `model`.
        resume: keep what is recognized, so that an interrupted run goes on where it was.
        on_progress: called with the seconds done, and of the whole recording.

    Returns:
        Words with phones (IPA) and a confidence each; source ``aligned``. There are none if
        nobody speaks.

    Raises:
        MediaError: the file can't be read, or has no sound.
        InputError: the model is not on this machine, or an option can't be used.
        DependencyError: the recognizer's package is not installed.
        EngineError: the recognizer failed.
    """
    return transcribe_with_report(
        audio,
        language=language,
        model=model,
        prompt=prompt,
        recognizer=recognizer,
        resume=resume,
        on_progress=on_progress,
    ).transcript


def transcribe_with_report(
    audio: AudioSource,
    *,
    language: str | None = None,
    model: PathLike = "base",
    prompt: str | None = None,
    recognizer: str | Recognizer | None = None,
    resume: bool = True,
    on_progress: Progress | None = None,
) -> Transcription:
    """Transcribe like `transcribe`, and report on the language and the doubtful words."""
    listener = choose_recognizer(recognizer, model)
    duration = measure(audio)[0] + measure_delay(audio)
    kept = KeptResults(cache_folder().parent / "transcription") if resume else None
    listening = Listening(listener, language=language, prompt=prompt, kept=kept)
    blocks = (block.mean(axis=1) for block in read_blocks(audio))
    for window in listening.windows(blocks):
        listening.add(window)
        if on_progress:
            on_progress(min(window.end, duration), duration)
    if on_progress:
        on_progress(duration, duration)
    if kept:
        kept.remove_old()
    return listening.result(duration)


def choose_recognizer(recognizer: str | Recognizer | None, model: PathLike = "base") -> Recognizer:
    """Return a recognizer.

    Args:
        recognizer: a name, or a recognizer; None is Whisper.
        model: of Whisper.

    Raises:
        DependencyError: its package is not installed.
        InputError: the model is not on this machine.
        EngineError: there is no recognizer of that name.
    """
    if isinstance(recognizer, Recognizer):
        return recognizer
    if recognizer in (None, "whisper"):
        return find_recognizer("whisper", model=model)
    return find_recognizer(str(recognizer))
